package describe

import (
	"context"
	_ "embed" // the question is a .sql file

	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/attribute_members.sql
var membersSQL string

// Members are the ids, in order, of the customers behind one level of an attribute: its
// base, or with gone only those who left.
func Members(ctx context.Context, r store.Reader, d churn.Definition, a *Attribute, l *Level, gone bool) ([]string, error) {
	p := attributeParams(d)
	cells, err := readCells(ctx, r, p)
	if err != nil {
		return nil, err
	}
	type place struct {
		band  int
		label string
	}
	texts, shown := map[place]string{}, map[string]bool{}
	for _, c := range cells {
		if c.name == a.Name && c.built == a.Built {
			texts[place{c.band, c.label}] = c.text()
		}
	}
	for i := range a.Levels {
		if x := &a.Levels[i]; !x.rest() {
			shown[x.Label] = true
		}
	}
	p["name"], p["built"] = a.Name, a.Built
	var out []string
	err = store.Query(ctx, r, membersSQL, p, func(scan store.Scan) error {
		var id, label string
		var placed, churned bool
		var band int
		if err := scan(&id, &placed, &band, &label, &churned); err != nil {
			return err
		}
		at, rest := texts[place{band, label}], true
		switch {
		case !placed:
			at = levelUnknown
		case shown[at]:
			rest = false
		default:
			at = levelOther
		}
		if at == l.Label && rest == l.rest() && (churned || !gone) {
			out = append(out, id)
		}
		return nil
	})
	return out, err
}

// rest reports a level that is not one value or band: what was collapsed or is missing.
func (l *Level) rest() bool { return l.Key && (l.Label == levelOther || l.Label == levelUnknown) }
