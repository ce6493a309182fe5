package cause

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

// Options of the analysis.
type Options struct {
	MarginRate float64 // margin = revenue × this, the same rate everywhere
	Seed       uint64
	Codes      map[string]string // by text as written: the cause people found in it, "none" for none
}

// What the evidence amounts to: Result.Code.
const (
	CodeOK         = "ok"
	CodeNobodyLost = "nobody_lost"
	CodeNoEvidence = "no_evidence"
)

const (
	replicates  = 500 // of the bootstrap
	maxQuotes   = 3   // per cause
	maxReasons  = 50  // written reasons kept per cause, most customers first
	longestText = 200 // runes of a quote
)

// Analyse finds the cause of every lost customer: silent for more than the window
// at as-of, or for contracts the ones marked as churned. Words count from 60 days
// before the last purchase on. Sums over Causes equal Lost and LostMargin.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition, t Taxonomy, o Options, p engine.Progress) (Result, error) {
	p.Stage("cause.read", 0)
	m, v, lost, err := decide(ctx, r, d, t, o.Codes)
	if err != nil {
		return Result{}, err
	}
	spreadMargin(lost, o.MarginRate)
	res := Result{Lost: int64(len(lost)), Of: keys(lost), Code: CodeOK}
	for _, c := range lost {
		res.LostMargin += c.margin
	}
	if res.Causes, err = pareto(ctx, lost, o, p); err != nil {
		return Result{}, err
	}
	if res.Adjustment, err = v.adjust(ctx, r, d, m.people, lost, res.Causes, o); err != nil {
		return Result{}, err
	}
	res.Answered, res.Learnt = answered(lost), m.learnt
	for _, c := range lost {
		if c.by == SourceLearnt || c.by == SourceLearntTicket {
			res.Learnt.Classified++
		}
	}
	res.Sources = sources(lost, v, m.available)
	res.Quotes = quotes(lost, res.Causes)
	agreed := v.agreement(m.people, t)
	res.Agreement, res.AgreementLow, res.AgreementHigh, res.AgreementPairs = agreed.Kappa, agreed.Low, agreed.High, agreed.N
	res.Heat = heat(lost, v, t, m.available)
	if res.Pivots, err = pivots(ctx, r, d, lost, res.Causes); err != nil {
		return Result{}, err
	}
	switch {
	case len(lost) == 0:
		res.Code = CodeNobodyLost
	case len(res.Causes) == 1 && res.Causes[0].Key == Unexplained:
		res.Code = CodeNoEvidence
	}
	return res, nil
}

// Of is the cause of every lost customer by number, as Analyse finds it, alone.
func Of(ctx context.Context, r store.Reader, d churn.Definition, t Taxonomy, codes map[string]string) (map[int32]string, error) {
	_, _, lost, err := decide(ctx, r, d, t, codes)
	return keys(lost), err
}

// decide gives every lost customer its cause.
func decide(ctx context.Context, r store.Reader, d churn.Definition, t Taxonomy, codes map[string]string) (*material, *verdict, []*customer, error) {
	words := newReader(t)
	words.coded = make(map[string]string, len(codes))
	for text, key := range codes {
		words.coded[text] = t.Home(key)
	}
	m, err := load(ctx, r, d, words)
	if err != nil {
		return nil, nil, nil, err
	}
	v := &verdict{resolved: weighResolved(m.people, t)}
	v.signs, v.counting = weigh(m.people, t)
	lost := make([]*customer, 0, len(m.people))
	for i := range m.people {
		if c := &m.people[i]; c.lost {
			v.decide(c)
			lost = append(lost, c)
		}
	}
	return m, v, lost, nil
}

func keys(lost []*customer) map[int32]string {
	out := make(map[int32]string, len(lost))
	for _, c := range lost {
		out[c.no] = c.key
	}
	return out
}

// spreadMargin gives each customer revenue × rate so that the margins add up to the
// rounded margin of all revenue exactly: the rounding is carried from one to the next.
func spreadMargin(lost []*customer, rate float64) {
	var revenue, before engine.Money
	for _, c := range lost { // by customer number
		revenue += c.revenue
		total := engine.Money(math.Round(float64(revenue) * rate))
		c.margin = total - before
		before = total
	}
}

// pareto adds the lost customers up by cause, largest margin first, [Unexplained] last.
func pareto(ctx context.Context, lost []*customer, o Options, p engine.Progress) ([]Cause, error) {
	var out []Cause
	at := map[string]int{}
	written := map[string]map[string]*Stated{}
	for _, c := range lost {
		i, ok := at[c.key]
		if !ok {
			i = len(out)
			at[c.key], written[c.key] = i, map[string]*Stated{}
			out = append(out, Cause{Key: c.key, Reasons: []Stated{}})
		}
		out[i].Customers++
		out[i].Revenue += c.revenue
		out[i].Margin += c.margin
		switch c.by {
		case "":
		case SourceReasonCode, SourceSurvey, SourceTicket, SourceLearnt, SourceLearntTicket, SourceTicketResolved:
			out[i].Stated++
		default:
			out[i].Behaved++
		}
		if c.written != "" {
			addReason(written[c.key], c)
		}
	}
	slices.SortFunc(out, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(boolInt(a.Key == Unexplained), boolInt(b.Key == Unexplained)),
			cmp.Compare(b.Margin, a.Margin), cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Key, b.Key))
	})
	for i := range out {
		out[i].Share = engine.NewRate(out[i].Customers, int64(len(lost)))
		out[i].Reasons = topReasons(written[out[i].Key])
	}
	return out, intervals(ctx, lost, out, o, p)
}

// answered is the share of the lost who were asked around their last purchase and answered.
func answered(lost []*customer) engine.Rate {
	var n int64
	for _, c := range lost {
		if c.answered {
			n++
		}
	}
	return engine.NewRate(n, int64(len(lost)))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func addReason(all map[string]*Stated, c *customer) {
	s := all[c.written]
	if s == nil {
		s = &Stated{Text: c.written}
		all[c.written] = s
	}
	s.Customers++
	s.Revenue += c.revenue
	s.Margin += c.margin
}

func topReasons(all map[string]*Stated) []Stated {
	out := make([]Stated, 0, len(all))
	for _, s := range all {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Stated) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(len(out), maxReasons)]
}

// intervals fills the 95 % percentile intervals of each cause: of its revenue when
// the lost customers are drawn anew with replacement, and of the margin at the one rate.
func intervals(ctx context.Context, lost []*customer, causes []Cause, o Options, p engine.Progress) error {
	if len(lost) == 0 {
		return nil
	}
	at := map[string]int{}
	for i := range causes {
		at[causes[i].Key] = i
	}
	rng := stat.NewRand(o.Seed, "cause.margin")
	sums, all, n := make([]float64, len(causes)), make([][]float64, len(causes)), uint32(len(lost))
	p.Stage("cause.interval", replicates)
	for range replicates {
		if err := ctx.Err(); err != nil {
			return err
		}
		clear(sums)
		for range lost {
			c := lost[rng.Uint32N(n)]
			sums[at[c.key]] += c.revenue.Float()
		}
		for i, v := range sums {
			all[i] = append(all[i], v)
		}
		p.Add(1)
	}
	for i := range causes {
		low, high := ends(all[i])
		causes[i].RevenueLow, causes[i].RevenueHigh = engine.MoneyOf(low), engine.MoneyOf(high)
		causes[i].Low, causes[i].High = engine.MoneyOf(low*o.MarginRate), engine.MoneyOf(high*o.MarginRate)
	}
	return nil
}

func ends(x []float64) (low, high float64) {
	slices.Sort(x)
	return stat.Quantile(x, 0.025), stat.Quantile(x, 0.975)
}

// sources says what each kind of evidence covers and whether it was allowed to decide.
func sources(lost []*customer, v *verdict, available map[string]bool) []Source {
	n := int64(len(lost))
	var out []Source
	for kind, key := range spoken() {
		var k int64
		for _, c := range lost {
			if c.stated[kind].key != "" {
				k++
			}
		}
		counts := kind != saidResolved
		for _, ok := range v.resolved {
			counts = counts || ok
		}
		out = append(out, Source{
			Key: key, Customers: engine.NewRate(k, n), Stayed: engine.NewRate(0, 0),
			Available: available[key], Counts: counts && available[key], Before: timing(nil, 0),
		})
	}
	for _, s := range v.signs {
		out = append(out, Source{Key: s.source, Customers: s.lost, Stayed: s.stayed, Available: available[s.source],
			Counts: s.counts && s.key != "", Before: timing(lost, s.bit)})
	}
	return out
}

// quotes picks up to three different texts per cause, of the customers with the
// largest margin first, in the order of the causes.
func quotes(lost []*customer, causes []Cause) []Quote {
	byMargin := slices.Clone(lost)
	slices.SortFunc(byMargin, func(a, b *customer) int { return cmp.Or(cmp.Compare(b.margin, a.margin), cmp.Compare(a.no, b.no)) })
	found := map[string][]Quote{}
	for _, c := range byMargin {
		if len(found[c.key]) >= maxQuotes || c.key == Unexplained {
			continue
		}
		for kind := range statedKinds {
			f := c.stated[kind]
			if kind == saidCode || f.key != c.key || f.text == "" {
				continue
			}
			text := shorten(f.text)
			if !slices.ContainsFunc(found[c.key], func(q Quote) bool { return q.Text == text }) {
				found[c.key] = append(found[c.key], Quote{c.key, c.id, f.day, text})
			}
			break
		}
	}
	out := []Quote{}
	for _, c := range causes {
		out = append(out, found[c.Key]...)
	}
	return out
}

func shorten(s string) string {
	if r := []rune(s); len(r) > longestText {
		return string(r[:longestText]) + "…"
	}
	return s
}
