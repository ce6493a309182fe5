package doc

import (
	"huiliu/engine"
	"huiliu/engine/campaign"
)

// aheadSheet says before the lists what their campaign could show.
func (c *composer) aheadSheet() (Sheet, bool) {
	if c.r.Ahead.Treated == 0 {
		return Sheet{}, false
	}
	return c.sheet("ahead", tableBlock(c.aheadTable())), true
}

func (c *composer) aheadTable() *Table {
	a := &c.r.Ahead
	t := c.table("ahead", "item:text", "value:text", "note:text")
	t.Columns[2].Width = 60
	add := func(key string, value any, kind Kind) {
		cell := cellOf(value)
		cell.Kind = kind
		if kind == KindPercent {
			cell.Digits = 1
		}
		t.add(key, c.say("report.ahead."+key, nil), cell, c.say("report.ahead."+key+".note", nil))
	}
	add("treated", a.Treated, KindInt)
	add("control", a.Control, KindInt)
	add("without", a.Without, KindPercent)
	add("with", a.With, KindPercent)
	add("detectable", a.Detectable, KindPercent)
	add("needed", whole(a.Needed), KindInt)
	add("even", whole(a.Even), KindInt)
	add("monthly", whole(a.Monthly), KindInt)
	add("months", whole(a.Months), KindInt)
	add("advice", c.say("report.ahead.advice."+a.Advice, nil), KindText)
	return t
}

// whole is a number of customers or months, nil when undefined.
func whole(n engine.Number) any {
	if !n.Defined() {
		return nil
	}
	return int64(n + 0.5)
}

// sayAhead says whether the planned campaign can be measured, and from when on.
func (c *composer) sayAhead() (Sentence, bool) {
	a := &c.r.Ahead
	if a.Treated == 0 {
		return Sentence{}, false
	}
	s := c.sentence().ref("treated", "ahead", "treated", "value").ref("control", "ahead", "control", "value").
		ref("without", "ahead", "without", "value").ref("with", "ahead", "with", "value")
	switch a.Advice {
	case campaign.Measure:
		s.ref("detectable", "ahead", "detectable", "value")
	case campaign.EvenOut:
		s.ref("even", "ahead", "even", "value")
	case campaign.Gather:
		s.ref("months", "ahead", "months", "value").ref("needed", "ahead", neededRow(a), "value")
	case campaign.Contact:
		if !a.Months.Defined() {
			return s.end("ahead", "report.say.ahead.contact_all.unknown")
		}
		s.ref("months", "ahead", "months", "value").ref("needed", "ahead", neededRow(a), "value")
	}
	return s.end("ahead", "report.say.ahead."+a.Advice)
}

// neededRow is the row of the customers a plan waits for.
func neededRow(a *campaign.Ahead) string {
	if a.Needed.Defined() {
		return "needed"
	}
	return "even"
}
