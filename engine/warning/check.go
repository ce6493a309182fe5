package warning

import (
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
)

// check is one day's look at everybody.
type check struct {
	plan
	active int
	rows   []seen // judged, by customer
	young  []seen // active, but not long enough to be judged
	lost   []seen // lost by the shop's rule or silent long enough since the check before
	limit  [kinds]limit
	null   null
}

// limit is from which score on an alarm rings, and how many false alarms that costs.
type limit struct {
	from, expected float64
	ok             bool
}

// seen is one customer at a check.
type seen struct {
	who    int // place in the list of customers
	last   engine.Day
	sure   engine.Day // first day on which the shop's rule calls the customer lost
	total  int        // purchase days
	state  state
	scores scores
}

// rings reports whether one kind of alarm rings.
func (c *check) rings(s *seen, kind int) bool {
	l := &c.limit[kind]
	return l.ok && s.scores[kind] >= l.from
}

// shop is everything that is asked of day after day.
type shop struct {
	d         *churn.Definition
	customers []customer
	mixes     *mixes
	seed      uint64
}

// look judges everybody at the end of day t; before is the day of the check
// before, times how often each customer is simulated; 0 sets no limits.
func (s *shop) look(t, before engine.Day, budget func(judged int) float64, times int) check {
	c := check{plan: plan{day: t, window: s.d.WindowDays}}
	var base []exposure
	for i := range s.customers {
		days := s.customers[i].at(t)
		if len(days) == 0 {
			continue
		}
		x := seen{who: i, last: days[len(days)-1], total: len(days)}
		x.sure = x.last + engine.Day(s.d.Patience(days)) + 1
		if x.sure <= before && before-x.last >= silenceDays {
			continue
		}
		var judged bool
		if x.state, judged = c.stateOf(days); x.sure <= t {
			if judged {
				c.lost = append(c.lost, x)
			}
			continue
		}
		c.active++
		if judged {
			c.rows, base = append(c.rows, x), append(base, x.state.base)
		} else {
			c.young = append(c.young, x)
		}
	}
	var ok bool
	if c.prior, ok = fitPrior(base); !ok {
		c.rows = nil
		return c
	}
	c.judge(s, budget, times)
	return c
}

// judge scores everybody and sets the limits.
func (c *check) judge(s *shop, budget func(judged int) float64, times int) {
	states := make([]state, len(c.rows))
	for i := range c.rows {
		states[i] = c.rows[i].state
		c.rows[i].scores = c.score(&states[i])
	}
	if times == 0 {
		return
	}
	times = max(1, min(times, mostLives/len(c.rows)))
	rng := stat.NewRand(s.seed, "warning."+c.day.String())
	c.null = c.simulate(states, times, rng)
	s.mixScores(c, max(1, times/4), rng)
	for k := range c.limit {
		l := &c.limit[k]
		l.from, l.expected, l.ok = c.null.threshold(k, budget(len(c.rows)))
	}
}
