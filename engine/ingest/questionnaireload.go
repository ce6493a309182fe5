package ingest

import (
	"context"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

// questionnaire loads marks for questions: of a wide row one for each question answered.
// What customers wrote beside their marks is kept as feedback.
type questionnaire struct {
	*fileLoad
	c     *cells
	items []askedColumn
	marks []float64
	said  []bool
	wrote []written
}

// askedColumn is a question of a wide table.
type askedColumn struct {
	index int
	name  string
}

// written is what a customer wrote.
type written struct {
	line         int64
	customer     string
	day          engine.Day
	reason, text string
}

func newQuestionnaire(f *fileLoad) *questionnaire {
	q := &questionnaire{fileLoad: f, c: newCells(&f.src.Mapping)}
	if f.src.Mapping.long() {
		return q
	}
	names := map[string]int{}
	for _, c := range f.src.Mapping.Columns {
		if c.Field == FieldItem {
			names[itemName(c.Header)]++
		}
	}
	for _, c := range f.src.Mapping.Columns {
		if c.Field != FieldItem {
			continue
		}
		name := itemName(c.Header)
		if names[name] > 1 { // told apart by what was taken off
			name = strings.TrimSpace(c.Header)
		}
		q.items = append(q.items, askedColumn{c.Index, name})
	}
	q.marks, q.said = make([]float64, len(q.items)), make([]bool, len(q.items))
	return q
}

func (q *questionnaire) table() string { return "questionnaire_marks" }

func (q *questionnaire) end() {}

func (q *questionnaire) add(a *store.Appender, r *row) (verdict, error) {
	c := q.c
	c.row = r.cells
	side := q.side()
	if side == "" {
		return verdict{reason: "bad_side", field: FieldSide, value: c.text(FieldSide)}, nil
	}
	if _, _, ok := c.date(c.at(FieldAnsweredAt)); !ok {
		return verdict{reason: "bad_date", field: FieldAnsweredAt, value: c.text(FieldAnsweredAt)}, nil
	}
	customer := c.ident(c.at(FieldCustomerID))
	person := c.ident(c.at(FieldRespondent))
	if person == "" || side == SideCustomer && customer != "" {
		person = customer
	}
	if side != SideCustomer {
		customer = ""
	}
	put := func(item string, position int, mark float64) error {
		return a.Row(q.id, r.line, side, strings.Clone(person), strings.Clone(customer), day(c.day(FieldAnsweredAt)), item, int32(position), mark)
	}
	if q.items == nil {
		return q.one(put)
	}
	if v := q.read(r); v.reason != "" {
		return v, nil
	}
	for i, item := range q.items {
		if !q.said[i] {
			continue
		}
		if err := put(item.name, i, q.marks[i]); err != nil {
			return verdict{}, err
		}
	}
	q.write(r.line, customer)
	return verdict{}, nil
}

// side is who answered the row; "" when its cell names nobody known. An empty cell
// beside a customer number is the customer's.
func (q *questionnaire) side() string {
	m := &q.src.Mapping
	if m.AsksSide() {
		if m.Side == "" {
			return SideCustomer
		}
		return m.Side
	}
	text := q.c.text(FieldSide)
	if text == "" && q.c.ident(q.c.at(FieldCustomerID)) != "" {
		return SideCustomer
	}
	return q.words.side(text)
}

// one loads the only mark of a row of a long table.
func (q *questionnaire) one(put func(item string, position int, mark float64) error) (verdict, error) {
	item := itemName(q.c.text(FieldQuestion))
	if item == "" {
		return verdict{reason: "no_question", field: FieldQuestion}, nil
	}
	mark, said, ok := q.words.marked(q.c.text(FieldMark))
	switch {
	case !ok:
		return verdict{reason: "bad_mark", field: FieldMark, value: q.c.text(FieldMark)}, nil
	case !said:
		return verdict{reason: "no_marks", field: FieldMark}, nil
	}
	return verdict{}, put(strings.Clone(item), 0, mark)
}

// read reads all marks of a wide row; one that cannot be read refuses the row.
func (q *questionnaire) read(r *row) verdict {
	none := true
	for i, item := range q.items {
		text := value(r.cells[item.index])
		mark, said, ok := q.words.marked(text)
		if !ok {
			return verdict{reason: "bad_mark", field: FieldItem, value: item.name + ": " + text}
		}
		q.marks[i], q.said[i] = mark, said
		none = none && !said
	}
	if none {
		return verdict{reason: "no_marks", field: FieldItem}
	}
	return verdict{}
}

// write keeps the words of a customer until the appender is free.
func (q *questionnaire) write(line int64, customer string) {
	reason, text := q.c.text(FieldReason), q.c.text(FieldText)
	if customer != "" && reason+text != "" {
		q.wrote = append(q.wrote, written{line, strings.Clone(customer), q.c.day(FieldAnsweredAt), strings.Clone(reason), strings.Clone(text)})
	}
}

func (q *questionnaire) flush(ctx context.Context) error {
	if len(q.wrote) == 0 {
		return nil
	}
	err := q.tx.Append(ctx, "feedback", func(a *store.Appender) error {
		for i := range q.wrote {
			w := &q.wrote[i]
			if err := a.Row(q.id, w.line, w.customer, day(w.day), nil, text(w.reason), text(w.text)); err != nil {
				return err
			}
		}
		return nil
	})
	q.wrote = q.wrote[:0]
	return err
}
