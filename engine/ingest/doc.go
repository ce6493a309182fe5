// Package ingest reads other people's exports into a project: it decides what a
// file is by its content, decodes it strictly, finds delimiter and header row,
// recognises tables and columns, and loads them with accounting to the row:
// read = loaded + rejected + merged.
//
//	sources, err := ingest.Sniff(ctx, "订单.xlsx", p)   // what is in the file
//	sources[0].Mapping.Columns[2].Field = ingest.FieldAmount // the user may change it
//	report, err := ingest.Load(ctx, project, sources, time.Now(), p)
//
// Load is one transaction: an error or a cancel leaves the project as it was.
// Problems the user can act on are *engine.Error with a code "import.…".
package ingest
