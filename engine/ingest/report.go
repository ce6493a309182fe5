package ingest

import (
	"context"
	"encoding/json"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Keys of the project's meta table.
const (
	metaWarnings = "import.warnings"
	metaCurrency = "import.currency"
)

// ReadReport rebuilds the report of all imports from the project.
func ReadReport(ctx context.Context, s *store.Store) (Report, error) {
	r := Report{Files: []FileReport{}, Warnings: []engine.Warning{}}
	index := map[int32]int{}
	err := store.Query(ctx, s, sqlFiles, nil, func(scan store.Scan) error {
		var id int32
		var mapping string
		f := FileReport{Reasons: []ReasonCount{}, Recognised: []Recognised{}}
		if err := scan(&id, &f.File, &f.Sheet, &f.Kind, &f.Encoding, &f.Role, &f.Read, &f.Loaded, &f.Rejected, &f.Merged, &mapping); err != nil {
			return err
		}
		var m Mapping
		if err := json.Unmarshal([]byte(mapping), &m); err != nil {
			return err
		}
		for _, c := range m.Columns {
			if c.Field != FieldIgnore && c.Field != FieldAttribute {
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
	if r.Currency, err = s.Meta(ctx, metaCurrency); err != nil {
		return r, err
	}
	return r, readWarnings(ctx, s, &r.Warnings)
}

func readWarnings(ctx context.Context, s *store.Store, into *[]engine.Warning) error {
	text, err := s.Meta(ctx, metaWarnings)
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}
