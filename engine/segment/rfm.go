package segment

import (
	"context"
	_ "embed" // the question is a .sql file
	"fmt"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/rfm.sql
var rfmSQL string

// ruleMean splits each of R, F and M at its mean.
const ruleMean = "mean"

// ByRFM puts every customer who bought by the definition's day into one of the eight classes:
// R = days since the last purchase day (high when strictly below the mean), F =
// purchase days, M = net amount of the purchase days (both high when strictly
// above the mean). A refund booked on a day without a purchase is not in M. Lost
// counts those silent for too long. Without purchases, as in a
// contractual project, the result has no classes.
func ByRFM(ctx context.Context, r store.Reader, d churn.Definition) (RFM, error) {
	out := RFM{AsOf: d.AsOf, Rule: ruleMean, Classes: []Class{}}
	if d.AsOf == engine.NoDay {
		return out, nil
	}
	found := map[[3]bool]Class{}
	var n, silent, days int64
	var money engine.Money
	err := store.Query(ctx, r, rfmSQL, d.Silence(), func(scan store.Scan) error {
		var c Class
		err := scan(&c.R, &c.F, &c.M, &c.Customers, &c.Amount, &c.Lost, &n, &silent, &days, &money)
		found[[3]bool{c.R, c.F, c.M}] = c
		return err
	})
	if err != nil || n == 0 {
		return out, err
	}
	out.Total, out.Amount = n, money
	out.Recency, out.Freq, out.Money = float64(silent)/float64(n), float64(days)/float64(n), money.Float()/float64(n)
	for i, key := range ClassKeys {
		c := found[classBits[i]]
		c.Class, c.R, c.F, c.M = key, classBits[i][0], classBits[i][1], classBits[i][2]
		out.Classes = append(out.Classes, c)
	}
	return out, nil
}

// classBits are R, F, M of ClassKeys, in the same order.
var classBits = [8][3]bool{
	{true, true, true}, {false, true, true}, {true, false, true}, {false, false, true},
	{true, true, false}, {false, true, false}, {true, false, false}, {false, false, false},
}

// ClassOf returns which of R, F and M are high in a class.
func ClassOf(class string) (r, f, m bool, err error) {
	i := slices.Index(ClassKeys[:], class)
	if i < 0 {
		return false, false, false, fmt.Errorf("no class %q", class)
	}
	return classBits[i][0], classBits[i][1], classBits[i][2], nil
}
