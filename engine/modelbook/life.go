package modelbook

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/store"
)

// Life is what is known of the models of a project over time.
type Life struct {
	Skipped string   `json:"skipped"`  // why there is neither
	Reviews []Review `json:"versions"` // kept ones, the latest first
	History History  `json:"history"`
	// Present is the model of the present race, to be kept; nil for none.
	Present *Version `json:"present"`
	Now     Present  `json:"-"` // what the kept versions are held against
}

// Model is the model of the present race, nil for none.
func (l *Life) Model() learn.Model { return l.Now.Model }

// Reviews reviews the kept versions that predict the same, the latest first.
func Reviews(ctx context.Context, r store.Reader, now Present, window int) ([]Review, error) {
	versions, err := List(ctx, r)
	out := []Review{}
	for _, v := range versions {
		if v.Window == window && v.Known <= now.AsOf { // another definition predicts something else
			out = append(out, ReviewOf(v, now))
		}
	}
	return out, err
}

// None is a life nobody has looked at.
func None(code string) Life {
	return Life{Skipped: code, Reviews: []Review{}, History: History{Skipped: code, Months: []Month{}}}
}

// Look reviews the kept versions and replays the past with the plan's estimator.
func Look(ctx context.Context, r store.Reader, now Present, p Plan, progress engine.Progress) (Life, error) {
	out := None("")
	out.Now = now
	var err error
	if out.Reviews, err = Reviews(ctx, r, now, p.Window); err != nil {
		return out, err
	}
	out.History, err = Replay(ctx, r, p, progress)
	return out, err
}
