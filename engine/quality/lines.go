package quality

import (
	"math"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

const (
	orders = "orders"
	// far is how many robust standard deviations (1.4826·MAD of the logarithm) a line must
	// lie from the median to be called an outlier; for a log-normal amount one line in
	// 1.7 million is that far on either side.
	far   = 5.0
	robin = 1.4826
	// spreadRows is how many lines it takes before outliers are looked for.
	spreadRows = 100
)

// lines looks at every order line by itself, and for lines that repeat others.
func (in *inspector) lines() error {
	if in.all.loaded.Rows == 0 {
		return nil
	}
	if in.all.money == 0 {
		in.add(Finding{Code: "no_amounts", Role: orders, Rows: in.all.loaded.Rows, Share: engine.NewRate(in.all.loaded.Rows, in.all.loaded.Rows)}, nil)
	}
	low, high, err := in.fences()
	if err != nil {
		return err
	}
	params := in.with(store.Params{"today": in.today, "low": low, "high": high, "filled": in.filled()})
	err = store.Query(in.ctx, in.r, linesSQL, params, func(scan store.Scan) error {
		f, off, places := Finding{Role: orders}, engine.Money(0), ""
		f.Amount = new(engine.Money)
		if err := scan(&f.Code, &f.Rows, &f.Customers, f.Amount, &off, &places); err != nil {
			return err
		}
		in.addLine(f, off, placesOf(places))
		return nil
	})
	if err != nil {
		return err
	}
	return in.constants()
}

func (in *inspector) addLine(f Finding, off engine.Money, places []int64) {
	base := in.all.loaded.Rows
	if f.Code == "zero_amount" && in.all.money == 0 {
		return // said once, see no_amounts
	}
	if column, ok := strings.CutPrefix(f.Code, "missing."); ok {
		f.Code, f.Column = "missing", column
		if column == "status" {
			base = in.all.sold
		}
	}
	if f.Code == "sum_mismatch" {
		f.Difference = &off
	}
	f.Share = engine.NewRate(f.Rows, base)
	in.add(f, places)
}

// filled are the columns that hold anything; the export has no other ones.
func (in *inspector) filled() []string {
	out := []string{}
	for i, name := range lineColumns {
		if in.all.filled[i] > 0 {
			out = append(out, name)
		}
	}
	return out
}

// fences are the logarithms of amounts outside of which a line is an outlier.
func (in *inspector) fences() (low, high float64, err error) {
	var n int64
	var mid, mad store.NullFloat
	if _, err = store.One(in.ctx, in.r, spreadSQL, in.params, &n, &mid, &mad); err != nil {
		return 0, 0, err
	}
	if n < spreadRows || mad.Float64 == 0 {
		return -math.MaxFloat64, math.MaxFloat64, nil
	}
	reach := far * robin * mad.Float64
	return mid.Float64 - reach, mid.Float64 + reach, nil
}

// orders looks at lines that repeat others and at order numbers; both take two lines
// of one order number.
func (in *inspector) orders() error {
	if in.all.loaded.Orders == in.all.loaded.Rows {
		return nil
	}
	for _, text := range []string{duplicatesSQL, ordersSQL} {
		err := store.Query(in.ctx, in.r, text, in.params, func(scan store.Scan) error {
			f, places := Finding{Role: orders, Amount: new(engine.Money)}, ""
			if err := scan(&f.Code, &f.Rows, &f.Customers, f.Amount, &places); err != nil {
				return err
			}
			f.Share = engine.NewRate(f.Rows, in.all.loaded.Rows)
			in.add(f, placesOf(places))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// constants names columns that say the same everywhere.
func (in *inspector) constants() error {
	names := [...]string{"product", "category", "quantity", "unit_price", "status", "channel", "region", "day"}
	var n [len(names)]int64
	into := make([]any, len(n))
	for i := range n {
		into[i] = &n[i]
	}
	if _, err := store.One(in.ctx, in.r, constantSQL, in.params, into...); err != nil {
		return err
	}
	for i, name := range names {
		if n[i] == 1 && in.all.loaded.Rows >= spreadRows {
			in.add(Finding{Code: "constant", Role: orders, Column: name, Rows: in.all.loaded.Rows,
				Share: engine.NewRate(in.all.loaded.Rows, in.all.loaded.Rows)}, nil)
		}
	}
	return nil
}
