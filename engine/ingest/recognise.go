package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// roleFields lists the fields of a role in the order in which they choose columns.
var roleFields = map[Role][]Field{
	RoleOrders: {FieldCustomerID, FieldOrderAt, FieldOrderID, FieldAmount, FieldQuantity, FieldUnitPrice, FieldStatus, FieldAfterSale,
		FieldRefundAmount, FieldRefundAt, FieldDiscount, FieldCost, FieldProductID, FieldProduct, FieldCategory, FieldCoupon,
		FieldChannel, FieldRegion, FieldPromised, FieldActual},
	RoleCustomers: {FieldCustomerID, FieldChurned, FieldName, FieldJoined, FieldEnded, FieldTenure, FieldMonthlyAmount,
		FieldTotalAmount, FieldReason, FieldDoNotContact, FieldPhone, FieldEmail, FieldAddress,
		FieldReturned, FieldFirstDays, FieldLapseDays, FieldSecondDays, FieldSecondValue, FieldOfferValue, FieldSecondRunning},
	RoleTickets:       {FieldCustomerID, FieldTicketID, FieldTicketAt, FieldTopic, FieldText, FieldResolved},
	RoleFeedback:      {FieldCustomerID, FieldScore, FieldAnsweredAt, FieldReason, FieldText},
	RoleQuestionnaire: {FieldSide, FieldCustomerID, FieldRespondent, FieldAnsweredAt, FieldQuestion, FieldMark, FieldReason, FieldText},
	RoleContacts: {FieldCustomerID, FieldCampaign, FieldArm, FieldOffer, FieldContactedAt, FieldContactCost, FieldChannel,
		FieldResponded, FieldOutcome},
}

// roleDate is the field a column called just "date" becomes.
var roleDate = map[Role]Field{
	RoleOrders: FieldOrderAt, RoleTickets: FieldTicketAt, RoleFeedback: FieldAnsweredAt, RoleQuestionnaire: FieldAnsweredAt,
	RoleContacts: FieldContactedAt, RoleCustomers: FieldJoined,
}

// FieldsOf returns the fields a table of that role may have, for a choice list.
func FieldsOf(r Role) []Field {
	fields := slices.Clone(roleFields[r])
	switch r {
	case RoleCustomers:
		fields = append(fields, FieldAttribute)
	case RoleContacts:
		fields = append(fields, FieldAttribute, FieldFurther)
	case RoleQuestionnaire:
		fields = append(fields, FieldItem)
	}
	return append(fields, FieldIgnore)
}

// recogniser maps the columns of one table.
type recogniser struct {
	words   *lexicon
	title   string // what file and sheet are called
	headers []string
	folded  []string
	t       *table
	maybe   [][]synonym // per column
	holds   []holds
}

// Ranks added to matches that are weaker than a whole header.
const (
	rankDate   = 1000
	rankSuffix = 2000
)

func recognise(words *lexicon, src *Source, headers []string, named bool, t *table) Mapping {
	r := &recogniser{words: words, title: src.Sheet + " " + src.Name, headers: headers, t: t, folded: make([]string, len(headers)), maybe: make([][]synonym, len(headers)),
		holds: make([]holds, len(headers))}
	m := Mapping{Columns: make([]Column, len(headers)), DateOrder: t.order()}
	for i, h := range headers {
		c := &t.cols[i]
		r.folded[i], r.holds[i] = fold(h), c.holds()|words.marksIn(c)
		r.maybe[i] = r.candidates(i)
		m.Columns[i] = Column{Index: i, Header: h, Field: FieldIgnore, Type: c.typeName(), Samples: c.samples,
			Filled: c.filled, Distinct: c.distinct.count(), holds: r.holds[i]}
	}
	if named {
		m.Role = r.role()
		r.assign(&m)
	} else {
		r.byValues(&m)
	}
	r.rest(&m)
	r.details(&m)
	return m
}

// candidates returns the fields a header may mean, as far as the values allow.
func (r *recogniser) candidates(i int) []synonym {
	var out []synonym
	for _, s := range r.words.headers[r.folded[i]] {
		if r.fits(s.field, i) {
			out = append(out, s)
		}
	}
	if len(out) > 0 || len(r.words.headers[r.folded[i]]) > 0 || r.words.leak[r.folded[i]] {
		return out
	}
	return r.bySuffix(i)
}

// bySuffix finds 天猫买家昵称 by 买家昵称. A last or first order date belongs to
// a customer table and makes no order table.
func (r *recogniser) bySuffix(i int) []synonym {
	h := r.folded[i]
	for _, p := range []string{"last", "first", "上次", "最近", "最后", "首次", "末次", "首单", "avg", "平均", "运费", "邮费"} {
		if strings.HasPrefix(h, p) {
			return nil
		}
	}
	// The field of an object inside an object is called "buyer.name".
	whole := ""
	if dot := strings.LastIndexByte(r.headers[i], '.'); dot > 0 {
		whole = fold(r.headers[i][dot+1:])
	}
	for cut := range h {
		tail := h[cut:]
		if n := utf8.RuneCountInString(tail); cut == 0 || tail != whole && (n < 4 && hasHan(tail) || n < 8 && !hasHan(tail)) {
			continue
		}
		var out []synonym
		for _, s := range r.words.headers[tail] {
			if r.fits(s.field, i) {
				out = append(out, synonym{s.field, s.rank + rankSuffix})
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// fits reports whether the values of column i can be of field f. A plain "Tenure" of
// at most 15 counts years, as in bank tables.
func (r *recogniser) fits(f Field, i int) bool {
	if f == FieldTenure && r.folded[i] == "tenure" && r.t.cols[i].high <= 15 {
		return false
	}
	if pseudo(f) {
		return r.fitsCoded(f, i)
	}
	if f == FieldSide {
		return r.tellsSide(i, 1)
	}
	return r.holds[i].can(f)
}

func mostly(n, of int64) bool { return of > 0 && n*10 >= of*6 }

// best returns the column that suits f best, -1 for none. taken columns are left out.
func (r *recogniser) best(f, date Field, taken []bool) (col, rank int) {
	col = -1
	for i, list := range r.maybe {
		for _, s := range list {
			k := s.rank
			if s.field == fieldDate && f == date || s.field == fieldSegment && f == FieldArm {
				k += rankDate
			} else if s.field != f {
				continue
			}
			if (taken == nil || !taken[i]) && (col < 0 || k < rank) {
				col, rank = i, k
			}
		}
	}
	return col, rank
}

func (r *recogniser) has(fields ...Field) bool {
	for _, f := range fields {
		if col, _ := r.best(f, "", nil); col >= 0 {
			return true
		}
	}
	return false
}

// signs is what the headers and their values say about the subject of a table.
type signs struct {
	id, unique              bool // there is a customer column; it differs in every row
	date, money, flag       bool // a date that may be an order's; a sum or a count; a churn flag
	order, joined, answered bool // an order number; a date or trait of a customer; something said
}

func (r *recogniser) signs() signs {
	id, unique := r.identity()
	return signs{
		id: id, unique: unique,
		date:     r.has(FieldOrderAt, fieldDate),
		money:    r.has(FieldAmount, FieldQuantity, FieldUnitPrice),
		flag:     r.has(FieldChurned),
		order:    r.has(FieldOrderID),
		joined:   r.has(FieldName, FieldJoined, FieldEnded, FieldTenure, FieldDoNotContact),
		answered: r.has(FieldAnsweredAt, FieldReason, FieldText),
	}
}

// role decides what the table is about.
func (r *recogniser) role() Role {
	s := r.signs()
	switch {
	case s.flag && (s.unique || !s.id || !s.date):
		return RoleCustomers
	case r.has(FieldArm) && r.has(FieldCampaign, FieldContactedAt):
		return RoleContacts
	case r.outcomes(s):
		return RoleContacts
	case r.questionnaire(s):
		return RoleQuestionnaire
	case r.tickets(s):
		return RoleTickets
	case r.feedback(s):
		return RoleFeedback
	case r.orders(s):
		return RoleOrders
	case s.id && (s.unique || s.joined):
		return RoleCustomers
	case r.texts(s):
		return RoleFeedback
	case r.survival(s):
		return RoleCustomers
	}
	return RoleUnknown
}

func (r *recogniser) tickets(s signs) bool {
	return !s.money && r.has(FieldTicketID, FieldTicketAt, FieldTopic) && r.has(FieldText, FieldTopic) &&
		(s.date || r.has(FieldTicketAt))
}

func (r *recogniser) feedback(s signs) bool {
	return !s.money && s.id && (s.answered || s.date && r.has(FieldScore))
}

// orders have a date and something bought; without a known date, money and an order
// number or a customer who comes again.
func (r *recogniser) orders(s signs) bool {
	switch {
	case s.date:
		return s.id || s.money || s.order
	case !s.money:
		return false
	case s.id:
		return !s.unique || s.order && r.undated()
	}
	return s.order
}

// identity reports whether there is a customer column, and whether it is different
// in every row.
func (r *recogniser) identity() (found, unique bool) {
	col, _ := r.best(FieldCustomerID, "", nil)
	if col < 0 {
		return false, false
	}
	c := &r.t.cols[col]
	return true, c.distinct.count()*100 >= c.filled*98
}

// assign gives every field of the role its best column.
func (r *recogniser) assign(m *Mapping) {
	taken := make([]bool, len(m.Columns))
	for _, f := range roleFields[m.Role] {
		col, rank := r.best(f, roleDate[m.Role], taken)
		if col < 0 {
			continue
		}
		taken[col] = true
		c := &m.Columns[col]
		c.Field, c.Why, c.Confidence = f, "synonym", 0.95
		if rank >= rankSuffix {
			c.Confidence = 0.7
		} else if rank >= rankDate {
			c.Confidence = 0.8
		}
	}
	m.RowIDs = m.Role == RoleCustomers && m.Find(FieldCustomerID) < 0
	r.coded(m)
	r.dateByValues(m)
	r.asked(m)
}

// undated reports whether some column without a known name holds dates.
func (r *recogniser) undated() bool {
	for i := range r.t.cols {
		if len(r.maybe[i]) == 0 && r.t.cols[i].datelike(false) {
			return true
		}
	}
	return false
}

// dateByValues takes the first column of dates when no name said which it is.
func (r *recogniser) dateByValues(m *Mapping) {
	date := roleDate[m.Role]
	if m.Role == RoleUnknown || m.Role == RoleCustomers || m.Find(date) >= 0 {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Field == FieldIgnore && r.t.cols[i].datelike(false) {
			c.Field, c.Why, c.Confidence = date, "values", 0.5
			return
		}
	}
}

// byValues reads an order table without header: the first column of dates, before
// it a column that repeats (the customer), behind it a small whole number (the
// quantity) and a decimal (the amount).
func (r *recogniser) byValues(m *Mapping) {
	m.Role = RoleUnknown
	date := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Type == "date" })
	id := slices.IndexFunc(m.Columns, func(c Column) bool {
		return c.Type != "date" && c.Filled > 0 && c.Distinct < c.Filled && c.Distinct*50 > c.Filled && r.wholeOrText(c.Index)
	})
	if date < 0 || id < 0 {
		return
	}
	m.Role = RoleOrders
	set := func(i int, f Field) {
		if i >= 0 {
			m.Columns[i].Field, m.Columns[i].Why, m.Columns[i].Confidence = f, "values", 0.5
		}
	}
	amount, quantity := r.figures(date)
	set(date, FieldOrderAt)
	set(id, FieldCustomerID)
	set(quantity, FieldQuantity)
	set(amount, FieldAmount)
}

// figures finds the amount and the quantity behind the date, -1 for none. The amount
// is the last column with decimals, else the first number.
func (r *recogniser) figures(date int) (amount, quantity int) {
	amount, quantity = -1, -1
	var numbers []int
	for i := date + 1; i < len(r.t.cols); i++ {
		if c := &r.t.cols[i]; c.all(c.numbers) {
			numbers = append(numbers, i)
			if c.integers < c.numbers {
				amount = i
			}
		}
	}
	if amount < 0 && len(numbers) > 0 {
		amount = numbers[0]
	}
	for _, i := range numbers {
		c := &r.t.cols[i]
		if i != amount && quantity < 0 && c.integers == c.numbers && c.high < 100000 {
			quantity = i
		}
	}
	return amount, quantity
}

func (r *recogniser) wholeOrText(i int) bool {
	c := &r.t.cols[i]
	return c.numbers == 0 || c.integers == c.numbers
}

// rest decides about the columns that are no field: only customer tables and trials keep them.
func (r *recogniser) rest(m *Mapping) {
	m.attempts()
	for i := range m.Columns {
		c, s := &m.Columns[i], &r.t.cols[i]
		if c.Field != FieldIgnore {
			continue
		}
		if m.Role == RoleCustomers && s.filled > 0 {
			if f, why, ok := r.contact(m, i); ok {
				c.Field, c.Why, c.Confidence = f, why, 0.8
				continue
			}
		}
		switch {
		case s.filled == 0:
		case m.tellsOutcome():
			r.furtherColumn(m, i)
		case m.Role != RoleCustomers:
		case r.words.leak[r.folded[i]] || slices.ContainsFunc(r.maybe[i], func(s synonym) bool { return s.field == FieldChurned }):
			c.Why = "leak"
		case c.Distinct <= 1:
			c.Why = "constant"
		case c.Distinct*10 > s.filled*9 && s.filled > 20 && (c.Type == "text" || c.Type == "id" || r.counter(i)):
			c.Why = "unique"
		default:
			c.Field, c.Why, c.Confidence = FieldAttribute, "values", 0.6
		}
	}
}

// counter reports whether the column only numbers the rows.
func (r *recogniser) counter(i int) bool {
	s := &r.t.cols[i]
	return s.integers == s.numbers && s.high-s.low < float64(s.filled) && s.distinct.count()*100 >= s.filled*99
}

// details fills what Load needs to know besides the columns.
func (r *recogniser) details(m *Mapping) {
	if i := m.Find(FieldOrderID); i >= 0 {
		if s := &r.t.cols[i]; s.cancels > 0 && s.digits > s.cancels {
			m.CancelPrefix = "C"
		}
	}
	if i := m.Find(FieldDiscount); i >= 0 {
		s := &r.t.cols[i]
		m.DiscountRate = s.all(s.percents) || s.numbers > 0 && s.low >= 0 && s.high <= 1 && s.integers < s.numbers
	}
	for i, h := range r.headers {
		if hasHan(h) || strings.ContainsAny(h, "¥￥") || r.t.cols[i].money > 0 && hasYuan(r.t.cols[i].samples) {
			m.Currency = "CNY"
		}
	}
}

func hasYuan(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "¥￥元万") })
}
