package quality

import (
	"math"
	"slices"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// month is one month of order lines, or one file of them.
type month struct {
	start       engine.Day
	file        int32
	lines       int64
	median      float64
	money       engine.Money
	customers   int64
	first, last engine.Day
	place       int64
	filled      [len(lineColumns)]int64
}

// time looks at what changes over the months: units, columns that stop, missing days.
func (in *inspector) time() error {
	months, err := store.All(in.ctx, in.r, monthsSQL, in.params, func(scan store.Scan, m *month) error {
		into := []any{&m.start, &m.lines, &m.median, &m.money, &m.customers, &m.first, &m.last, &m.place}
		for i := range m.filled {
			into = append(into, &m.filled[i])
		}
		return scan(into...)
	})
	if err != nil || len(months) == 0 {
		return err
	}
	files, err := in.fileAmounts()
	if err != nil {
		return err
	}
	in.columnStops(months)
	if !in.unitSlips(files, false) {
		in.unitSlips(months, true)
	}
	return in.days(months)
}

// fileAmounts are the amounts of each order file; a single one has no other to differ from.
func (in *inspector) fileAmounts() ([]month, error) {
	n := 0
	for _, f := range in.files {
		if f.role == orders && f.loaded > 0 {
			n++
		}
	}
	if n < 2 {
		return nil, nil
	}
	return store.All(in.ctx, in.r, fileAmountsSQL, in.params, func(scan store.Scan, m *month) error {
		return scan(&m.file, &m.lines, &m.median, &m.money, &m.customers, &m.place)
	})
}

const (
	// unitRows is how many lines a month or file needs before its median is compared.
	unitRows = 20
	// A unit is wrong when the median is between 60 and 170 times, or between 600 and 1,700
	// times, that of the rest: 元 against 分 is 100, yuan against thousands is 1,000.
	slipLow, slipHigh = 0.6, 1.7
)

// slipFactor returns 100 or 1000 (or their inverse) when the ratio of medians is near it.
func slipFactor(ratio float64) float64 {
	for _, k := range [...]float64{100, 1000, 0.01, 0.001} {
		if r := ratio / k; r > slipLow && r < slipHigh {
			return k
		}
	}
	return 0
}

// unitSlips compares every month (or file) with the middle of all of them.
func (in *inspector) unitSlips(list []month, dated bool) (found bool) {
	var all []float64
	for _, m := range list {
		if m.lines >= unitRows && m.median > 0 {
			all = append(all, m.median)
		}
	}
	if len(all) < 2 {
		return false
	}
	slices.Sort(all)
	middle := all[(len(all)-1)/2] // with two, the smaller: 分 read as 元 are the large ones
	for _, m := range list {
		if m.lines < unitRows || m.median <= 0 {
			continue
		}
		k := slipFactor(m.median / middle)
		if k == 0 {
			continue
		}
		f := Finding{Code: "unit_slip", Role: orders, Rows: m.lines, Share: engine.NewRate(m.lines, in.all.loaded.Rows),
			Customers: m.customers, Amount: &m.money, Factor: engine.Number(k)}
		if dated {
			f.From, f.To = m.first, m.last
		}
		in.add(f, []int64{m.place})
		found = true
	}
	return found
}

const (
	stopBefore = 0.5  // a column that was filled at least this often …
	stopAfter  = 0.05 // … and is now filled at most this often has stopped
)

// columnStops finds columns that are filled at first and not in the last months.
func (in *inspector) columnStops(months []month) {
	for c, name := range lineColumns {
		var before, lines, late, lateFilled int64
		last := len(months)
		for last > 1 && float64(months[last-1].filled[c]) <= stopAfter*float64(months[last-1].lines) {
			last--
			late += months[last].lines
			lateFilled += months[last].filled[c]
		}
		for _, m := range months[:last] {
			before += m.filled[c]
			lines += m.lines
		}
		if late < unitRows || lines < unitRows || float64(before) < stopBefore*float64(lines) {
			continue
		}
		var money engine.Money
		for _, m := range months[last:] {
			money += m.money
		}
		in.add(Finding{Code: "column_stops", Role: orders, Column: name, Rows: late - lateFilled,
			Share: engine.NewRate(late-lateFilled, late), Amount: &money, From: months[last].first, To: months[len(months)-1].last},
			[]int64{months[last].place})
	}
}

const (
	gapFloor  = 3 // days without an order that are never worth a word
	gapFactor = 3 // a gap is a hole when it is this many times the 99th percentile of gaps
	gapDays   = 60
	gapsShown = 3
)

// days looks for holes between the first and the last day, and for months cut off.
func (in *inspector) days(months []month) error {
	type step struct {
		day engine.Day
		gap int
	}
	steps, err := store.All(in.ctx, in.r, gapsSQL, in.params, func(scan store.Scan, s *step) error { return scan(&s.day, &s.gap) })
	if err != nil || len(steps) < gapDays {
		return err
	}
	gaps := make([]int, 0, len(steps))
	for _, s := range steps[1:] {
		gaps = append(gaps, s.gap)
	}
	slices.Sort(gaps)
	usual := gaps[int(math.Ceil(0.99*float64(len(gaps))))-1]
	slices.SortStableFunc(steps, func(a, b step) int { return b.gap - a.gap })
	for _, s := range steps[:gapsShown] {
		if s.gap-1 > gapFloor && (s.gap >= gapFactor*usual || s.gap > 2*usual && s.gap > 7) {
			in.add(Finding{Code: "gap_in_days", Role: orders, Rows: int64(s.gap - 1), From: s.day - engine.Day(s.gap) + 1, To: s.day - 1}, nil)
		}
	}
	in.cutMonths(months, usual)
	return nil
}

// cutMonths tells when the first or last month is not whole.
func (in *inspector) cutMonths(months []month, usual int) {
	first, last := months[0], months[len(months)-1]
	if missing := int(first.first - first.start); missing > usual {
		in.add(Finding{Code: "first_month_cut", Role: orders, Rows: int64(missing), From: first.start, To: first.first - 1}, nil)
	}
	t := last.start.Time()
	end := engine.DayOf(time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC))
	if missing := int(end - last.last); missing > usual {
		in.add(Finding{Code: "last_month_cut", Role: orders, Rows: int64(missing), From: last.last + 1, To: end}, nil)
	}
}
