package uplift_test

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
	"huiliu/engine/uplift"
)

// reference/07_campaigns.json: qini_small.
func TestQini_EqualsReference_07_campaigns_qini_small(t *testing.T) {
	var want struct {
		Y, Treated      []int
		Score           []float64
		Qini, AUUC, End float64
		Reversed        struct{ Qini, AUUC, End float64 } `json:"perfectly_reversed"`
	}
	tol := reference.Item(t, "07_campaigns.json", "qini_small", &want)
	o := uplift.Outcome{Score: want.Score}
	for i := range want.Y {
		o.Yes, o.Treated = append(o.Yes, want.Y[i] == 1), append(o.Treated, want.Treated[i] == 1)
	}
	c := uplift.Qini(o)
	tol.Near(t, "qini", float64(c.Qini), want.Qini)
	tol.Near(t, "auuc", float64(c.AUUC), want.AUUC)
	tol.Near(t, "end", float64(c.End), want.End)
	back := o
	back.Score = nil
	for _, v := range o.Score {
		back.Score = append(back.Score, -v)
	}
	c = uplift.Qini(back)
	tol.Near(t, "reversed qini", float64(c.Qini), want.Reversed.Qini)
	tol.Near(t, "reversed auuc", float64(c.AUUC), want.Reversed.AUUC)
	tol.Near(t, "reversed end", float64(c.End), want.Reversed.End)
}

type upliftReference struct {
	Qini, AUUC, End float64
	SE              float64            `json:"bootstrap_se"`
	CI              [2]float64         `json:"bootstrap_ci"`
	RandomSD        float64            `json:"random_scores_sd"`
	Mean            float64            `json:"predicted_uplift_mean"`
	At              map[string]float64 `json:"uplift_at"`
	NTrain          int                `json:"n_train"`
	NTest           int                `json:"n_test"`
}

// hillstrom gives the training and test rows of one arm and the control.
func hillstrom(t *testing.T, arm string) (train, test uplift.Sample) {
	t.Helper()
	csv := reference.CSV(t, "data/campaigns/hillstrom_email.csv.gz")
	split := reference.CSV(t, "reference/splits/hillstrom.csv")
	all := uplift.Sample{X: &learn.Frame{}}
	var rows [2][]int
	names := []string{"recency", "history", "mens", "womens", "newbie", "zip_code", "channel"}
	for _, n := range names {
		c := learn.Column{Name: n}
		if n == "zip_code" || n == "channel" {
			c.Text = []string{}
		}
		all.X.Columns = append(all.X.Columns, c)
	}
	for i := range csv.Rows {
		s := csv.Get(i, "segment")
		if s != arm && s != "No E-Mail" {
			continue
		}
		for j := range all.X.Columns {
			c := &all.X.Columns[j]
			if text := csv.Get(i, c.Name); c.Text != nil {
				c.Text = append(c.Text, text)
			} else {
				v, err := strconv.ParseFloat(text, 64)
				if err != nil {
					t.Fatal(err)
				}
				c.Number = append(c.Number, v)
			}
		}
		all.Yes, all.Treated = append(all.Yes, csv.Get(i, "visit") == "1"), append(all.Treated, s == arm)
		k := 0
		if split.Get(i, "split") != "train" {
			k = 1
		}
		rows[k] = append(rows[k], all.X.Rows)
		all.X.Rows++
	}
	return all.Take(rows[0]), all.Take(rows[1])
}

// reference/07_campaigns.json: hillstrom_uplift_mens_visit, hillstrom_uplift_womens_visit.
func TestTwoModels_EqualReference_07_campaigns_hillstrom_uplift(t *testing.T) {
	for id, arm := range map[string]string{"hillstrom_uplift_mens_visit": "Mens E-Mail", "hillstrom_uplift_womens_visit": "Womens E-Mail"} {
		var want upliftReference
		tol := reference.Item(t, "07_campaigns.json", id, &want)
		train, test := hillstrom(t, arm)
		if train.X.Rows != want.NTrain || test.X.Rows != want.NTest {
			t.Fatalf("%s: %d and %d rows", id, train.X.Rows, test.X.Rows)
		}
		m, err := uplift.FitTwoModels(context.Background(), learn.NewLogistic(learn.Options{}), train, 1)
		if err != nil {
			t.Fatal(err)
		}
		o := uplift.Outcome{Score: m.Predict(test.X), Yes: test.Yes, Treated: test.Treated}
		c := uplift.Qini(o)
		tol.Near(t, id+" qini", float64(c.Qini), want.Qini)
		tol.Near(t, id+" auuc", float64(c.AUUC), want.AUUC)
		tol.Near(t, id+" end", float64(c.End), want.End)
		tol.Near(t, id+" mean", stat.Mean(o.Score), want.Mean)
		for share, w := range want.At {
			var x float64
			_, _ = fmt.Sscanf(share, "%f%%", &x)
			tol.Near(t, id+" top "+share, float64(uplift.Top(o, x/100).Diff), w)
		}
		low, high := uplift.Interval(o, 1)
		if math.Abs(float64(low)-want.CI[0]) > want.SE/3 || math.Abs(float64(high)-want.CI[1]) > want.SE/3 {
			t.Errorf("%s: interval %.5f to %.5f, want %.5f to %.5f", id, low, high, want.CI[0], want.CI[1])
		}
		sw, err := uplift.FitSwitched(context.Background(), learn.NewLogistic(learn.Options{}), train, 1)
		if err != nil {
			t.Fatal(err)
		}
		o.Score = sw.Predict(test.X)
		if q := float64(uplift.Qini(o).Qini); q < want.Qini-want.SE {
			t.Errorf("%s: switched qini %.6f below the bar %.6f", id, q, want.Qini-want.SE)
		}
	}
}
