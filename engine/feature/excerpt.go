package feature

import (
	"context"
	_ "embed"
	"errors"
	"math"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/excerpt/customers.sql
var excerptCustomersText string

//go:embed sql/excerpt/lines.sql
var excerptLinesText string

//go:embed sql/excerpt/tickets.sql
var excerptTicketsText string

//go:embed sql/excerpt/feedback.sql
var excerptFeedbackText string

//go:embed sql/excerpt/contacts.sql
var excerptContactsText string

//go:embed sql/excerpt/joined.sql
var excerptJoinedText string

// excerpt is every row of some customers of a project, so that it can be cut off at a
// day and become a project of its own.
type excerpt struct {
	lines                             []store.OrderLine
	tickets, scores, contacts, joined []dated
}

// dated is a row of another table: what of it is a feature's business.
type dated struct {
	customer string
	day      engine.Day
	word     *string
	number   *float64
}

// draw picks customers with a purchase known at asOf.
func draw(ctx context.Context, r store.Reader, asOf engine.Day, n int, seed uint64) ([]int32, error) {
	p := store.Params{"as_of": asOf, "rows": n, "seed": int64(seed >> 1)}
	return store.All(ctx, r, excerptCustomersText, p, func(scan store.Scan, no *int32) error { return scan(no) })
}

// readExcerpt copies the rows of customers; one identifier stands for all of a person's.
func readExcerpt(ctx context.Context, r store.Reader, customers []int32) (*excerpt, error) {
	e, p := &excerpt{}, store.Params{"customers": numbers(customers)}
	var err error
	e.lines, err = store.All(ctx, r, excerptLinesText, p, func(scan store.Scan, l *store.OrderLine) error {
		var no int32
		err := scan(&no, &l.At, &l.Kind, &l.VoidOn, &l.ProductID, &l.Product, &l.Category, &l.Quantity, &l.UnitPrice, &l.Amount, &l.Discount,
			&l.Coupon, &l.Channel, &l.Promised, &l.Actual)
		l.CustomerID = strconv.Itoa(int(no))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range []struct {
		into *[]dated
		text string
		more func(d *dated) []any
	}{
		{&e.tickets, excerptTicketsText, func(d *dated) []any { return []any{&d.word} }},
		{&e.scores, excerptFeedbackText, func(d *dated) []any { return []any{&d.number} }},
		{&e.contacts, excerptContactsText, func(d *dated) []any { return []any{&d.word} }},
		{&e.joined, excerptJoinedText, func(*dated) []any { return nil }},
	} {
		*t.into, err = store.All(ctx, r, t.text, p, func(scan store.Scan, d *dated) error {
			var no int32
			err := scan(append([]any{&no, &d.day}, t.more(d)...)...)
			d.customer = strconv.Itoa(int(no))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for i := range e.lines {
		e.lines[i].Line, e.lines[i].OrderID = int64(i), strconv.Itoa(i)
	}
	return e, nil
}

// rows counts what an excerpt holds.
func (e *excerpt) rows() int {
	return len(e.lines) + len(e.tickets) + len(e.scores) + len(e.contacts) + len(e.joined)
}

// cut is the excerpt as an export on the evening of day would have shown it: later
// rows are missing, sales given back later are plain sales, parcels under way have no
// delivery time. changed counts the rows that are missing or differ.
func (e *excerpt) cut(day engine.Day) (out *excerpt, changed int) {
	out = &excerpt{}
	for _, l := range e.lines {
		on := engine.DayOf(l.At)
		switch {
		case on > day, l.Kind == store.KindVoid && l.VoidOn > day:
			changed++
			continue
		case l.Kind == store.KindRefunded && l.VoidOn > day:
			l.Kind, l.VoidOn = store.KindSale, engine.NoDay
			changed++
		}
		if l.Actual != nil && on+engine.Day(math.Ceil(*l.Actual)) > day {
			l.Actual = nil
			changed++
		}
		out.lines = append(out.lines, l)
	}
	until := func(list []dated) (kept []dated) {
		for _, d := range list {
			if d.day <= day {
				kept = append(kept, d)
			}
		}
		changed += len(list) - len(kept)
		return kept
	}
	out.tickets, out.scores, out.contacts, out.joined = until(e.tickets), until(e.scores), until(e.contacts), until(e.joined)
	return out, changed
}

// open makes a project in memory of the rows; the caller closes it.
func (e *excerpt) open(ctx context.Context) (*store.Store, error) {
	s, err := store.Open(ctx, "", store.Options{})
	if err != nil {
		return nil, err
	}
	err = s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AppendLines(ctx, e.lines); err != nil {
			return err
		}
		if err := e.appendOthers(ctx, tx); err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (e *excerpt) appendOthers(ctx context.Context, tx *store.Tx) error {
	for table, t := range map[string]struct {
		rows []dated
		row  func(i int64, d *dated) []store.Value
	}{
		"tickets": {e.tickets, func(i int64, d *dated) []store.Value {
			return []store.Value{int32(1), i, strconv.FormatInt(i, 10), d.customer, d.day.Time(), word(d), nil, nil}
		}},
		"feedback": {e.scores, func(i int64, d *dated) []store.Value {
			return []store.Value{int32(2), i, d.customer, d.day.Time(), number(d), nil, nil}
		}},
		"contacts": {e.contacts, func(i int64, d *dated) []store.Value {
			return []store.Value{int32(3), i, "", d.customer, d.day.Time(), word(d), nil, nil, nil, nil, nil}
		}},
		"customer_rows": {e.joined, func(i int64, d *dated) []store.Value {
			return []store.Value{int32(4), i, d.customer, nil, d.day.Time(), nil, nil, nil, nil, nil, nil, nil}
		}},
	} {
		err := tx.Append(ctx, table, func(a *store.Appender) error {
			for i := range t.rows {
				if err := a.Row(t.row(int64(i), &t.rows[i])...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func word(d *dated) store.Value {
	if d.word == nil {
		return nil
	}
	return *d.word
}

func number(d *dated) store.Value {
	if d.number == nil {
		return nil
	}
	return *d.number
}
