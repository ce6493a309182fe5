package doc

import (
	"strconv"

	"huiliu/engine"
	"huiliu/engine/opinion"
)

// surveySheet is what the marks of surveys say, and of whom.
func (c *composer) surveySheet() (Sheet, bool) {
	if c.r.Opinion.Skipped != "" || c.r.Opinion.Customers.Events == 0 {
		return Sheet{}, false
	}
	s := c.sheet("surveys")
	s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "survey", Kind: ChartBars, Table: "survey_marks", X: "mark", Series: []ChartColumn{{"lost_share", ToneWarning}, {"stayed_share", ToneAccent}}})...)
	for _, t := range []*Table{c.surveyScores(), c.surveyEffort(), c.surveyGroups(), c.surveyMarks(), c.surveyQuarters()} {
		if len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, tableBlock(t))
		}
	}
	return s, true
}

// measure is the figure a scale is read by: the net promoter score, or the share of the
// two best marks.
func (c *composer) measure(f *opinion.Figure) (n int64, value, low, high engine.Number) {
	if c.r.Opinion.Scale == opinion.Ten {
		return f.Recommend.N, f.Recommend.Value, f.Recommend.Low, f.Recommend.High
	}
	return f.Satisfied.Base, f.Satisfied.Value, f.Satisfied.Low, f.Satisfied.High
}

func (c *composer) measureName() string {
	if c.r.Opinion.Scale == opinion.Ten {
		return "NPS"
	}
	return "CSAT"
}

func (c *composer) surveyScores() *Table {
	r := &c.r.Opinion
	t := c.table("survey_scores", "who:text", "measure:text", "answers:int", "value:percent", "low:percent", "high:percent", "mean:decimal2", "mean_low:decimal2", "mean_high:decimal2")
	add := func(key string, f *opinion.Figure) {
		n, v, low, high := c.measure(f)
		if n < engine.SmallBase {
			v, low, high = engine.Undefined(), engine.Undefined(), engine.Undefined()
		}
		t.add(key, c.say("report.survey."+key, nil), c.measureName(), n, v, low, high, f.Mean.Value, f.Mean.Low, f.Mean.High)
	}
	add("all", &r.All)
	a := &r.Adjusted
	t.add("adjusted", c.say("report.survey.adjusted", nil), c.measureName(), a.N, a.Value, a.Low, a.High, nil, nil, nil)
	add("lost", &r.Lost)
	add("stayed", &r.Stayed)
	return t
}

// surveyEffort is how easy customers found it: the mean never without its distribution.
func (c *composer) surveyEffort() *Table {
	r := &c.r.Opinion
	columns := []string{"who:text", "answers:int", "mean:decimal2", "mean_low:decimal2", "mean_high:decimal2", "easy:percent", "easy_low:percent", "easy_high:percent", "hard:percent", "hard_low:percent", "hard_high:percent"}
	for m := 1; m <= opinion.Seven; m++ {
		columns = append(columns, "mark_"+strconv.Itoa(m)+":percent")
	}
	t := c.table("survey_effort", columns...)
	for _, of := range []struct {
		key string
		f   *opinion.Figure
	}{{"all", &r.All}, {"lost", &r.Lost}, {"stayed", &r.Stayed}} {
		e := of.f.Effort
		if e == nil || e.Mean.N < engine.SmallBase {
			continue
		}
		row := []any{c.say("report.survey."+of.key, nil), e.Mean.N, e.Mean.Value, e.Mean.Low, e.Mean.High, e.Easy.Value, e.Easy.Low, e.Easy.High, e.Hard.Value, e.Hard.Low, e.Hard.High}
		for _, n := range e.Shares {
			row = append(row, share(float64(n), float64(e.Mean.N)))
		}
		t.add(of.key, row...)
	}
	return t
}

func (c *composer) surveyGroups() *Table {
	t := c.table("survey_groups", "value:text", "state:text", "people:int", "answers:int", "answered:percent", "each:decimal1", "nps:percent")
	for i := range c.r.Opinion.Groups {
		g := &c.r.Opinion.Groups[i]
		state := "stayed"
		if g.Lost {
			state = "lost"
		}
		n, v, _, _ := c.measure(&g.Figure)
		if n < engine.SmallBase {
			v = engine.Undefined()
		}
		t.add(g.Value+"/"+state, c.say("report.shift.value."+g.Value, nil), c.say("report.survey."+state, nil), g.People, n,
			share(float64(n), float64(g.People)), g.Each, v)
	}
	return t
}

func (c *composer) surveyMarks() *Table {
	r := &c.r.Opinion
	t := c.table("survey_marks", "mark:text", "lost:int", "lost_share:percent", "stayed:int", "stayed_share:percent")
	lost, stayed := bySide(r)
	for _, m := range r.Marks {
		t.add(strconv.Itoa(m.Mark), strconv.Itoa(m.Mark), m.Lost, share(float64(m.Lost), lost), m.Stayed, share(float64(m.Stayed), stayed))
	}
	return t
}

// bySide is how many answers leavers and stayers gave.
func bySide(r *opinion.Result) (lost, stayed float64) {
	for _, m := range r.Marks {
		lost += float64(m.Lost)
		stayed += float64(m.Stayed)
	}
	return lost, stayed
}

func (c *composer) surveyQuarters() *Table {
	t := c.table("survey_quarters", "quarter:text", "answers:int", "value:percent", "low:percent", "high:percent")
	for i := range c.r.Opinion.Quarters {
		q := &c.r.Opinion.Quarters[i]
		n, v, low, high := c.measure(&q.Figure)
		if n < engine.SmallBase {
			v, low, high = engine.Undefined(), engine.Undefined(), engine.Undefined()
		}
		day := q.First.Time()
		name := strconv.Itoa(day.Year()) + " Q" + strconv.Itoa((int(day.Month())+2)/3)
		t.add(name, name, n, v, low, high)
	}
	return t
}

// saySurvey says what the marks are, raw and weighted.
func (c *composer) saySurvey() (Sentence, bool) {
	r := &c.r.Opinion
	if r.Skipped != "" || r.Customers.Events < engine.SmallBase {
		return Sentence{}, false
	}
	s := c.sentence().ref("answers", "survey_scores", "all", "answers").ref("value", "survey_scores", "all", "value").
		ref("low", "survey_scores", "all", "low").ref("high", "survey_scores", "all", "high").
		ref("adjusted", "survey_scores", "adjusted", "value").word("measure", c.measureName())
	s.word("sides", s.part("report.say.survey.sides", "_sides", map[string][3]string{"lost": {"survey_scores", "lost", "value"}, "stayed": {"survey_scores", "stayed", "value"}}))
	return s.end("survey", "report.say.survey")
}

// survey draws how often each mark was given by leavers and stayers.
func (g *gallery) survey() Chart {
	r := &g.r.Opinion
	lost, stayed := bySide(r)
	if lost < engine.SmallBase || stayed < engine.SmallBase {
		return Chart{}
	}
	c := g.new("survey", ChartBars, map[string]any{"answers": g.w.Int(int64(lost + stayed))})
	a := Series{Name: g.w.Say("report.survey.lost", nil), Tone: ToneWarning}
	b := Series{Name: g.w.Say("report.survey.stayed", nil), Tone: ToneAccent}
	for _, m := range r.Marks {
		c.Categories = append(c.Categories, strconv.Itoa(m.Mark))
		a.Y, b.Y = append(a.Y, float64(m.Lost)/lost), append(b.Y, float64(m.Stayed)/stayed)
	}
	c.Unit, c.Series = UnitPercent, []Series{a, b}
	return c
}
