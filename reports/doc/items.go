package doc

import (
	"cmp"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/sides"
	"huiliu/engine/survey"
)

// itemSheet is what customers, staff and audits of competitors mark for the same questions.
func (c *composer) itemSheet() (Sheet, bool) {
	r := &c.r.Sides
	if len(r.Items) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("items")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "item_gaps", Kind: ChartBarH, Table: "item_means", X: "question", To: min(len(r.Items), shownItems), Series: c.itemSeries()})...)
	for _, t := range []*Table{c.itemMeans(), c.itemGaps(), c.itemTable(), c.itemMarks(), c.itemSides()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

func (c *composer) sideName(side string) string { return c.say("report.side."+side, nil) }

// sideSaid is a side inside a sentence.
func (c *composer) sideSaid(side string) string { return c.say("report.side."+side+".said", nil) }

// itemTones are the colours of the sides.
var itemTones = map[string]Tone{ingest.SideCustomer: ToneAccent, ingest.SideStaff: ToneContrast, ingest.SideAudit: ToneNeutral}

// itemSeries are the columns of itemMeans that hold means.
func (c *composer) itemSeries() []ChartColumn {
	var out []ChartColumn
	for _, side := range c.r.Sides.Sides {
		out = append(out, ChartColumn{side.Key, itemTones[side.Key]})
	}
	return out
}

// itemMeans puts the means of all sides side by side, one row per question in the order
// of the chart.
func (c *composer) itemMeans() *Table {
	columns := []string{"question:text", "scale:text"}
	for _, side := range c.r.Sides.Sides {
		columns = append(columns, side.Key+":decimal2")
	}
	t := c.table("item_means", columns...)
	for _, i := range itemOrder(&c.r.Sides) {
		it := &c.r.Sides.Items[i]
		row := []any{it.Name, scaleText(it)}
		for _, side := range c.r.Sides.Sides {
			row = append(row, meanOf(it, side.Key).Value)
		}
		t.add(itoa(i+1), row...)
	}
	return t
}

func scaleText(it *sides.Item) string { return itoa(it.Low) + "–" + itoa(it.High) }

// meanOf is the mean of a side, undefined for small ones.
func meanOf(it *sides.Item, side string) survey.Score {
	for i := range it.Voices {
		if v := &it.Voices[i]; v.Side == side && v.Mean.N >= engine.SmallBase {
			return v.Mean
		}
	}
	u := engine.Undefined()
	return survey.Score{Value: u, SE: u, Low: u, High: u}
}

// itemTable is the mean of every question and side; of small sides only how many answered.
func (c *composer) itemTable() *Table {
	t := c.table("items", "question:text", "side:text", "scale:text", "answers:int", "mean:decimal2", "low:decimal2", "high:decimal2", "top:percent")
	c.eachVoice(func(key string, it *sides.Item, v *sides.Voice) {
		m, top := v.Mean, v.Top.Value
		if m.N < engine.SmallBase {
			u := engine.Undefined()
			m.Value, m.Low, m.High, top = u, u, u, u
		}
		t.add(key, it.Name, c.sideName(v.Side), scaleText(it), m.N, m.Value, m.Low, m.High, top)
	})
	r := &c.r.Sides
	if r.Repeated > 0 {
		t.Note += c.say("report.note.items.repeated", map[string]any{"marks": r.Repeated})
	}
	if r.Outside > 0 {
		t.Note += c.say("report.note.items.outside", map[string]any{"marks": r.Outside})
	}
	return t
}

// eachVoice walks over questions and sides; key names the row of both.
func (c *composer) eachVoice(do func(key string, it *sides.Item, v *sides.Voice)) {
	for i := range c.r.Sides.Items {
		it := &c.r.Sides.Items[i]
		for j := range it.Voices {
			do(itoa(i+1)+"/"+it.Voices[j].Side, it, &it.Voices[j])
		}
	}
}

// itemMarks is how often each mark was given: a mean alone hides two camps.
func (c *composer) itemMarks() *Table {
	low, high := 10, 0
	for i := range c.r.Sides.Items {
		low, high = min(low, c.r.Sides.Items[i].Low), max(high, c.r.Sides.Items[i].High)
	}
	columns := []string{"question:text", "side:text", "answers:int"}
	for m := low; m <= high; m++ {
		columns = append(columns, "mark_"+itoa(m)+":percent_")
	}
	t := c.table("item_marks", columns...)
	c.eachVoice(func(key string, it *sides.Item, v *sides.Voice) {
		if v.Mean.N < engine.SmallBase {
			return
		}
		row := []any{it.Name, c.sideName(v.Side), v.Mean.N}
		for m := low; m <= high; m++ {
			if m < it.Low || m > it.High {
				row = append(row, nil)
			} else {
				row = append(row, share(float64(v.Shares[m-it.Low]), float64(v.Mean.N)))
			}
		}
		t.add(key, row...)
	})
	return t
}

// gapOf is a gap with its question.
type gapOf struct {
	key  string
	item *sides.Item
	gap  *sides.Gap
}

// largestGaps are all gaps, the visible ones first, the largest first.
func largestGaps(r *sides.Result) []gapOf {
	var out []gapOf
	for i := range r.Items {
		it := &r.Items[i]
		for j := range it.Gaps {
			out = append(out, gapOf{itoa(i+1) + "/" + it.Gaps[j].Side, it, &it.Gaps[j]})
		}
	}
	slices.SortStableFunc(out, func(a, b gapOf) int {
		return cmp.Or(cmp.Compare(b.rank(), a.rank()), cmp.Compare(math.Abs(float64(b.gap.Diff)), math.Abs(float64(a.gap.Diff))))
	})
	return out
}

// rank orders by how much a gap says: visible, compared, not compared.
func (g gapOf) rank() int {
	switch {
	case g.visible():
		return 2
	case g.gap.Verdict == sides.Small:
		return 0
	}
	return 1
}

func (g gapOf) visible() bool { return g.gap.Verdict == sides.Higher || g.gap.Verdict == sides.Lower }

func (c *composer) itemGaps() *Table {
	t := c.table("item_gaps", "question:text", "side:text", "customers:decimal2", "customers_base:int", "other:decimal2", "other_base:int", "gap:decimal2", "low:decimal2", "high:decimal2", "p_holm:decimal4", "verdict:text")
	for _, g := range largestGaps(&c.r.Sides) {
		first, second, m := g.gap.First.Value, g.gap.Second.Value, g.gap.Means
		u := engine.Undefined()
		if g.gap.First.N < engine.SmallBase {
			first, m.Diff = u, u
		}
		if g.gap.Second.N < engine.SmallBase {
			second, m.Diff = u, u
		}
		if !m.Diff.Defined() {
			m.Low, m.High = u, u
		}
		tone := ToneNeutral
		if g.gap.Verdict == sides.Lower {
			tone = ToneWarning
		}
		t.add(g.key, g.item.Name, c.sideName(g.gap.Side), first, g.gap.First.N, second, g.gap.Second.N, m.Diff, m.Low, m.High, g.gap.Adjusted,
			TableCell{Value: c.say("report.items.verdict."+g.gap.Verdict, nil), Tone: tone})
	}
	return t
}

// itemSides is who answered, and whether the questions go together.
func (c *composer) itemSides() *Table {
	t := c.table("item_sides", "side:text", "people:int", "items:int", "complete:int", "alpha:decimal2", "low:decimal2", "high:decimal2", "remark:text")
	for i, side := range c.r.Sides.Sides {
		s := &c.r.Sides.Scales[i]
		remark := alphaRemark(s)
		if remark != "" {
			remark = c.say("report.items.alpha."+remark, nil)
		}
		t.add(side.Key, c.sideName(side.Key), side.People, s.Items, s.People, s.Alpha, s.Low, s.High, remark)
	}
	return t
}

// alphaRemark is the key of what to say about an α: why there is none, or what it is good for.
func alphaRemark(s *sides.Scale) string {
	switch {
	case s.Code != "":
		return s.Code
	case s.Low >= goodAlpha:
		return "good"
	case s.High < goodAlpha:
		return "apart"
	}
	return ""
}

// goodAlpha is the α from which questions are usually read together (Nunnally 1978).
const goodAlpha = 0.7

// sayItems names the largest gaps between customers and the others; without another side,
// the question customers mark lowest.
func (c *composer) sayItems() (Sentence, bool) {
	gaps := largestGaps(&c.r.Sides)
	switch {
	case len(c.r.Sides.Items) == 0:
		return Sentence{}, false
	case len(gaps) == 0 || gaps[0].rank() == 0:
		return c.sayLowest()
	case !gaps[0].visible():
		s := c.sentence().word("items", c.w.Int(int64(len(c.r.Sides.Items)))).word("sides", c.otherSides(gaps))
		return s.end("items", "report.say.items.alike")
	}
	g := gaps[0]
	s := c.sentence().word("side", c.sideSaid(g.gap.Side)).ref("item", "item_gaps", g.key, "question")
	for arg, column := range map[string]string{"customers": "customers", "n": "customers_base", "other": "other", "m": "other_base", "gap": "gap", "low": "low", "high": "high"} {
		s.ref(arg, "item_gaps", g.key, column)
	}
	slices.SortFunc(s.refs, func(a, b CellRef) int { return cmp.Compare(a.Arg, b.Arg) })
	s.word("more", "")
	if len(gaps) > 1 && gaps[1].visible() {
		n := gaps[1].key
		s.word("more", s.part("report.say.items.more", "_next", map[string][3]string{"item": {"item_gaps", n, "question"}, "side": {"item_gaps", n, "side"}, "gap": {"item_gaps", n, "gap"}}))
	}
	return s.end("items", "report.say.items")
}

// otherSides names the sides that customers are compared with.
func (c *composer) otherSides(gaps []gapOf) string {
	text := ""
	for _, side := range ingest.Sides() {
		if slices.ContainsFunc(gaps, func(g gapOf) bool { return g.gap.Side == side && g.rank() > 0 }) {
			if text != "" {
				text += c.say("common.list.separator", nil)
			}
			text += c.sideSaid(side)
		}
	}
	return text
}

// sayLowest names the question with the lowest mean of the first side large enough, on
// the scale of the first question.
func (c *composer) sayLowest() (Sentence, bool) {
	r := &c.r.Sides
	for _, side := range r.Sides {
		row, lowest := "", engine.Undefined()
		c.eachVoice(func(key string, it *sides.Item, v *sides.Voice) {
			if v.Side == side.Key && v.Mean.N >= engine.SmallBase && it.High == r.Items[0].High && !(v.Mean.Value >= lowest) {
				row, lowest = key, v.Mean.Value
			}
		})
		if row == "" {
			continue
		}
		s := c.sentence().word("side", c.sideSaid(side.Key)).ref("people", "item_sides", side.Key, "people").ref("item", "items", row, "question").
			ref("mean", "items", row, "mean").ref("low", "items", row, "low").ref("high", "items", row, "high").ref("scale", "items", row, "scale")
		return s.end("items", "report.say.items.lowest")
	}
	return c.sentence().ref("people", "item_sides", r.Sides[0].Key, "people").word("side", c.sideSaid(r.Sides[0].Key)).end("items", "report.say.items.small")
}

// shownItems is how many questions the chart has room for.
const shownItems = 12

// itemGaps draws the mean of every side with its interval, the largest gap on top.
func (g *gallery) itemGaps() Chart {
	r := &g.r.Sides
	order := itemOrder(r)
	if len(order) == 0 {
		return Chart{}
	}
	order = order[:min(len(order), shownItems)]
	c := g.new("item_gaps", ChartDots, map[string]any{"finding": g.w.Say("report.chart.item_gaps."+gapFinding(r), nil)})
	for _, side := range r.Sides {
		s := Series{Name: g.w.Say("report.side.people", map[string]any{"side": g.w.Say("report.side."+side.Key, nil), "people": side.People}), Tone: itemTones[side.Key]}
		some := false
		for _, i := range order {
			m := meanOf(&r.Items[i], side.Key)
			some = some || m.Value.Defined()
			s.Y, s.Low, s.High = append(s.Y, float64(m.Value)), append(s.Low, float64(m.Low)), append(s.High, float64(m.High))
		}
		if some {
			c.Series = append(c.Series, s)
		}
	}
	for _, i := range order {
		c.Categories = append(c.Categories, r.Items[i].Name)
	}
	c.Unit, c.Digits = UnitDecimal, 1
	if left := len(r.Items) - len(order); left > 0 {
		c.Note += g.w.Say("report.chart.item_gaps.left", map[string]any{"items": left})
	}
	return c
}

// gapFinding says what the gaps show, as a key of words.
func gapFinding(r *sides.Result) string {
	gaps := largestGaps(r)
	switch {
	case len(gaps) == 0 || gaps[0].rank() == 0:
		return "one_side"
	case gaps[0].visible():
		return "apart"
	}
	return "alike"
}

// itemOrder lists the questions on the scale of the first one that some side answered
// often enough, those with the largest visible gap first.
func itemOrder(r *sides.Result) []int {
	at := map[*sides.Item]int{}
	var out []int
	for i := range r.Items {
		at[&r.Items[i]] = i
	}
	add := func(i int) {
		it := &r.Items[i]
		large := slices.ContainsFunc(it.Voices, func(v sides.Voice) bool { return v.Mean.N >= engine.SmallBase })
		if large && it.High == r.Items[0].High && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	for _, gap := range largestGaps(r) {
		if gap.visible() {
			add(at[gap.item])
		}
	}
	for i := range r.Items {
		add(i)
	}
	return out
}
