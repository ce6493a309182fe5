package forecast

import "huiliu/engine"

// Holiday is the regressor of a holiday that moves, such as the Spring Festival:
// for each period, the share of the window from before days ahead of a date to
// after days past it (the date itself included) that falls into it. periods are
// the first days of the periods and, last, the day after the end; dates is the
// table of the holiday.
//
//	x := forecast.Holiday(springFestivals, 14, 7, months)
//	rows := forecast.Columns(forecast.Deviation(x, 12), sale618)
func Holiday(dates []engine.Day, before, after int, periods []engine.Day) []float64 {
	if len(periods) < 2 || before < 0 || after < 0 {
		return nil
	}
	out := make([]float64, len(periods)-1)
	window := float64(before + after + 1)
	for _, d := range dates {
		from, to := d-engine.Day(before), d+engine.Day(after)+1
		for i := range out {
			if days := min(to, periods[i+1]) - max(from, periods[i]); days > 0 {
				out[i] += float64(days) / window
			}
		}
	}
	return out
}

// Deviation takes from each value the mean of the same season of the year, so that
// what a holiday brings every year to the same month stays with the season and the
// coefficient tells only of its moving.
func Deviation(x []float64, period int) []float64 {
	if period < 1 {
		return nil
	}
	sum, n := make([]float64, period), make([]float64, period)
	for i, v := range x {
		sum[i%period] += v
		n[i%period]++
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v - sum[i%period]/n[i%period]
	}
	return out
}

// Columns puts regressors side by side, one row a period, for Options.Regressors.
// It is nil when they differ in length.
func Columns(x ...[]float64) [][]float64 {
	if len(x) == 0 {
		return nil
	}
	rows := make([][]float64, len(x[0]))
	for _, column := range x {
		if len(column) != len(rows) {
			return nil
		}
		for i, v := range column {
			rows[i] = append(rows[i], v)
		}
	}
	return rows
}
