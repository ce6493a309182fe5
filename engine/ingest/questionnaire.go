package ingest

import "slices"

// tellsSide reports whether the values of column i say who answered, with at least so
// many different sides.
func (r *recogniser) tellsSide(i, least int) bool {
	c := &r.t.cols[i]
	named, sides := 0, map[string]bool{}
	for _, v := range c.samples {
		if side := r.words.side(v); side != "" {
			named++
			sides[side] = true
		}
	}
	return c.distinct.count() <= maxArms && named > 0 && named*2 >= len(c.samples) && len(sides) >= least
}

// sideColumn is the column that says who answered, -1 for none: by its name, or because
// its values name several sides.
func (r *recogniser) sideColumn() int {
	if col, _ := r.best(FieldSide, "", nil); col >= 0 {
		return col
	}
	return slices.IndexFunc(r.indices(), func(i int) bool {
		return r.t.cols[i].typeName() == "text" && r.t.cols[i].distinct.count() <= samples && r.tellsSide(i, 2)
	})
}

func (r *recogniser) indices() []int {
	out := make([]int, len(r.headers))
	for i := range out {
		out[i] = i
	}
	return out
}

// item reports whether column i holds the marks for one question.
func (r *recogniser) item(i int) bool {
	if !r.holds[i].has(holdsMarks) || contains(r.folded[i], r.words.rules.Aside) {
		return false
	}
	return !slices.ContainsFunc(r.maybe[i], func(s synonym) bool {
		return slices.Contains([]Field{FieldText, FieldReason, FieldCustomerID, FieldRespondent, FieldSide}, s.field)
	})
}

// questionnaire recognises marks for several questions, wide or long, and marks of which
// a column says whose they are.
func (r *recogniser) questionnaire(s signs) bool {
	if s.order || s.flag || r.has(FieldTicketID, FieldTicketAt, FieldCampaign, FieldOrderAt) {
		return false
	}
	items, asked := 0, 0
	for i := range r.headers {
		if r.item(i) {
			items++
			if questionLike(r.headers[i], r.words.rules.Asked) {
				asked++
			}
		}
	}
	titled, side := contains(fold(r.title), r.words.rules.Survey), r.sideColumn() >= 0
	long := r.has(FieldQuestion) && r.has(FieldMark)
	switch {
	case items == 0: // Lacks says what is missing
		return side && titled
	case side, titled && (items > 1 || long):
		return true
	case s.money:
		return false
	}
	return items > 1 && (asked*2 >= items || r.has(FieldAnsweredAt, FieldRespondent)) || long && r.has(FieldRespondent)
}

// questionLike reports whether a header looks like a question: Q1, 第3题, 12、…, …？, 物流满意度.
func questionLike(header string, words []string) bool {
	h := fold(header)
	if itemName(header) != clean(header) || contains(h, words) {
		return true
	}
	rest := clean(header)
	if rest == "" {
		return false
	}
	last := rest[len(rest)-1]
	number := len(h) > 1 && h[0] == 'q' && digitsOnly(h[1:])
	return number || last == '?' || len(rest) > 3 && rest[len(rest)-3:] == "？"
}

// asked finishes the mapping of a questionnaire: who answered by the values, and the
// questions among the columns that are left.
func (r *recogniser) asked(m *Mapping) {
	if m.Role != RoleQuestionnaire {
		return
	}
	if i := r.sideColumn(); i >= 0 && m.Find(FieldSide) < 0 && m.Columns[i].Field == FieldIgnore {
		c := &m.Columns[i]
		c.Field, c.Why, c.Confidence = FieldSide, "values", 0.6
	}
	m.oneForm()
	if m.long() {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Field == FieldIgnore && r.item(i) {
			c.Field, c.Why, c.Confidence = FieldItem, "values", 0.8
		}
	}
}

// askedByName is asked for a table whose values are known by their types only.
func (m *Mapping) askedByName(words *lexicon) {
	if m.Role != RoleQuestionnaire {
		return
	}
	m.oneForm()
	if m.long() {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Field == FieldIgnore && c.Type != "date" && c.Type != "bool" && c.Type != "empty" && c.Holds(FieldItem) && !contains(fold(c.Header), words.rules.Aside) {
			c.Field, c.Why, c.Confidence = FieldItem, "values", 0.8
		}
	}
}

// oneForm gives up the columns of the long form when one of them is missing.
func (m *Mapping) oneForm() {
	if m.long() {
		return
	}
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Field == FieldQuestion || c.Field == FieldMark {
			c.Field = FieldIgnore
		}
	}
}

// long reports whether each row of a questionnaire holds one mark.
func (m *Mapping) long() bool {
	return m.Role == RoleQuestionnaire && m.Find(FieldQuestion) >= 0 && m.Find(FieldMark) >= 0
}

// findSide reads who answered out of the names of sheet and file.
func (s *Source) findSide(words *lexicon) {
	s.Mapping.Side, s.Mapping.sided = "", false
	if s.Mapping.Role != RoleQuestionnaire {
		return
	}
	if s.Mapping.Side = words.side(s.Sheet); s.Mapping.Side == "" {
		s.Mapping.Side = words.side(s.Name)
	}
}

// SetSide says who answered a questionnaire whose rows do not say it, see [Sides].
func (s *Source) SetSide(side string) {
	s.Mapping.Side, s.Mapping.sided = side, true
	s.Review()
}

// AsksSide reports whether no column says who answered a questionnaire.
func (m *Mapping) AsksSide() bool { return m.Role == RoleQuestionnaire && m.Find(FieldSide) < 0 }

// sideRemark is the code of what to say about who answered, "" for nothing.
func (m *Mapping) sideRemark() string {
	if !m.AsksSide() || m.sided {
		return ""
	}
	switch m.Side {
	case SideStaff:
		return "import.side_staff"
	case SideAudit:
		return "import.side_audit"
	case SideCustomer:
		return "import.side_customer"
	}
	return "import.side_assumed"
}
