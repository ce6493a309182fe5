package page

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// identityPane is the queue of ids that may be one person: two ids side by side, the
// decision by button or key, and what merging would change.
type identityPane struct {
	host     *Host
	root     *container.Scroll
	sentence *widget.Text
	progress *widget.Text
	level    *widget.Text
	alike    *widget.Text
	verdict  *widget.Text
	rows     *fyne.Container
	keys     *widget.Keys
	buttons  *fyne.Container
	hint     *widget.Text
	tables   *tables
	view     *screen.IdentityView
}

func newIdentityPane(h *Host) *identityPane {
	p := &identityPane{host: h, view: &screen.IdentityView{}, sentence: widget.NewText(""), progress: widget.NewHeading(""), level: widget.NewText(""), alike: widget.NewText(""), verdict: widget.NewHeading(""), hint: widget.NewCaption(h.say("ui.identity.hint"))}
	p.verdict.Color = fynetheme.ColorNamePrimary
	p.rows = widget.NewColumn(3)
	p.keys = widget.NewKeys(widget.NewColumn(4, p.progress, p.level, p.alike, p.rows, p.verdict), p.typed, p.pressed)
	same := widget.NewButton(h.say("ui.identity.same"), func() { p.decide(screen.VerdictSame) })
	same.Importance = fynewidget.HighImportance
	p.buttons = widget.NewRow(widget.Row{Gap: theme.Grid, Wrap: true}, same,
		widget.NewButton(h.say("ui.identity.other"), func() { p.decide(screen.VerdictOther) }),
		widget.NewButton(h.say("ui.identity.later"), func() { p.decide(screen.VerdictLater) }),
		widget.NewButton(h.say("ui.identity.back"), func() { p.turn(-1) }))
	p.tables = newTables(p.sentence, p.keys, p.buttons, p.hint)
	p.root = p.tables.root
	return p
}

func (p *identityPane) typed(r rune) {
	switch r {
	case 'y', 'Y', '1':
		p.decide(screen.VerdictSame)
	case 'n', 'N', '2':
		p.decide(screen.VerdictOther)
	case 'l', 'L', '3':
		p.decide(screen.VerdictLater)
	}
}

func (p *identityPane) pressed(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft, fyne.KeyUp:
		p.turn(-1)
	case fyne.KeyRight, fyne.KeyDown:
		p.turn(1)
	default:
		return false
	}
	return true
}

func (p *identityPane) decide(verdict string) { p.host.Desk.DecidePair(verdict) }
func (p *identityPane) turn(by int)           { p.host.Desk.ChoosePair(p.view.Position + by) }

func (p *identityPane) apply(v *screen.IdentityView) {
	p.view = v
	p.sentence.SetText(v.Sentence)
	for _, o := range []fyne.CanvasObject{p.keys, p.buttons, p.hint} {
		show(o, v.Count > 0)
	}
	p.progress.SetText(v.Progress)
	p.level.SetText(v.Level)
	alike := ""
	if v.Reasons != "" {
		alike = p.host.Words.Say("ui.identity.alike", map[string]any{"reasons": v.Reasons}) + "    "
	}
	p.alike.SetText(alike + p.host.Words.Say("ui.identity.life", map[string]any{"life": v.Life}))
	setOrHide(p.verdict, v.Verdict)
	p.rows.Objects = nil
	if v.Count > 0 {
		p.rows.Add(pairRow("", widget.NewCaption(v.Heads[0]), widget.NewCaption(v.Heads[1])))
	}
	for _, r := range v.Rows {
		kept, gone := widget.NewText(r.Kept), widget.NewText(r.Gone)
		if r.Same {
			kept.Color, gone.Color = fynetheme.ColorNamePrimary, fynetheme.ColorNamePrimary
			kept.Bold, gone.Bold = true, true
		}
		p.rows.Add(pairRow(r.Label, kept, gone))
	}
	p.tables.apply(v.Effects)
}

// pairRow is one thing about both ids.
func pairRow(label string, kept, gone fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewPair(widget.NewCaption(label), kept, gone)
}
