package predict

import (
	"context"
	_ "embed"
	"math"
	"strings"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

//go:embed sql/contracts.sql
var contractsText string

//go:embed sql/attributes.sql
var attributesText string

// contracts is the customer table as a snapshot: attributes are as they stood when
// it was exported, so there is no earlier or later to split by.
type contracts struct {
	rows
	ids []string
}

func readContracts(ctx context.Context, r store.Reader) (*contracts, error) {
	c := &contracts{}
	c.X = &learn.Frame{Columns: []learn.Column{{Name: colTenure}, {Name: colMonthly}, {Name: colTotal}}}
	err := store.Query(ctx, r, contractsText, nil, func(scan store.Scan) error {
		var no int32
		var id string
		var churned bool
		var n [3]*float64
		if err := scan(&no, &id, &churned, &n[0], &n[1], &n[2]); err != nil {
			return err
		}
		c.group, c.ids, c.Y = append(c.group, no), append(c.ids, id), append(c.Y, churned)
		for j := range n {
			c.X.Columns[j].Number = append(c.X.Columns[j].Number, orNaN(n[j]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.X.Rows = c.count()
	return c, c.addAttributes(ctx, r)
}

func orNaN(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// attribute collects one column before it is known to be of numbers.
type attribute struct {
	text    []string
	number  []float64
	numeric bool
}

func (c *contracts) addAttributes(ctx context.Context, r store.Reader) error {
	row := make(map[int32]int, len(c.group))
	for i, no := range c.group {
		row[no] = i
	}
	var names []string
	seen := map[string]*attribute{}
	err := store.Query(ctx, r, attributesText, nil, func(scan store.Scan) error {
		var no int32
		var name, value string
		var number *float64
		if err := scan(&no, &name, &value, &number); err != nil {
			return err
		}
		a := seen[name]
		if a == nil {
			a = &attribute{text: make([]string, len(c.group)), number: make([]float64, len(c.group))}
			for i := range a.number {
				a.number[i] = math.NaN()
			}
			seen[name], names = a, append(names, name)
		}
		a.text[row[no]], a.number[row[no]] = strings.TrimSpace(value), orNaN(number)
		a.numeric = a.numeric || number != nil
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range names {
		a := seen[name]
		col := learn.Column{Name: name, Number: a.number}
		if !a.numeric {
			col.Number, col.Text = nil, a.text
		}
		if c.X.Find(name) == nil {
			c.X.Columns = append(c.X.Columns, col)
		}
	}
	return nil
}

// foldRace is the race on a snapshot without dates: every customer is scored by
// competitors that have not seen them, several times over, and the mean counts, so
// that each customer enters DeLong's test once.
func foldRace(ctx context.Context, s *snapshots) (Race, *heat, error) {
	race := newRace(DesignFolds, 0)
	c, err := readContracts(ctx, s.reader)
	if err != nil {
		return race, nil, err
	}
	if c.count() == 0 {
		race.Skipped = skippedNoCustomers
		return race, nil, nil
	}
	o := s.options
	if fewest(c.Y)*(o.Folds-1)/o.Folds < enough {
		race.Skipped = skippedFewChurners
		return race, nil, nil
	}
	race.Terms = s.options.Terms.withDefaults(c.meanYear(o.MarginRate))
	race.LeftOut = leftOut(&c.rows, o.Seed)
	race.Suspicious = columnsOf(race.LeftOut)
	race.TrainRows = int64(c.count() - c.count()/o.Folds)
	race.Tuned = tunedByCustomers
	c.X = without(c.X, race.Suspicious)
	list := append(contractRules(c.X), o.models()...)
	h, err := outOfFold(ctx, &c.rows, list, o, s.progress)
	if err != nil {
		return race, nil, err
	}
	h.left = race.Suspicious
	contest(&race, h.outs, c.Y, o.Seed)
	// What explains the model shows a fold that it has not seen.
	for i := range h.outs {
		h.outs[i].score, h.outs[i].probability = h.fitted[i].score(h.test.X)
	}
	return race, h, nil
}

// outOfFold scores every row by competitors trained without its fold; options are
// chosen anew inside each. The outcomes are of all rows; course, competitors and test
// rows those of the first fold.
func outOfFold(ctx context.Context, r *rows, list []rival, o Options, p engine.Progress) (*heat, error) {
	var steps int64
	outs := make([]outcome, len(list))
	for k, c := range list {
		outs[k] = outcome{rival: c, score: make([]float64, r.count()), probability: make([]float64, r.count())}
		steps += c.steps()
	}
	repeats := o.repeats(r.count())
	p.Stage("predict.race", steps*int64(o.Folds*repeats))
	var first *heat
	for repeat := range repeats {
		seed := o.Seed + uint64(repeat)
		fold := learn.StratifiedFolds(r.Y, o.Folds, seed)
		for f := range o.Folds {
			train, test := learn.Split(fold, f)
			h := &heat{course: newCourse(r.take(train), 0, seed), test: r.take(test)}
			if err := h.run(ctx, list, stepsOf{p}); err != nil {
				return nil, err
			}
			h.add(outs, test, 1/float64(repeats))
			if first == nil {
				first = h
			}
		}
	}
	for k := range outs {
		outs[k].rows, outs[k].tried, outs[k].chosen = first.outs[k].rows, first.outs[k].tried, first.outs[k].chosen
	}
	first.outs = outs
	return first, nil
}

// add adds its weight of the test rows' scores to the outcomes of all rows.
func (h *heat) add(outs []outcome, test []int, weight float64) {
	for k := range outs {
		for n, i := range test {
			outs[k].score[i] += h.outs[k].score[n] * weight
			outs[k].probability[i] += h.outs[k].probability[n] * weight
		}
	}
}

// stepsOf passes on steps but not stages.
type stepsOf struct{ engine.Progress }

// Stage implements engine.Progress.
func (stepsOf) Stage(string, int64) {}
