package segment

import (
	"context"
	_ "embed" // the question is a .sql file
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/movement.sql
var movementSQL string

// States of the life cycle, in order: segment.state.<key>. Not yet a customer; first
// purchase within the window; silent for at most half the window; for more than half;
// for more than the window.
const (
	StateNotYet  = "not_yet"
	StateNew     = "new"
	StateActive  = "active"
	StateSlowing = "slowing"
	StateLost    = "lost"
)

// StateKeys are the states in order.
var StateKeys = [...]string{StateNotYet, StateNew, StateActive, StateSlowing, StateLost}

// Movement is how customers moved between the states of the life cycle from one day to
// another: From is the start of the period of the headline rates.
type Movement struct {
	From   engine.Day `json:"from"`
	To     engine.Day `json:"to"`
	States []string   `json:"states"` // of the columns, in order
	Rows   []MoveRow  `json:"rows"`   // by state at From; the not yet known bought for the first time after it
	Total  int64      `json:"total"`  // every customer at To
}

// MoveRow is the customers in one state at the earlier day.
type MoveRow struct {
	State     string  `json:"state"`
	Customers int64   `json:"customers"`
	To        []int64 `json:"to"` // by state at the later day, in order of States
}

// Move counts the movement up to the definition's day. It is empty when contractual.
func Move(ctx context.Context, r store.Reader, d churn.Definition) (Movement, error) {
	out := noMovement()
	if d.Business == churn.Contractual {
		return out, nil
	}
	out.From, out.To, out.States = d.AsOf-engine.Day(d.WindowDays)-1, d.AsOf, StateKeys[:]
	for _, state := range StateKeys {
		out.Rows = append(out.Rows, MoveRow{State: state, To: make([]int64, len(StateKeys))})
	}
	p := d.Silence()
	p["from"] = out.From
	err := store.Query(ctx, r, movementSQL, p, func(scan store.Scan) error {
		var earlier, later string
		var n int64
		if err := scan(&earlier, &later, &n); err != nil {
			return err
		}
		row := &out.Rows[slices.Index(StateKeys[:], earlier)]
		row.Customers += n
		row.To[slices.Index(StateKeys[:], later)] += n
		out.Total += n
		return nil
	})
	return out, err
}
