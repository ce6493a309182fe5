package predict

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// telling is the AUC above which a single column looks like the answer itself.
const telling = 0.95

// maxTellRows bounds the rows the columns are looked at on.
const maxTellRows = 5000

// suspicious names the columns that alone tell stayers from leavers too well to be
// knowledge of the past (METHODS 2, B4).
func suspicious(r *rows, seed uint64) []string {
	s := r.Sample
	if r.count() > maxTellRows {
		pick := stat.NewRand(seed, "predict.tune").Perm(r.count())[:maxTellRows]
		s = learn.Sample{X: s.X.Take(pick), Y: at(s.Y, pick)}
	}
	out := []string{}
	for j := range s.X.Columns {
		one := &learn.Frame{Rows: s.X.Rows, Columns: s.X.Columns[j : j+1]}
		if x := learn.NewEncoder(one).Matrix(one); x != nil && tells(x, s.Y) {
			out = append(out, s.X.Columns[j].Name)
		}
	}
	return out
}

// sameForAll names the columns that are the same for everybody on each day, such as the
// season: they cannot order the customers of a day, and with a handful of days they only
// tell one day from the other.
func sameForAll(r *rows) []string {
	var out []string
	if len(r.day) == 0 {
		return out
	}
	for j := range r.X.Columns {
		c, same := &r.X.Columns[j], true
		first := map[engine.Day]int{}
		for i, day := range r.day {
			k, seen := first[day]
			if !seen {
				first[day] = i
				continue
			}
			if c.Text != nil && c.Text[i] != c.Text[k] || c.Text == nil && c.Number[i] != c.Number[k] && !(math.IsNaN(c.Number[i]) && math.IsNaN(c.Number[k])) {
				same = false
				break
			}
		}
		if same {
			out = append(out, c.Name)
		}
	}
	return out
}

// tells looks at each input alone, and at levels together by their churn rate.
func tells(x *mat.Dense, y []bool) bool {
	n, p := x.Dims()
	for k := range p {
		a := learn.AUC(mat.Col(nil, k, x), y)
		if math.Max(a, 1-a) > telling {
			return true
		}
	}
	if p < 3 {
		return false
	}
	score := make([]float64, n)
	for k := range p {
		var hits, events float64
		for i := range n {
			hits += x.At(i, k)
			events += x.At(i, k) * unit(y[i])
		}
		for i := range n {
			if x.At(i, k) == 1 && hits > 0 {
				score[i] = events / hits
			}
		}
	}
	return learn.AUC(score, y) > telling
}
