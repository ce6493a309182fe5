package doc

import (
	"strings"

	"huiliu/engine"
	"huiliu/engine/quality"
)

// worstFindings is how many findings are told in sentences.
const worstFindings = 5

// qualitySheet says what is wrong or odd in the data and what it touches.
func (c *composer) qualitySheet() (Sheet, bool) {
	q := &c.r.Quality
	s := c.sheet("quality")
	if len(q.Levels) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.rowLevelTable()))
	}
	if len(q.Findings) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.findingTable()), tableBlock(c.adviceTable()))
	}
	if len(q.Netting) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.nettingTable()))
	}
	if q.Reversed != nil {
		s.Blocks = append(s.Blocks, tableBlock(c.reversedTable(q.Reversed)))
	}
	if len(c.r.Identity.Pairs) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.identityEffects()), tableBlock(c.pairTable()))
	}
	return s, len(s.Blocks) > 0
}

func (c *composer) rowLevelTable() *Table {
	t := c.table("quality_levels", "level:text", "rows:int", "orders:int", "customer_days:int", "customers:int", "amount:money")
	for _, l := range c.r.Quality.Levels {
		if l.Amount == nil {
			t.add(l.Code, c.say("quality.level."+l.Code, nil), l.Rows, nil, nil, nil, nil)
			continue
		}
		t.add(l.Code, c.say("quality.level."+l.Code, nil), l.Rows, l.Orders, l.Days, l.Customers, *l.Amount)
	}
	return t
}

func (c *composer) nettingTable() *Table {
	t := c.table("quality_netting", "rule:text", "lines:int", "orders:int", "customers:int", "amount:money")
	for _, n := range c.r.Quality.Netting {
		t.add(n.Code, c.say("quality.netting."+n.Code, nil), n.Lines, n.Orders, n.Customers, n.Amount)
	}
	return t
}

// reversedTable says what would be left without the purchases that were given back one to one.
func (c *composer) reversedTable(r *quality.Reversed) *Table {
	t := c.table("quality_reversed", "step:text", "rows:int", "orders:int", "customer_days:int", "customers:int", "amount:money")
	for _, l := range []quality.Level{r.Before, {Code: "matched", Rows: r.Matched, Amount: &r.Amount}, r.After, {Code: "open", Rows: r.Refunds - r.Matched, Amount: &r.Open}} {
		t.add(l.Code, c.say("quality.reversed."+l.Code, nil), l.Rows, count(l.Orders), count(l.Days), count(l.Customers), *l.Amount)
	}
	return t
}

func (c *composer) findingTable() *Table {
	t := c.table("quality_findings", "severity:text", "table:text", "finding:text", "rows:int", "share:percent2_", "share_low:percent2_", "share_high:percent2_",
		"customers:int", "amount:money", "amount_share:percent2_", "done:text")
	for _, name := range []string{"share_low", "share_high", "customers"} {
		t.Columns[t.ColumnIndex(name)].Minor = true
	}
	for i := range c.r.Quality.Findings {
		f := &c.r.Quality.Findings[i]
		share := []any{nil, nil, nil}
		if f.Share.Base > 0 {
			share = []any{f.Share.Value, f.Share.Low, f.Share.High}
		}
		t.add(itoa(i+1), c.severity(f), c.label("role", f.Role), c.findingText(f), f.Rows, share[0], share[1], share[2],
			count(f.Customers), amount(f.Amount), f.AmountShare, c.say("quality.done."+f.Done, nil))
	}
	return t
}

// adviceTable says of each finding where to look and what to do.
func (c *composer) adviceTable() *Table {
	t := c.table("quality_advice", "finding:text", "where:text", "advice:text")
	t.Columns[1].Width, t.Columns[2].Width = 34, 70
	for i := range c.r.Quality.Findings {
		f := &c.r.Quality.Findings[i]
		t.add(itoa(i+1), c.findingText(f), c.where(f), c.meaning(f)+c.todo(f))
	}
	return t
}

// count is a number of things, nothing when it is not known.
func count(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

func amount(m *engine.Money) any {
	if m == nil {
		return nil
	}
	return *m
}

// severity colours what has to be settled first.
func (c *composer) severity(f *quality.Finding) TableCell {
	cell := TableCell{Value: c.say("quality.severity."+string(f.Severity), nil)}
	if f.Severity == quality.Act {
		cell.Tone = ToneWarning
	}
	return cell
}

// findingKey separates the reason of a rejection from its code.
func findingKey(code string) (key, reason string) {
	key, reason, _ = strings.Cut(code, ".")
	return key, reason
}

// findingText names the finding with its column, period, customer or reason.
func (c *composer) findingText(f *quality.Finding) string {
	key, reason := findingKey(f.Code)
	args := map[string]any{"from": f.From.String(), "to": f.To.String(), "who": f.Who, "reason": c.label("reject", reason), "column": c.columnName(f)}
	switch {
	case f.Factor > 1:
		args["factor"] = c.say("quality.factor.large", map[string]any{"n": c.w.Decimal(float64(f.Factor), 0)})
	case f.Factor.Defined():
		args["factor"] = c.say("quality.factor.small", map[string]any{"n": c.w.Decimal(1/float64(f.Factor), 0)})
	}
	if key == "unit_slip" && f.From == engine.NoDay {
		key = "unit_slip_file"
		args["file"] = f.Examples[0].File
	}
	return c.say("quality.finding."+key, args)
}

// columnName is the word for a canonical column, or the header of an attribute.
func (c *composer) columnName(f *quality.Finding) string {
	switch {
	case f.Column == "":
		return ""
	case f.Column == "day":
		return c.label("field", "order_at")
	}
	return c.label("field", f.Column)
}

// meaning says what the finding does to churn and money.
func (c *composer) meaning(f *quality.Finding) string { return c.ofFinding("quality.meaning.", f.Code) }

// todo says what to do about it.
func (c *composer) todo(f *quality.Finding) string {
	code := f.Code
	if f.Done == quality.DoneExcluded {
		code = quality.DoneExcluded
	}
	text := c.ofFinding("quality.todo.", code)
	if text != "" && c.say("quality.joint", nil) != "-" {
		return c.say("quality.joint", map[string]any{"text": text})
	}
	return text
}

// ofFinding looks up the words of a code, or of its area.
func (c *composer) ofFinding(area, code string) string {
	key, _ := findingKey(code)
	for _, k := range []string{area + code, area + key} {
		if c.w.Has(k) {
			return c.say(k, nil)
		}
	}
	return ""
}

// where names the first rows of a finding.
func (c *composer) where(f *quality.Finding) string {
	var out []string
	last := ""
	for _, e := range f.Examples {
		args := map[string]any{"line": itoa(int(e.Line)), "file": e.File}
		if e.File == last {
			out = append(out, c.say("quality.where.line", args))
			continue
		}
		out, last = append(out, c.say("quality.where", args)), e.File
	}
	return strings.Join(out, c.say("quality.where.separator", nil))
}

// sayQuality puts the worst findings in sentences on top of their sheet.
func (c *composer) sayQuality() {
	for i := range c.d.Sheets {
		if c.d.Sheets[i].Key != "quality" {
			continue
		}
		var top []Block
		said := c.qualitySentences()
		for j := range said {
			top = append(top, Block{Sentence: &said[j]})
		}
		c.d.Sheets[i].Blocks = append(top, c.d.Sheets[i].Blocks...)
	}
}

func (c *composer) qualitySentences() []Sentence {
	var out []Sentence
	add := func(s Sentence, ok bool) {
		if ok {
			out = append(out, s)
		}
	}
	const levels = "quality_levels"
	if len(c.r.Quality.Levels) > 0 {
		s := c.sentence().ref("read", levels, "read", "rows").ref("loaded", levels, "loaded", "rows").ref("counted", levels, "counted", "rows")
		s.ref("orders", levels, "counted", "orders").ref("days", levels, "counted", "customer_days").ref("customers", levels, "counted", "customers")
		add(s.end("quality_levels", "quality.say.levels"))
	}
	for i := range c.r.Quality.Findings {
		f := &c.r.Quality.Findings[i]
		if len(out) > worstFindings || f.Severity == quality.Note || f.Amount == nil || *f.Amount == 0 {
			continue
		}
		row := itoa(i + 1)
		s := c.sentence().ref("finding", "quality_findings", row, "finding").ref("rows", "quality_findings", row, "rows")
		s.ref("amount", "quality_findings", row, "amount").ref("share", "quality_findings", row, "amount_share").word("meaning", c.meaning(f)).word("todo", c.todo(f))
		add(s.end("quality_"+row, "quality.say.finding"))
	}
	if len(c.r.Identity.Pairs) > 0 {
		add(c.sayIdentity())
	}
	if len(c.r.Quality.Findings) == 0 {
		add(c.sentence().end("quality_none", "quality.say.none"))
	}
	return out
}
