package ingest

import (
	"context"
	"strings"

	"huiliu/engine/store"
)

// A trial is a campaign table that tells the outcome in the row: the columns before
// the one of the groups are taken for what was known when lots were drawn, yes-or-no
// columns behind it for further outcomes. Other columns behind it are left out: they
// may have come of the contact, and must not explain it.

// furtherColumn decides about a column of a trial that is no field.
func (r *recogniser) furtherColumn(m *Mapping, i int) {
	c, s := &m.Columns[i], &r.t.cols[i]
	after := c.Index > m.Find(FieldArm)
	switch {
	case c.Distinct <= 1:
		c.Why = "constant"
	case after && r.holds[i].can(FieldFurther):
		c.Field, c.Why, c.Confidence = FieldFurther, "values", 0.6
	case after:
	case c.Distinct*10 > s.filled*9 && s.filled > 20 && (c.Type == "text" || c.Type == "id" || r.counter(i)):
		c.Why = "unique"
	default:
		c.Field, c.Why, c.Confidence = FieldAttribute, "values", 0.6
	}
}

// furtherColumns keeps the further columns of a trial until the appender is free.
type furtherColumns struct {
	columns []attributeColumn
	outcome []bool // by column
	kept    []furtherCell
}

type furtherCell struct {
	line   int64
	column int
	value  string
}

func newFurtherColumns(m *Mapping) furtherColumns {
	var t furtherColumns
	if !m.tellsOutcome() {
		return t
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		if c.Field != FieldAttribute && c.Field != FieldFurther {
			continue
		}
		numeric := c.Type == "number" || c.Type == "money" || c.Type == "percent" || c.Type == "bool"
		t.columns = append(t.columns, attributeColumn{c.Index, len(t.columns), c.Header, numeric})
		t.outcome = append(t.outcome, c.Field == FieldFurther)
	}
	return t
}

func (t *furtherColumns) keep(r *row) {
	for k := range t.columns {
		i := t.columns[k].index
		if i >= len(r.cells) {
			continue
		}
		if v := strings.TrimSpace(r.cells[i]); v != "" {
			t.kept = append(t.kept, furtherCell{r.line, k, strings.Clone(v)})
		}
	}
}

func (t *furtherColumns) flush(ctx context.Context, tx *store.Tx, file int32, c *cells) error {
	if len(t.kept) == 0 {
		return nil
	}
	err := tx.Append(ctx, "contact_details", func(a *store.Appender) error {
		for i := range t.kept {
			k := &t.kept[i]
			col := &t.columns[k.column]
			if err := a.Row(file, k.line, col.name, int32(col.position), t.outcome[k.column], k.value, t.number(c, k, col.numeric)); err != nil {
				return err
			}
		}
		return nil
	})
	t.kept = t.kept[:0]
	return err
}

// number reads a value that is one; yes and no count as 1 and 0.
func (t *furtherColumns) number(c *cells, k *furtherCell, numeric bool) store.Value {
	if n, ok := parseNumber(c.m.number(k.value)); ok && numeric {
		return n
	}
	if yes, ok := parseBool(k.value); ok && (numeric || t.outcome[k.column]) {
		if yes {
			return 1.0
		}
		return 0.0
	}
	return nil
}
