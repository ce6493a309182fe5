package associate

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
)

const (
	// maxColumns is how many columns the model takes, eventsEach how many of the rarer
	// outcome each coefficient needs (METHODS 1.0.6).
	maxColumns = 10
	eventsEach = 15
	// twins is the rank correlation from which of two numbers only the stronger enters.
	twins = 0.9
)

// Analyse looks at a snapshot; nil is a shop whose history is too short for one.
func Analyse(ctx context.Context, t *snapshot.Table, p engine.Progress) (Result, error) {
	if t == nil {
		return None("too_short"), nil
	}
	out := None("")
	out.AsOf, out.Horizon, out.Dropped = t.AsOf, t.Horizon, slices.Clone(t.Dropped)
	out.Left = engine.NewRate(t.Events(), int64(len(t.Churned)))
	if out.Left.Events < engine.SmallBase || out.Left.Base-out.Left.Events < engine.SmallBase {
		out.Skipped = "too_few"
		return out, nil
	}
	for j := range t.Columns {
		out.Single = append(out.Single, single(&t.Columns[j], t.Churned))
	}
	pvalues := make([]float64, len(out.Single))
	for i := range out.Single {
		pvalues[i] = float64(out.Single[i].P)
	}
	for i, q := range stat.BenjaminiHochberg(pvalues) {
		out.Single[i].Q = engine.Number(q)
	}
	slices.SortStableFunc(out.Single, func(a, b Single) int {
		return cmp.Or(cmp.Compare(orZero(b.Strength), orZero(a.Strength)), cmp.Compare(a.Column, b.Column))
	})
	var err error
	out.Together, err = together(ctx, t, out.Single, p)
	return out, err
}

func orZero(n engine.Number) engine.Number {
	if !n.Defined() {
		return 0
	}
	return n
}

func single(c *snapshot.Column, left []bool) Single {
	u := engine.Undefined()
	s := Single{Column: c.Name, Built: c.Built, Kind: Numbers, Strength: u, PointBiserial: u, Spearman: u, Low: u, High: u, Larger: u, LargerLow: u, LargerHigh: u,
		MedianLeft: u, MedianStayed: u, V: u, Thin: u, P: u, Q: u}
	if c.Text != nil {
		s.levels(c.Text, left)
		return s
	}
	var gone, stayed, flag []float64
	for i, v := range c.Number {
		y := 0.0
		switch {
		case math.IsNaN(v):
			y = math.NaN()
		case left[i]:
			y = 1
			gone = append(gone, v)
		default:
			stayed = append(stayed, v)
		}
		flag = append(flag, y)
	}
	rank := stat.Spearman(c.Number, flag)
	test := stat.MannWhitney(gone, stayed)
	s.N, s.Spearman, s.Low, s.High = rank.N, rank.Value, rank.Low, rank.High
	s.Strength = engine.Number(math.Abs(float64(rank.Value)))
	s.PointBiserial = stat.PointBiserial(c.Number, left).Value
	s.Larger, s.LargerLow, s.LargerHigh, s.P = test.Share, test.Low, test.High, test.P
	s.MedianLeft, s.MedianStayed = engine.Number(stat.Median(gone)), engine.Number(stat.Median(stayed))
	return s
}

// levels measures a text; missing values are a level of their own.
func (s *Single) levels(text []string, left []bool) {
	at := map[string]int{}
	var names []string
	for _, v := range text {
		if _, ok := at[v]; !ok {
			at[v] = 0
			names = append(names, v)
		}
	}
	slices.Sort(names)
	table := make([][]int64, len(names))
	for i, v := range names {
		at[v], table[i] = i, make([]int64, 2)
	}
	for i, v := range text {
		k := 0
		if left[i] {
			k = 1
		}
		table[at[v]][k]++
	}
	c := stat.CramersV(table)
	s.Kind, s.N, s.V, s.Strength, s.P, s.Thin = Levels, len(text), c.Corrected, c.Corrected, c.P, c.Thin
}

// together fits the strongest columns, as many as the rarer outcome allows. Nil when no
// model can be fitted.
func together(ctx context.Context, t *snapshot.Table, list []Single, p engine.Progress) (*Model, error) {
	out := &Model{}
	rows := make([]int, len(t.Churned))
	for i := range rows {
		rows[i] = i
	}
	columns := out.choose(t, list, rows)
	d := t.Design(columns, rows)
	if d.X == nil {
		return nil, nil
	}
	options := learn.Options{Names: d.Names()}
	m, err := learn.Fit(ctx, d.X, t.Churned, options, p)
	if failed := new(learn.FailedFit); errors.As(err, &failed) {
		out.Firth = true
		m, err = learn.FitFirth(ctx, d.X, t.Churned, options, p)
	}
	var problem *engine.Error
	if errors.As(err, &problem) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return out, out.read(ctx, m, &d, t.Churned)
}

// choose takes columns from the strongest on; of two numbers that say the same, one.
func (m *Model) choose(t *snapshot.Table, list []Single, rows []int) []string {
	events := t.Events()
	rarer := int(min(events, int64(len(t.Churned))-events))
	byName := map[string]*snapshot.Column{}
	for j := range t.Columns {
		byName[t.Columns[j].Name] = &t.Columns[j]
	}
	var out []string
	var ranks []ranked // of the columns in out
	used := 0
	for _, s := range list {
		c := rankedOf(byName[s.Column])
		if slices.ContainsFunc(ranks, c.alike) {
			continue
		}
		one := t.Design([]string{s.Column}, rows)
		n := len(one.Names())
		if len(out) == maxColumns || (used+n)*eventsEach > rarer {
			m.Limited = true
			continue
		}
		out, ranks, used = append(out, s.Column), append(ranks, c), used+n
	}
	return out
}

// ranked is a column with its ranks, nil for a text or a number with gaps.
type ranked struct {
	column *snapshot.Column
	ranks  []float64
}

func rankedOf(c *snapshot.Column) ranked {
	if c.Text != nil || slices.ContainsFunc(c.Number, math.IsNaN) {
		return ranked{column: c}
	}
	return ranked{c, stat.Ranks(c.Number)}
}

// alike reports two numbers that order customers the same way.
func (a ranked) alike(b ranked) bool {
	if a.column.Text != nil || b.column.Text != nil {
		return false
	}
	var r engine.Number
	if a.ranks != nil && b.ranks != nil {
		r = stat.Pearson(a.ranks, b.ranks).Value
	} else {
		r = stat.Spearman(a.column.Number, b.column.Number).Value // ranks among the rows that have both
	}
	return r.Defined() && math.Abs(float64(r)) > twins
}

func (m *Model) read(ctx context.Context, fit *learn.Logistic, d *snapshot.Design, left []bool) error {
	terms := make([]learn.Term, len(d.Terms))
	var effects []learn.Term
	for i, t := range d.Terms {
		terms[i] = learn.Term{Name: t.Column, Columns: t.Outputs}
		if t.Levels != nil {
			effects = append(effects, terms[i])
		}
	}
	vif := fit.GVIF(d.X, terms)
	marginal, err := fit.MarginalEffects(ctx, d.X, effects)
	if err != nil {
		return err
	}
	area := learn.AreaUnderROC(fit.Predict(d.X), left)
	m.Rows, m.Events, m.LogLik = int64(fit.Rows), int64(fit.Events), engine.Number(fit.LogLik)
	m.AUC, m.AUCLow, m.AUCHigh = area.Value, area.Low, area.High
	table, k := fit.Coefficients()[1:], 0
	for i, t := range d.Terms {
		for j := range t.Outputs {
			c := table[k]
			line := Line{Column: t.Column, Built: t.Built, Reference: t.Reference, Unit: t.Unit, Coef: c.Value, SE: c.SE, Z: c.Z, P: c.P,
				Odds: c.Odds, OddsLow: c.OddsLow, OddsHigh: c.OddsHigh, VIF: engine.Number(math.Pow(float64(vif[i]), 1/float64(len(t.Outputs)))),
				Effect: marginal[k].Value, EffectLow: marginal[k].Low, EffectHigh: marginal[k].High}
			if !c.SE.Defined() { // earlier columns already say the same
				line.Coef, line.Odds, line.Effect = engine.Undefined(), engine.Undefined(), engine.Undefined()
			}
			if t.Levels != nil {
				line.Level = t.Levels[j]
			}
			m.Lines = append(m.Lines, line)
			k++
		}
	}
	return nil
}

// None is the result of a project in which associations cannot be seen.
func None(code string) Result {
	return Result{AsOf: engine.NoDay, Left: engine.NewRate(0, 0), Single: []Single{}, Dropped: []snapshot.Dropped{}, Skipped: code}
}
