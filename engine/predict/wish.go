package predict

import (
	"context"
	_ "embed"
	"slices"

	"huiliu/engine/store"
)

//go:embed sql/unwilling.sql
var unwillingText string

// Mark notes on a copy of the list who is not to be contacted, by a table or by a wish.
func (w Watch) Mark(ctx context.Context, r store.Reader) (Watch, error) {
	ids, err := store.All(ctx, r, unwillingText, nil, func(scan store.Scan, id *string) error { return scan(id) })
	if err != nil {
		return w, err
	}
	w.Rows = slices.Clone(w.Rows)
	for i := range w.Rows {
		_, w.Rows[i].DoNotContact = slices.BinarySearch(ids, w.Rows[i].CustomerID)
	}
	return w, nil
}
