// Package coding keeps what people decide about the words of customers: which cause a
// text names, coder by coder, how far two coders agree, and the project's own list of
// causes. Nothing is deleted; the last decision holds.
package coding

import (
	"context"
	_ "embed"
	"slices"
	"time"

	"huiliu/engine"
	"huiliu/engine/notebook"
	"huiliu/engine/store"
	"huiliu/engine/survey"
)

//go:embed sql/put.sql
var putSQL string

//go:embed sql/codes.sql
var codesSQL string

//go:embed sql/texts.sql
var textsSQL string

//go:embed sql/taxonomy.sql
var taxonomySQL string

// None is the code of words that name no cause.
const None = "none"

// Code is one coder's decision about a text.
type Code struct {
	Coder string
	Text  string
	Cause string // key of the list of causes, None, or "" to take a decision back
}

// Text is something customers wrote.
type Text struct {
	Text      string
	Source    string // survey or ticket
	Customers int64
}

// Put keeps a decision.
func Put(ctx context.Context, s *store.Store, c Code, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error {
		return tx.Exec(ctx, putSQL, store.Params{"coder": c.Coder, "text": c.Text, "cause": c.Cause, "at": at})
	})
}

// Codes returns the decisions that hold, by text and coder.
func Codes(ctx context.Context, r store.Reader) ([]Code, error) {
	out := []Code{}
	err := store.Query(ctx, r, codesSQL, nil, func(scan store.Scan) error {
		var c Code
		err := scan(&c.Coder, &c.Text, &c.Cause)
		out = append(out, c)
		return err
	})
	return out, err
}

// Texts returns the different texts known on a day, in an order that is the same for
// everybody: whoever codes the first hundred codes a fair sample.
func Texts(ctx context.Context, r store.Reader, asOf engine.Day) ([]Text, error) {
	day := "9999-12-31"
	if asOf != engine.NoDay {
		day = asOf.String()
	}
	var out []Text
	err := store.Query(ctx, r, textsSQL, store.Params{"as_of": day}, func(scan store.Scan) error {
		var t Text
		err := scan(&t.Text, &t.Source, &t.Customers)
		out = append(out, t)
		return err
	})
	return out, err
}

// Agreed is the code of every text on which all its coders agree.
func Agreed(codes []Code) map[string]string {
	out := map[string]string{}
	torn := map[string]bool{}
	for _, c := range codes {
		if was, ok := out[c.Text]; ok && was != c.Cause {
			torn[c.Text] = true
		}
		out[c.Text] = c.Cause
	}
	for text := range torn {
		delete(out, text)
	}
	return out
}

// Coders are the names of those who coded, in order.
func Coders(codes []Code) []string {
	var out []string
	for _, c := range codes {
		out = append(out, c.Coder)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Agreement is Cohen's κ of two coders over the texts both coded.
func Agreement(codes []Code, a, b string) survey.Agreement {
	first := map[string]string{}
	for _, c := range codes {
		if c.Coder == a {
			first[c.Text] = c.Cause
		}
	}
	var pairs [][2]string
	var keys []string
	for _, c := range codes {
		if was, ok := first[c.Text]; ok && c.Coder == b && a != b {
			pairs = append(pairs, [2]string{was, c.Cause})
			keys = append(keys, was, c.Cause)
		}
	}
	slices.Sort(keys)
	return survey.Kappa(survey.Table(slices.Compact(keys), pairs))
}

// KeepTaxonomy keeps a list of causes as JSON; "" goes back to the built-in one. It can be
// undone.
func KeepTaxonomy(ctx context.Context, s *store.Store, taxonomy string, at time.Time) error {
	return notebook.Keep(ctx, s, notebook.Taxonomy, taxonomy, "", at)
}

// Taxonomy returns the project's list of causes as JSON, "" when it has no own one.
func Taxonomy(ctx context.Context, r store.Reader) (string, error) {
	var out string
	if found, err := notebook.Read(ctx, r, notebook.Taxonomy, &out); err != nil || found {
		return out, err
	}
	// A project from before the list was part of the notebook.
	err := store.Query(ctx, r, taxonomySQL, nil, func(scan store.Scan) error { return scan(&out) })
	return out, err
}
