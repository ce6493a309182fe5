package quality

import _ "embed" // the questions are .sql files

var (
	//go:embed sql/spread.sql
	spreadSQL string
	//go:embed sql/lines.sql
	linesSQL string
	//go:embed sql/totals.sql
	totalsSQL string
	//go:embed sql/duplicates.sql
	duplicatesSQL string
	//go:embed sql/orders.sql
	ordersSQL string
	//go:embed sql/months.sql
	monthsSQL string
	//go:embed sql/file_amounts.sql
	fileAmountsSQL string
	//go:embed sql/gaps.sql
	gapsSQL string
	//go:embed sql/constant.sql
	constantSQL string
	//go:embed sql/big_buyers.sql
	bigBuyersSQL string
	//go:embed sql/refunds.sql
	refundsSQL string
	//go:embed sql/unmatched.sql
	unmatchedSQL string
	//go:embed sql/people.sql
	peopleSQL string
	//go:embed sql/attribute_fill.sql
	attributeFillSQL string
	//go:embed sql/facts.sql
	factsSQL string
	//go:embed sql/files.sql
	filesSQL string
	//go:embed sql/rejected.sql
	rejectedSQL string
	//go:embed sql/rejected_other.sql
	rejectedOtherSQL string
	//go:embed sql/import_day.sql
	importDaySQL string
	//go:embed sql/shown.sql
	shownSQL string
)
