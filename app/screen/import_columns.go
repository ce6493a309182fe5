package screen

import (
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/mapping"
)

// columnsShown is how many columns are listed before the person asks for all.
const columnsShown = 40

// columns is the step in which columns get their meaning.
func (f *frame) columns(i int) *ColumnsView {
	t := &f.intake.tables[i]
	m := &t.source.Mapping
	v := &ColumnsView{Table: i, Missing: f.lacksSentence(m), Notes: f.notes(&t.source), Skip: t.skip}
	v.Role = Chooser{Key: "role", Label: f.say("ui.data.role", nil), Chosen: string(m.Role)}
	if name := f.knowledge.PlatformName(t.source.Platform.ID, f.w); name != "" {
		v.Platform = f.say("ui.columns.platform", map[string]any{"name": name, "share": f.w.Percent(t.source.Platform.Confidence, 0), "seen": t.source.Platform.Seen, "known": t.source.Platform.Known})
	}
	if slices.ContainsFunc(m.Columns, func(c ingest.Column) bool { return c.Why == mapping.Why }) {
		v.Remembered = f.say("ui.columns.remembered", nil)
	}
	for _, r := range roles() {
		v.Role.Choices = append(v.Role.Choices, Choice{Key: string(r), Text: f.roleText(string(r))})
	}
	for _, field := range ingest.FieldsOf(m.Role) {
		v.Fields = append(v.Fields, Choice{Key: string(field), Text: f.fieldText(string(field))})
	}
	order := reviewOrder(&t.first)
	v.Doubts = doubts(m)
	v.Dates, v.Amounts, v.Side = f.dateAsk(t), f.amountAsk(&t.source), f.sideAsk(m)
	if n := len(order); !f.intake.wide && n > columnsShown {
		v.More = n - columnsShown
		order = order[:columnsShown]
	}
	for _, j := range order {
		v.Rows = append(v.Rows, f.columnView(j, &t.source))
	}
	switch {
	case v.Missing != "":
	case v.Doubts == 0:
		v.Sentence = f.say("ui.columns.sure", map[string]any{"columns": len(m.Columns)})
	default:
		v.Sentence = f.say("ui.columns.doubts", map[string]any{"columns": v.Doubts})
	}
	return v
}

// dateAsk asks how dates are read when no value tells, with one date of the file read
// in both ways.
func (f *frame) dateAsk(w *waiting) *Chooser {
	m := &w.source.Mapping
	if !w.first.DateAsk {
		return nil
	}
	sample := tellingDate(m)
	c := &Chooser{Key: "dates", Label: f.say("ui.dates.ask", map[string]any{"sample": sample})}
	if !m.DateAsk {
		c.Chosen = m.DateOrder
	}
	for _, order := range []string{"dmy", "mdy"} {
		c.Choices = append(c.Choices, Choice{Key: order, Text: f.say("ui.dates."+order, map[string]any{"day": dateRead(sample, order)})})
	}
	return c
}

// What the amount of a row may be.
const (
	amountOnce = "once" // the order's, told again in every row
	amountRows = "rows" // the row's own
)

// amountAsk asks whether the amount is that of the order, where that may be.
func (f *frame) amountAsk(s *ingest.Source) *Chooser {
	t, doubtful := s.OrderTotals()
	if !doubtful {
		return nil
	}
	c := &Chooser{Key: "amounts", Label: f.say("ui.amounts.ask", map[string]any{"column": t.Column, "orders": t.Orders, "of": t.Of}), Chosen: amountRows}
	if s.Mapping.AmountOnce() {
		c.Chosen = amountOnce
	}
	for _, key := range []string{amountOnce, amountRows} {
		c.Choices = append(c.Choices, Choice{Key: key, Text: f.say("ui.amounts."+key, nil)})
	}
	return c
}

// sideAsk asks who answered a questionnaire when no column says it.
func (f *frame) sideAsk(m *ingest.Mapping) *Chooser {
	if !m.AsksSide() {
		return nil
	}
	c := &Chooser{Key: "side", Label: f.say("ui.side.ask", nil), Chosen: m.Side}
	if c.Chosen == "" {
		c.Chosen = ingest.SideCustomer // as it will be read
	}
	for _, side := range ingest.Sides() {
		c.Choices = append(c.Choices, Choice{Key: side, Text: f.say("ui.side."+side, nil)})
	}
	return c
}

// tellingDate is a date of the table that differs in both ways, else the first one.
func tellingDate(m *ingest.Mapping) string {
	first := ""
	for i := range m.Columns {
		c := &m.Columns[i]
		if c.Type != "date" {
			continue
		}
		for _, s := range c.Samples {
			if dateRead(s, "dmy") != dateRead(s, "mdy") {
				return s
			}
			if first == "" {
				first = s
			}
		}
	}
	return first
}

// dateRead reads day and month at the beginning of a date in an order, "" when there
// are none.
func dateRead(sample, order string) string {
	parts := strings.FieldsFunc(sample, func(r rune) bool { return r < '0' || r > '9' })
	if len(parts) < 3 {
		return sample
	}
	year, month, day := parts[2], parts[1], parts[0]
	if order == "mdy" {
		month, day = day, month
	}
	if len(year) == 2 {
		year = "20" + year
	}
	return year + "-" + pad(month) + "-" + pad(day)
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func roles() []ingest.Role {
	return append(ingest.Roles(), ingest.RoleUnknown)
}

// reviewOrder lists the columns as a person should look at them: doubtful ones, what
// was recognised, what is kept as it is, what is left out; in file order within. It
// goes by what was recognised first, so that no row jumps while it is being changed.
func reviewOrder(m *ingest.Mapping) []int {
	rank := func(c *ingest.Column) int {
		switch {
		case doubtful(c):
			return 0
		case c.Field == ingest.FieldIgnore:
			return 3
		case c.Field.Many():
			return 2
		}
		return 1
	}
	out := make([]int, len(m.Columns))
	for i := range out {
		out[i] = i
	}
	slices.SortStableFunc(out, func(a, b int) int { return rank(&m.Columns[a]) - rank(&m.Columns[b]) })
	return out
}

// sureAbove is the confidence above which a column need not be checked.
const sureAbove = 0.75

func doubtful(c *ingest.Column) bool {
	return !c.Field.Many() && c.Why != "user" && c.Confidence < sureAbove
}

func doubts(m *ingest.Mapping) (n int) {
	for i := range m.Columns {
		if doubtful(&m.Columns[i]) {
			n++
		}
	}
	return n
}

func (f *frame) columnView(j int, s *ingest.Source) ColumnView {
	c := &s.Mapping.Columns[j]
	v := ColumnView{Index: j, Header: c.Header, Field: string(c.Field), Doubt: doubtful(c), Samples: strings.Join(c.Samples[:min(len(c.Samples), 3)], " · ")}
	v.Why, v.Type = f.areaText("why", c.Why), f.say("ui.type."+c.Type, nil)
	if rows := s.Rows - s.BlankRows; c.Filled < rows && rows > 0 {
		v.Filled = f.say("ui.columns.filled", map[string]any{"share": f.w.Percent(float64(c.Filled)/float64(rows), 0)})
		if c.Filled > rows-rows/100 { // 100% would say that nothing is missing
			v.Filled = f.say("ui.columns.unfilled", map[string]any{"rows": rows - c.Filled})
		}
	}
	switch {
	case c.Why == "user":
		v.Sure, v.Why = f.say("ui.data.yours", nil), ""
	case v.Doubt:
		v.Sure = f.say("ui.data.doubt", nil)
	case !c.Field.Many():
		v.Sure = f.say("ui.data.sure", nil)
	}
	return v
}

// lacksSentence says what a table needs before it can be used, "" for nothing.
func (f *frame) lacksSentence(m *ingest.Mapping) string {
	if m.Role == ingest.RoleUnknown {
		return f.say("ui.data.unknown", nil)
	}
	if fields := f.lacks(m); fields != "" {
		return f.say("ui.data.lacks", map[string]any{"fields": fields})
	}
	return ""
}

// notes are what else a person should know about a waiting table. What is missing is
// said elsewhere, and goes by the present mapping.
func (f *frame) notes(s *ingest.Source) []string {
	var out []string
	if s.BlankRows > 0 {
		out = append(out, f.say("ui.data.blank", map[string]any{"rows": s.BlankRows}))
	}
	if m := &s.Mapping; m.Role == ingest.RoleOrders && m.Find(ingest.FieldAmount) < 0 {
		code := "import.amount_computed"
		if m.Find(ingest.FieldUnitPrice) < 0 || m.Find(ingest.FieldQuantity) < 0 {
			code = "import.no_amount"
		}
		out = append(out, f.warning(engine.Warning{Code: code, Place: engine.Place{File: s.Name}}))
	}
	for _, k := range s.Warnings {
		switch k.Code {
		case "import.date_order", "import.order_total_repeated", "import.order_total_doubtful": // asked above
		case "import.unknown_role", "import.no_customer_column", "import.no_date_column", "import.no_amount", "import.amount_computed":
		default:
			out = append(out, f.warning(k))
		}
	}
	return out
}

// lacks names the columns the role cannot do without and does not have.
func (f *frame) lacks(m *ingest.Mapping) string {
	var names []string
	for _, field := range m.Lacks() {
		names = append(names, f.fieldText(string(field)))
	}
	return strings.Join(names, f.say("common.list.separator", nil))
}
