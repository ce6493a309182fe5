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

// Absent lists the features that need other sources, in the order of the catalogue.
func (s Sources) Absent() []string {
	out := []string{}
	for _, f := range Catalogue() {
		if !s[f.Source] {
			out = append(out, f.Name)
		}
	}
	return out
}
