package modelbook

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/store"
)

// Life is what is known of the models of a project over time.
type Life struct {
	Skipped string   `json:"skipped"`  // why there is neither
	Reviews []Review `json:"versions"` // kept ones, the latest first
	History History  `json:"history"`
	// Present is the model of the present race, to be kept; nil for none.
	Present *Version `json:"present"`
}

// None is a life nobody has looked at.
func None(code string) Life {
	return Life{Skipped: code, Reviews: []Review{}, History: History{Skipped: code, Months: []Month{}}}
}

// Look reviews the kept versions and replays the past with the kind of the present
// model.
func Look(ctx context.Context, r store.Reader, now Present, p Plan, progress engine.Progress) (Life, error) {
	out := None("")
	versions, err := List(ctx, r)
	if err != nil {
		return out, err
	}
	for _, v := range versions {
		if v.Window == p.Window && v.Known <= now.AsOf { // another definition predicts something else
			out.Reviews = append(out.Reviews, ReviewOf(v, now))
		}
	}
	for _, k := range kinds.Standard() {
		if now.Model != nil && k.Name() == now.Model.Kind() {
			p.Fit = k.Estimator
		}
	}
	out.History, err = Replay(ctx, r, p, progress)
	return out, err
}
