package campaign

import (
	"context"
	_ "embed"
	"math"

	"huiliu/engine"
	"huiliu/engine/store"
)

var (
	//go:embed sql/matched.sql
	matchedSQL string
	//go:embed sql/told.sql
	toldSQL string
	//go:embed sql/details.sql
	detailsSQL string
)

// logged is one campaign as read: row by row in the order of the query.
type logged struct {
	name, source string
	day          engine.Day
	days         int
	treated      []bool
	offer        []string
	channel      []string
	yes          []bool
	revenue      []float64 // nil: not told
	cost         []float64
	known        []column // before the draw
	further      []column
	twice        int64
	channels     int64
	rows         map[[2]int64]int // file and line of a told row to its place
}

// column is a figure or a word of every row; NaN and "" are missing.
type column struct {
	name   string
	number []float64
	text   []string // nil for numbers
}

func (c *column) missing(i int) bool {
	if c.text != nil {
		return c.text[i] == ""
	}
	return math.IsNaN(c.number[i])
}

// Columns known of a customer matched with purchases; words campaign.before.<name>.
const (
	beforeRevenue = "revenue_365"
	beforeDays    = "purchase_days"
	beforeSilence = "silence_days"
)

// matched reads the campaigns whose outcome is in the purchases.
func matched(ctx context.Context, r store.Reader, asOf engine.Day) ([]*logged, error) {
	var all []*logged
	p := store.Params{"as_of": asOf, "horizon": Horizon}
	err := store.Query(ctx, r, matchedSQL, p, func(scan store.Scan) error {
		var name, offer, channel string
		var day engine.Day
		var days int
		var contacts, channels, bought int64
		var treated, back bool
		var amount, cost, before engine.Money
		var silence *float64
		err := scan(&name, &day, &days, &treated, &offer, &channel, &back, &amount, &cost, &contacts, &channels, &before, &bought, &silence)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, &logged{name: name, source: FromPurchases, day: day, days: days,
				known: []column{{name: beforeRevenue}, {name: beforeDays}, {name: beforeSilence}}})
		}
		l := all[len(all)-1]
		l.day = min(l.day, day)
		l.add(treated, offer, channel, back)
		l.revenue, l.cost = append(l.revenue, amount.Float()), append(l.cost, cost.Float())
		for k, v := range []float64{before.Float(), float64(bought), orMissing(silence)} {
			l.known[k].number = append(l.known[k].number, v)
		}
		if contacts > 1 {
			l.twice++
		}
		if channels > 1 {
			l.channels++
		}
		return nil
	})
	return all, err
}

func (l *logged) add(treated bool, offer, channel string, yes bool) {
	l.treated, l.yes = append(l.treated, treated), append(l.yes, yes)
	l.offer, l.channel = append(l.offer, offer), append(l.channel, channel)
}

func orMissing(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// told reads the campaigns whose own table tells the outcome.
func told(ctx context.Context, r store.Reader, asOf engine.Day) ([]*logged, error) {
	var all []*logged
	byName := map[string]*logged{}
	p := store.Params{"as_of": asOf}
	err := store.Query(ctx, r, toldSQL, p, func(scan store.Scan) error {
		var name, offer, channel string
		var day engine.Day
		var file, line int64
		var treated, known bool
		var yes *bool
		var amount engine.Money
		if err := scan(&name, &day, &file, &line, &treated, &offer, &channel, &yes, &amount, &known); err != nil {
			return err
		}
		l := byName[name]
		if l == nil {
			l = &logged{name: name, source: FromTable, day: engine.NoDay, rows: map[[2]int64]int{}}
			byName[name], all = l, append(all, l)
		}
		if day != engine.NoDay && (l.day == engine.NoDay || day < l.day) {
			l.day = day
		}
		l.rows[[2]int64{file, line}] = len(l.treated)
		l.add(treated, offer, channel, yes != nil && *yes || yes == nil && amount > 0)
		if known {
			l.revenue = append(l.revenue, amount.Float())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := details(ctx, r, p, byName); err != nil {
		return nil, err
	}
	for _, l := range all {
		l.keepWhole()
	}
	return all, nil
}

// details fills the further columns of told campaigns.
func details(ctx context.Context, r store.Reader, p store.Params, byName map[string]*logged) error {
	var last *column
	var of *logged
	return store.Query(ctx, r, detailsSQL, p, func(scan store.Scan) error {
		var campaign, name, value string
		var file, line int64
		var outcome bool
		var number *float64
		if err := scan(&campaign, &name, &outcome, &file, &line, &value, &number); err != nil {
			return err
		}
		if l := byName[campaign]; of != l || last == nil || last.name != name {
			of, last = l, nil
			if l == nil {
				return nil
			}
			to := &l.known
			if outcome {
				to = &l.further
			}
			*to = append(*to, blank(name, len(l.treated)))
			last = &(*to)[len(*to)-1]
		}
		if i, ok := of.rows[[2]int64{file, line}]; ok && last != nil {
			last.number[i], last.text[i] = orMissing(number), value
		}
		return nil
	})
}

func blank(name string, n int) column {
	c := column{name: name, number: make([]float64, n), text: make([]string, n)}
	for i := range c.number {
		c.number[i] = math.NaN()
	}
	return c
}

// keepWhole settles what a told campaign has: money only if every row tells it, a
// column as numbers if all its filled cells are, and the channel as something known
// before when the control has one too: nobody contacted them.
func (l *logged) keepWhole() {
	if len(l.revenue) != len(l.treated) {
		l.revenue = nil
	}
	for _, list := range [][]column{l.known, l.further} {
		for k := range list {
			list[k].settle()
		}
	}
	for i, t := range l.treated {
		if !t && l.channel[i] != "" {
			l.known = append(l.known, column{name: beforeChannel, text: l.channel})
			break
		}
	}
	l.rows = nil
}

// beforeChannel is the channel of a customer, where the table gives the control one too.
const beforeChannel = "channel"

func (c *column) settle() {
	for i, v := range c.text {
		if v != "" && math.IsNaN(c.number[i]) {
			c.number = nil
			return
		}
	}
	c.text = nil
}
