package ingest

import (
	"slices"
	"strings"

	"huiliu/engine"
)

// once carries what an export tells in the first row of an order only to the other
// rows of it: texts and dates are repeated, sums are spent row by row. A sum told again
// in another row of the order is the same sum.
type once struct {
	order  int   // the column of the order number
	carry  []int // columns whose empty cells mean "as above"
	zero   []int // columns of sums whose empty or repeated cells mean nothing more
	name   string
	above  []string
	refund pool
	off    pool
}

func newOnce(m *Mapping, c *cells) once {
	o := once{order: c.at(FieldOrderID)}
	for _, f := range m.Once {
		switch i := c.at(f); {
		case i < 0 || i == o.order:
		case f == FieldRefundAmount:
			o.refund.on = true
		case f == FieldDiscount:
			o.off.on = true
		case f == FieldAmount:
			o.zero = append(o.zero, i)
		default:
			o.carry = append(o.carry, i)
		}
	}
	return o
}

// fill returns the cells with what the rows above told about the same order.
func (o *once) fill(cells []string) []string {
	if o.order < 0 || o.carry == nil && o.zero == nil && !o.refund.on && !o.off.on {
		return cells
	}
	name := ident(cells[o.order])
	same := name != "" && name == o.name
	if same {
		cells = slices.Clone(cells)
	} else {
		o.name, o.above = strings.Clone(name), make([]string, len(cells))
		o.refund.left, o.off.left, o.refund.told, o.off.told = 0, 0, 0, 0
	}
	for _, i := range o.carry {
		if same && value(cells[i]) == "" {
			cells[i] = o.above[i]
		} else {
			o.above[i] = strings.Clone(cells[i])
		}
	}
	for _, i := range o.zero {
		switch v := value(cells[i]); {
		case same && (v == "" || v == o.above[i]):
			cells[i] = "0"
		case !same:
			o.above[i] = strings.Clone(v)
		}
	}
	return cells
}

// pool is a sum of an order that is spent over its rows.
type pool struct {
	on   bool
	left engine.Money
	told engine.Money // the first sum of the order
}

// take adds what the row tells and returns what falls on a row worth upTo.
func (p *pool) take(told, upTo engine.Money) engine.Money {
	if !p.on {
		return told
	}
	switch {
	case p.told == 0:
		p.told = told
	case told == p.told:
		told = 0
	}
	total := p.left + told
	part := min(total, max(upTo, 0))
	p.left = total - part
	return part
}
