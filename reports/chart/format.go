package chart

import (
	"math"
	"strings"

	"gonum.org/v1/plot"

	"huiliu/assets"
	"huiliu/reports/doc"
)

// axisScale is the limits of an axis with the step between its ticks.
type axisScale struct{ lo, hi, step float64 }

// niceScale finds a step of 1, 2, 2.5 or 5 times a power of ten that gives about
// want intervals, and moves the limits outwards to multiples of it if grow is set.
func niceScale(lo, hi float64, want int, grow bool) axisScale {
	if !(hi > lo) {
		pad := math.Max(math.Abs(lo)*0.1, 0.5)
		lo, hi = lo-pad, hi+pad
	}
	raw := (hi - lo) / float64(max(1, want))
	mag := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * mag
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*mag >= raw*0.999 {
			step = m * mag
			break
		}
	}
	if grow {
		lo, hi = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
	}
	return axisScale{lo, hi, step}
}

// ticks labels the multiples of the step; below and above bound where labels make
// sense (no 120 % of customers).
func (a axisScale) ticks(w *assets.Words, u doc.Unit, c doc.Chart) plot.ConstantTicks {
	var out plot.ConstantTicks
	top := a.hi
	if u == doc.UnitPercent && a.lo >= 0 && a.hi < 1.6 {
		top = math.Min(top, 1)
	}
	for i := math.Ceil(a.lo/a.step - 1e-9); i*a.step <= top+a.step*1e-9 && len(out) < 60; i++ {
		v := i * a.step
		out = append(out, plot.Tick{Value: v, Label: a.label(w, u, v, c.Currency)})
	}
	return out
}

func (a axisScale) label(w *assets.Words, u doc.Unit, v float64, currency string) string {
	switch u {
	case doc.UnitPercent:
		return w.Percent(v, decimals(a.step*100))
	case doc.UnitMoney:
		return a.moneyLabel(w, v, currency)
	}
	return w.Decimal(v, decimals(a.step))
}

// moneyLabel writes all ticks of one axis in the same unit (元, 万, 亿).
func (a axisScale) moneyLabel(w *assets.Words, v float64, currency string) string {
	unit, name := 1.0, ""
	largest := math.Max(math.Abs(a.lo), math.Abs(a.hi))
	if w.Lang() == assets.ZH {
		switch {
		case largest >= 2e8:
			unit, name = 1e8, " 亿"
		case largest >= 2e4:
			unit, name = 1e4, " 万"
		}
	}
	sign, symbol := "", strings.TrimSuffix(w.Money(0, currency), "0")
	if v == 0 {
		return symbol + "0"
	}
	if v < 0 {
		sign, v = "-", -v
	}
	return sign + symbol + w.Decimal(v/unit, decimals(a.step/unit)) + name
}

// decimals returns how many decimals a multiple of step needs.
func decimals(step float64) int {
	for d := range 6 {
		scaled := step * math.Pow10(d)
		if math.Abs(scaled-math.Round(scaled)) < 1e-6*math.Max(1, scaled) && math.Round(scaled) != 0 {
			return d
		}
	}
	return 6
}
