package ingest

import (
	"context"
	"encoding/json"

	"huiliu/engine"
	"huiliu/engine/store"
)

// metaOverlaps keeps the warnings about the tables that count as they are now.
const metaOverlaps = "import.overlaps"

// noteOverlaps finds pairs of order tables that both count and share at least a
// fifth of the orders of the smaller one: two lists of the same orders, which only
// a person can choose between.
func noteOverlaps(ctx context.Context, tx *store.Tx) error {
	list := []engine.Warning{}
	var tables int64
	if _, err := store.One(ctx, tx, sqlOrderTables, nil, &tables); err != nil {
		return err
	}
	if tables > 1 {
		err := store.Query(ctx, tx, sqlOverlaps, nil, func(scan store.Scan) error {
			var file, sheet, other string
			var shared, orders int64
			if err := scan(&file, &sheet, &other, &shared, &orders); err != nil {
				return err
			}
			list = append(list, engine.Warning{
				Code: "import.overlapping_orders", Place: engine.Place{File: file, Sheet: sheet},
				Args: engine.Args{"file": file, "other": other, "orders": shared, "all": orders},
			})
			return nil
		})
		if err != nil {
			return err
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.SetMeta(ctx, metaOverlaps, string(text))
}
