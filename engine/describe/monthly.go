package describe

import "huiliu/engine"

// recentMonths are the complete months whose mean LostMonthly is.
const recentMonths = 6

// LostMonthly is how many customers a month became lost in the last complete months;
// undefined without any, as for contracts that tell no dates.
func (r *Result) LostMonthly() engine.Number {
	list := r.Flow[max(0, len(r.Flow)-recentMonths):]
	if len(list) == 0 {
		return engine.Undefined()
	}
	var n int64
	for _, m := range list {
		n += m.Lapsed
	}
	return engine.Number(float64(n) / float64(len(list)))
}
