package card

import (
	"context"
	"time"

	"huiliu/engine/notebook"
	"huiliu/engine/store"
)

// ActionWish is the journal's name for a note about contacting a customer.
const ActionWish = "wish"

// Wish is what the journal keeps of it.
type Wish struct {
	CustomerID   string `json:"customer_id"`
	DoNotContact bool   `json:"do_not_contact"`
}

// Parts of the notebook for wishes; the content is the customer's id.
const (
	partAvoid   = "avoid"
	partContact = "contact"
)

// Note records whether a customer may be contacted; it stands above what the tables say,
// for all ids of the person, until something else is noted or the step is undone.
func Note(ctx context.Context, s *store.Store, w Wish, at time.Time) error {
	part := partContact
	if w.DoNotContact {
		part = partAvoid
	}
	return s.Write(ctx, func(tx *store.Tx) error {
		id, err := notebook.Add(ctx, tx, notebook.Entry{Part: part, Content: w.CustomerID, At: at})
		if err != nil {
			return err
		}
		flags := []store.Flag{{Of: store.FlagWish, ID: id, Active: true}}
		if err := tx.Switch(ctx, flags, false); err != nil {
			return err
		}
		return tx.Journal(ctx, at, ActionWish, store.Detail{Flags: flags, About: w})
	})
}
