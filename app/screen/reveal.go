package screen

import (
	"math"
	"strconv"

	"huiliu/engine"
	"huiliu/engine/reveal"
	"huiliu/reports/doc"
)

// revealPage tells what happened after the replayed day.
func (f *frame) revealPage() Page {
	p := Page{Key: Revealed, State: StateReady, Title: f.say("ui.reveal.title", nil)}
	r := f.looks.reveal
	if r == nil || f.results == nil {
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.loading", nil), f.say("ui.state.loading.hint", nil)
		return p
	}
	p.Terms = f.terms()
	if r.Skipped != "" {
		p.State, p.Answer, p.Notice = StateMissing, f.say("ui.reveal.skipped."+r.Skipped, nil), f.say("ui.reveal.skipped.hint", nil)
		p.Next = f.actions([]string{"as_of", "back"})
		return p
	}
	args := f.rateArgs(r.Lost.Back, map[string]any{"day": r.AsOf.String(), "horizon": r.Horizon, "last": r.LastDay.String(), "follow": r.Follow, "window": r.Window})
	key := "ui.reveal.answer"
	if r.Contract {
		key = "ui.reveal.contract"
	}
	if r.Lost.Back.Small() {
		key += ".small"
	}
	p.Answer = f.say(key, args)
	if l := r.List; l.Customers > 0 && !l.Stayed.Small() {
		more := f.rateArgs(l.Stayed, map[string]any{"horizon": r.Horizon, "expected": f.w.Decimal(float64(l.Expected), 0)})
		key := "ui.reveal.list"
		if r.Open {
			key = "ui.reveal.list.open"
		}
		p.More = append(p.More, f.say(key, more))
	}
	if r.Contract && !r.Here.Stayed.Small() {
		p.More = append(p.More, f.say("ui.reveal.contract.here", f.rateArgs(r.Here.Stayed, map[string]any{"horizon": r.Horizon})))
	}
	if r.Open && !r.Contract {
		p.Notice = f.say("ui.reveal.open", args)
	}
	for _, c := range f.lookCharts() {
		p.Charts = append(p.Charts, ChartRef{Key: c.Key, Name: f.say("ui.chart."+c.Key, nil), Title: c.Title})
	}
	p.Tables = []Table{f.revealTable(r)}
	p.Next = f.actions([]string{"today", "as_of", "back"})
	return p
}

// rateArgs are a rate and its interval as the words want them.
func (f *frame) rateArgs(r engine.Rate, args map[string]any) map[string]any {
	args["events"], args["base"] = f.w.Int(r.Events), f.w.Int(r.Base)
	args["rate"], args["low"], args["high"] = f.w.Percent(float64(r.Value), 1), f.w.Percent(float64(r.Low), 1), f.w.Percent(float64(r.High), 1)
	return args
}

// revealed are the groups of a reveal in the order they are shown.
func revealed(r *reveal.Result) []reveal.Group {
	out := append([]reveal.Group{r.Lost}, r.Bands...)
	if r.List.Customers > 0 {
		out = append(append(out, r.List), r.Levels...)
	}
	return append(out, r.Here)
}

func (f *frame) revealTable(r *reveal.Result) Table {
	if r.Contract {
		return f.revealContract(r)
	}
	t := f.lookTable("reveal", "group", "customers", "back", "interval", "stayed", "expected", "ever", "wait", "revenue")
	t.Columns[2].Header = f.say("ui.look.column.back", map[string]any{"days": r.Horizon})
	t.Columns[4].Header = f.say("ui.look.column.stayed", map[string]any{"days": r.Horizon})
	t.Columns[6].Header = f.say("ui.look.column.ever", map[string]any{"day": r.LastDay.String()})
	for _, g := range revealed(r) {
		wait := missingCell()
		if g.Wait != nil {
			wait = f.count(int64(*g.Wait))
		}
		expected := missingCell()
		if g.Expected.Defined() {
			expected = Cell{Text: f.w.Decimal(float64(g.Expected), 0), Number: float64(g.Expected)}
		}
		t.addRow(textCell(f.say("ui.reveal.group."+g.Key, nil)), f.count(g.Customers), f.share(g.Back), f.interval(g.Back), f.count(g.Stayed.Events), expected,
			f.share(g.Ever), wait, f.money(g.Revenue))
	}
	t.Columns[5].Right, t.Columns[7].Right = true, true
	t.Note = f.say("ui.reveal.note", map[string]any{"last": r.LastDay.String(), "follow": r.Follow})
	return t
}

// revealContract counts who renewed of those who had left, and who stayed of the others.
func (f *frame) revealContract(r *reveal.Result) Table {
	t := f.lookTable("reveal", "group", "customers", "contract_back", "interval", "contract_gone", "contract_ever")
	t.Columns[2].Header = f.say("ui.look.column.contract_back", map[string]any{"days": r.Horizon})
	t.Columns[4].Header = f.say("ui.look.column.contract_gone", map[string]any{"days": r.Horizon})
	t.Columns[5].Header = f.say("ui.look.column.contract_ever", map[string]any{"day": r.LastDay.String()})
	for _, g := range []reveal.Group{r.Lost, r.Here} {
		t.addRow(textCell(f.say(map[string]string{reveal.Lost: "ui.reveal.contract.lost", reveal.Here: "ui.reveal.contract.still"}[g.Key], nil)), f.count(g.Customers), f.share(g.Back), f.interval(g.Back), f.count(g.Stayed.Events), f.share(g.Ever))
	}
	t.Note = f.say("ui.reveal.note", map[string]any{"last": r.LastDay.String(), "follow": r.Follow})
	return t
}

func missingCell() Cell { return Cell{Text: "—", Number: math.NaN(), Muted: true} }

// share is a rate as a cell; a small base shows none.
func (f *frame) share(r engine.Rate) Cell {
	if r.Small() {
		return missingCell()
	}
	return Cell{Text: f.w.Percent(float64(r.Value), 1), Number: float64(r.Value)}
}

func (f *frame) interval(r engine.Rate) Cell {
	if r.Small() {
		return missingCell()
	}
	return textCell(f.w.Percent(float64(r.Low), 1) + "–" + f.w.Percent(float64(r.High), 1))
}

func (f *frame) money(m engine.Money) Cell {
	return Cell{Text: f.w.Money(m.Float(), f.results.Money.Currency), Number: m.Float()}
}

// lookTable begins a table of a screen beside the road; its id changes with every look.
func (f *frame) lookTable(key string, columns ...string) Table {
	t := Table{ID: -(f.looks.stamp*tablesPerRev + f.looks.tables + 1), Key: key, Name: f.say("ui.look.table."+key, nil)}
	f.looks.tables++
	for _, c := range columns {
		header := f.say("ui.look.column."+c, nil)
		t.Columns = append(t.Columns, Column{Header: header, Chars: headerWidth(header)})
	}
	return t
}

// lookCharts are the charts of what is being looked at.
func (f *frame) lookCharts() []doc.Chart {
	var out []doc.Chart
	if r := f.looks.reveal; r != nil && r.Skipped == "" && !r.Contract && f.results != nil {
		out = append(out, f.revealChart(r))
	}
	if c := f.looks.card; c != nil && f.results != nil && len(c.Days) > 0 {
		out = append(out, f.cardChart(c))
	}
	return out
}

// revealChart is the share that bought again in each group.
func (f *frame) revealChart(r *reveal.Result) doc.Chart {
	c := doc.Chart{Key: "revealed", Kind: doc.ChartBarH, Lang: f.w.Lang(), Unit: doc.UnitPercent, Digits: 1,
		Title:  f.say("ui.reveal.chart", f.rateArgs(r.Lost.Back, map[string]any{"horizon": r.Horizon})),
		XLabel: f.say("ui.look.column.back", map[string]any{"days": r.Horizon}), Note: f.say("ui.reveal.chart.note", map[string]any{"day": r.AsOf.String(), "horizon": strconv.Itoa(r.Horizon)})}
	s := doc.Series{Tone: doc.ToneAccent}
	for _, g := range revealed(r) {
		v, low, high := float64(g.Back.Value), float64(g.Back.Low), float64(g.Back.High)
		if g.Back.Small() {
			continue
		}
		tone := doc.ToneAccent
		switch g.Key {
		case reveal.Here:
			tone = doc.ToneNeutral
		case reveal.Lost, reveal.List:
			tone = doc.ToneWarning
		}
		c.Categories = append(c.Categories, f.say("ui.reveal.group."+g.Key, nil))
		s.Y, s.Low, s.High = append(s.Y, v), append(s.Low, low), append(s.High, high)
		s.Tones, s.Open = append(s.Tones, tone), append(s.Open, r.Open)
	}
	c.Series = []doc.Series{s}
	if r.Open {
		c.OpenLabel = f.say("ui.reveal.chart.open", nil)
	}
	return c
}
