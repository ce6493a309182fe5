package warning

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/index"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/standing.sql
var standingSQL string

// Places of the indicators in their list.
const (
	atSilence = iota
	atSurprised
	atSloping
	atShift
	atFrequency
	atSpend
	atDiscount
	atRefunds
	atTickets
	atScore
	indicators
)

var indicatorKeys = [indicators]string{"silence", Surprise, Slope, Mix, "frequency", "spend", "discount", "refunds", "tickets", "score"}

// risky says of each indicator whether more of it is riskier; where not, less is.
var risky = [indicators]bool{true, true, false, true, false, false, true, true, true, false}

// System is the risk index of the shop's own indicators: weighed in several ways, each tried
// against who left.
type System struct {
	Customers int64 `json:"customers"` // with an index today: all active ones
	// Tried is the past day on which the ways are compared with who left in the window after;
	// Learnt the one before it from which chances are taken, NoDay where there is none.
	Tried      engine.Day  `json:"tried_at"`
	Learnt     engine.Day  `json:"learnt_at"`
	Left       engine.Rate `json:"left"` // in the window after Tried
	Indicators []Indicator `json:"indicators"`
	Opinion    Opinion     `json:"opinion"`
	Hand       Hand        `json:"by_hand"`
	Ways       []Way       `json:"ways"`
	// Used is the way behind levels and rows: weights by hand where there are any, else the
	// opinion's where it does not contradict itself, else all alike.
	Used    string   `json:"used"`
	Levels  []Level  `json:"levels"`
	Rows    []Scored `json:"rows"`    // largest expected loss first, at most ScoredRows
	Skipped string   `json:"skipped"` // SkippedHistory, …; "" when there is an index
}

// Why there is no index.
const (
	SkippedHistory    = "history"    // no past day whose window is over
	SkippedIndicators = "indicators" // fewer than two indicators differ between customers
	SkippedOutcomes   = "outcomes"   // fewer than fewestOutcomes left, or stayed
)

// fewestOutcomes is how many must have left, and stayed, to try an index on.
const fewestOutcomes = 10

// ScoredRows bounds the list of the index.
const ScoredRows = 100

// Indicator is one of them, alone: alarm.indicator.<key>.
type Indicator struct {
	Key   string     `json:"indicator"`
	Risky bool       `json:"higher_is_riskier"`
	Area  learn.Area `json:"auc"` // alone, at Tried
}

// Ways of weighing: alarm.way.<key>.
const (
	ByOpinion = "ahp"
	BySpread  = "pca"
	ByEntropy = "entropy"
	Alike     = "alike"
	ByHand    = "hand" // only where somebody typed weights
)

// Way is one way of weighing the indicators.
type Way struct {
	Key     string     `json:"way"`
	Weights []float64  `json:"weights"` // of Indicators, sum 1
	Area    learn.Area `json:"auc"`     // at Tried
	// Share is the share of the variance the weights stand for, of BySpread only.
	Share  engine.Number `json:"variance_share"`
	Fifths []Fifth       `json:"fifths"` // lowest index first
}

// Fifth is a fifth of the customers by index.
type Fifth struct {
	From     float64       `json:"from"`     // of the index
	Expected engine.Number `json:"expected"` // share leaving at Learnt; undefined without it
	Left     engine.Rate   `json:"left"`     // at Tried
}

// Scored is one customer's index.
type Scored struct {
	CustomerID   string        `json:"customer_id"`
	Index        float64       `json:"index"` // 0 to 1
	Chance       engine.Number `json:"chance"`
	YearMargin   engine.Money  `json:"year_margin"`
	ExpectedLoss engine.Money  `json:"expected_loss"`
	Level        string        `json:"level"`
	Most         []string      `json:"most"` // the two indicators that add most
}

// standing are the scaled indicators of everybody on one day.
type standing struct {
	who     []int // place in the list of customers
	columns [indicators][]float64
	left    []bool // no purchase in the window after; nil where it is not over
}

// stand reads the indicators of all active customers at a check.
func (s *shop) stand(ctx context.Context, r store.Reader, c *check) (standing, error) {
	var out standing
	nan := math.NaN()
	for i := range c.rows {
		x := &c.rows[i]
		slope, _ := c.slope(&x.state)
		row := [indicators]float64{float64(c.day - x.last), x.scores[atSurprise], slope, nan, nan, nan, nan, nan, nan, nan}
		if s.mixes != nil {
			distance, _, _ := s.mixes.moved(s.customers[x.who].no, c.day, c.window)
			row[atShift] = float64(distance)
		}
		out.add(x.who, row)
	}
	for i := range c.young {
		x := &c.young[i]
		out.add(x.who, [indicators]float64{float64(c.day - x.last), nan, nan, nan, nan, nan, nan, nan, nan, nan})
	}
	at := make(map[int32]int, len(out.who))
	for k, who := range out.who {
		at[s.customers[who].no] = k
	}
	err := store.Query(ctx, r, standingSQL, store.Params{"as_of": c.day}, func(scan store.Scan) error {
		var no int32
		var v [indicators - atFrequency]*float64
		if err := scan(&no, &v[0], &v[1], &v[2], &v[3], &v[4], &v[5]); err != nil {
			return err
		}
		if k, ok := at[no]; ok {
			for j, x := range v {
				if x != nil {
					out.columns[atFrequency+j][k] = *x
				}
			}
		}
		return nil
	})
	for j := range out.columns {
		out.columns[j] = index.Scale(out.columns[j], index.Percentile, risky[j])
	}
	return out, err
}

func (t *standing) add(who int, row [indicators]float64) {
	t.who = append(t.who, who)
	for j, v := range row {
		t.columns[j] = append(t.columns[j], v)
	}
}

// differing are the indicators that tell customers apart.
func (t *standing) differing() (list []int) {
	for j, c := range t.columns {
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range c {
			if !math.IsNaN(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
		if low < high {
			list = append(list, j)
		}
	}
	return list
}

// of are the columns of some indicators; filled puts the middle where nothing is known.
func (t *standing) of(list []int, filled bool) [][]float64 {
	out := make([][]float64, len(list))
	for k, j := range list {
		out[k] = t.columns[j]
		if !filled {
			continue
		}
		out[k] = slices.Clone(out[k])
		for i, v := range out[k] {
			if math.IsNaN(v) {
				out[k][i] = 0.5
			}
		}
	}
	return out
}

// outcome notes who left in the window after a day.
func (s *shop) outcome(t *standing, day engine.Day) {
	t.left = make([]bool, len(t.who))
	for i, who := range t.who {
		t.left[i] = s.customers[who].next(day) > day+engine.Day(s.d.WindowDays)
	}
}

// fifths is into how many parts customers are cut by their index.
const fifths = 5

// system weighs the indicators and tries every way on a past day.
func (s *shop) system(ctx context.Context, r store.Reader, c *check, o *Options) (System, error) {
	window := engine.Day(s.d.WindowDays)
	out := System{Tried: s.d.AsOf - window, Learnt: engine.NoDay, Indicators: []Indicator{}, Hand: Hand{Weights: map[string]float64{}}, Ways: []Way{}, Levels: []Level{}, Rows: []Scored{}}
	past := s.look(out.Tried, out.Tried, o.budget, 0)
	if len(past.rows) < engine.SmallBase {
		out.Skipped = SkippedHistory
		return out, nil
	}
	tried, err := s.stand(ctx, r, &past)
	if err != nil {
		return out, err
	}
	now, err := s.stand(ctx, r, c)
	if err != nil {
		return out, err
	}
	s.outcome(&tried, out.Tried)
	if out.Left = rateOf(tried.left); min(out.Left.Events, out.Left.Base-out.Left.Events) < fewestOutcomes {
		out.Skipped = SkippedOutcomes
		return out, nil
	}
	list := slices.DeleteFunc(now.differing(), func(j int) bool { return !slices.Contains(tried.differing(), j) })
	if len(list) < 2 {
		out.Skipped = SkippedIndicators
		return out, nil
	}
	var learnt *standing
	if before := s.look(out.Tried-window, out.Tried-window, o.budget, 0); len(before.rows) >= engine.SmallBase {
		t, err := s.stand(ctx, r, &before)
		if err != nil {
			return out, err
		}
		s.outcome(&t, before.day)
		learnt, out.Learnt = &t, before.day
	}
	names := make([]string, len(list))
	for k, j := range list {
		names[k] = indicatorKeys[j]
		known := slices.Clone(tried.of([]int{j}, true)[0])
		out.Indicators = append(out.Indicators, Indicator{Key: names[k], Risky: risky[j], Area: learn.AreaUnderROC(known, tried.left)})
	}
	if out.Opinion, err = readOpinion(ctx, r, names); err != nil {
		return out, err
	}
	if out.Hand, err = readHand(ctx, r); err != nil {
		return out, err
	}
	out.weigh(&tried, learnt, list, names)
	out.Customers = int64(len(now.who))
	return out, s.score(ctx, r, &now, &out, o)
}

// weigh tries the ways.
func (y *System) weigh(tried, learnt *standing, list []int, names []string) {
	filled := tried.of(list, true)
	pca := index.Principal(filled)
	y.Used = ByOpinion
	if !y.Opinion.Judgement.Consistent() {
		y.Used = Alike
	}
	typed := y.Hand.of(names)
	if typed != nil {
		y.Used = ByHand
	}
	for _, w := range []Way{
		{Key: ByOpinion, Weights: y.Opinion.weights(names), Share: engine.Undefined()},
		{Key: BySpread, Weights: pca.Weights(), Share: engine.Number(pca.Share(0))},
		{Key: ByEntropy, Weights: index.Entropy(filled), Share: engine.Undefined()},
		{Key: Alike, Weights: index.Manual(slices.Repeat([]float64{1}, len(list))), Share: engine.Undefined()},
		{Key: ByHand, Weights: typed, Share: engine.Undefined()},
	} {
		if w.Weights == nil {
			continue
		}
		score := index.Combine(tried.of(list, false), w.Weights)
		w.Area = learn.AreaUnderROC(score, tried.left)
		w.cut(score, tried.left)
		if learnt != nil {
			w.expect(index.Combine(learnt.of(list, false), w.Weights), learnt.left)
		}
		y.Ways = append(y.Ways, w)
	}
}

// cut sorts the customers into fifths.
func (w *Way) cut(score []float64, left []bool) {
	sorted := slices.Sorted(slices.Values(score))
	for k := range fifths {
		w.Fifths = append(w.Fifths, Fifth{From: stat.Quantile(sorted, float64(k)/fifths), Expected: engine.Undefined()})
	}
	w.Fifths[0].From = 0
	var n, gone [fifths]int64
	for i, v := range score {
		k := w.fifth(v)
		n[k]++
		if left[i] {
			gone[k]++
		}
	}
	for k := range w.Fifths {
		w.Fifths[k].Left = engine.NewRate(gone[k], n[k])
	}
}

// fifth is the part an index falls into.
func (w *Way) fifth(v float64) int {
	for k := fifths - 1; k > 0; k-- {
		if v >= w.Fifths[k].From {
			return k
		}
	}
	return 0
}

// expect notes what an earlier day makes of the same parts.
func (w *Way) expect(score []float64, left []bool) {
	var n, gone [fifths]int64
	for i, v := range score {
		k := w.fifth(v)
		n[k]++
		if left[i] {
			gone[k]++
		}
	}
	for k := range w.Fifths {
		if r := engine.NewRate(gone[k], n[k]); !r.Small() {
			w.Fifths[k].Expected = r.Value
		}
	}
}

func rateOf(yes []bool) engine.Rate {
	var n int64
	for _, y := range yes {
		if y {
			n++
		}
	}
	return engine.NewRate(n, int64(len(yes)))
}

// score gives everybody active today an index, a chance, a level.
func (s *shop) score(ctx context.Context, r store.Reader, now *standing, y *System, o *Options) error {
	way := &y.Ways[slices.IndexFunc(y.Ways, func(w Way) bool { return w.Key == y.Used })]
	var list []int
	for _, i := range y.Indicators {
		list = append(list, slices.Index(indicatorKeys[:], i.Key))
	}
	values := index.Combine(now.of(list, false), way.Weights)
	no := make([]int32, len(now.who))
	for i, who := range now.who {
		no[i] = s.customers[who].no
	}
	known, err := readWorth(ctx, r, s.d.AsOf, no, o.MarginRate)
	if err != nil {
		return err
	}
	y.Levels = o.Costs.levels()
	all := make([]Scored, len(values))
	for i, v := range values {
		w := known[no[i]]
		x := Scored{CustomerID: w.id, Index: v, Chance: engine.Undefined(), YearMargin: w.margin}
		if f := way.Fifths[way.fifth(v)]; !f.Left.Small() {
			x.Chance = f.Left.Value
			x.ExpectedLoss = engine.Money(math.Round(float64(max(w.margin, 0)) * float64(x.Chance)))
		}
		k := slices.IndexFunc(y.Levels, func(l Level) bool { return x.ExpectedLoss >= l.From })
		y.Levels[k].Customers++
		x.Level = y.Levels[k].Key
		x.Most = most(now, list, way.Weights, i)
		all[i] = x
	}
	slices.SortFunc(all, func(a, b Scored) int {
		return cmp.Or(cmp.Compare(b.ExpectedLoss, a.ExpectedLoss), cmp.Compare(b.Index, a.Index), cmp.Compare(a.CustomerID, b.CustomerID))
	})
	y.Rows = all[:min(ScoredRows, len(all))]
	return nil
}

// most are the two indicators that add most to one customer's index.
func most(t *standing, list []int, weights []float64, row int) []string {
	type part struct {
		key  string
		adds float64
	}
	var parts []part
	for k, j := range list {
		if v := t.columns[j][row]; !math.IsNaN(v) && weights[k]*v > 0 {
			parts = append(parts, part{indicatorKeys[j], weights[k] * v})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.adds, a.adds) })
	out := []string{}
	for _, p := range parts[:min(2, len(parts))] {
		out = append(out, p.key)
	}
	return out
}
