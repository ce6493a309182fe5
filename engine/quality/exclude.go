package quality

import (
	"context"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Actions of the journal.
const (
	ActionExclude = "account.exclude" // ids left out
	ActionInclude = "account.include" // ids counted again
)

// Excludable reports whether the finding is one id that may be no customer: the shop
// can leave it out, or, with f.Done == DoneExcluded, count it again.
func (f *Finding) Excludable() bool {
	return f.Who != "" && (f.Code == "walk_in" || f.Code == "test_account" || f.Code == "huge_buyer")
}

// Exclude leaves ids out in one step of the journal: their rows stay accounted for and
// count for nobody, so no figure about customers has them. Ids that are left out
// already stay so; unknown ones are Error quality.unknown_id.
func Exclude(ctx context.Context, s *store.Store, ids []string, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		known, err := numbers(ctx, tx, ids)
		if err != nil {
			return err
		}
		old, err := excluded(ctx, tx, ids)
		if err != nil {
			return err
		}
		var last int64
		if _, err := store.One(ctx, tx, lastExclusionSQL, nil, &last); err != nil {
			return err
		}
		var flags []store.Flag
		for _, id := range ids {
			if _, out := old[id]; out {
				continue
			}
			if _, ok := known[id]; !ok {
				return &engine.Error{Code: "quality.unknown_id", Args: engine.Args{"id": id}}
			}
			if err := tx.Exec(ctx, excludeSQL, store.Params{"id": id, "at": at.UTC().Format(time.DateTime)}); err != nil {
				return err
			}
			last++
			old[id] = last
			flags = append(flags, store.Flag{Of: store.FlagExclusion, ID: last, Active: true})
		}
		if len(flags) == 0 {
			return nil
		}
		return settle(ctx, tx, ActionExclude, flags, ids, at)
	})
}

// Include counts ids again that were left out; ids that are not left out are Error
// quality.unknown_id.
func Include(ctx context.Context, s *store.Store, ids []string, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		old, err := excluded(ctx, tx, ids)
		if err != nil {
			return err
		}
		var flags []store.Flag
		for _, id := range ids {
			n, ok := old[id]
			if !ok {
				return &engine.Error{Code: "quality.unknown_id", Args: engine.Args{"id": id}}
			}
			flags = append(flags, store.Flag{Of: store.FlagExclusion, ID: n, Active: false})
		}
		return settle(ctx, tx, ActionInclude, flags, ids, at)
	})
}

// excluded maps those of the ids that are left out to the number of the decision.
func excluded(ctx context.Context, r store.Reader, ids []string) (map[string]int64, error) {
	out := map[string]int64{}
	err := store.Query(ctx, r, excludedSQL, store.Params{"ids": ids}, func(scan store.Scan) error {
		var n int64
		var id string
		err := scan(&n, &id)
		out[id] = n
		return err
	})
	return out, err
}
