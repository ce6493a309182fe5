package explain

import (
	"context"
	"math"
	"reflect"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/tree"
)

func depend(t *testing.T, m learn.Model, x *learn.Frame, column string) Dependence {
	t.Helper()
	d, err := Depend(context.Background(), m, x, column, Partial{Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDepend_StaysInsideTheDataAndNamesTheShape(t *testing.T) {
	train := planted(3000, 61)
	train.X.Columns[0].Number[5] = 1e6 // nobody else is there
	m := fitOn(t, tree.Boosting{Rounds: 60}, train)
	d := depend(t, m, train.X, "silence")
	rows := 0
	for k, p := range d.Points {
		rows += p.Rows
		if v := float64(p.Value); v > 3 || v < -3 {
			t.Errorf("asked about %v", v)
		}
		if p.Low > p.Probability || p.High < p.Probability || k > 0 && p.Value <= d.Points[k-1].Value {
			t.Errorf("point %+v", p)
		}
	}
	if rows != 3000 || d.Known != 3000 || len(d.Points) != gridPoints || len(d.Lines) != iceLines {
		t.Errorf("%d rows at %d points, %d lines", rows, len(d.Points), len(d.Lines))
	}
	plain := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), train)
	if got := depend(t, plain, train.X, "channel"); got.Shape != ShapeLevels {
		t.Errorf("words are %s", got.Shape)
	}
	blunt := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1e6}), train)
	if got := depend(t, blunt, train.X, "more"); got.Shape != ShapeFlat {
		t.Errorf("a column without a say is %s over %.3f", got.Shape, got.Span)
	}
	orders := depend(t, m, train.X, "orders")
	if last := orders.Points[len(orders.Points)-1]; !last.Missing || last.Rows == 0 {
		t.Errorf("no point for missing: %+v", last)
	}
}

// The curve of a linear model is the mean of sigmoid(rest + βv): rising for β > 0.
func TestDepend_OfALinearModelIsTheMeanOverTheRows(t *testing.T) {
	train := planted(400, 62)
	m := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), train)
	d := depend(t, m, train.X, "silence")
	if d.Shape != ShapeRising {
		t.Errorf("shape %s", d.Shape)
	}
	at := d.Points[7]
	changed := train.X.Take(numbers(400))
	for i := range changed.Columns[0].Number {
		changed.Columns[0].Number[i] = float64(at.Value)
	}
	sum := 0.0
	for _, p := range m.Predict(changed) {
		sum += p / 400
	}
	if math.Abs(sum-at.Probability) > 1e-12 {
		t.Errorf("%v, by hand %v", at.Probability, sum)
	}
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestAsk_SaysWhatTheModelSaysAndWhereItIsGuessing(t *testing.T) {
	train := planted(1500, 63)
	m := fitOn(t, learn.NewLogistic(learn.Options{Ridge: 1}), train)
	ranges := Ranges(train.X, blocksOf(t, train.X))
	w, err := Ask(m, train.X, 4, []Change{{Column: "silence", Number: 50}, {Column: "channel", Text: "moon"}}, ranges)
	if err != nil {
		t.Fatal(err)
	}
	if want := m.Predict(train.X)[4]; w.Before != want || w.After <= w.Before {
		t.Errorf("before %v (%v), after %v", w.Before, want, w.After)
	}
	var codes []string
	for _, x := range w.Warnings {
		codes = append(codes, x.Code)
	}
	if !reflect.DeepEqual(codes, []string{"explain.outside", "explain.moved_alone", "explain.rare_level"}) {
		t.Errorf("warnings %v", codes)
	}
	w, err = Ask(m, train.X, 4, nil, ranges)
	if err != nil || w.Before != w.After || len(w.Warnings) > 0 {
		t.Errorf("nothing changed: %+v %v", w, err)
	}
	if _, err := Ask(m, train.X, 4, []Change{{Column: "orders", Text: "many"}}, ranges); err == nil {
		t.Error("a word was taken for a number")
	}
}
