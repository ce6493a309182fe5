package trial

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Cuped is a difference of means of y − θ(x − mean x), x being known before the
// assignment and θ = cov(x, y) ÷ var(x) over both groups (Deng, Xu, Kohavi and Walker,
// WSDM 2013).
type Cuped struct {
	stat.Means
	Theta engine.Number `json:"theta"`
	// Variance is the variance of the adjusted money over that of the money: 1 − correlation².
	Variance engine.Number `json:"variance_ratio"`
}

// NewCuped adjusts the money of two groups by what they had before. Everything is
// undefined without an earlier figure for everybody, or when it is the same for all.
func NewCuped(treated, treatedBefore, control, controlBefore []float64) Cuped {
	u := engine.Undefined()
	c := Cuped{Means: stat.MeanDifference(nil, nil), Theta: u, Variance: u}
	if len(treated) == 0 || len(control) == 0 || len(treatedBefore) != len(treated) || len(controlBefore) != len(control) {
		return c
	}
	y, x := join(treated, control), join(treatedBefore, controlBefore)
	mx, my := stat.Mean(x), stat.Mean(y)
	var sxy, sxx, syy []float64
	for i := range y {
		dx, dy := x[i]-mx, y[i]-my
		sxy, sxx, syy = append(sxy, dx*dy), append(sxx, dx*dx), append(syy, dy*dy)
	}
	xy, xx, yy := stat.Sum(sxy), stat.Sum(sxx), stat.Sum(syy)
	if !(xx > 0) || !(yy > 0) || math.IsInf(xx, 0) {
		return c
	}
	theta := xy / xx
	c.Means = stat.MeanDifference(adjust(treated, treatedBefore, theta, mx), adjust(control, controlBefore, theta, mx))
	c.Theta, c.Variance = engine.Number(theta), engine.Number(1-xy*xy/(xx*yy))
	return c
}

func join(a, b []float64) []float64 {
	return append(append(make([]float64, 0, len(a)+len(b)), a...), b...)
}

func adjust(y, x []float64, theta, mean float64) []float64 {
	out := make([]float64, len(y))
	for i := range y {
		out[i] = y[i] - theta*(x[i]-mean)
	}
	return out
}
