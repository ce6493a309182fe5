package quality

import (
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

// refunds says by which rules lines were netted, and which refunds match nothing.
func (in *inspector) refunds() error {
	if in.all.loaded.Rows == 0 {
		return nil
	}
	prefix := ""
	for _, f := range in.files {
		if f.mapping.CancelPrefix != "" {
			prefix = f.mapping.CancelPrefix
		}
	}
	rules, err := store.All(in.ctx, in.r, refundsSQL, in.with(store.Params{"prefix": prefix}), func(scan store.Scan, r *Rule) error {
		return scan(&r.Code, &r.Lines, &r.Orders, &r.Customers, &r.Amount)
	})
	if err != nil || len(rules) == 0 {
		return err
	}
	in.out.Netting = rules
	if !slices.ContainsFunc(rules, func(r Rule) bool { return r.Code != "void" && r.Code != "given_back" }) {
		return nil // no line of its own takes anything back
	}
	if err := in.reversed(); err != nil {
		return err
	}
	f, base, places := Finding{Code: "refund_unmatched", Role: orders, Amount: new(engine.Money)}, int64(0), ""
	if _, err := store.One(in.ctx, in.r, unmatchedSQL, in.params, &f.Rows, &base, &f.Customers, f.Amount, &places); err != nil {
		return err
	}
	if f.Rows > 0 {
		f.Share = engine.NewRate(f.Rows, base)
		in.add(f, placesOf(places))
	}
	return nil
}

// reversed matches refund rows with purchase lines, one to one.
func (in *inspector) reversed() error {
	v, lost := Reversed{Before: in.all.counted}, Level{}
	_, err := store.One(in.ctx, in.r, reversedSQL, in.params, &v.Refunds, &v.Matched, &v.Amount, &v.Open, &lost.Orders, &lost.Days, &lost.Customers)
	if err != nil || v.Refunds == 0 || v.Before.Amount == nil {
		return err
	}
	v.Before.Code, v.After = "purchases", Level{Code: "kept", Rows: v.Before.Rows - v.Matched, Orders: v.Before.Orders - lost.Orders,
		Days: v.Before.Days - lost.Days, Customers: v.Before.Customers - lost.Customers}
	left := *v.Before.Amount - v.Amount
	v.After.Amount, in.out.Reversed = &left, &v
	return nil
}
