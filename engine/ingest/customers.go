package ingest

import (
	"context"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/store"
)

// customers loads the rows of a customer table; what several tables say together
// about a customer is derived from them, see store.Tx.Rebuild.
type customers struct {
	*fileLoad
	c          *cells
	id         int
	attributes []attributeColumn
	seen       map[string]struct{}
	kept       []attribute
	terms      []furtherTerm
	further    int64 // terms in all
	winBacks   []winBack
	lost       int64
}

type attributeColumn struct {
	index, position int
	name            string
	numeric         bool
}

// furtherTerm is another term of a customer seen before.
type furtherTerm struct {
	line          int64
	customer      string
	joined, ended engine.Day
}

type attribute struct {
	line     int64
	customer string
	column   *attributeColumn
	value    string
}

func newCustomers(f *fileLoad) *customers {
	c := newCells(&f.src.Mapping)
	s := &customers{fileLoad: f, c: c, id: c.at(FieldCustomerID), seen: map[string]struct{}{}}
	for i := range f.src.Mapping.Columns {
		if col := &f.src.Mapping.Columns[i]; col.Field == FieldAttribute {
			numeric := col.Type == "number" || col.Type == "money" || col.Type == "percent" || col.Type == "bool"
			s.attributes = append(s.attributes, attributeColumn{col.Index, len(s.attributes), col.Header, numeric})
		}
	}
	for _, f := range contactFields {
		if i := c.at(f.field); i >= 0 {
			s.attributes = append(s.attributes, attributeColumn{i, len(s.attributes), ContactName(f.field), false})
		}
	}
	return s
}

func (s *customers) table() string { return "customer_rows" }

func (s *customers) add(a *store.Appender, r *row) (verdict, error) {
	c := s.c
	c.row = r.cells
	id := c.ident(s.id)
	if s.src.Mapping.RowIDs && s.id < 0 {
		id = "row " + strconv.FormatInt(s.number(r), 10)
	}
	if id == "" {
		return verdict{reason: "no_customer", field: FieldCustomerID}, nil
	}
	if lostDigits(id) {
		s.lost++
	}
	_, again := s.seen[id]
	if v := s.check(); v.reason != "" && !again {
		return v, nil
	} else if again {
		if joined, ended := c.day(FieldJoined), c.day(FieldEnded); v.reason == "" && joined != engine.NoDay {
			s.terms, s.further = append(s.terms, furtherTerm{r.line, id, joined, ended}), s.further+1
		}
		return verdict{merged: true}, nil
	}
	s.seen[id] = struct{}{}
	s.winBack(r.line, id)
	for i := range s.attributes {
		col := &s.attributes[i]
		if v := c.get(col.index); v != "" {
			s.kept = append(s.kept, attribute{r.line, id, col, v})
		}
	}
	return verdict{}, a.Row(s.fileLoad.id, r.line, id, text(c.text(FieldName)), day(c.day(FieldJoined)), day(c.day(FieldEnded)),
		pointer(c.left()), pointer(c.tenure()), money(c.moneyOrNil(FieldMonthlyAmount)),
		money(c.moneyOrNil(FieldTotalAmount)), text(c.text(FieldReason)), pointer(c.boolOrNil(FieldDoNotContact)))
}

// check refuses rows whose filled cells cannot be read.
func (s *customers) check() verdict {
	for _, f := range [...]Field{FieldJoined, FieldEnded} {
		if _, _, ok := s.c.date(s.c.at(f)); !ok {
			return verdict{reason: "bad_date", field: f, value: s.c.text(f)}
		}
	}
	for _, f := range [...]Field{FieldMonthlyAmount, FieldTotalAmount} {
		if _, _, ok := s.c.money(s.c.at(f)); !ok {
			return verdict{reason: "bad_amount", field: f, value: s.c.text(f)}
		}
	}
	if v := s.c.text(FieldChurned); v != "" {
		if s.c.left() == nil {
			return verdict{reason: "bad_flag", field: FieldChurned, value: v}
		}
	}
	if v := s.c.text(FieldReturned); v != "" && s.c.boolOrNil(FieldReturned) == nil {
		return verdict{reason: "bad_flag", field: FieldReturned, value: v}
	}
	return verdict{}
}

func (s *customers) flush(ctx context.Context) error {
	err := s.tx.Append(ctx, "attribute_rows", func(a *store.Appender) error {
		for i := range s.kept {
			k := &s.kept[i]
			var number store.Value
			if k.column.numeric {
				if n, ok := parseNumber(s.c.m.number(k.value)); ok {
					number = n
				}
			}
			if err := a.Row(s.fileLoad.id, k.line, k.customer, k.column.name, int32(k.column.position), k.value, number); err != nil {
				return err
			}
		}
		return nil
	})
	s.kept = s.kept[:0]
	if err := firstError(err, s.flushTerms(ctx)); err != nil {
		return err
	}
	return s.flushWinBacks(ctx)
}

func (s *customers) flushTerms(ctx context.Context) error {
	if len(s.terms) == 0 {
		return nil
	}
	err := s.tx.Append(ctx, "further_terms", func(a *store.Appender) error {
		for _, t := range s.terms {
			if err := a.Row(s.fileLoad.id, t.line, t.customer, day(t.joined), day(t.ended)); err != nil {
				return err
			}
		}
		return nil
	})
	s.terms = s.terms[:0]
	return err
}

func (s *customers) end() {
	if n := s.merged - s.further; n > 0 {
		s.warn(s.src, "import.duplicate_customers", engine.Args{"rows": n})
	}
	if s.further > 0 {
		s.warn(s.src, "import.further_terms", engine.Args{"rows": s.further})
	}
	if s.lost > 0 {
		s.warn(s.src, "import.lost_digits", engine.Args{"rows": s.lost})
	}
}

// The following turn optional values into what the database takes for NULL.

func text(s string) store.Value {
	if s == "" {
		return nil
	}
	return s
}

func day(d engine.Day) store.Value {
	if d == engine.NoDay {
		return nil
	}
	return d.Time()
}

func money(m *engine.Money) store.Value {
	if m == nil {
		return nil
	}
	return store.Decimal(*m)
}

func pointer[T any](p *T) store.Value {
	if p == nil {
		return nil
	}
	return *p
}
