package predict

import (
	"context"

	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
)

// Units of reasons besides those of features.
const (
	unitMonths = "months"
	unitNumber = "number"
)

// traits say what a column is: a feature of the catalogue, of the contract table, else
// an attribute.
func traits(name string) explain.Trait {
	for _, info := range feature.Catalogue() {
		if info.Name == name {
			return explain.Trait{Unit: string(info.Unit), Act: explain.Actionable(name), Feature: true}
		}
	}
	switch name {
	case colTenure:
		return explain.Trait{Unit: unitMonths}
	case colMonthly, colTotal:
		return explain.Trait{Unit: string(feature.Money)}
	}
	return explain.Trait{Unit: unitNumber}
}

// explainer finds the reasons of one customer: for a model that can be taken apart by
// its exact contributions, else by the customer's own habit.
type explainer struct {
	speaker *explain.Speaker
	columns []string
	parts   map[int][]float64 // of a row; nil for a rule
}

// newExplainer takes the scores of the rows apart where that can be done exactly.
func newExplainer(ctx context.Context, in *scoring, rows []int) (*explainer, error) {
	blocks, err := explain.Blocks(ctx, in.here.Take(thinned(in.rows)), explain.Together)
	if err != nil {
		return nil, err
	}
	known := map[string]explain.Trait{}
	for j := range in.here.Columns {
		known[in.here.Columns[j].Name] = traits(in.here.Columns[j].Name)
	}
	trait := func(name string) explain.Trait {
		if t, ok := known[name]; ok {
			return t
		}
		return traits(name)
	}
	e := &explainer{speaker: explain.NewSpeaker(in.here, in.rows, blocks, trait)}
	m := in.model.model()
	if m == nil || len(rows) == 0 {
		return e, nil
	}
	c, ok, err := explain.Contribute(ctx, m, in.here.Take(rows))
	if err != nil || !ok {
		return e, err
	}
	e.columns, e.parts = c.Columns, make(map[int][]float64, len(rows))
	for k, row := range rows {
		e.parts[row] = c.Row(k)
	}
	return e, nil
}

// blockRows bounds the rows columns are compared on.
const blockRows = 5000

// thinned are evenly spaced rows.
func thinned(rows []int) []int {
	if len(rows) <= blockRows {
		return rows
	}
	out := make([]int, blockRows)
	for k := range out {
		out[k] = rows[k*len(rows)/blockRows]
	}
	return out
}

func (e *explainer) reasons(row int) []Reason {
	if e.parts == nil {
		return e.speaker.FromHabit(row)
	}
	return e.speaker.FromModel(row, e.columns, e.parts[row])
}

// Used is what the list of today was scored with.
type Used struct {
	// Model gives the probabilities of the list; nil when a plain rule made it.
	Model *learn.Calibrated
	X     *learn.Frame // everybody still here
	IDs   []string     // of the rows of X
}

// Used is what the last Watch scored with; ok is false before it.
func (s *Scorer) Used() (u Used, ok bool) {
	if s == nil || s.last == nil {
		return Used{}, false
	}
	u.X = s.last.here.Take(s.last.rows)
	for _, i := range s.last.rows {
		u.IDs = append(u.IDs, s.last.id(i))
	}
	if m := s.last.model.model(); m != nil {
		u.Model = &learn.Calibrated{Inner: m, Map: s.last.model.scale}
	}
	return u, true
}

// Training are the rows the models of the race learnt from, with their outcomes.
func (s *Scorer) Training() learn.Sample { return s.train.Sample }
