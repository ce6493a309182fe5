package ingest

import (
	"context"
	"encoding/json"
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

// metaWarnings keeps the warnings of imports that the first version made.
const metaWarnings = "import.warnings"

// ReadReport rebuilds the report of the imports that count, as of now: what was
// removed, replaced or undone is not in it.
func ReadReport(ctx context.Context, s *store.Store) (Report, error) {
	r := Report{Files: []FileReport{}, Warnings: []engine.Warning{}}
	index := map[int32]int{}
	if err := readWarnings(ctx, s, metaWarnings, &r); err != nil {
		return r, err
	}
	err := store.Query(ctx, s, sqlFiles, nil, func(scan store.Scan) error {
		var id int32
		var mapping, warnings string
		f := FileReport{Reasons: []ReasonCount{}, Recognised: []Recognised{}}
		if err := scan(&id, &f.File, &f.Sheet, &f.Kind, &f.Encoding, &f.Role, &f.Read, &f.Loaded, &f.Rejected, &f.Merged, &f.Superseded, &f.Corrected, &mapping, &warnings); err != nil {
			return err
		}
		var m Mapping
		if err := json.Unmarshal([]byte(mapping), &m); err != nil {
			return err
		}
		if m.Currency != "" && m.Role == RoleOrders {
			r.Currency = m.Currency
		}
		if err := r.addWarnings(warnings); err != nil {
			return err
		}
		for _, c := range m.Columns {
			if !c.Field.Many() || c.Field == FieldItem {
				f.Recognised = append(f.Recognised, Recognised{c.Field, c.Header})
			}
		}
		index[id] = len(r.Files)
		r.Files = append(r.Files, f)
		return nil
	})
	if err != nil {
		return r, err
	}
	err = store.Query(ctx, s, sqlReasons, nil, func(scan store.Scan) error {
		var id int32
		var c ReasonCount
		if err := scan(&id, &c.Reason, &c.Rows); err != nil {
			return err
		}
		if i, ok := index[id]; ok {
			r.Files[i].Reasons = append(r.Files[i].Reasons, c)
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	if _, err := store.One(ctx, s, sqlTotals, nil, &r.Customers, &r.Lines, &r.Orders, &r.FirstDay, &r.LastDay); err != nil {
		return r, err
	}
	if err := joinedAmounts(ctx, s, &r); err != nil {
		return r, err
	}
	return r, readWarnings(ctx, s, metaOverlaps, &r)
}

func readWarnings(ctx context.Context, s *store.Store, key string, r *Report) error {
	text, err := s.Meta(ctx, key)
	if err != nil || text == "" {
		return err
	}
	return r.addWarnings(text)
}

// addWarnings adds a JSON list of warnings, each once.
func (r *Report) addWarnings(text string) error {
	var list []engine.Warning
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return err
	}
	for _, w := range list {
		same := func(o engine.Warning) bool {
			return o.Code == w.Code && o.Place == w.Place && o.Args["other"] == w.Args["other"]
		}
		if !slices.ContainsFunc(r.Warnings, same) {
			r.Warnings = append(r.Warnings, w)
		}
	}
	return nil
}
