package feature

import (
	"context"
	_ "embed"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/sources.sql
var sourcesText string

// Sources says which kinds of facts anybody is known by.
type Sources map[Source]bool

// SourcesAt tells the sources known at the end of the day asOf.
func SourcesAt(ctx context.Context, r store.Reader, asOf engine.Day) (Sources, error) {
	list := []Source{Categories, Products, Prices, Coupons, Discounts, Returns, Cancellations, Channels, Deliveries,
		Tickets, Topics, Surveys, Contacts, Joined}
	has := make([]bool, len(list))
	into := make([]any, len(list))
	for i := range has {
		into[i] = &has[i]
	}
	if _, err := store.One(ctx, r, sourcesText, store.Params{"as_of": asOf}, into...); err != nil {
		return nil, err
	}
	out := Sources{Orders: true}
	for i, s := range list {
		out[s] = has[i]
	}
	return out, nil
}

// Listed is a feature and whether this data tells it.
type Listed struct {
	Info
	Known bool `json:"known"`
}

// List is the catalogue with what the sources tell.
func List(s Sources) []Listed {
	var out []Listed
	for _, f := range Catalogue() {
		out = append(out, Listed{f, s[f.Source]})
	}
	return out
}
