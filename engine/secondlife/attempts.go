package secondlife

import (
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/survival"
)

//go:embed sql/attempts.sql
var attemptsSQL string

// Attempts is what tables of win-back attempts tell. There is no control group in
// them: how many would have come back without an attempt is not known, and no effect
// of an offer can be read.
type Attempts struct {
	Customers int64         `json:"customers"`
	Returned  engine.Rate   `json:"returned"`
	Median    engine.Number `json:"median_days"` // of the second life
	At        []Mark        `json:"at"`
	// Assumed: the table does not mark running second lives, so all count as ended.
	Assumed bool `json:"all_ended_assumed"`
	// Value of the second life of those who came back, in all and each, with Student's interval.
	Total engine.Number `json:"value"`
	Value engine.Number `json:"value_each"`
	Low   engine.Number `json:"value_low"`
	High  engine.Number `json:"value_high"`
	// Offers is what the offers to those who came back add up to, and per return. The cost of an
	// additional return cannot be known from such a table.
	Offers    engine.Number `json:"offers"`
	PerReturn engine.Number `json:"offer_per_return"`
	Bands     []Banding     `json:"bands"`
}

// Banding is the return rate along one figure: lapse_days, first_life_days or offer_value.
type Banding struct {
	By    string `json:"by"`
	Bands []Band `json:"bands"`
}

// Band is the customers of one stretch: from, inclusive, to To, exclusive (the last
// one inclusive).
type Band struct {
	From  float64       `json:"from"`
	To    engine.Number `json:"to"`
	Rate  engine.Rate   `json:"rate"`
	Value engine.Number `json:"value_if_returned"` // mean second-life value of those who came back
}

// attempt is a row; NaN is missing.
type attempt struct {
	returned                           bool
	first, lapse, second, value, offer float64
	running, told                      bool
}

// ReadAttempts reads the tables; Customers is 0 when there are none.
func ReadAttempts(ctx context.Context, r store.Reader) (Attempts, error) {
	rows, err := store.All(ctx, r, attemptsSQL, nil, func(scan store.Scan, a *attempt) error {
		var id string
		var f, l, s, v, o *float64
		var running *bool
		err := scan(&id, &a.returned, &f, &l, &s, &v, &o, &running)
		a.first, a.lapse, a.second, a.value, a.offer = orMissing(f), orMissing(l), orMissing(s), orMissing(v), orMissing(o)
		a.told, a.running = running != nil, running != nil && *running
		return err
	})
	if err != nil {
		return Attempts{}, err
	}
	return study(rows), nil
}

func study(rows []attempt) Attempts {
	u := engine.Undefined()
	out := Attempts{Customers: int64(len(rows)), Median: u, Total: u, Value: u, Low: u, High: u, Offers: u, PerReturn: u, At: []Mark{}, Bands: []Banding{}, Assumed: true}
	var back int64
	var times, values, offers []float64
	var ended []bool
	for _, a := range rows {
		out.Assumed = out.Assumed && !a.told
		if !a.returned {
			continue
		}
		back++
		times, ended = append(times, a.second), append(ended, !a.running)
		if known(a.value) {
			values = append(values, a.value)
		}
		if known(a.offer) {
			offers = append(offers, a.offer)
		}
	}
	out.Returned = engine.NewRate(back, out.Customers)
	var g Group
	g.Median = u
	if c := survival.KaplanMeier(times, ended); len(c.Times) > 0 {
		g.survive(c)
		out.Median, out.At = g.Median, g.At
	}
	if len(values) > 0 {
		out.Total = engine.Number(stat.Sum(values))
		out.Value, out.Low, out.High = interval(values)
	}
	if len(offers) > 0 {
		out.Offers = engine.Number(stat.Sum(offers))
		out.PerReturn = engine.Number(stat.Mean(offers))
	}
	for _, by := range []struct {
		name string
		of   func(*attempt) float64
		cuts []float64
	}{
		{"lapse_days", func(a *attempt) float64 { return a.lapse }, []float64{0, 60, 120, 180}},
		{"first_life_days", func(a *attempt) float64 { return a.first }, []float64{0, 365, 730, 1095}},
		{"offer_value", func(a *attempt) float64 { return a.offer }, nil},
	} {
		if b := bands(rows, by.of, by.cuts); len(b) > 0 {
			out.Bands = append(out.Bands, Banding{by.name, b})
		}
	}
	return out
}

// mostBands is the number of different values of a figure without cuts that are shown each by itself.
const mostBands = 6

// bands counts by the cuts, without them by each value, or by quarters of the values.
func bands(rows []attempt, of func(*attempt) float64, cuts []float64) []Band {
	var seen []float64
	for i := range rows {
		if v := of(&rows[i]); known(v) {
			seen = append(seen, v)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	slices.Sort(seen)
	if cuts == nil {
		if cuts = slices.Compact(slices.Clone(seen)); len(cuts) > mostBands {
			cuts = slices.Compact([]float64{seen[0], stat.Quantile(seen, 0.25), stat.Quantile(seen, 0.5), stat.Quantile(seen, 0.75)})
		}
	}
	out := make([]Band, len(cuts))
	values := make([][]float64, len(cuts))
	n := make([][2]int64, len(cuts))
	for i := range rows {
		v := of(&rows[i])
		k, found := slices.BinarySearch(cuts, v)
		if !found {
			k--
		}
		if !known(v) || k < 0 {
			continue
		}
		n[k][1]++
		if rows[i].returned {
			n[k][0]++
			if x := rows[i].value; known(x) {
				values[k] = append(values[k], x)
			}
		}
	}
	for k := range cuts {
		out[k] = Band{From: cuts[k], To: engine.Undefined(), Rate: engine.NewRate(n[k][0], n[k][1]), Value: engine.Number(stat.Mean(values[k]))}
		if k+1 < len(cuts) {
			out[k].To = engine.Number(cuts[k+1])
		}
	}
	return out
}

func orMissing(v *float64) float64 {
	if v == nil {
		return float64(engine.Undefined())
	}
	return *v
}

func known(v float64) bool { return !math.IsNaN(v) }
