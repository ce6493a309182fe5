package screen

import (
	"math"
	"sync"
	"unicode"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
)

// tableCache keeps the tables of one document as shown, so that a progress report
// does not format them again.
type tableCache struct {
	mu     sync.Mutex
	rev    int
	tables map[string]Table
}

func newTableCache(rev int) *tableCache { return &tableCache{rev: rev, tables: map[string]Table{}} }

// rowsOfID leaves room for the tables of one revision in their ids.
const tablesPerRev = 1000

// table returns a table of the document as shown; ok is false when there is none.
func (c *tableCache) table(d *doc.Document, w *assets.Words, key string) (Table, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t, ok := c.tables[key]; ok {
		return t, true
	}
	if d == nil {
		return Table{}, false
	}
	_, source := d.FindTable(key)
	if source == nil || len(source.Rows) == 0 {
		return Table{}, false
	}
	t := showTable(source, w)
	t.ID = c.rev*tablesPerRev + len(c.tables) + 1
	c.tables[key] = t
	return t, true
}

// showTable formats a report table; hidden columns are left out.
func showTable(source *doc.Table, w *assets.Words) Table {
	t := Table{Key: source.Key, Title: source.Title, Note: source.Note}
	shown := shownColumns(source)
	for _, j := range shown {
		c := &source.Columns[j]
		t.Columns = append(t.Columns, Column{Header: c.Header, Right: numeric(c.Kind), Chars: headerWidth(c.Header)})
	}
	coarse := largeMoney(source)
	add := func(cells []doc.TableCell) {
		row := make([]Cell, len(shown))
		for i, j := range shown {
			if j >= len(cells) {
				continue
			}
			kind, digits := source.CellKind(j, cells[j])
			row[i] = showCell(cells[j], kind, digits, w, coarse)
			row[i].Behind = !cells[j].Group.None() && row[i].Number != 0
			t.Columns[i].Chars = max(t.Columns[i].Chars, min(TextWidth(row[i].Text)+1, widestCell))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, r := range source.Rows {
		add(r.Cells)
	}
	t.IDs = customerIDs(source)
	return t
}

// customerIDs are the customers of the rows, nil when the table has no such column.
func customerIDs(source *doc.Table) []string {
	for j := range source.Columns {
		if source.Columns[j].Kind != doc.KindID {
			continue
		}
		out := make([]string, len(source.Rows))
		for i, r := range source.Rows {
			if j < len(r.Cells) {
				out[i], _ = r.Cells[j].Value.(string)
			}
		}
		return out
	}
	return nil
}

// onScreen are the columns the window shows of wide tables, what matters most first;
// the workbook has them all.
var onScreen = map[string][]string{
	"segments":         {"silence", "purchase_days", "offer", "customers", "net", "best", "p0", "break_even"},
	"budget":           {"rank", "silence", "purchase_days", "offer", "contacts", "spend", "net", "last_yuan"},
	"causes":           {"cause", "estimate_share", "estimate_low", "estimate_high", "estimate_margin", "estimate_margin_low", "estimate_margin_high", "customers", "customer_share", "margin", "margin_low", "margin_high", "margin_share"},
	"cause_sources":    {"source", "events", "rate", "stayed", "decides", "early", "median", "late"},
	"cause_groups":     {"attribute", "level", "cause", "base", "events", "rate", "low", "high", "others", "verdict"},
	"evidence":         {"cause", "sign", "base", "events", "rate", "low", "high", "others", "verdict"},
	"shift_parts":      {"by", "group", "share_before", "share_after", "churn_before", "churn_after", "mix", "rate", "together"},
	"watch":            {"customer", "expected_loss", "probability", "level", "silence_days", "year_margin", "reasons"},
	"identity_effect":  {"level", "customers", "merged", "churn", "low", "high", "repeat", "repeat_low", "repeat_high"},
	"associate":        {"attribute", "strength", "measure", "median_left", "median_stayed", "larger", "q", "verdict"},
	"logistic_lines":   {"attribute", "level", "odds", "low", "high", "effect", "p", "vif", "verdict"},
	"lifetime_groups":  {"attribute", "level", "lives", "events", "median", "median_low", "median_high", "mean", "q", "remark"},
	"race":             {"model", "auc", "auc_low", "auc_high", "gain", "gain_low", "gain_high", "p_holm", "brier", "used"},
	"race_probability": {"model", "brier", "log_loss", "slope", "slope_low", "slope_high", "intercept", "intercept_low", "intercept_high"},
	"race_decision":    {"model", "flagged", "precision", "recall", "accuracy", "f1", "f1_low", "f1_high", "profit", "profit_low", "profit_high"},
	"race_profit":      {"model", "mpc", "mpc_low", "mpc_high", "best_share", "empc", "empc_low", "empc_high"},
	"sweep":            {"window", "churned", "false", "false_low", "false_high", "spend_share", "cutoff"},
}

// shownColumns are the positions of the columns on screen, in order.
func shownColumns(source *doc.Table) []int {
	var out []int
	for _, key := range onScreen[source.Key] {
		if j := source.ColumnIndex(key); j >= 0 {
			out = append(out, j)
		}
	}
	if len(out) > 0 {
		return out
	}
	for j := range source.Columns {
		if !source.Columns[j].Hidden {
			out = append(out, j)
		}
	}
	return out
}

// headerWidth is the room a header needs when it may take two lines.
func headerWidth(header string) float64 {
	w := TextWidth(header)
	if w <= twoLines {
		return w + 1
	}
	return max(twoLines, w/2+2) + 1
}

// twoLines is the width above which a header is broken.
const twoLines = 13

// widestCell bounds a column in characters; longer texts are cut with an ellipsis.
const widestCell = 44

func numeric(k doc.Kind) bool {
	switch k {
	case doc.KindInt, doc.KindDecimal, doc.KindMoney, doc.KindPercent:
		return true
	}
	return false
}

// largeMoney reports whether the table's amounts are so large that cents are noise.
func largeMoney(t *doc.Table) bool {
	for j := range t.Columns {
		for _, r := range t.Rows {
			if j >= len(r.Cells) {
				continue
			}
			kind, _ := t.CellKind(j, r.Cells[j])
			if v, ok := r.Cells[j].Value.(float64); ok && kind == doc.KindMoney && math.Abs(v) >= 1000 {
				return true
			}
		}
	}
	return false
}

func showCell(c doc.TableCell, kind doc.Kind, digits int, w *assets.Words, coarse bool) Cell {
	out := Cell{Number: math.NaN(), Muted: c.Muted}
	switch v := c.Value.(type) {
	case nil:
		out.Text, out.Muted = "—", true
	case string:
		out.Text = v
	case int64:
		out.Text, out.Number = w.Int(v), float64(v)
	case engine.Day:
		out.Number = float64(v)
		out.Text = v.String()
		if kind == doc.KindMonth {
			out.Text = v.Time().Format("2006-01")
		}
	case float64:
		out.Number = v
		out.Text = showNumber(v, kind, digits, w, coarse)
	}
	return out
}

// tiny is the number of decimals of p-values; one that is smaller is never said to be 0.
const tiny = 4

func showNumber(v float64, kind doc.Kind, digits int, w *assets.Words, coarse bool) string {
	switch kind {
	case doc.KindPercent:
		return w.Percent(v, max(digits, 1))
	case doc.KindMoney:
		if coarse {
			return w.Decimal(v, 0)
		}
		return w.Decimal(v, 2)
	case doc.KindInt:
		return w.Decimal(v, 0)
	}
	if digits == tiny && v >= 0 && v < 0.00005 {
		return "<" + w.Decimal(0.0001, digits)
	}
	return w.Decimal(v, digits)
}

// TextWidth is the width of a text in Latin characters; Han characters are two.
func TextWidth(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r > unicode.MaxLatin1 {
			n += 1.9
		} else {
			n++
		}
	}
	return n
}
