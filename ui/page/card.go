package page

import (
	"fyne.io/fyne/v2"

	"huiliu/app/screen"
	"huiliu/ui/widget"
)

// cardPage is everything known of one customer: figures at the side, the purchases on
// their days, and the history below.
type cardPage struct {
	*sheet
	facts *fyne.Container
	ask   *whatIf
	shown []screen.Measure
	wish  *widget.Press // leave the customer out of the lists
	again *widget.Press // allow contact again
}

func newCardPage(h *Host) *cardPage {
	c := &cardPage{facts: widget.NewGrid(widget.Grid{Least: 150, Gap: gap}), ask: newWhatIf(h)}
	c.sheet = newSheet(h, nil, widget.NewColumn(gap, c.facts, c.ask.object))
	c.sheet.layout.compact, c.sheet.layout.least, c.sheet.layout.wordy = true, 230, true
	c.sheet.layout.picks.Add(chartButton(h.say("ui.next.card:copy"), func() { h.Copy(c.text()) }))
	c.wish, c.again = chartButton(h.say("ui.card.wish"), h.Desk.TurnWish), chartButton(h.say("ui.card.wish.back"), h.Desk.TurnWish)
	c.sheet.layout.picks.Add(c.wish)
	c.sheet.layout.picks.Add(c.again)
	c.sheet.layout.picks.Add(chartButton(h.say("ui.card.export"), c.sheet.exportTable))
	c.sheet.lead()
	c.sheet.next.Hide()
	return c
}

func (c *cardPage) apply(v screen.View) {
	if v.Card != nil {
		c.facts.Objects = nil
		for _, f := range v.Card.Facts {
			m := newMeasure()
			m.set(f)
			c.facts.Add(m.object)
		}
		c.shown = v.Card.Facts
		c.wish.Hidden, c.again.Hidden = v.Card.DoNotContact, !v.Card.DoNotContact
		c.ask.set(v.Card.WhatIf)
	}
	c.sheet.apply(v)
}

// text is the card for the clipboard: the sentences, the figures, then the table.
func (c *cardPage) text() string {
	out := c.view.Page.Answer + "\n"
	for _, s := range c.view.Page.More {
		out += s + "\n"
	}
	for _, f := range c.shown {
		out += f.Label + "\t" + f.Value + "\t" + f.Note + "\n"
	}
	return out + "\n" + c.rows.TSV()
}
