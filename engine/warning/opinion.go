package warning

import (
	"context"
	_ "embed" // the statements are .sql files
	"encoding/json"
	"slices"
	"time"

	"huiliu/engine/index"
	"huiliu/engine/notebook"
	"huiliu/engine/store"
)

//go:embed sql/opinion.sql
var opinionSQL string

// Opinion is how much each indicator matters, as somebody compared them two by two.
type Opinion struct {
	// Author is who compared; "" for the comparisons that come with the program.
	Author     string          `json:"author"`
	Day        string          `json:"day"` // yyyy-mm-dd, "" with the program's
	Indicators []string        `json:"indicators"`
	Matrix     [][]float64     `json:"matrix"`
	Judgement  index.Judgement `json:"judgement"`
}

// usualPoints are the comparisons that come with the program: the ratios of these points.
var usualPoints = [indicators]float64{6, 2, 2, 1, 6, 2, 1, 2, 2, 2}

// usualOpinion compares the named indicators by the program's points.
func usualOpinion(names []string) (Opinion, error) {
	o := Opinion{Indicators: names}
	for _, a := range names {
		row := make([]float64, len(names))
		for k, b := range names {
			row[k] = usualPoints[slices.Index(indicatorKeys[:], a)] / usualPoints[slices.Index(indicatorKeys[:], b)]
		}
		o.Matrix = append(o.Matrix, row)
	}
	err := o.judge()
	return o, err
}

func (o *Opinion) judge() (err error) {
	o.Judgement, err = index.AHP(o.Matrix)
	return err
}

// KeepOpinion keeps a matrix in the project; the one kept last holds and can be undone.
// Errors as of index.AHP. Contradictory ones are kept too, and not used (index.Acceptable).
func KeepOpinion(ctx context.Context, s *store.Store, o Opinion, at time.Time) error {
	if err := o.judge(); err != nil {
		return err
	}
	o.Day = at.Format(time.DateOnly)
	return notebook.Keep(ctx, s, notebook.Index, o, o.Author, at)
}

// readOpinion is the opinion kept last about the named indicators, the program's where
// none was kept or it is about fewer than two of them. Indicators it does not compare
// weigh nothing.
func readOpinion(ctx context.Context, r store.Reader, names []string) (Opinion, error) {
	var o Opinion
	found, err := notebook.Read(ctx, r, notebook.Index, &o)
	if err == nil && !found {
		o, err = readFormer(ctx, r)
	}
	if err != nil {
		return o, err
	}
	o.only(names)
	if len(o.Indicators) < 2 {
		return usualOpinion(names)
	}
	err = o.judge()
	return o, err
}

// readFormer is the opinion of a project from before opinions were part of the notebook.
func readFormer(ctx context.Context, r store.Reader) (o Opinion, err error) {
	var text string
	found, err := store.One(ctx, r, opinionSQL, nil, &o.Author, &text, &o.Day)
	if err != nil || !found {
		return o, err
	}
	return o, json.Unmarshal([]byte(text), &o)
}

// only leaves the rows and columns of the named indicators.
func (o *Opinion) only(names []string) {
	var keep []int
	var list []string
	for i, n := range o.Indicators {
		if slices.Contains(names, n) {
			keep, list = append(keep, i), append(list, n)
		}
	}
	var m [][]float64
	for _, i := range keep {
		row := make([]float64, 0, len(keep))
		for _, k := range keep {
			row = append(row, o.Matrix[i][k])
		}
		m = append(m, row)
	}
	o.Indicators, o.Matrix = list, m
}

// weights are the opinion's for the named indicators, 0 for what it does not compare.
func (o *Opinion) weights(names []string) []float64 {
	out := make([]float64, len(names))
	for k, n := range names {
		if i := slices.Index(o.Indicators, n); i >= 0 {
			out[k] = o.Judgement.Weights[i]
		}
	}
	return out
}
