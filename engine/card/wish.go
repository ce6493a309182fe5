package card

import (
	"context"
	_ "embed" // the statement is a .sql file
	"time"

	"huiliu/engine/store"
)

//go:embed identity/wish.sql
var wishSQL string

// ActionWish is the journal's name for a note about contacting a customer.
const ActionWish = "wish"

// Wish is what the journal keeps of it.
type Wish struct {
	CustomerID   string `json:"customer_id"`
	DoNotContact bool   `json:"do_not_contact"`
}

// Note records whether a customer may be contacted; it stands above what the tables say,
// for all ids of the person, until something else is noted.
func Note(ctx context.Context, s *store.Store, w Wish, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec(ctx, wishSQL, store.Params{"customer": w.CustomerID, "wish": w.DoNotContact, "at": at.UTC().Format(time.DateTime)}); err != nil {
			return err
		}
		return tx.Journal(ctx, at, ActionWish, store.Detail{About: w})
	})
}
