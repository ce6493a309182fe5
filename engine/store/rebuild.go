package store

import "context"

// Rebuild recomputes everything derived from the imported rows and the flags of
// the tables and merges: which rows count, who is one person, customers, customer_index,
// customer_numbers, customer_days, the number of orders and the
// changes of the accounting. The same rows and flags give the same derived rows,
// so that undoing a step brings back what was there before. Call it at the end of
// every write that changes rows or flags.
func (tx *Tx) Rebuild(ctx context.Context) error {
	if err := tx.rebuildIdentity(ctx); err != nil {
		return err
	}
	for _, name := range []string{"rebuild_dead.sql", "rebuild_corrected.sql"} {
		if err := tx.Exec(ctx, mustText(name), nil); err != nil {
			return err
		}
	}
	// Comparing tables is work for projects that have tables to compare.
	var rivals int64
	if _, err := One(ctx, tx, mustText("rivals.sql"), nil, &rivals); err != nil {
		return err
	}
	if rivals > 0 {
		if err := tx.Exec(ctx, mustText("rebuild_superseded.sql"), nil); err != nil {
			return err
		}
	}
	// So is joining order lines to their orders.
	var details int64
	if _, err := One(ctx, tx, mustText("details.sql"), nil, &details); err != nil {
		return err
	}
	if details > 0 {
		if err := tx.Exec(ctx, mustText("rebuild_joined.sql"), nil); err != nil {
			return err
		}
	}
	if err := tx.Exec(ctx, mustText("rebuild_customers.sql"), nil); err != nil {
		return err
	}
	if err := tx.rebuildDays(ctx); err != nil {
		return err
	}
	return tx.Exec(ctx, mustText("rebuild_changes.sql"), nil)
}

// rebuildDays recomputes customer_index, customer_days and the number of orders: from what was noted of the
// lines of this write when they are all there is, else by asking the database.
func (tx *Tx) rebuildDays(ctx context.Context) error {
	noted := tx.ledger.whole()
	if noted {
		if _, err := One(ctx, tx, mustText("noted.sql"), Params{"lines": tx.ledger.lines}, &noted); err != nil {
			return err
		}
	}
	if noted {
		return tx.writeDays(ctx)
	}
	for _, name := range []string{"rebuild_index.sql", "rebuild_numbers.sql", "rebuild_days.sql", "rebuild_orders.sql"} {
		if err := tx.Exec(ctx, mustText(name), nil); err != nil {
			return err
		}
	}
	return nil
}
