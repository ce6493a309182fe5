package trial

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Group is the trial among the customers of one level of a column.
type Group struct {
	Level   string   `json:"level"`
	Effects []Effect `json:"effects"`
}

// By measures the trial within every level, in the order of the levels; rows with level
// "" are left out. Looking at many groups finds differences by chance: Holm's
// correction runs over all groups and arms.
func By(t Trial, level []string) ([]Group, error) {
	if len(level) != len(t.Arm) {
		return nil, &engine.Error{Code: "trial.lengths"}
	}
	rows := map[string][]int{}
	for i, l := range level {
		if l != "" {
			rows[l] = append(rows[l], i)
		}
	}
	out := make([]Group, 0, len(rows))
	for l, list := range rows {
		r, err := Measure(t.take(list))
		if err != nil {
			return nil, err
		}
		out = append(out, Group{Level: l, Effects: r.Effects})
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Level, b.Level) })
	correct(out)
	return out, nil
}

// correct puts Holm's correction over all groups and arms in place of the one over arms.
func correct(groups []Group) {
	var p, pm []float64
	for _, g := range groups {
		for _, e := range g.Effects {
			p, pm = append(p, float64(e.Response.P)), append(pm, float64(e.Money.P))
		}
	}
	p, pm = stat.Holm(p), stat.Holm(pm)
	i := 0
	for _, g := range groups {
		for k := range g.Effects {
			g.Effects[k].Adjusted, g.Effects[k].MoneyAdjusted = engine.Number(p[i]), engine.Number(pm[i])
			i++
		}
	}
}

func (t *Trial) take(rows []int) Trial {
	return Trial{
		Names: t.Names, Design: t.Design, Arm: pick(t.Arm, rows), Yes: pick(t.Yes, rows),
		Money: pick(t.Money, rows), Before: pick(t.Before, rows),
	}
}

func pick[T any](v []T, rows []int) []T {
	if v == nil {
		return nil
	}
	out := make([]T, len(rows))
	for k, i := range rows {
		out[k] = v[i]
	}
	return out
}

// Pooled is one effect over several waves or strata.
type Pooled struct {
	Diff engine.Number `json:"diff"`
	Low  engine.Number `json:"low"`
	High engine.Number `json:"high"`
	P    engine.Number `json:"p"`
}

// Wave is the counts of one arm and the control in one wave.
type Wave struct{ Yes, N, ControlYes, ControlN int64 }

// Pool is the difference of shares over waves, each compared within itself, weighted
// as Mantel and Haenszel do (n₁n₀/(n₁+n₀)), with the variance of Sato (Biometrics 1989).
// Waves with an empty side say nothing.
func Pool(waves []Wave) Pooled {
	u := engine.Undefined()
	out := Pooled{Diff: u, Low: u, High: u, P: u}
	var weight, sum, a, b float64
	for _, w := range waves {
		n1, n0 := float64(w.N), float64(w.ControlN)
		if n1 == 0 || n0 == 0 {
			continue
		}
		x, y, n := float64(w.Yes), float64(w.ControlYes), n1+n0
		weight += n1 * n0 / n
		sum += (x*n0 - y*n1) / n
		a += (n1*n1*y - n0*n0*x + n1*n0*(n0-n1)/2) / (n * n)
		b += (x*(n0-y) + y*(n1-x)) / (2 * n)
	}
	if weight == 0 {
		return out
	}
	diff := sum / weight
	out.Diff = engine.Number(diff)
	if v := (diff*a + b) / (weight * weight); v > 0 {
		se := math.Sqrt(v)
		out.Low, out.High = engine.Number(math.Max(-1, diff-engine.Z95*se)), engine.Number(math.Min(1, diff+engine.Z95*se))
		out.P = engine.Number(stat.NormalTail(diff / se))
	}
	return out
}
