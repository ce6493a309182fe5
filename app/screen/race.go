package screen

import (
	"math"
	"strconv"

	"huiliu/assets"
	"huiliu/engine/predict"
	"huiliu/reports/doc"
)

// RaceView is the race screen's controls: the money of a contact, to be moved.
type RaceView struct {
	Value, Contact, Accept Slide
}

// Slide is one number that is moved without being applied.
type Slide struct {
	Label     string
	Low, High float64
	Step      float64
	Value     float64 // as computed or assumed
}

// Priced says what contacting the riskiest customers would bring.
type Priced struct {
	Value, Contact, Accept string // as moved, in words
	Measures               []Measure
	Share                  float64 // to contact, of all; 0 for nobody
}

// racePage is the screen of the race.
func (f *frame) racePage() (Page, *RaceView) {
	p := f.analysis(Race)
	if f.results == nil || winnerGains(f.results) == nil {
		return p, nil
	}
	t := f.results.Race.Terms
	slide := func(key string, v, high, step float64) Slide {
		return Slide{Label: f.say("ui.race."+key, nil), Low: 0, High: math.Max(high, v), Step: step, Value: v}
	}
	step := roundStep(t.Value / 50)
	worth := slide("value", t.Value, math.Ceil(4*t.Value/step)*step, step)
	if t.Source == predict.ValueDefault {
		worth.Label = f.say("ui.race.value.assumed", nil)
	}
	return p, &RaceView{
		Value:   worth,
		Contact: slide("contact", t.Contact, math.Ceil(t.Value/2/step)*step, step/100),
		Accept:  slide("accept", t.Accept, 1, 0.01),
	}
}

// roundStep is the power of ten at or below v.
func roundStep(v float64) float64 { return math.Pow(10, math.Floor(math.Log10(math.Max(v, 0.1)))) }

func winnerGains(r *doc.Results) *predict.Gains {
	for i := range r.Race.Gains {
		if r.Race.Gains[i].Model == r.Race.Verdict.Winner {
			return &r.Race.Gains[i]
		}
	}
	return nil
}

// Price says what contacting the riskiest customers would bring if keeping one were
// worth value, a contact cost contact and a share of the leavers accepted. It reads the
// gains curve of what is used; nothing is changed.
func (d *Desk) Price(value, contact, accept float64) Priced {
	d.mu.Lock()
	w, r := d.words, d.results
	d.mu.Unlock()
	if r == nil {
		return Priced{}
	}
	g := winnerGains(r)
	if g == nil {
		return Priced{}
	}
	t := r.Race.Terms
	if t.Value > 0 {
		t.Offer = t.Offer / t.Value * value // the offer stays the same share of the worth
	}
	t.Value, t.Contact, t.Accept = value, contact, accept
	x := pricing{w: w, currency: r.Money.Currency, p: g.Price(t, r.Race.Churned), here: float64(r.Watch.Customers)}
	return Priced{
		Value: x.money(value), Contact: x.money(contact), Accept: w.Percent(accept, 0), Share: x.p.Share,
		Measures: []Measure{x.share(), x.captured(), x.profit(), x.everybody(), x.threshold()},
	}
}

// pricing words one answer.
type pricing struct {
	w        *assets.Words
	currency string
	p        predict.Priced
	here     float64 // customers still here today
}

func (x pricing) say(key string, args map[string]any) string { return x.w.Say("ui.race."+key, args) }
func (x pricing) money(v float64) string                     { return x.w.Money(v, x.currency) }

func (x pricing) share() Measure {
	m := Measure{Label: x.say("share", nil), Value: x.w.Percent(x.p.Share, 0),
		Note: x.say("share.note", map[string]any{"customers": x.w.Int(int64(math.Round(x.p.Share * x.here)))})}
	if x.p.Share == 0 {
		m.Value, m.Note = x.say("nobody", nil), x.say("nobody.note", nil)
	}
	return m
}

func (x pricing) captured() Measure {
	return Measure{Label: x.say("captured", nil), Value: x.w.Percent(float64(x.p.Captured), 0), Note: x.say("captured.note", nil)}
}

func (x pricing) profit() Measure {
	m := Measure{Label: x.say("profit", nil), Value: x.money(float64(x.p.Profit.Value) * x.here), Note: x.say("profit.none", nil)}
	if x.p.Share > 0 {
		m.Note = x.say("profit.note", map[string]any{"low": x.money(float64(x.p.Profit.Low) * x.here), "high": x.money(float64(x.p.Profit.High) * x.here)})
	}
	return m
}

func (x pricing) everybody() Measure {
	m := Measure{Label: x.say("everybody", nil), Value: "—", Note: x.say("everybody.note", nil)}
	if x.p.Everybody.Defined() {
		m.Value = x.money(float64(x.p.Everybody) * x.here)
	}
	return m
}

func (x pricing) threshold() Measure {
	m := Measure{Label: x.say("threshold", nil), Value: "—", Note: x.say("threshold.none", nil)}
	if x.p.Threshold < 1 {
		m.Value, m.Note = x.w.Percent(x.p.Threshold, 1), x.say("threshold.note", nil)
	}
	return m
}

// priced marks a share of the customers on the gains curve.
func (f *frame) priced(c doc.Chart, at string) doc.Chart {
	share, err := strconv.ParseFloat(at, 64)
	if err != nil || share <= 0 {
		return c
	}
	list := make([]doc.Reference, 0, len(c.References))
	for _, r := range c.References {
		if !r.OnX {
			list = append(list, r)
		}
	}
	c.References = append(list, doc.Reference{OnX: true, Value: share,
		Label: f.say("report.chart.gains.best", map[string]any{"share": f.w.Percent(share, 0)}), Tone: doc.ToneGood})
	return c
}
