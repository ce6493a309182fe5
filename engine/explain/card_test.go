package explain

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
)

func TestPoints_LoseLittleAndAddUpByHand(t *testing.T) {
	train, held := planted(4000, 71), planted(3000, 72)
	full := fitOn(t, tree.Boosting{Rounds: 100, Depth: 3}, train)
	c, err := Points(context.Background(), full, train, held, Page{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, col := range c.Columns {
		names = append(names, col.Name)
		if !slices.ContainsFunc(col.Lines, func(l tree.ScorecardLine) bool { return l.Points == 0 }) {
			t.Errorf("%s has no line without points: %+v", col.Name, col.Lines)
		}
		for k, l := range col.Lines {
			if l.Points < 0 || k > 1 && !col.Words && !(l.Above == col.Lines[k-1].UpTo) {
				t.Errorf("%s line %d: %+v", col.Name, k, l)
			}
		}
	}
	if len(names) < 2 || slices.Contains(names, "silence") == slices.Contains(names, "twin") || slices.Contains(names, "more") {
		t.Errorf("columns %v: one of the twins, and no noise", names)
	}
	// Five bands instead of every value, so some is lost; three hundredths would be a lot.
	if c.Held.Diff < -0.03 || !(c.Held.AUCA > 0.8) || c.Rows != 3000 {
		t.Errorf("page %.4f, model %.4f", c.Held.AUCA, c.Held.AUCB)
	}
	low, high := c.span()
	total, rows := c.Points(held.X), int64(0)
	for _, v := range total {
		if v < low || v > high {
			t.Errorf("%d points outside %d…%d", v, low, high)
		}
	}
	for k, b := range c.Table {
		rows += b.Observed.Base
		if k > 0 && (b.From != c.Table[k-1].To || b.Probability <= c.Table[k-1].Probability) {
			t.Errorf("band %+v after %+v", b, c.Table[k-1])
		}
		if b.Observed.Base >= 200 && (b.Probability < float64(b.Observed.Low)-0.08 || b.Probability > float64(b.Observed.High)+0.08) {
			t.Errorf("%d…%d points say %.2f, %.2f happened", b.From, b.To, b.Probability, b.Observed.Value)
		}
	}
	if rows != 3000 {
		t.Errorf("%d rows in the table", rows)
	}
	if p := c.Probability(c.Start); math.Abs(p-1/(1+math.Exp(-float64(c.Start)/20))) > 1e-15 {
		t.Errorf("probability %v", p)
	}
}

func TestBorders_AreRoundWhereThatMovesFewRows(t *testing.T) {
	x := make([]float64, 1000)
	for i := range x {
		x[i] = float64(i) * 1.237
	}
	got := borders(x, 5)
	for _, v := range got {
		if math.Mod(v, 10) != 0 {
			t.Errorf("border %v", v)
		}
	}
	if len(got) != 4 {
		t.Errorf("borders %v", got)
	}
	if got := borders([]float64{1, 1, 1, 1, 2, 3}, 5); !slices.Equal(got, []float64{1, 2}) {
		t.Errorf("few values: %v", got)
	}
}

func TestPoints_RefusesColumnsThatTellNothing(t *testing.T) {
	s := planted(500, 73)
	s.X.Columns = s.X.Columns[3:4] // noise
	m := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), s)
	if _, err := Points(context.Background(), m, s, s, Page{}); code(err) != "explain.no_card" {
		t.Errorf("got %v", err)
	}
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
