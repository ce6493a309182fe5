package ingest

// SetRole changes what the table is about and maps its columns anew, by name and
// type; columns the user wants otherwise are changed afterwards.
func (s *Source) SetRole(role Role) error {
	words, err := lexiconOnce()
	if err != nil {
		return err
	}
	m := &s.Mapping
	m.Role = role
	for i := range m.Columns {
		c := &m.Columns[i]
		c.Field, c.Why, c.Confidence = FieldIgnore, "user", 1
		if role == RoleCustomers && c.Distinct > 1 && !words.leak[fold(c.Header)] {
			c.Field = FieldAttribute
		}
	}
	taken := make([]bool, len(m.Columns))
	for _, f := range roleFields[role] {
		if best := m.bestByName(words, f, taken); best >= 0 {
			taken[best] = true
			c := &m.Columns[best]
			c.Field, c.Why, c.Confidence = f, "synonym", 0.95
		}
	}
	m.RowIDs = role == RoleCustomers && m.Find(FieldCustomerID) < 0
	m.askedByName(words)
	s.findSide(words)
	s.FindOrderTotals()
	s.Review()
	return nil
}

// bestByName returns the column whose name suits the field best, -1 for none. taken
// columns are left out.
func (m *Mapping) bestByName(words *lexicon, f Field, taken []bool) int {
	best, rank := -1, 0
	for i := range m.Columns {
		if taken[i] || !m.Columns[i].Holds(f) {
			continue
		}
		for _, w := range words.headers[fold(m.Columns[i].Header)] {
			k := w.rank
			if w.field == fieldDate && f == roleDate[m.Role] {
				k += rankDate
			} else if w.field != f {
				continue
			}
			if best < 0 || k < rank {
				best, rank = i, k
			}
		}
	}
	return best
}
