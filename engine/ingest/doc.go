// Package ingest reads other people's exports into a project: it decides what a
// file is by its content, decodes it strictly, finds delimiter and header row,
// recognises tables and columns, and loads them with accounting to the row:
// read = loaded + rejected + merged.
//
//	sources, err := ingest.Sniff(ctx, "订单.xlsx", p)   // what is in the file
//	sources[0].Mapping.Columns[2].Field = ingest.FieldAmount // the user may change it
//	report, err := ingest.Load(ctx, project, sources, time.Now(), p)
//
// Each format has a reader of its own below: sheet (.xlsx and XML spreadsheets),
// xls, markup (HTML), jsonl, and engine/store/parquet; numfmt tells dates from
// numbers. What a file holds is decided by its content, never by its name.
//
// Load is one transaction: an error or a cancel leaves the project as it was.
// Problems the user can act on are *engine.Error with a code "import.…".
package ingest
