package survival

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
)

// exits is what happened at one distinct time.
type exits struct {
	time       float64
	done, open int64
}

// KaplanMeier estimates the curve of lifetimes; events[i] tells whether life i
// ended at times[i] or was still running then. The order of lives is irrelevant
// to the last bit. A time that is NaN, infinite or negative is left out and
// counted in Skipped, as is a time without an entry in events.
func KaplanMeier(times []float64, events []bool) Curve {
	type life struct {
		time  float64
		ended bool
	}
	lives := make([]life, 0, len(times))
	var skipped int64
	for i, t := range times {
		if i >= len(events) || math.IsNaN(t) || math.IsInf(t, 0) || t < 0 {
			skipped++
			continue
		}
		lives = append(lives, life{t, events[i]})
	}
	slices.SortFunc(lives, func(a, b life) int {
		switch {
		case a.time < b.time:
			return -1
		case a.time > b.time:
			return 1
		}
		return 0
	})
	steps := group(len(lives), func(i int) (float64, bool) { return lives[i].time, lives[i].ended })
	c := estimate(steps, nil)
	c.Skipped = skipped
	return c
}

// group counts n ascending exits by distinct time.
func group(n int, life func(i int) (time float64, ended bool)) []exits {
	var steps []exits
	for i := range n {
		t, ended := life(i)
		if n := len(steps); n == 0 || steps[n-1].time != t {
			steps = append(steps, exits{time: t})
		}
		if last := &steps[len(steps)-1]; ended {
			last.done++
		} else {
			last.open++
		}
	}
	return steps
}

// KaplanMeierEntry is KaplanMeier for lives that came under observation late: life
// i is at risk from entries[i], exclusive, to times[i]. Customers whose history
// began before the data need it, or early losses are missed. An entry that is not
// before the exit, negative or NaN leaves the life out (Skipped). Where few had
// entered yet, AtRisk is small and the curve says little.
func KaplanMeierEntry(entries, times []float64, events []bool) Curve {
	type life struct {
		entry, time float64
		ended       bool
	}
	var lives []life
	var skipped int64
	for i, t := range times {
		if i >= len(events) || i >= len(entries) || math.IsInf(t, 0) || !(entries[i] >= 0 && entries[i] < t) {
			skipped++
			continue
		}
		lives = append(lives, life{entries[i], t, events[i]})
	}
	slices.SortFunc(lives, func(a, b life) int { return cmp.Compare(a.time, b.time) })
	entered := make([]float64, len(lives))
	for i, l := range lives {
		entered[i] = l.entry
	}
	slices.Sort(entered)
	c := estimate(group(len(lives), func(i int) (float64, bool) { return lives[i].time, lives[i].ended }), entered)
	c.Skipped, c.Lives = skipped, int64(len(lives))
	return c
}

// KaplanMeierCounts is KaplanMeier for counts already grouped by day: done[i]
// ended at days[i], open[i] were still running then. Days may repeat and come in
// any order. Rows with a negative day or count are left out; Skipped counts the
// lives in them, at least one a row.
func KaplanMeierCounts(days []int, done, open []int64) Curve {
	byDay := map[int]exits{}
	var skipped int64
	for i, d := range days {
		if i >= len(done) || i >= len(open) {
			skipped++
			continue
		}
		if d < 0 || done[i] < 0 || open[i] < 0 {
			skipped += max(1, max(0, done[i])+max(0, open[i]))
			continue
		}
		e := byDay[d]
		byDay[d] = exits{float64(d), e.done + done[i], e.open + open[i]}
	}
	steps := make([]exits, 0, len(byDay))
	for _, e := range byDay {
		if e.done+e.open > 0 {
			steps = append(steps, e)
		}
	}
	slices.SortFunc(steps, func(a, b exits) int { return int(a.time - b.time) })
	c := estimate(steps, nil)
	c.Skipped = skipped
	return c
}

// estimate runs the product over steps in ascending time. Ascending entered times
// say when lives came under observation; nil means all from the start.
func estimate(steps []exits, entered []float64) Curve {
	n := len(steps)
	c := Curve{
		Times: make([]float64, n), AtRisk: make([]int64, n), Events: make([]int64, n),
		Survival: make([]float64, n), SE: make([]engine.Number, n),
		Low: make([]engine.Number, n), High: make([]engine.Number, n),
	}
	var risk int64
	for _, e := range steps {
		risk += e.done + e.open
	}
	late := 0 // entered before the time at hand
	if entered != nil {
		risk = 0
	}
	s, greenwood := 1.0, 0.0
	for i, e := range steps {
		for late < len(entered) && entered[late] < e.time {
			late++
			risk++
		}
		at, d := float64(risk), float64(e.done)
		if e.done > 0 {
			s *= (at - d) / at
			greenwood += d / (at * (at - d)) // infinite when the last one ends
		}
		c.Times[i], c.AtRisk[i], c.Events[i], c.Survival[i] = e.time, risk, e.done, s
		c.SE[i], c.Low[i], c.High[i] = limits(s, greenwood)
		risk -= e.done + e.open
	}
	return c
}

// limits are Greenwood's standard error and the log(−log) interval.
func limits(s, greenwood float64) (se, low, high engine.Number) {
	switch {
	case s <= 0:
		return engine.Undefined(), engine.Undefined(), engine.Undefined()
	case greenwood == 0:
		return 0, engine.Undefined(), engine.Undefined()
	}
	root := math.Sqrt(greenwood)
	centre, half := math.Log(-math.Log(s)), engine.Z95*root/math.Abs(math.Log(s))
	low = engine.Number(math.Exp(-math.Exp(centre + half)))
	high = engine.Number(math.Exp(-math.Exp(centre - half)))
	return engine.Number(s * root), low, high
}
