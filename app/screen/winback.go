package screen

import (
	"math"
	"strconv"
	"strings"

	"huiliu/engine/winback"
	"huiliu/reports/doc"
)

// winback is the screen where assumptions are moved and the plan follows.
func (f *frame) winbackPage() (Page, *WinbackView) {
	p := f.analysis(Winback)
	if f.results == nil || f.results.Winback.Skipped != "" {
		return p, nil
	}
	v := &WinbackView{}
	_, t := f.document.FindTable("assumptions")
	if t != nil {
		v.Groups = f.assumptions(t)
	}
	if plan := &f.results.Winback.Plan; plan.NotDue > 0 || plan.IncludesNotDue {
		key := "ui.winback.not_due"
		if v.NotDueTurn = f.say("ui.winback.not_due.include", nil); plan.IncludesNotDue {
			key, v.NotDueTurn = "ui.winback.not_due.included", f.say("ui.winback.not_due.leave", nil)
		}
		v.NotDue = f.say(key, map[string]any{"customers": f.w.Int(plan.NotDue)})
	}
	if f.moved != nil {
		v.Moved = f.movedLabel(t)
		v.Before = f.compare(f.moved.before)
	}
	return p, v
}

// leading are the assumptions people change most, shown first.
var leading = []string{"budget", "margin_rate", "contact_cap"}

func (f *frame) assumptions(t *doc.Table) []AssumptionGroup {
	lead := AssumptionGroup{Title: f.say("ui.winback.group.main", nil)}
	offers := map[string]*AssumptionGroup{}
	var order []string
	rest := AssumptionGroup{Title: f.say("ui.winback.group.rest", nil)}
	for i := range f.results.Winback.Assumptions.Offers {
		o := &f.results.Winback.Assumptions.Offers[i]
		offers[o.Key] = &AssumptionGroup{Title: f.labelOr("offer", o.Key)}
		order = append(order, o.Key)
	}
	for _, name := range leading {
		if a, ok := f.assumption(t, name); ok {
			lead.Items = append(lead.Items, a)
		}
	}
	for _, row := range t.Rows {
		a, ok := f.assumption(t, row.Key)
		if !ok || isLeading(row.Key) {
			continue
		}
		if offer, what, ok := offerOf(row.Key, order); ok {
			a.Label = f.say("ui.winback.offer."+what, nil)
			offers[offer].Items = append(offers[offer].Items, a)
			continue
		}
		rest.Items = append(rest.Items, a)
	}
	out := []AssumptionGroup{lead}
	for _, key := range order {
		out = append(out, *offers[key])
	}
	return append(out, rest)
}

func isLeading(name string) bool {
	for _, n := range leading {
		if n == name {
			return true
		}
	}
	return false
}

// offerOf splits "offer_coupon_lift" into the offer and what of it.
func offerOf(name string, offers []string) (offer, what string, ok bool) {
	for _, key := range offers {
		for _, w := range []string{"contact_cost", "offer_cost", "lift"} {
			if strings.HasPrefix(name, "offer_") && strings.HasSuffix(name, "_"+w) && len(name) == len("offer_")+len(key)+1+len(w) && sameLetters(name[len("offer_"):len("offer_")+len(key)], key) {
				return key, w, true
			}
		}
	}
	return "", "", false
}

// sameLetters compares a defined name with a key: other signs became underscores.
func sameLetters(name, key string) bool {
	if len(name) != len(key) {
		return false
	}
	for i := range len(name) {
		if name[i] != key[i] && name[i] != '_' {
			return false
		}
	}
	return true
}

func (f *frame) assumption(t *doc.Table, name string) (Assumption, bool) {
	cell, ok := t.Cell(name, "value")
	known, settable := f.setName(name)
	if !ok || !settable || cell.Input == nil {
		return Assumption{}, false
	}
	text := func(column string) string {
		c, _ := t.Cell(name, column)
		s, _ := c.Value.(string)
		return s
	}
	a := Assumption{Label: text("item"), Unit: text("unit"), Note: text("note"),
		Percent: cell.Kind == doc.KindPercent, Min: cell.Input.Low, Max: cell.Input.High}
	a.Name, a.Source = known, f.sourceText(known)
	v := cellNumber(cell)
	if a.Percent {
		v *= 100
		a.Unit, a.Min, a.Max = "%", a.Min*100, a.Max*100
	}
	digits := 1e4 // what a person would type; the exact value stays in the plan
	if a.Percent {
		digits = 100
	}
	a.Value, a.Text = v, strconv.FormatFloat(math.Round(v*digits)/digits, 'f', -1, 64)
	start, ok := f.first[name]
	if !ok {
		start = v
	}
	a.Low, a.High, a.Step = sliderEnds(a, start)
	return a, true
}

// setName finds the name that [Desk.Assume] knows for a row of the assumptions sheet,
// whose names are those of the workbook's cells.
func (f *frame) setName(row string) (string, bool) {
	for _, name := range winback.Names(f.results.Winback.Assumptions) {
		if row == name || sameLetters(strings.TrimPrefix(row, "offer_"), strings.TrimPrefix(name, "offer_")) {
			return name, true
		}
	}
	return "", false
}

// sourceText says where a value comes from: measured, assumed or the person's.
func (f *frame) sourceText(name string) string {
	source := f.results.Winback.Assumptions.Sources[name]
	if source == "" {
		source = winback.SourceAssumed
	}
	return f.say("ui.source."+source, nil)
}

func cellNumber(c doc.TableCell) float64 {
	switch v := c.Value.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

// sliderEnds choose a range in which moving makes sense; typing may go beyond it.
func sliderEnds(a Assumption, start float64) (low, high, step float64) {
	low = max(a.Min, 0)
	if a.Percent {
		high = min(a.Max, 100)
		if start*2 > high {
			high = min(a.Max, roundUp(start*2))
		}
		return low, high, 1
	}
	high = min(a.Max, roundUp(max(start*3, 10)))
	return low, high, max(high/100, 0.01)
}

// roundUp gives 1, 2 or 5 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5, 10} {
		if v <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// assumed are the assumptions by name as the sliders count. Call with mu held.
func (d *Desk) assumed() map[string]float64 {
	out := map[string]float64{}
	if d.document == nil {
		return out
	}
	_, t := d.document.FindTable("assumptions")
	if t == nil {
		return out
	}
	for _, row := range t.Rows {
		cell, _ := t.Cell(row.Key, "value")
		v := cellNumber(cell)
		if cell.Kind == doc.KindPercent {
			v *= 100
		}
		out[row.Key] = v
	}
	return out
}

func (f *frame) movedLabel(t *doc.Table) string {
	if t == nil {
		return f.moved.name
	}
	if cell, ok := t.Cell(f.moved.name, "item"); ok {
		if s, ok := cell.Value.(string); ok {
			return s
		}
	}
	return f.moved.name
}

// compare shows the plan before and after the last change.
func (f *frame) compare(before *doc.Results) []Compare {
	a, b := &before.Winback.Plan, &f.results.Winback.Plan
	money := func(v float64) string { return f.w.Money(v, f.results.Money.Currency) }
	row := func(key, x, y string) Compare {
		return Compare{Label: f.say("ui.plan."+key, nil), Before: x, After: y, Same: x == y}
	}
	return []Compare{
		row("contacts", f.w.Int(a.Contacts), f.w.Int(b.Contacts)),
		row("spend", money(a.Spend), money(b.Spend)),
		row("net", money(a.Net), money(b.Net)),
		row("roi", f.w.Percent(float64(a.ROI), 1), f.w.Percent(float64(b.ROI), 1)),
		row("incremental", f.w.Decimal(a.Incremental, 1), f.w.Decimal(b.Incremental, 1)),
	}
}
