package warning

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/worth.sql
var worthSQL string

// Costs are what a contact costs and what it may keep: the money behind the levels.
type Costs struct {
	Message engine.Money // one message
	Call    engine.Money // one call with its gift
	Accept  float64      // share of those leaving whom a contact keeps; 0 = 0.3
}

// usualAccept is the share whom a contact keeps where nobody knows it (Verbraken, Verbeke
// and Baesens 2013).
const usualAccept = 0.3

func (c *Costs) levels() []Level {
	accept := c.Accept
	if !(accept > 0 && accept <= 1) {
		accept = usualAccept
	}
	from := func(m engine.Money) engine.Money { return engine.Money(math.Ceil(float64(m) / accept)) }
	return []Level{{Key: High, Action: Call, From: max(from(c.Call), 1)}, {Key: Medium, Action: Message, From: max(from(c.Message), 1)}, {Key: Low, Action: Wait}}
}

// worth is what the list says of a customer besides the alarms.
type worth struct {
	id     string
	leave  bool
	margin engine.Money
}

func readWorth(ctx context.Context, r store.Reader, asOf engine.Day, customers []int32, rate float64) (map[int32]worth, error) {
	out := map[int32]worth{}
	err := store.Query(ctx, r, worthSQL, store.Params{"as_of": asOf, "customers": numbers(customers)}, func(scan store.Scan) error {
		var no int32
		var w worth
		var rest engine.Money
		if err := scan(&no, &w.id, &w.leave, &w.margin, &rest); err != nil {
			return err
		}
		w.margin += engine.Money(math.Round(float64(rest) * rate))
		out[no] = w
		return nil
	})
	return out, err
}

// numbers writes a list for a query: one parameter stands for all customers.
func numbers(list []int32) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, no := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(no)))
	}
	b.WriteByte(']')
	return b.String()
}

// list are the customers of whom an alarm rings, largest expected loss first.
func (s *shop) list(ctx context.Context, r store.Reader, c *check, out *Result, o *Options) error {
	var who []*seen
	var no []int32
	for i := range c.rows {
		for kind := range kinds {
			if c.rings(&c.rows[i], kind) {
				who, no = append(who, &c.rows[i]), append(no, s.customers[c.rows[i].who].no)
				break
			}
		}
	}
	known, err := readWorth(ctx, r, c.day, no, o.MarginRate)
	if err != nil {
		return err
	}
	out.Levels, out.Alarmed = o.Costs.levels(), int64(len(who))
	for i, x := range who {
		w := known[no[i]]
		a := s.alarm(c, x, no[i])
		a.CustomerID, a.YearMargin, a.Chance = w.id, w.margin, out.Backtest.chance(len(a.Kinds))
		if a.Chance.Defined() {
			a.ExpectedLoss = engine.Money(math.Round(float64(max(a.YearMargin, 0)) * float64(a.Chance)))
		}
		k := slices.IndexFunc(out.Levels, func(l Level) bool { return a.ExpectedLoss >= l.From })
		out.Levels[k].Customers++
		a.Level, a.Action = out.Levels[k].Key, out.Levels[k].Action
		switch {
		case w.leave:
			a.Action = Leave
		case o.NotDue[no[i]]:
			a.Action = NotDue
		}
		out.Rows = append(out.Rows, a)
	}
	slices.SortFunc(out.Rows, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(b.ExpectedLoss, a.ExpectedLoss), cmp.Compare(b.YearMargin, a.YearMargin), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	out.Rows = out.Rows[:min(AlarmRows, len(out.Rows))]
	return nil
}

// AlarmRows bounds the list of customers; all are counted.
const AlarmRows = 1000

// alarm says what the alarms of a customer go by.
func (s *shop) alarm(c *check, x *seen, no int32) Alarm {
	a := Alarm{Kinds: []string{}, Silence: int(c.day - x.last), LastDay: x.last, PurchaseDays: x.total}
	for kind := range kinds {
		if c.rings(x, kind) {
			a.Kinds = append(a.Kinds, kindKeys[kind])
		}
	}
	e := &a.Evidence
	e.Gap = 1 / c.prior.Mean(x.state.base.count, x.state.base.days)
	e.Span, e.Count, e.Expected, e.P = c.least(&x.state)
	e.Halved = math.Exp(c.evidence(&x.state))
	slope, _ := c.slope(&x.state)
	e.Slope, e.SlopeDays = engine.Number(slope), c.window-c.window*(steps/2)/steps
	e.Shift = engine.Undefined()
	if s.mixes != nil {
		e.Shift, e.From, e.To = s.mixes.moved(no, c.day, c.window)
	}
	return a
}

// chance is the share of right alarms with so many kinds ringing; of all alarms where too
// few rang so; undefined where too few rang at all.
func (b *Backtest) chance(n int) engine.Number {
	if r := b.Chances[min(n, len(b.Chances))-1]; !r.Small() {
		return r.Value
	}
	for _, r := range b.Rules {
		if r.Key == Any && !r.Right.Small() {
			return r.Right.Value
		}
	}
	return engine.Undefined()
}
