package ingest

import (
	"huiliu/engine"
	"huiliu/engine/ingest/spool"
)

// Role is what a table is about.
type Role string

// The roles.
const (
	RoleOrders    Role = "orders"
	RoleCustomers Role = "customers"
	RoleTickets   Role = "tickets"
	RoleFeedback  Role = "feedback"
	RoleContacts  Role = "contacts"
	// RoleQuestionnaire is marks for several questions, by customers, staff or auditors.
	RoleQuestionnaire Role = "questionnaire"
	RoleUnknown       Role = "unknown"
)

// Roles lists what a table may be about, in the order of a choice list.
func Roles() []Role {
	return []Role{RoleOrders, RoleCustomers, RoleTickets, RoleFeedback, RoleQuestionnaire, RoleContacts}
}

// Field is a canonical column.
type Field string

// The fields. FieldAttribute keeps a column as what is known of a customer (of a trial:
// before the contact), FieldIgnore leaves it out.
const (
	FieldCustomerID   Field = "customer_id"
	FieldOrderID      Field = "order_id"
	FieldOrderAt      Field = "order_at"
	FieldAmount       Field = "amount"
	FieldQuantity     Field = "quantity"
	FieldUnitPrice    Field = "unit_price"
	FieldDiscount     Field = "discount"
	FieldCost         Field = "cost"
	FieldStatus       Field = "status"
	FieldAfterSale    Field = "after_sale"
	FieldRefundAmount Field = "refund_amount"
	FieldRefundAt     Field = "refund_at"
	FieldProductID    Field = "product_id"
	FieldProduct      Field = "product"
	FieldCategory     Field = "category"
	FieldCoupon       Field = "coupon"
	FieldChannel      Field = "channel"
	FieldRegion       Field = "region"
	FieldPromised     Field = "promised_days"
	FieldActual       Field = "actual_days"

	FieldName          Field = "name"
	FieldJoined        Field = "joined"
	FieldEnded         Field = "ended"
	FieldChurned       Field = "churned"
	FieldTenure        Field = "tenure_months"
	FieldMonthlyAmount Field = "monthly_amount"
	FieldTotalAmount   Field = "total_amount"
	FieldReason        Field = "reason"
	FieldDoNotContact  Field = "do_not_contact"

	// Of somebody one tried to win back.
	FieldReturned      Field = "returned"
	FieldFirstDays     Field = "first_life_days"
	FieldLapseDays     Field = "lapse_days"
	FieldSecondDays    Field = "second_life_days"
	FieldSecondValue   Field = "second_life_value"
	FieldOfferValue    Field = "offer_value"
	FieldSecondRunning Field = "second_life_running"

	FieldPhone   Field = "phone"
	FieldEmail   Field = "email"
	FieldAddress Field = "address"

	FieldTicketID Field = "ticket_id"
	FieldTicketAt Field = "ticket_at"
	FieldTopic    Field = "topic"
	FieldText     Field = "text"
	FieldResolved Field = "resolved"

	FieldScore      Field = "score"
	FieldAnsweredAt Field = "answered_at"

	// Of a questionnaire: wide with one column per question, or long with one row per mark.
	FieldSide       Field = "side"       // who answered: customer, staff or audit
	FieldRespondent Field = "respondent" // who answered, of people who are no customers
	FieldItem       Field = "item"       // wide: the marks for the question in the header
	FieldQuestion   Field = "question"   // long: what was asked
	FieldMark       Field = "mark"       // long: the mark

	FieldCampaign    Field = "campaign"
	FieldArm         Field = "arm"
	FieldOffer       Field = "offer"
	FieldContactCost Field = "contact_cost"
	FieldContactedAt Field = "contacted_at"
	FieldResponded   Field = "responded"       // did what the campaign was for
	FieldOutcome     Field = "outcome_amount"  // spent after the contact
	FieldFurther     Field = "further_outcome" // another yes or no that came of the contact

	FieldAttribute Field = "attribute"
	FieldIgnore    Field = "ignore"
)

// Many reports whether several columns may be the field.
func (f Field) Many() bool {
	return f == FieldAttribute || f == FieldFurther || f == FieldItem || f == FieldIgnore
}

// Column describes one column of a table and what it is taken for.
type Column struct {
	Index      int      `json:"index"`
	Header     string   `json:"header"`
	Field      Field    `json:"field"`
	Confidence float64  `json:"confidence"`
	Why        string   `json:"why"`  // synonym, values, unique, constant, leak, platform, remembered, user
	Type       string   `json:"type"` // text, number, date, money, percent, bool, id, empty
	Samples    []string `json:"samples,omitempty"`
	Filled     int64    `json:"filled"`
	Distinct   int64    `json:"distinct"`

	holds holds
}

// Mapping says how a table is read. The user may change Role, DateOrder and the
// Field of any column.
type Mapping struct {
	Role         Role     `json:"role"`
	Columns      []Column `json:"columns"`
	DateOrder    string   `json:"date_order"`              // ymd, dmy, mdy: how dates with a short first part are read
	Decimal      string   `json:"decimal,omitempty"`       // "," when numbers are written 1.234,56; "" for a point
	DateAsk      bool     `json:"date_ask,omitempty"`      // no value decides DateOrder: the user should
	Date1904     bool     `json:"date_1904,omitempty"`     // Excel serials count from 1904
	Cells        int      `json:"cells"`                   // cells a row of a text file must have
	CancelPrefix string   `json:"cancel_prefix,omitempty"` // order ids beginning with it are cancellations
	DiscountRate bool     `json:"discount_rate,omitempty"` // the discount column holds fractions of the price
	RowIDs       bool     `json:"row_ids,omitempty"`       // customers are numbered by row: the table has no id
	TenureUnit   string   `json:"tenure_unit,omitempty"`   // what the tenure counts, see UnitDay; "" for months
	OneTwo       bool     `json:"one_two,omitempty"`       // the churn column says 1 for still there and 2 for left
	Currency     string   `json:"currency,omitempty"`      // CNY, or "" when unknown
	AmountUnit   string   `json:"amount_unit,omitempty"`   // fen when amounts are hundredths, see UnitFen
	Statuses     Statuses `json:"statuses,omitempty"`      // status words of this layout, before the general ones
	Side         string   `json:"side,omitempty"`          // who answered a questionnaire whose rows do not say, see SideCustomer; "" when unknown
	Once         []Field  `json:"once,omitempty"`          // of the order: told in its first row only, or again in every row

	sided bool // a person said who answered
}

// Find returns the index of the column mapped to f, -1 when there is none.
func (m *Mapping) Find(f Field) int {
	for i := range m.Columns {
		if m.Columns[i].Field == f {
			return m.Columns[i].Index
		}
	}
	return -1
}

// Source is one usable table of a file: a text file, or a sheet of a workbook.
type Source struct {
	Path       string           `json:"path"`
	Name       string           `json:"name"`
	Entry      string           `json:"entry,omitempty"` // the entry of an archive
	Sheet      string           `json:"sheet"`           // the sheet, after the entry of an archive
	Kind       string           `json:"kind"`            // csv, tsv, txt, xlsx, xls, xml, html, jsonl, parquet
	Encoding   string           `json:"encoding"`
	Delimiter  string           `json:"delimiter"`   // "," "\t" ";" "|", "blanks", "" for a workbook
	HeaderLine int64            `json:"header_line"` // 0 when the table has no header
	Rows       int64            `json:"rows"`        // data rows, blank ones included
	BlankRows  int64            `json:"blank_rows"`
	Duplicates int64            `json:"duplicates"` // rows equal to an earlier row
	Bytes      int64            `json:"bytes"`
	SHA256     string           `json:"sha256"`
	Mapping    Mapping          `json:"mapping"`
	Preview    [][]string       `json:"preview"`              // the first 50 data rows
	Correction bool             `json:"correction,omitempty"` // rejected rows put right: each row says which table and line it belongs to
	Warnings   []engine.Warning `json:"warnings,omitempty"`
	Choice     Choice           `json:"choice,omitzero"`   // how the user wanted it read
	Platform   Platform         `json:"platform,omitzero"` // whose export it seems to be

	sample [][]string // rows whose orders are compared
	flaws  flaws
	totals OrderTotals
	spool  *spool.Spool // the rows of a long sheet as Sniff has read them; nil for none
}

// Platform is the system a table seems to have been exported from; the zero value is
// none that is known.
type Platform struct {
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
	Seen       int     `json:"seen"`  // columns of the table the platform is known for
	Known      int     `json:"known"` // columns the platform is known for
}

// ReasonCount counts the rejected rows of one reason.
type ReasonCount struct {
	Reason string `json:"reason"`
	Rows   int64  `json:"rows"`
}

// Recognised says which header was read as which field.
type Recognised struct {
	Field  Field  `json:"field"`
	Header string `json:"header"`
}

// FileReport accounts for the rows of one table as of now: Read = Loaded + Rejected
// + Merged. Rows that a fresher table has too, and rejected rows that a correction
// has taken over, are Merged.
type FileReport struct {
	File       string        `json:"file"`
	Sheet      string        `json:"sheet"`
	Kind       string        `json:"kind"`
	Encoding   string        `json:"encoding"`
	Role       string        `json:"role"`
	Read       int64         `json:"read"`
	Loaded     int64         `json:"loaded"`
	Rejected   int64         `json:"rejected"`
	Merged     int64         `json:"merged"`
	Superseded int64         `json:"superseded"` // of Merged: loaded once, now a fresher table has them
	Corrected  int64         `json:"corrected"`  // of Merged: rejected once, now a correction has them
	Reasons    []ReasonCount `json:"reasons"`    // most rows first
	Recognised []Recognised  `json:"recognised"`
}

// Report is what a project holds and how it got there.
type Report struct {
	Files     []FileReport     `json:"files"`
	Warnings  []engine.Warning `json:"warnings"`
	FirstDay  engine.Day       `json:"first_day"`
	LastDay   engine.Day       `json:"last_day"`
	Customers int64            `json:"customers"`
	Orders    int64            `json:"orders"`
	Lines     int64            `json:"lines"`
	Currency  string           `json:"currency"` // CNY, or "" when unknown
}
