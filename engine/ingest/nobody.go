package ingest

import "slices"

// Anonymous reports whether the table has no customer column and is useful without:
// texts, reasons, tickets, and campaigns that tell the outcome in the row. Its rows
// have the customer "" and count for nobody.
func (m *Mapping) Anonymous() bool {
	if m.Find(FieldCustomerID) >= 0 {
		return false
	}
	switch m.Role {
	case RoleTickets:
		return m.Find(FieldTopic) >= 0 || m.Find(FieldText) >= 0
	case RoleFeedback:
		return m.Find(FieldReason) >= 0 || m.Find(FieldText) >= 0
	case RoleContacts:
		return m.tellsOutcome()
	}
	return false
}

// tellsOutcome reports whether a campaign table says of every row which group it was
// in and what came of it.
func (m *Mapping) tellsOutcome() bool {
	return m.Role == RoleContacts && m.Find(FieldArm) >= 0 && (m.Find(FieldResponded) >= 0 || m.Find(FieldOutcome) >= 0)
}

// Lacks lists the columns that a table of its role cannot do without and does not have.
func (m *Mapping) Lacks() []Field {
	var out []Field
	if m.Role == RoleUnknown || m.Details() { // lines of orders: customer and day stand with the orders, see orderless
		return nil
	}
	if m.Role == RoleQuestionnaire {
		if m.long() || slices.ContainsFunc(m.Columns, func(c Column) bool { return c.Field == FieldItem }) {
			return nil
		}
		return []Field{FieldItem}
	}
	if m.Find(FieldCustomerID) < 0 && !m.RowIDs && !m.Anonymous() {
		out = append(out, FieldCustomerID)
	}
	date := roleDate[m.Role]
	switch m.Role {
	case RoleOrders, RoleTickets, RoleContacts:
		if m.Find(date) < 0 && !m.tellsOutcome() {
			out = append(out, date)
		}
	}
	return out
}
