package survival

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
)

// Incidence is the Aalen–Johansen estimate of ends by cause: at each of Times, the
// share that has ended by each cause and the share still there. One minus a
// Kaplan–Meier curve that censors the other causes would overstate a cause.
type Incidence struct {
	Causes []string  `json:"causes"` // ascending
	Count  []int64   `json:"count"`  // ends by cause
	Times  []float64 `json:"times"`
	AtRisk []int64   `json:"atRisk"`
	// Share and SE have one row a cause, parallel to Times.
	Share      [][]float64       `json:"share"`
	SE         [][]engine.Number `json:"se"`
	Survival   []float64         `json:"survival"`
	SurvivalSE []engine.Number   `json:"survivalSE"`
	Skipped    int64             `json:"skipped,omitempty"`
}

// end is one life; cause is −1 while it runs.
type end struct {
	time  float64
	cause int
}

// CumulativeIncidence estimates the shares ended by each cause; an empty cause is
// a life still running. Lives with an unusable time are left out.
func CumulativeIncidence(times []float64, causes []string) Incidence {
	ends, out := endings(times, causes)
	k := len(out.Causes)
	out.Count, out.Share, out.SE = make([]int64, k), make([][]float64, k), make([][]engine.Number, k)
	w := newWalk(k)
	d := make([]float64, k)
	for i := 0; i < len(ends); {
		j := i
		clear(d)
		for ; j < len(ends) && ends[j].time == ends[i].time; j++ {
			if c := ends[j].cause; c >= 0 {
				d[c]++
				out.Count[c]++
			}
		}
		w.step(float64(len(ends)-i), d)
		out.Times, out.AtRisk = append(out.Times, ends[i].time), append(out.AtRisk, int64(len(ends)-i))
		out.record(w)
		i = j
	}
	return out
}

// endings puts usable lives in the order of time and names the causes.
func endings(times []float64, causes []string) (ends []end, out Incidence) {
	for i, c := range causes {
		if c != "" && i < len(times) {
			out.Causes = append(out.Causes, c)
		}
	}
	slices.Sort(out.Causes)
	out.Causes = slices.Compact(out.Causes)
	for i, t := range times {
		if i >= len(causes) || !(t >= 0) || math.IsInf(t, 0) {
			out.Skipped++
			continue
		}
		cause := -1
		if causes[i] != "" {
			cause, _ = slices.BinarySearch(out.Causes, causes[i])
		}
		ends = append(ends, end{t, cause})
	}
	slices.SortFunc(ends, func(a, b end) int { return cmp.Compare(a.time, b.time) })
	return ends, out
}

// record keeps the state of the walk for one time.
func (in *Incidence) record(w *incidenceWalk) {
	in.Survival = append(in.Survival, w.survival)
	se := engine.Undefined() // as in a Curve that has come to zero
	if w.survival > 0 {
		se = engine.Number(w.survival * math.Sqrt(w.all))
	}
	in.SurvivalSE = append(in.SurvivalSE, se)
	for c := range in.Causes {
		in.Share[c] = append(in.Share[c], w.share[c])
		in.SE[c] = append(in.SE[c], engine.Number(math.Sqrt(math.Max(0, w.variance(c)))))
	}
}

// incidenceWalk keeps the running sums of the delta-method variance (Marubini and
// Valsecchi 1995): Σ(F−Fⱼ)²·g + Σ S²(n−dₖ)dₖ/n³ − 2Σ(F−Fⱼ)·S·dₖ/n², where g is
// Greenwood's term and Fⱼ, S are the values at and before each time.
type incidenceWalk struct {
	survival, all                 float64 // all is Σg
	share, byF, byFF, own, sd, sf []float64
}

func newWalk(k int) *incidenceWalk {
	m := func() []float64 { return make([]float64, k) }
	return &incidenceWalk{survival: 1, share: m(), byF: m(), byFF: m(), own: m(), sd: m(), sf: m()}
}

func (w *incidenceWalk) step(n float64, d []float64) {
	var total float64
	for _, v := range d {
		total += v
	}
	if total == 0 {
		return
	}
	before := w.survival
	greenwood := total / (n * (n - total))
	if total == n {
		greenwood = 0 // nobody is left to whom it could matter
	}
	for c, v := range d {
		w.share[c] += before * v / n
		f := w.share[c]
		w.byF[c] += f * greenwood
		w.byFF[c] += f * f * greenwood
		w.own[c] += before * before * (n - v) * v / (n * n * n)
		w.sd[c] += before * v / (n * n)
		w.sf[c] += f * before * v / (n * n)
	}
	w.all += greenwood
	w.survival *= (n - total) / n
}

func (w *incidenceWalk) variance(c int) float64 {
	f := w.share[c]
	return f*f*w.all - 2*f*w.byF[c] + w.byFF[c] + w.own[c] - 2*(f*w.sd[c]-w.sf[c])
}

// At is the share ended by the cause (its position in Causes) by t and its
// standard error; 0 before the first time.
func (in Incidence) At(cause int, t float64) (share float64, se engine.Number) {
	if cause < 0 || cause >= len(in.Causes) || math.IsNaN(t) {
		return math.NaN(), engine.Undefined()
	}
	i := in.before(t)
	if i < 0 {
		return 0, 0
	}
	return in.Share[cause][i], in.SE[cause][i]
}

// SurvivalAt is the share still there after t and its standard error.
func (in Incidence) SurvivalAt(t float64) (share float64, se engine.Number) {
	if len(in.Times) == 0 || math.IsNaN(t) {
		return math.NaN(), engine.Undefined()
	}
	i := in.before(t)
	if i < 0 {
		return 1, 0
	}
	return in.Survival[i], in.SurvivalSE[i]
}

func (in Incidence) before(t float64) int {
	i, exact := slices.BinarySearch(in.Times, t)
	if exact {
		return i
	}
	return i - 1
}
