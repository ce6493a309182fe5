package predict

import (
	"cmp"
	"context"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

// study is the closer look at the winner and the best model: how much they gain from
// more customers, and what they lose when something goes wrong. Both are about the
// test rows of the race, taught with at most maxStudyRows training rows.
type study struct {
	heat  *heat
	snaps *snapshots // nil for a table without dates
	train *rows
	lost  *lost // a month; nil when that cannot be tried
	seed  uint64
	p     engine.Progress
}

// Bounds of a study.
const (
	maxStudyRows = 3_000
	studyDraws   = 3   // of customers, for each share
	studyColumns = 2   // left out one at a time
	noiseShare   = 0.1 // of a column's standard deviation
)

func studyShares() []float64 { return []float64{0.125, 0.25, 0.5, 1} }

// look fills in Learning and Robust.
func (h *heat) look(ctx context.Context, race *Race, snaps *snapshots) (err error) {
	train, seed, p := h.course.train, snaps.options.Seed, snaps.progress
	s := &study{heat: h, snaps: snaps, train: train.take(sampleOf(train, all(train.count()), maxStudyRows, seed)), seed: seed, p: p}
	var list []*fitted
	for _, f := range h.fitted {
		if f.name == race.Verdict.Winner || f.name == race.Verdict.Model {
			list = append(list, f)
		}
	}
	fits := len(studyShares())*studyDraws - studyDraws + 1 + studyColumns + 3
	p.Stage("predict.trials", int64(len(list)*fits))
	if s.lost, err = s.lose(ctx); err != nil {
		return err
	}
	for _, f := range list {
		base, err := s.teach(ctx, f, s.train.Sample, seed)
		if err != nil {
			return err
		}
		trials, err := s.trials(ctx, f, base)
		if err != nil {
			return err
		}
		race.Robust = append(race.Robust, trials...)
		if isRule(f.rival) {
			continue // a rule learns nothing
		}
		points, err := s.learning(ctx, f, base)
		if err != nil {
			return err
		}
		race.Learning = append(race.Learning, points...)
	}
	return nil
}

func (s *study) teach(ctx context.Context, f *fitted, with learn.Sample, seed uint64) (ranker, error) {
	defer s.p.Add(1)
	return f.again(ctx, learn.Training{Sample: with, Seed: seed})
}

// learning teaches a competitor with more and more of the customers, drawn anew for
// each share but the whole.
func (s *study) learning(ctx context.Context, f *fitted, base ranker) ([]LearningPoint, error) {
	var out []LearningPoint
	for _, share := range studyShares() {
		p := LearningPoint{Model: f.name, Share: engine.Number(share)}
		var churners float64
		var own, test []float64
		for draw := range uint64(studyDraws) {
			part, m := s.train, base
			if share < 1 {
				part = s.train.take(s.train.where(func(i int) bool { return s.drawn(s.train.group[i], share, draw) }))
				if fewest(part.Y) == 0 {
					continue
				}
				var err error
				if m, err = s.teach(ctx, f, part.Sample, s.seed+draw); err != nil {
					return nil, err
				}
			}
			churners += float64(count(part.Y))
			own = append(own, learn.AUC(m.Rank(part.X), part.Y))
			test = append(test, learn.AUC(m.Rank(s.heat.test.X), s.heat.test.Y))
			if share == 1 {
				break
			}
		}
		if p.Draws = len(own); p.Draws == 0 {
			continue
		}
		p.Churners = int64(math.Round(churners / float64(p.Draws)))
		p.Train, p.Test = spread(own), spread(test)
		out = append(out, p)
	}
	return out, nil
}

// drawn says whether a customer is among a share of them.
func (s *study) drawn(no int32, share float64, draw uint64) bool {
	h := scramble(s.seed + (draw+1)*0x9e3779b97f4a7c15 ^ uint64(uint32(no)))
	return float64(h>>11)/(1<<53) < share
}

// spread is the mean with the least and the most.
func spread(v []float64) Measure {
	return Measure{Value: engine.Number(stat.Mean(v)), Low: engine.Number(slices.Min(v)), High: engine.Number(slices.Max(v))}
}

// compared is a trial by scores on the same rows.
func compared(f *fitted, code, name string, score, before []float64, y []bool) Trial {
	a, d := learn.AreaUnderROC(score, y), learn.DeLongTest(score, before, y)
	return Trial{Model: f.name, Code: code, Name: name, Rows: int64(len(y)), AUC: Measure{Value: a.Value, Low: a.Low, High: a.High},
		Change: Measure{Value: d.Diff, Low: d.Low, High: d.High}}
}

// trials disturb a competitor in turn: its test rows get noise, a telling column is
// missing, a month of orders is lost, chance falls out otherwise.
func (s *study) trials(ctx context.Context, f *fitted, base ranker) ([]Trial, error) {
	test := s.heat.test
	before := base.Rank(test.X)
	trial := func(code, name string, m ranker, x *learn.Frame) Trial {
		return compared(f, code, name, m.Rank(x), before, test.Y)
	}
	out := []Trial{trial("noise", "", base, s.noisy(test.X))}
	if isRule(f.rival) {
		if s.lost != nil {
			out = append(out, s.lost.trial(f, before, base, test.Y))
		}
		return out, nil
	}
	for _, name := range telltale(s.train.Sample, studyColumns) {
		drop := []string{name}
		rest := without(s.train.X, drop)
		if len(learn.NewEncoder(rest).Inputs) == 0 {
			continue // nothing would be left to learn from
		}
		m, err := s.teach(ctx, f, learn.Sample{X: rest, Y: s.train.Y}, s.seed)
		if err != nil {
			return nil, err
		}
		out = append(out, trial("column", name, m, without(test.X, drop)))
	}
	if s.lost != nil {
		m, err := s.teach(ctx, f, s.lost.train, s.seed)
		if err != nil {
			return nil, err
		}
		out = append(out, s.lost.trial(f, before, m, test.Y))
	}
	m, err := s.teach(ctx, f, s.train.Sample, s.seed+1)
	if err != nil {
		return nil, err
	}
	return append(out, trial("seed", "", m, test.X)), nil
}

// noisy adds normal noise to the numbers, a share of each column's standard deviation
// among the training rows.
func (s *study) noisy(x *learn.Frame) *learn.Frame {
	rng := stat.NewRand(s.seed, "predict.noise")
	out := &learn.Frame{Rows: x.Rows, Columns: slices.Clone(x.Columns)}
	for j := range out.Columns {
		c := &out.Columns[j]
		if c.Text != nil {
			continue
		}
		known := slices.DeleteFunc(numbers(s.train.X, c.Name), math.IsNaN)
		sd := 0.0
		if len(known) > 1 {
			sd = math.Sqrt(stat.Variance(known))
		}
		c.Number = slices.Clone(c.Number)
		for i := range c.Number {
			c.Number[i] += noiseShare * sd * rng.NormFloat64()
		}
	}
	return out
}

// telltale are the columns of numbers that alone tell most, the most telling first.
func telltale(s learn.Sample, most int) []string {
	type lead struct {
		name string
		auc  float64
	}
	var list []lead
	for _, c := range s.X.Columns {
		if c.Text != nil || slices.ContainsFunc(c.Number, math.IsNaN) {
			continue
		}
		list = append(list, lead{c.Name, math.Abs(learn.AUC(c.Number, s.Y) - 0.5)})
	}
	slices.SortStableFunc(list, func(a, b lead) int { return cmp.Compare(b.auc, a.auc) })
	var out []string
	for _, l := range list[:min(most, len(list))] {
		out = append(out, l.name)
	}
	return out
}
