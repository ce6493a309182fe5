package quality

import (
	"context"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Actions of the journal.
const (
	ActionAccept = "identity.accept" // ids put together
	ActionReject = "identity.reject" // ids said to be two people
	ActionOpen   = "identity.open"   // decisions taken back
)

// Decision is what is decided about a pair of ids: Kept stays visible.
type Decision struct {
	Kept     string `json:"kept"`
	Absorbed string `json:"absorbed"`
	Level    string `json:"level"`
}

// Decide accepts (puts together) or rejects pairs in one step of the journal and
// rebuilds what is derived. An earlier decision about the same pair is replaced.
// Unknown ids are Error quality.unknown_id, a pair of one id quality.same_id.
func Decide(ctx context.Context, s *store.Store, pairs []Decision, verdict string, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		if err := check(ctx, tx, pairs); err != nil {
			return err
		}
		old, last, err := inForce(ctx, tx)
		if err != nil {
			return err
		}
		var flags []store.Flag
		for _, p := range pairs {
			if d, ok := old[key(p.Kept, p.Absorbed)]; ok {
				flags = append(flags, store.Flag{Of: store.FlagDecision, ID: d, Active: false})
			}
			err := tx.Exec(ctx, decideSQL, store.Params{"kept": p.Kept, "absorbed": p.Absorbed, "verdict": verdict, "level": p.Level,
				"at": at.UTC().Format(time.DateTime)})
			if err != nil {
				return err
			}
			last++
			flags = append(flags, store.Flag{Of: store.FlagDecision, ID: last, Active: true})
			old[key(p.Kept, p.Absorbed)] = last
		}
		action := ActionAccept
		if verdict == Rejected {
			action = ActionReject
		}
		return settle(ctx, tx, action, flags, pairs, at)
	})
}

// Unmerge takes decisions back by their number (see Pair.Decision): the pairs are
// undecided again, and the derived tables are what they were without them.
func Unmerge(ctx context.Context, s *store.Store, decisions []int64, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		flags := make([]store.Flag, len(decisions))
		for i, d := range decisions {
			flags[i] = store.Flag{Of: store.FlagDecision, ID: d, Active: false}
		}
		return settle(ctx, tx, ActionOpen, flags, nil, at)
	})
}

// settle switches the flags, rebuilds and writes the journal.
func settle(ctx context.Context, tx *store.Tx, action string, flags []store.Flag, about any, at time.Time) error {
	if err := tx.Switch(ctx, flags, false); err != nil {
		return err
	}
	if err := tx.Rebuild(ctx); err != nil {
		return err
	}
	return tx.Journal(ctx, at, action, store.Detail{Flags: flags, About: about})
}

// check refuses pairs that cannot be decided about.
func check(ctx context.Context, r store.Reader, pairs []Decision) error {
	var ids []string
	for _, p := range pairs {
		if p.Kept == p.Absorbed {
			return &engine.Error{Code: "quality.same_id", Args: engine.Args{"id": p.Kept}}
		}
		ids = append(ids, p.Kept, p.Absorbed)
	}
	known, err := numbers(ctx, r, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			return &engine.Error{Code: "quality.unknown_id", Args: engine.Args{"id": id}}
		}
	}
	return nil
}

// inForce returns the decisions in force by pair, and the number of the last one ever made.
func inForce(ctx context.Context, r store.Reader) (map[[2]string]int64, int64, error) {
	out, last := map[[2]string]int64{}, int64(0)
	err := store.Query(ctx, r, verdictsSQL, nil, func(scan store.Scan) error {
		var d Decision
		var id int64
		var verdict string
		err := scan(&id, &d.Kept, &d.Absorbed, &verdict, &d.Level)
		out[key(d.Kept, d.Absorbed)] = id
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	_, err = store.One(ctx, r, lastDecisionSQL, nil, &last)
	return out, last, err
}

// numbers maps ids to their customer numbers.
func numbers(ctx context.Context, r store.Reader, ids []string) (map[string]int32, error) {
	out := make(map[string]int32, len(ids))
	err := store.Query(ctx, r, numbersSQL, store.Params{"ids": ids}, func(scan store.Scan) error {
		var id string
		var no int32
		err := scan(&id, &no)
		out[id] = no
		return err
	})
	return out, err
}
