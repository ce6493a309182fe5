package predict

import (
	"context"
	_ "embed"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

//go:embed sql/contracts.sql
var contractsText string

//go:embed sql/attributes.sql
var attributesText string

// Columns of the contract table that are not attributes.
const (
	colTenure  = "tenure_months"
	colMonthly = "monthly_amount"
	colTotal   = "total_amount"
)

// contracts is the customer table as a snapshot: attributes are as they stood when
// it was exported, so there is no earlier or later to split by.
type contracts struct {
	table
	ids []string
}

func readContracts(ctx context.Context, r store.Reader) (*contracts, error) {
	c := &contracts{}
	c.columns = []column{
		{name: colTenure, unit: unitMonths}, {name: colMonthly, unit: string(feature.Money)}, {name: colTotal, unit: string(feature.Money)},
	}
	err := store.Query(ctx, r, contractsText, nil, func(scan store.Scan) error {
		var no int32
		var id string
		var churned bool
		var n [3]*float64
		if err := scan(&no, &id, &churned, &n[0], &n[1], &n[2]); err != nil {
			return err
		}
		c.group, c.ids, c.churned = append(c.group, no), append(c.ids, id), append(c.churned, churned)
		for j := range n {
			c.columns[j].number = append(c.columns[j].number, orNaN(n[j]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
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
		col := column{name: name, unit: unitNumber, number: a.number}
		if !a.numeric {
			col.number, col.text = nil, a.text
		}
		if !slices.ContainsFunc(c.columns, func(o column) bool { return o.name == name }) {
			c.columns = append(c.columns, col)
		}
	}
	return nil
}

// foldRace is the race on a snapshot without dates: every customer is scored by
// competitors that have not seen them, several times over, and the mean counts, so
// that each customer enters DeLong's test once.
func foldRace(ctx context.Context, r store.Reader, o Options, p engine.Progress) (Race, error) {
	race := newRace(designFolds, 0)
	c, err := readContracts(ctx, r)
	if err != nil {
		return race, err
	}
	if c.rows() == 0 {
		race.Skipped = skippedNoCustomers
		return race, nil
	}
	if n := count(c.churned); min(n, c.rows()-n)*(o.Folds-1)/o.Folds < enough {
		race.Skipped = skippedFewChurners
		return race, nil
	}
	race.Suspicious = suspicious(&c.table, all(c.rows()))
	race.TrainRows = int64(c.rows() - c.rows()/o.Folds)
	p.Stage("predict.folds", int64(o.Folds*o.Repeats))
	outs, err := outOfFold(ctx, &c.table, race.Suspicious, o, p)
	if err != nil {
		return race, err
	}
	contest(&race, outs, c.churned)
	return race, nil
}

// outOfFold scores every row by competitors trained without its fold. Folds run side by
// side; each writes rows of its own, so the number of cores cannot be seen in the result.
func outOfFold(ctx context.Context, t *table, skip []string, o Options, p engine.Progress) ([]outcome, error) {
	var outs []outcome
	for _, c := range contractRivals(t) {
		outs = append(outs, outcome{competitor: c, score: make([]float64, t.rows()), probability: make([]float64, t.rows())})
	}
	for repeat := range o.Repeats {
		seed := o.Seed + uint64(repeat)
		fold := learn.StratifiedFolds(t.churned, o.Folds, seed)
		failed := make([]error, o.Folds)
		var wait sync.WaitGroup
		for f := range o.Folds {
			wait.Go(func() {
				train, test := learn.Split(fold, f)
				in := training{table: t, rows: train, skip: skip, seed: seed}
				failed[f] = scoreFold(ctx, in, test, outs, 1/float64(o.Repeats))
				p.Add(1)
			})
		}
		wait.Wait()
		if err := errors.Join(failed...); err != nil {
			return nil, err
		}
	}
	return outs, nil
}

// scoreFold adds its weight of the test rows' scores to outs.
func scoreFold(ctx context.Context, in training, test []int, outs []outcome, weight float64) error {
	for k := range outs {
		m, err := outs[k].fit(ctx, in)
		if err != nil {
			return err
		}
		score, probability := m.score(in.table, test)
		for n, i := range test {
			outs[k].score[i] += score[n] * weight
			outs[k].probability[i] += probability[n] * weight
		}
	}
	return nil
}
