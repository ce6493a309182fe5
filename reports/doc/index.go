package doc

import (
	"math"
	"strings"

	"huiliu/engine/index"
	"huiliu/engine/predict"
	"huiliu/engine/warning"
)

// indexSheet is the risk index: its indicators, ways of weighing them, what each was worth.
func (c *composer) indexSheet() (Sheet, bool) {
	y := &c.r.Warning.System
	if len(y.Ways) == 0 {
		return Sheet{}, false
	}
	s := c.sheet("index")
	s.Blocks = append(s.Blocks, tableBlock(c.indexWays()))
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "index", Kind: ChartBars, Table: "index_fifths", X: "fifth", To: len(y.Ways[0].Fifths), Series: []ChartColumn{{"expected", ToneNeutral}, {"left", ToneAccent}}})...)
	s.Blocks = append(s.Blocks, tableBlock(c.indexFifths()), tableBlock(c.indexWeights()), tableBlock(c.indexMatrix()), tableBlock(c.indexOpinion()),
		tableBlock(c.indexLevels()), tableBlock(c.indexRows()))
	return s, true
}

func (c *composer) wayName(key string) string       { return c.say("alarm.way."+key, nil) }
func (c *composer) indicatorName(key string) string { return c.say("alarm.indicator."+key, nil) }

// usedWay is the way behind levels and list.
func usedWay(y *warning.System) *warning.Way {
	for i := range y.Ways {
		if y.Ways[i].Key == y.Used {
			return &y.Ways[i]
		}
	}
	return nil
}

// indexWays compares the ways with the best rule and the best model of the race, where that
// was held on the same day about the same customers.
func (c *composer) indexWays() *Table {
	y := &c.r.Warning.System
	t := c.table("index_ways", "way:text", "auc:decimal3", "low:decimal3", "high:decimal3", "share:percent", "remark:text")
	t.Note = c.say("report.note.index_ways", map[string]any{"day": y.Tried.String(), "customers": c.w.Int(y.Left.Base), "left": c.w.Int(y.Left.Events), "window": c.r.Warning.Window})
	for i := range y.Ways {
		w := &y.Ways[i]
		remark := ""
		if w.Key == y.Used {
			remark = c.say("alarm.way.used", nil)
		} else if w.Key == warning.ByOpinion && !y.Opinion.Judgement.Consistent() {
			remark = c.say("alarm.way.contradicts", nil)
		}
		t.add(w.Key, c.wayName(w.Key), w.Area.Value, w.Area.Low, w.Area.High, w.Share, remark)
	}
	for _, e := range c.rivals() {
		t.add(e.Model, modelLabel(c.w, e.Model), e.AUC, e.AUCLow, e.AUCHigh, nil, c.say("alarm.way.race."+e.Kind, nil))
	}
	return t
}

// rivals are the best rule and the best model of a race on the day of the index.
func (c *composer) rivals() []predict.Entry {
	race := &c.r.Race
	if len(race.Test) == 0 || race.Test[0] != c.r.Warning.System.Tried {
		return nil
	}
	var out []predict.Entry
	for _, name := range []string{race.Verdict.Rule, race.Verdict.Model} {
		for _, e := range race.Entries {
			if e.Model == name {
				out = append(out, e)
			}
		}
	}
	return out
}

// indexFifths are the shares leaving by fifth of the index, the way that is used first.
func (c *composer) indexFifths() *Table {
	y := &c.r.Warning.System
	t := c.table("index_fifths", "way:text", "fifth:text", "from:decimal2", "customers:int", "expected:percent_", "left:percent", "low:percent", "high:percent", "remark:text")
	add := func(w *warning.Way) {
		for k, f := range w.Fifths {
			v := rateCells(f.Left)
			t.add(w.Key+"/"+itoa(k+1), c.wayName(w.Key), c.say("alarm.fifth."+itoa(k+1), nil), f.From, f.Left.Base, f.Expected, v[0], v[1], v[2], c.remark(f.Left))
		}
	}
	add(usedWay(y))
	for i := range y.Ways {
		if y.Ways[i].Key != y.Used {
			add(&y.Ways[i])
		}
	}
	t.foldAfter(len(y.Ways[0].Fifths))
	return t
}

// indexWeights are the indicators with their weights side by side.
func (c *composer) indexWeights() *Table {
	y := &c.r.Warning.System
	columns := []string{"indicator:text", "direction:text"}
	for _, w := range y.Ways {
		columns = append(columns, w.Key+":percent")
	}
	t := c.table("index_weights", append(columns, "auc:decimal3", "low:decimal3", "high:decimal3", "remark:text")...)
	for k, i := range y.Indicators {
		direction, remark := "high", ""
		if !i.Risky {
			direction = "low"
		}
		if i.Area.High < 0.5 {
			remark = c.say("alarm.indicator.against", nil)
		}
		cells := []any{c.indicatorName(i.Key), c.say("alarm.direction."+direction, nil)}
		for _, w := range y.Ways {
			cells = append(cells, w.Weights[k])
		}
		t.add(i.Key, append(cells, i.Area.Value, i.Area.Low, i.Area.High, remark)...)
	}
	return t
}

// indexMatrix is the matrix of comparisons as it was typed.
func (c *composer) indexMatrix() *Table {
	o := &c.r.Warning.System.Opinion
	t := c.table("index_matrix", "indicator:text")
	for _, name := range o.Indicators {
		t.Columns = append(t.Columns, Column{Key: name, Header: c.indicatorName(name), Kind: KindDecimal, Digits: 2})
	}
	for i, name := range o.Indicators {
		cells := []any{c.indicatorName(name)}
		for _, v := range o.Matrix[i] {
			cells = append(cells, v)
		}
		t.add(name, cells...)
	}
	return t
}

// indexOpinion says whose the matrix is and whether it contradicts itself.
func (c *composer) indexOpinion() *Table {
	o := &c.r.Warning.System.Opinion
	t := c.table("index_opinion", "item:text", "value:text", "note:text")
	t.Columns[2].Width = 64
	add := func(key string, value any, note string) { t.add(key, c.say("alarm.opinion."+key, nil), value, note) }
	author, day := o.Author, o.Day
	if author == "" {
		author = c.say("alarm.opinion.usual", nil)
	}
	add("author", author, day)
	number := func(v float64) TableCell { return TableCell{Value: v, Kind: KindDecimal, Digits: 4} }
	add("lambda", number(o.Judgement.LambdaMax), "")
	add("ci", number(o.Judgement.CI), "")
	verdict := "consistent"
	if !o.Judgement.Consistent() {
		verdict = "inconsistent"
	}
	add("cr", number(o.Judgement.CR), c.say("alarm.opinion."+verdict, map[string]any{"most": c.w.Decimal(index.Acceptable, 2)}))
	if h := &c.r.Warning.System.Hand; len(h.Weights) > 0 {
		add("hand", h.Author, h.Day)
	}
	return t
}

func (c *composer) indexLevels() *Table {
	t := c.table("index_levels", "level:text", "from:money", "customers:int", "action:text")
	for _, l := range c.r.Warning.System.Levels {
		t.add(l.Key, TableCell{Value: c.say("watch.level."+l.Key, nil), Tone: levelTone(l.Key)}, l.From, l.Customers, c.say("alarm.action."+l.Action, nil))
	}
	return t
}

// indexRows are the customers with the largest expected loss by the index.
func (c *composer) indexRows() *Table {
	t := c.table("index_rows", "rank:int", "customer:id", "level:text", "index:decimal2", "chance:percent0", "year_margin:money", "expected_loss:money", "most:text")
	t.Columns[7].Width = 40
	if !c.lists {
		return t
	}
	for i, x := range c.r.Warning.System.Rows {
		var names []string
		for _, key := range x.Most {
			names = append(names, c.indicatorName(key))
		}
		loss := any(c.lostRevenue(x.ExpectedLoss))
		if !x.Chance.Defined() {
			loss = nil
		}
		t.add(x.CustomerID, i+1, x.CustomerID, TableCell{Value: c.say("watch.level."+x.Level, nil), Tone: levelTone(x.Level)}, x.Index, x.Chance,
			c.lostRevenue(x.YearMargin), loss, strings.Join(names, c.say("common.list.separator", nil)))
	}
	t.foldAfter(shownAlarms)
	return t
}

// sayIndex says what the index was worth, beside the best rule.
func (c *composer) sayIndex() (Sentence, bool) {
	y := &c.r.Warning.System
	if len(y.Ways) == 0 {
		return Sentence{}, false
	}
	used := usedWay(y)
	s := c.sentence().ref("way", "index_ways", used.Key, "way").ref("auc", "index_ways", used.Key, "auc").ref("low", "index_ways", used.Key, "low").ref("high", "index_ways", used.Key, "high")
	beside := ""
	if list := c.rivals(); len(list) > 0 {
		best := list[len(list)-1]
		beside = s.part("report.say.index."+besideCode(used, &best), "_beside", map[string][3]string{"name": {"index_ways", best.Model, "way"}, "auc": {"index_ways", best.Model, "auc"}})
	}
	verdict := "guess"
	if used.Area.Low > 0.5 {
		verdict = "tells"
	}
	return s.word("verdict", c.say("report.say.index."+verdict, nil)).word("beside", beside).end("index", "report.say.index")
}

// besideCode compares two areas by the 95 % interval of their difference as if of other
// customers: of the same ones, both err in the same direction and the difference is told
// apart sooner, so that what this finds holds.
func besideCode(w *warning.Way, e *predict.Entry) string {
	gain := float64(w.Area.Value - e.AUC)
	half := math.Hypot(float64(w.Area.High-w.Area.Low), float64(e.AUCHigh-e.AUCLow)) / 2
	switch {
	case gain < -half:
		return "worse"
	case gain > half:
		return "better"
	}
	return "alike"
}

// index draws the share leaving by fifth of the index.
func (g *gallery) index() Chart {
	y := &g.r.Warning.System
	if len(y.Ways) == 0 {
		return Chart{}
	}
	w := usedWay(y)
	top, low := w.Fifths[len(w.Fifths)-1].Left, w.Fifths[0].Left
	if top.Small() || low.Small() {
		return Chart{}
	}
	c := g.new("index", ChartBars, map[string]any{"top": g.w.Percent(float64(top.Value), 0), "low": g.w.Percent(float64(low.Value), 0)})
	was, is := Series{Name: g.w.Say("report.chart.index.expected", nil), Tone: ToneNeutral}, Series{Name: g.w.Say("report.chart.index.left", nil), Tone: ToneAccent}
	known := false
	for k, f := range w.Fifths {
		c.Categories = append(c.Categories, g.w.Say("alarm.fifth."+itoa(k+1), nil))
		is.addRate(float64(k), f.Left)
		was.X, was.Y = append(was.X, float64(k)), append(was.Y, float64(f.Expected))
		known = known || f.Expected.Defined()
	}
	c.Unit, c.Digits, c.Series = UnitPercent, 0, []Series{is}
	if known {
		c.Series = []Series{was, is}
	}
	return c
}
