package ingest

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/store"
)

// Why a table is left out as a whole; words as for rejected rows.
const (
	outUnknown    = "table_unknown"
	outNoCustomer = "table_no_customer"
	outNoDate     = "table_no_date"
	outNoItems    = "table_no_items"
	outQuotes     = "table_broken_quotes"
)

// idleTable is a table that cannot be used, and why.
type idleTable struct {
	src    *Source
	reason string
}

// choose parts the tables that can be loaded from those that cannot. When none can
// be, the error says what the first one lacks, of tables whose subject is known first.
func choose(sources []Source) (usable []Source, idle []idleTable, err error) {
	var first *engine.Error
	known := false
	for i := range sources {
		src := &sources[i]
		missing := missingColumn(src)
		if missing == nil || src.Correction {
			usable = append(usable, *src)
			continue
		}
		reason := outNoCustomer
		switch {
		case missing.Code == "import.broken_quotes":
			reason = outQuotes
		case src.Mapping.Role == RoleUnknown:
			reason = outUnknown
		case missing.Code == "import.no_items":
			reason = outNoItems
		case missing.Code == "import.no_date_column":
			reason = outNoDate
		}
		idle = append(idle, idleTable{src, reason})
		if first == nil || !known && reason != outUnknown {
			first, known = missing, reason != outUnknown
		}
	}
	switch {
	case len(usable) > 0:
		return usable, idle, nil
	case first == nil:
		return nil, nil, &engine.Error{Code: "import.no_rows"}
	}
	return nil, nil, first
}

// leaveOut notes that none of the rows of a table are used.
func (l *loader) leaveOut(ctx context.Context, t *idleTable) error {
	code := "import.left_out"
	if t.reason == outUnknown {
		code = "import.skipped"
	}
	l.warn(t.src, code, engine.Args{"rows": t.src.Rows})
	return (&fileLoad{loader: l, src: t.src, leftOut: t.reason}).load(ctx)
}

// forgetLeftOut takes the entries of the same table away that were left out before.
func (f *fileLoad) forgetLeftOut(ctx context.Context) error {
	flags, err := store.All(ctx, f.tx, sqlLeftBefore, store.Params{"sha256": f.src.SHA256, "sheet": f.src.Sheet},
		func(scan store.Scan, flag *store.Flag) error {
			flag.Of = store.FlagFile
			return scan(&flag.ID)
		})
	f.stale = append(f.stale, flags...)
	return err
}
