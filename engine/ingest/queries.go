package ingest

import _ "embed" // the SQL texts

var (
	//go:embed sql/stage.sql
	sqlStage string
	//go:embed sql/known.sql
	sqlKnown string
	//go:embed sql/merge_customers.sql
	sqlMergeCustomers string
	//go:embed sql/merge_attributes.sql
	sqlMergeAttributes string
	//go:embed sql/attribute_numbers.sql
	sqlAttributeNumbers string
	//go:embed sql/unstage.sql
	sqlUnstage string
	//go:embed sql/next_file.sql
	sqlNextFile string
	//go:embed sql/loaded_before.sql
	sqlLoadedBefore string
	//go:embed sql/add_file.sql
	sqlAddFile string
	//go:embed sql/files.sql
	sqlFiles string
	//go:embed sql/reasons.sql
	sqlReasons string
	//go:embed sql/totals.sql
	sqlTotals string
)
