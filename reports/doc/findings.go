package doc

import (
	"slices"

	"huiliu/engine"
)

// findings writes the sentence each page of an analysis starts with. They come after
// all pages are composed: every figure is a cell of one of them.
func (c *composer) findings() {
	for _, f := range []struct {
		sheet string
		say   func() (Sentence, bool)
	}{{"segments", c.saySegments}, {"clusters", c.sayClusters}, {"habits", c.sayHabits}, {"cohorts", c.sayCohorts}, {"bridge", c.sayBridge}, {"lifetime", c.sayLifetime}, {"value", c.sayValue}, {"outlook", c.sayOutlook}, {"associate", c.sayAssociate}, {"rules", c.sayRules}, {"rules", c.sayPaths}, {"shift", c.sayShift}, {"surveys", c.saySurvey}, {"items", c.sayItems}, {"race", c.sayRace}, {"prediction", c.sayProof}, {"ahead", c.sayAhead}, {"second_lives", c.saySecond}, {"warning", c.sayWarning}, {"warning", c.sayAgainstOwn}, {"index", c.sayIndex}, {"model", c.sayModel}, {"ledger", c.sayLedger}, {"risk", c.sayRisk}, {"tasks", c.sayPlaybook}} {
		s, ok := f.say()
		if !ok {
			continue
		}
		c.d.Findings = append(c.d.Findings, s)
		i := slices.IndexFunc(c.d.Sheets, func(s Sheet) bool { return s.Key == f.sheet })
		if i < 0 {
			continue
		}
		block := Block{Sentence: &s, Topic: c.say("report.topic."+s.Key, nil)}
		c.d.Sheets[i].Blocks = slices.Insert(c.d.Sheets[i].Blocks, leading(c.d.Sheets[i].Blocks), block)
	}
}

// leading is how many sentences a page starts with.
func leading(blocks []Block) int {
	n := 0
	for n < len(blocks) && blocks[n].Sentence != nil {
		n++
	}
	return n
}

// cohortMonth is the month after the first purchase at which cohorts are compared.
const cohortMonth = 3

// sayCohorts compares the latest cohort that has been watched for cohortMonth months
// with the one a year earlier, or the earliest one.
func (c *composer) sayCohorts() (Sentence, bool) {
	rows := c.r.Describe.Cohorts.Rows
	var full []int // cohorts that can be compared
	for i := range rows {
		if k := cohortMonth; rows[i].Size >= engine.SmallBase && k < len(rows[i].Cells) && !rows[i].Cells[k].Open {
			full = append(full, i)
		}
	}
	if len(full) < 2 {
		return Sentence{}, false
	}
	last := full[len(full)-1]
	earlier := full[0]
	for _, i := range full {
		if monthKey(rows[i].Month)[5:] == monthKey(rows[last].Month)[5:] && i < last {
			earlier = i // the same month of the latest earlier year
		}
	}
	rate := func(i int) engine.Rate { return engine.NewRate(rows[i].Cells[cohortMonth].Customers, rows[i].Size) }
	now, before := rate(last), rate(earlier)
	key := "alike"
	switch {
	case now.Low > before.High:
		key = "better"
	case now.High < before.Low:
		key = "worse"
	}
	s := c.sentence()
	for _, x := range []struct {
		suffix string
		row    int
	}{{"", last}, {"_before", earlier}} {
		key := rows[x.row].Month.String()
		s.ref("month"+x.suffix, "cohorts", key, "month")
		s.args["month"+x.suffix] = key[:7]
		s.refs[len(s.refs)-1].Shown = key[:7]
		s.ref("size"+x.suffix, "cohorts", key, "size").ref("share"+x.suffix, "cohorts", key, "k"+itoa(cohortMonth))
	}
	return s.end("cohorts", "report.say.cohorts."+key)
}

// saySegments names the largest class, and how many good customers have gone quiet.
func (c *composer) saySegments() (Sentence, bool) {
	if c.r.RFM.Total == 0 {
		return Sentence{}, false
	}
	top := c.r.RFM.Classes[0]
	for _, k := range c.r.RFM.Classes {
		if k.Customers > top.Customers {
			top = k
		}
	}
	s := c.sentence().ref("class", "rfm", top.Class, "class").ref("share", "rfm", top.Class, "customer_share")
	if c.quiet() == 0 {
		return s.word("quiet", c.say("report.say.segments.none", nil)).end("segments", "report.say.segments")
	}
	quiet := s.part("report.say.segments.quiet", "_quiet", map[string][3]string{
		"class": {"rfm", quietClass, "class"}, "customers": {"rfm", quietClass, "customers"}, "share": {"rfm", quietClass, "amount_share"}})
	return s.word("quiet", quiet).end("segments", "report.say.segments")
}

// quiet counts the customers who bought much and often, but not lately.
func (c *composer) quiet() int64 {
	for _, k := range c.r.RFM.Classes {
		if k.Class == quietClass {
			return k.Customers
		}
	}
	return 0
}

// quietClass bought often and much, but not lately.
const quietClass = "important_keep"
