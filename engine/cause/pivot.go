package cause

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/amounts.sql
var amountsSQL string

//go:embed sql/sums.sql
var sumsSQL string

//go:embed sql/levels.sql
var levelsSQL string

//go:embed amounts.json
var amountWords []byte

// Pivots add the lost customers up by cause, and by reason as written, against what else
// the tables tell of them. They are plain counts and sums: nothing is estimated.
type Pivots struct {
	Rows    []PivotRow `json:"rows"`    // causes in their order, each followed by its reasons
	Amounts []Amount   `json:"amounts"` // columns of money
	Groups  []Cross    `json:"groups"`  // columns of words, those that go with the cause most first
}

// PivotRow is a cause, or one reason as written of it.
type PivotRow struct {
	Key       string `json:"key"`
	Text      string `json:"text,omitempty"` // "" is all of the cause
	Customers int64  `json:"customers"`
}

// Amount is a column of money summed over the customers of each row.
type Amount struct {
	Column string         `json:"column"` // MonthlyAmount, TotalAmount or a header of the file
	Known  []int64        `json:"known"`  // customers of the row who have it
	Sums   []engine.Money `json:"sums"`
}

// The amounts of a contract table that are fields of their own: describe.attribute.<name>.
const (
	MonthlyAmount = "monthly_amount"
	TotalAmount   = "total_amount"
)

// Cross counts the customers of each row by a column of words.
type Cross struct {
	Column string    `json:"column"`
	Levels []string  `json:"levels"` // most customers first, [NoValue] and [OtherValues] last
	Counts [][]int64 `json:"counts"` // by row and level; the levels of a row add up to its customers
	// V is Cramér's V of causes × levels without its upward bias; Q the p of its χ² after
	// Benjamini and Hochberg over all columns.
	V engine.Number `json:"v"`
	Q engine.Number `json:"q"`
}

// NoValue is the level of customers without a value, OtherValues of those too few to stand alone.
const (
	NoValue     = "#unknown"
	OtherValues = "#other"
)

// mostWords is how many different words a column may hold to be counted by.
const mostWords = 50

// pivot is the table being filled: the place of each row, and the row of each customer.
type pivot struct {
	Pivots
	whole    map[string]int32 // row of a cause
	at       map[[2]string]int32
	numbers  []int32 // lost customers
	row      []int32 // theirs, of the cause as a whole or of the reason
	parentOf []int32 // of a reason, its cause; of a cause itself
}

// pivots counts everything about the lost that the tables tell by cause and reason.
func pivots(ctx context.Context, r store.Reader, d churn.Definition, lost []*customer, causes []Cause) (Pivots, error) {
	p := newPivot(lost, causes)
	if len(lost) == 0 {
		return p.Pivots, nil
	}
	if d.Business == churn.Contractual {
		if err := p.fees(ctx, r, d); err != nil {
			return p.Pivots, err
		}
	}
	if err := p.figures(ctx, r); err != nil {
		return p.Pivots, err
	}
	if err := p.words(ctx, r); err != nil {
		return p.Pivots, err
	}
	for i := range p.Groups {
		p.close(&p.Groups[i])
	}
	p.rank()
	return p.Pivots, nil
}

func newPivot(lost []*customer, causes []Cause) *pivot {
	p := &pivot{Pivots: Pivots{Rows: []PivotRow{}, Amounts: []Amount{}, Groups: []Cross{}}, whole: map[string]int32{}, at: map[[2]string]int32{}}
	for i := range causes {
		k := &causes[i]
		here := int32(len(p.Rows))
		p.whole[k.Key] = here
		p.Rows = append(p.Rows, PivotRow{Key: k.Key, Customers: k.Customers})
		p.parentOf = append(p.parentOf, here)
		for _, s := range k.Reasons {
			p.at[[2]string{k.Key, s.Text}] = int32(len(p.Rows))
			p.Rows = append(p.Rows, PivotRow{Key: k.Key, Text: s.Text, Customers: s.Customers})
			p.parentOf = append(p.parentOf, here)
		}
	}
	for _, c := range lost {
		row, ok := p.at[[2]string{c.key, c.written}]
		if !ok {
			row = p.whole[c.key]
		}
		p.numbers, p.row = append(p.numbers, c.no), append(p.row, row)
	}
	return p
}

// add counts n things of a row in its cause as well.
func add[T int64 | engine.Money](p *pivot, to []T, row int32, n T) {
	to[row] += n
	if whole := p.parentOf[row]; whole != row {
		to[whole] += n
	}
}

func (p *pivot) amount(column string) *Amount {
	if n := len(p.Amounts); n > 0 && p.Amounts[n-1].Column == column {
		return &p.Amounts[n-1]
	}
	p.Amounts = append(p.Amounts, newAmount(column, len(p.Rows)))
	return &p.Amounts[len(p.Amounts)-1]
}

func newAmount(column string, rows int) Amount {
	return Amount{Column: column, Known: make([]int64, rows), Sums: make([]engine.Money, rows)}
}

// fees reads what contract customers paid.
func (p *pivot) fees(ctx context.Context, r store.Reader, d churn.Definition) error {
	row := make(map[int32]int32, len(p.numbers))
	for i, no := range p.numbers {
		row[no] = p.row[i]
	}
	fields := [2]Amount{newAmount(MonthlyAmount, len(p.Rows)), newAmount(TotalAmount, len(p.Rows))}
	err := store.Query(ctx, r, amountsSQL, d.Ends(), func(scan store.Scan) error {
		var no int32
		var sum [2]engine.Money
		var known [2]bool
		if err := scan(&no, &sum[0], &known[0], &sum[1], &known[1]); err != nil {
			return err
		}
		at, ok := row[no]
		for k := range fields {
			if ok && known[k] {
				add(p, fields[k].Known, at, 1)
				add(p, fields[k].Sums, at, sum[k])
			}
		}
		return nil
	})
	for k := range fields {
		if slices.Max(fields[k].Known) > 0 {
			p.Amounts = append(p.Amounts, fields[k])
		}
	}
	return err
}

// figures reads the further columns of money.
func (p *pivot) figures(ctx context.Context, r store.Reader) error {
	var lists struct{ Money, Not []string }
	if err := json.Unmarshal(amountWords, &lists); err != nil {
		return err
	}
	return store.Query(ctx, r, sumsSQL, store.Params{"customers": p.numbers, "rows": p.row}, func(scan store.Scan) error {
		var name string
		var row int32
		var known int64
		var sum engine.Money
		if err := scan(&name, &row, &known, &sum); err != nil {
			return err
		}
		if holds(name, lists.Money) && !holds(name, lists.Not) {
			a := p.amount(name)
			add(p, a.Known, row, known)
			add(p, a.Sums, row, sum)
		}
		return nil
	})
}

// holds reports whether a header has one of the words; Latin ones stand alone.
func holds(header string, words []string) bool {
	header = strings.ToLower(header)
	parts := strings.FieldsFunc(header, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range words {
		if latin(w, 0) && slices.Contains(parts, w) || !latin(w, 0) && strings.Contains(header, w) {
			return true
		}
	}
	return false
}

// words reads the further columns of words.
func (p *pivot) words(ctx context.Context, r store.Reader) error {
	level := map[string]int{}
	return store.Query(ctx, r, levelsSQL, store.Params{"customers": p.numbers, "rows": p.row, "most": mostWords}, func(scan store.Scan) error {
		var name, word string
		var row int32
		var n int64
		if err := scan(&name, &row, &word, &n); err != nil {
			return err
		}
		if k := len(p.Groups); k == 0 || p.Groups[k-1].Column != name {
			clear(level)
			p.Groups = append(p.Groups, Cross{Column: name, Counts: make([][]int64, len(p.Rows))})
		}
		c := &p.Groups[len(p.Groups)-1]
		at, ok := level[word]
		if !ok {
			at = len(c.Levels)
			level[word] = at
			c.Levels = append(c.Levels, word)
			for i := range c.Counts {
				c.Counts[i] = append(c.Counts[i], 0)
			}
		}
		c.Counts[row][at] += n
		if whole := p.parentOf[row]; whole != row {
			c.Counts[whole][at] += n
		}
		return nil
	})
}

// close adds those without a value and puts the levels in order.
func (p *pivot) close(c *Cross) {
	missing := make([]int64, len(p.Rows))
	var some int64
	for i := range p.Rows {
		missing[i] = p.Rows[i].Customers - sum(c.Counts[i])
		some += missing[i]
	}
	if some > 0 {
		c.Levels = append(c.Levels, NoValue)
		for i := range c.Counts {
			c.Counts[i] = append(c.Counts[i], missing[i])
		}
	}
	total := p.totals(c)
	order := make([]int, len(c.Levels))
	for j := range order {
		order[j] = j
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(boolInt(c.Levels[a] == NoValue), boolInt(c.Levels[b] == NoValue)), cmp.Compare(total[b], total[a]), cmp.Compare(c.Levels[a], c.Levels[b]))
	})
	c.arrange(order)
}

// arrange puts levels into another order.
func (c *Cross) arrange(order []int) {
	levels := make([]string, len(order))
	for j, from := range order {
		levels[j] = c.Levels[from]
	}
	for i, row := range c.Counts {
		c.Counts[i] = make([]int64, len(order))
		for j, from := range order {
			c.Counts[i][j] = row[from]
		}
	}
	c.Levels = levels
}

// totals are the customers of each level, over the causes.
func (p *Pivots) totals(c *Cross) []int64 {
	out := make([]int64, len(c.Levels))
	for i := range p.Rows {
		if p.Rows[i].Text == "" {
			for j, n := range c.Counts[i] {
				out[j] += n
			}
		}
	}
	return out
}

func sum(list []int64) (n int64) {
	for _, v := range list {
		n += v
	}
	return n
}

// rank measures how far each column goes with the cause and puts the strongest first.
func (p *pivot) rank() {
	ps := make([]float64, len(p.Groups))
	for k := range p.Groups {
		var table [][]int64
		for i := range p.Rows {
			if p.Rows[i].Text == "" {
				table = append(table, p.Groups[k].Counts[i])
			}
		}
		m := stat.CramersV(table)
		p.Groups[k].V, ps[k] = m.Corrected, float64(m.P)
	}
	for k, q := range stat.BenjaminiHochberg(ps) {
		p.Groups[k].Q = engine.Number(q)
	}
	slices.SortStableFunc(p.Groups, func(a, b Cross) int { return cmp.Compare(orZero(b.V), orZero(a.V)) })
}

func orZero(n engine.Number) engine.Number {
	if n.Defined() {
		return n
	}
	return 0
}

// Shown is a column of words with the levels of fewer than [engine.SmallBase] lost customers
// put together: the sums of every row stay what they were.
func (p *Pivots) Shown(k int) Cross {
	c := p.Groups[k]
	total := p.totals(&c)
	out := Cross{Column: c.Column, V: c.V, Q: c.Q, Counts: make([][]int64, len(c.Counts))}
	var few []int
	for j, name := range c.Levels {
		if total[j] < engine.SmallBase {
			few = append(few, j)
			continue
		}
		out.Levels = append(out.Levels, name)
		for i := range c.Counts {
			out.Counts[i] = append(out.Counts[i], c.Counts[i][j])
		}
	}
	if len(few) > 0 {
		out.Levels = append(out.Levels, OtherValues)
		for i := range c.Counts {
			var n int64
			for _, j := range few {
				n += c.Counts[i][j]
			}
			out.Counts[i] = append(out.Counts[i], n)
		}
	}
	return out
}
