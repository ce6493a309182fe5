package quality

import (
	"context"
	"maps"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

// Unmerged is the effect level of the project as it stands: only what was accepted is merged.
const Unmerged = "none"

// Effect is how the headline figures look when all candidates up to a level (rejected
// ones left out) are one person each.
type Effect struct {
	Level     string        `json:"level"`
	Merged    int64         `json:"merged"`    // customers that become part of another one
	Customers int64         `json:"customers"` // who ever bought, or contracts
	Churn     engine.Rate   `json:"churn"`     // the report's churn rate: same definition, window and day
	Repeat    engine.Rate   `json:"repeat"`    // customers with more than one purchase day; base 0 for contracts
	Spend     engine.Number `json:"spend"`     // mean net revenue per customer
	SpendLow  engine.Number `json:"spend_low"` // 95 %: mean ± Z95 standard errors
	SpendHigh engine.Number `json:"spend_high"`
}

// Effects computes the headline figures without merging and under each level. It
// changes nothing: the mapping lives in the query only.
func Effects(ctx context.Context, r store.Reader, d churn.Definition, q Queue) ([]Effect, error) {
	if len(q.Pairs) == 0 {
		return []Effect{}, nil
	}
	ids := []string{}
	for _, p := range q.Pairs {
		ids = append(ids, p.Kept.CustomerID, p.Absorbed.CustomerID)
	}
	no, err := numbers(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	var edges [][2]int32
	out := []Effect{}
	for _, level := range append([]string{Unmerged}, Levels()...) {
		for _, p := range q.Pairs {
			a, known := no[p.Kept.CustomerID]
			b, both := no[p.Absorbed.CustomerID]
			if p.Level == level && p.Verdict != Rejected && known && both {
				edges = append(edges, [2]int32{a, b})
			}
		}
		e, err := effectOf(ctx, r, d, store.Unite(edges))
		if err != nil {
			return nil, err
		}
		e.Level = level
		out = append(out, e)
	}
	return out, nil
}

// effectOf reads the figures with the customers in kept counted as the ones they map to.
func effectOf(ctx context.Context, r store.Reader, d churn.Definition, kept map[int32]int32) (Effect, error) {
	absorbed := slices.Sorted(maps.Keys(kept))
	heads := make([]int32, len(absorbed))
	for i, n := range absorbed {
		heads[i] = kept[n]
	}
	e := Effect{Merged: int64(len(absorbed)), Repeat: engine.NewRate(0, 0)}
	link := store.Params{"absorbed": absorbed, "kept": heads}
	var amount engine.Money
	var squares float64 // of amounts in ten-thousandths, exact before the conversion
	if d.Business == churn.Contractual {
		maps.Copy(link, d.Ends())
		var ended, paying int64
		if _, err := store.One(ctx, r, effectContractSQL, link, &e.Customers, &ended, &amount, &squares, &paying); err != nil {
			return e, err
		}
		e.Churn = engine.NewRate(ended, e.Customers)
		e.mean(amount, squares, paying)
		return e, nil
	}
	// The period is the one of the churn rate, see describe: silence beyond the window at both ends.
	maps.Copy(link, d.Silence())
	link["from"] = d.AsOf - engine.Day(d.WindowDays) - 1
	var active, churned, repeat int64
	if _, err := store.One(ctx, r, effectSQL, link, &e.Customers, &active, &churned, &repeat, &amount, &squares); err != nil {
		return e, err
	}
	e.Churn, e.Repeat = engine.NewRate(churned, active), engine.NewRate(repeat, e.Customers)
	e.mean(amount, squares, e.Customers)
	return e, nil
}

// mean fills the average spend with its interval; fewer than two customers have none.
func (e *Effect) mean(amount engine.Money, squares float64, n int64) {
	e.Spend, e.SpendLow, e.SpendHigh = engine.Undefined(), engine.Undefined(), engine.Undefined()
	if n == 0 || amount == 0 {
		return
	}
	m := amount.Float() / float64(n)
	e.Spend = engine.Number(m)
	if n > 1 {
		sum := float64(amount)
		variance := max(0, (squares-sum*sum/float64(n))/float64(n-1))
		half := engine.Z95 * math.Sqrt(variance/float64(n)) * engine.Money(1).Float()
		e.SpendLow, e.SpendHigh = engine.Number(m-half), engine.Number(m+half)
	}
}

// Study is everything about ids that may be one person: the pairs, and what merging does.
type Study struct {
	Queue
	Effects []Effect `json:"effects"`
}

// Examine finds the pairs as of the definition's day and what each level of merging would change.
func Examine(ctx context.Context, r store.Reader, d churn.Definition) (Study, error) {
	q, err := Identities(ctx, r, d.AsOf)
	if err != nil {
		return Study{}, err
	}
	effects, err := Effects(ctx, r, d, q)
	return Study{Queue: q, Effects: effects}, err
}
