package campaign

import (
	"math"

	"huiliu/engine/stat"
)

// before chooses the figure the money is adjusted by: the numeric column known of
// everybody that goes with the money most, over all groups together, so that the
// choice knows nothing of the effect.
func (l *logged) before() (name string, values []float64) {
	if l.revenue == nil {
		return "", nil
	}
	best := 0.0
	for _, c := range l.known {
		if c.text != nil || !whole(c.number) {
			continue
		}
		if r := math.Abs(float64(stat.Pearson(c.number, l.revenue).Value)); r > best {
			best, name, values = r, c.name, c.number
		}
	}
	return name, values
}

func whole(v []float64) bool {
	for _, x := range v {
		if math.IsNaN(x) {
			return false
		}
	}
	return true
}
