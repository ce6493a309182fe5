package ingest

import _ "embed" // the SQL texts

var (
	//go:embed sql/next_file.sql
	sqlNextFile string
	//go:embed sql/loaded_before.sql
	sqlLoadedBefore string
	//go:embed sql/left_before.sql
	sqlLeftBefore string
	//go:embed sql/add_file.sql
	sqlAddFile string
	//go:embed sql/files.sql
	sqlFiles string
	//go:embed sql/reasons.sql
	sqlReasons string
	//go:embed sql/totals.sql
	sqlTotals string
	//go:embed sql/known_shape.sql
	sqlKnownShape string
	//go:embed sql/shapeless.sql
	sqlShapeless string
	//go:embed sql/set_shape.sql
	sqlSetShape string
	//go:embed sql/order_tables.sql
	sqlOrderTables string
	//go:embed sql/overlaps.sql
	sqlOverlaps string
	//go:embed sql/reject_lines.sql
	sqlRejectLines string
	//go:embed sql/copies.sql
	sqlCopies string
	//go:embed sql/root.sql
	sqlRoot string
)
