package reveal

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/contracts.sql
var contractsSQL string

// watched is how long contracts are watched after the replayed day, where the data allow.
const watched = 90

// contracts reads what became of contracts: of those who had left, who renewed after all
// (Back); of the others, who was still under contract at the end of the horizon (Back) and
// on the last day (Ever).
func contracts(ctx context.Context, r store.Reader, d churn.Definition, out Result) (Result, error) {
	out.Contract = true
	var err error
	if out.LastDay, err = churn.LastDay(ctx, r); err != nil {
		return out, err
	}
	out.Follow = int(out.LastDay - d.AsOf)
	if out.Follow <= 0 {
		out.Skipped = SkippedToday
		return out, nil
	}
	out.Horizon, out.Open = min(watched, out.Follow), out.Follow < watched
	p := d.Ends()
	p["until"], p["horizon"] = out.LastDay, d.AsOf+engine.Day(out.Horizon)
	lost, here := newTally(Lost), newTally(Here)
	err = store.Query(ctx, r, contractsSQL, p, func(scan store.Scan) error {
		var id string
		var left, soon, last bool
		var wait int
		if err := scan(&id, &left, &wait, &soon, &last); err != nil {
			return err
		}
		if left {
			lost.add(&person{id: id, wait: wait}, &out, 0)
			return nil
		}
		here.n++
		here.back, here.ever = here.back+count(soon), here.ever+count(last)
		return nil
	})
	out.Lost, out.Here = lost.group(out.Follow), here.group(0)
	return out, err
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
