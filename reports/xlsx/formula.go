package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"huiliu/reports/doc"
)

func digits(n int) string { return strconv.Itoa(n) }

// formula turns a symbolic formula into cell addresses. Texts in quotation marks are
// left alone.
func (b *book) formula(f string, sp *spot, row int) (string, error) {
	var out strings.Builder
	quoted := false
	for i := 0; i < len(f); i++ {
		switch c := f[i]; {
		case c == '"':
			quoted = !quoted
			out.WriteByte(c)
		case c == '{' && !quoted:
			end := strings.IndexByte(f[i:], '}')
			if end < 0 {
				return "", fmt.Errorf("xlsx: formula %q: no closing brace", f)
			}
			at, err := b.resolve(f[i+1:i+end], sp, row)
			if err != nil {
				return "", fmt.Errorf("xlsx: formula %q: %w", f, err)
			}
			out.WriteString(at)
			i += end
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), nil
}

// resolve finds one reference: {column}, {name}, {table.column:col}, {column:above},
// {table.column@row}.
func (b *book) resolve(ref string, sp *spot, row int) (string, error) {
	if target, key, ok := strings.Cut(ref, "@"); ok {
		table, column, _ := strings.Cut(target, ".")
		return b.cellOf(table, column, key)
	}
	target, mode, ranged := strings.Cut(ref, ":")
	from, column := sp, target
	if table, name, ok := strings.Cut(target, "."); ok {
		if from = b.spots[table]; from == nil {
			return "", fmt.Errorf("no table %q", table)
		}
		column = name
	}
	j := from.table.ColumnIndex(column)
	switch {
	case ranged && j < 0:
		return "", fmt.Errorf("no column %q", target)
	case ranged && mode == "above":
		letter, err := excelize.ColumnNumberToName(from.column[j])
		return letter + "$" + digits(from.header) + ":" + letter + digits(row-1), err
	case ranged:
		return from.rangeOf(j, 0, len(from.table.Rows), from != sp)
	case j >= 0 && from == sp:
		return excelize.CoordinatesToCellName(from.column[j], row)
	case b.isName(column):
		return column, nil
	}
	return "", fmt.Errorf("no column or name %q", ref)
}

func (b *book) isName(name string) bool {
	for _, n := range b.d.Names {
		if n.Name == name {
			return true
		}
	}
	return false
}

// cellOf is the absolute address of one cell, with its sheet.
func (b *book) cellOf(table, column, row string) (string, error) {
	sp := b.spots[table]
	if sp == nil {
		return "", fmt.Errorf("no table %q", table)
	}
	if sp.turned {
		row, column = column, row
	}
	i, j := sp.table.RowIndex(row), sp.table.ColumnIndex(column)
	if i < 0 || j < 0 {
		return "", fmt.Errorf("no cell %s.%s@%s", table, column, row)
	}
	at, err := excelize.CoordinatesToCellName(sp.column[j], sp.header+1+i, true)
	return sp.page.quoted() + "!" + at, err
}

// rangeOf is the absolute address of rows [from, to) of a column.
func (sp *spot) rangeOf(j, from, to int, withSheet bool) (string, error) {
	first, err := excelize.CoordinatesToCellName(sp.column[j], sp.header+1+from, true)
	if err != nil {
		return "", err
	}
	last, err := excelize.CoordinatesToCellName(sp.column[j], max(sp.header+to, sp.header+1+from), true)
	if err != nil {
		return "", err
	}
	if withSheet {
		return sp.page.quoted() + "!" + first + ":" + last, nil
	}
	return first + ":" + last, nil
}

// quoted is the sheet name as formulas write it.
func (pg *page) quoted() string { return "'" + strings.ReplaceAll(pg.name, "'", "''") + "'" }

// link is the place in the workbook a row leads to.
func (b *book) link(r doc.Row) string {
	if target := b.byKey[r.Link]; target != nil {
		return target.quoted() + "!A1"
	}
	return ""
}
