package page

import (
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app"
	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// report writes the workbook, and what goes with it.
type report struct {
	host     *Host
	root     *fyne.Container
	sheet    *sheet
	form     *fyne.Container
	answer   *widget.Text
	terms    *fyne.Container
	language *fynewidget.Select
	masked   *fynewidget.Check
	charts   *fynewidget.Check
	json     *fynewidget.Check
	where    *widget.Text
	path     string
	proposed string
	lang     string
	done     *fyne.Container
	says     *fyne.Container
	shown    string
}

func newReport(h *Host) *report {
	r := &report{host: h, sheet: newSheet(h, nil, nil), answer: widget.NewAnswer(""), where: widget.NewCaption(""), says: widget.NewColumn(theme.Grid), done: widget.NewColumn(theme.Grid)}
	r.terms = widget.NewRow(widget.Row{Gap: gap, Wrap: true})
	r.masked = fynewidget.NewCheck(h.say("ui.report.masked"), nil)
	r.charts = fynewidget.NewCheck(h.say("ui.report.charts"), nil)
	r.json = fynewidget.NewCheck(h.say("ui.report.json"), nil)
	save := fynewidget.NewButton(h.say("ui.report.save"), r.Save)
	save.Importance = fynewidget.HighImportance
	choosePath := fynewidget.NewButton(h.say("ui.report.choose"), func() { h.Choose(r.path, func(p string) { r.setPath(p) }) })
	r.language = fynewidget.NewSelect(nil, nil)
	form := widget.NewColumn(12,
		widget.NewHeading(h.say("ui.report.what")),
		widget.NewRow(widget.Row{Gap: gap}, fixedText(widget.NewText(h.say("ui.report.language"))), widget.NewFixed(160, 0, r.language)),
		r.masked, widget.NewCaption(h.say("ui.report.masked.hint")), r.charts, r.json,
		widget.NewHeading(h.say("ui.report.where")), r.where, widget.NewRow(widget.Row{Gap: theme.Grid}, save, choosePath), r.done)
	said := widget.NewColumn(12, widget.NewHeading(h.say("ui.report.says")), r.says)
	r.form = &fyne.Container{Layout: &reportLayout{}, Objects: []fyne.CanvasObject{widget.NewColumn(theme.Grid, r.answer, r.terms), form, container.NewVScroll(widget.NewPad(widget.Pad{Right: gap, Bottom: gap}, said))}}
	r.root = container.NewStack(r.sheet.object(), r.form)
	return r
}

func (r *report) object() fyne.CanvasObject { return r.root }
func (r *report) table() *widget.Table      { return nil }
func (r *report) search()                   {}

func (r *report) setPath(path string) {
	if path != "" {
		if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
			path += ".xlsx"
		}
		r.path = path
		r.where.SetText(path)
		r.form.Refresh()
	}
}

// Save writes what is ticked.
func (r *report) Save() {
	if r.path == "" {
		return
	}
	t := app.Target{Workbook: r.path, Masked: r.masked.Checked}
	base := strings.TrimSuffix(r.path, filepath.Ext(r.path))
	if r.charts.Checked {
		t.Charts = base
	}
	if r.json.Checked {
		t.JSON = base + ".json"
	}
	r.host.Desk.Save(t, r.lang)
}

func (r *report) apply(v screen.View) {
	if v.Report == nil {
		r.form.Hide()
		r.sheet.object().Show()
		r.sheet.apply(v)
		return
	}
	r.sheet.object().Hide()
	r.form.Show()
	r.answer.SetText(v.Page.Answer)
	fillTerms(r.host, r.terms, v.Page.Terms, v.Shell.Current)
	if v.Report.Path != r.proposed {
		r.proposed = v.Report.Path
		r.setPath(v.Report.Path)
	}
	if r.lang == "" {
		r.lang = v.Report.Language
		texts := make([]string, len(v.Report.Languages))
		for i, c := range v.Report.Languages {
			texts[i] = c.Text
		}
		r.language.Options = texts
		for i, c := range v.Report.Languages {
			if c.Key == r.lang {
				r.language.SetSelectedIndex(i)
			}
		}
		r.language.OnChanged = func(string) { r.lang = v.Report.Languages[r.language.SelectedIndex()].Key }
	}
	if all := join(v.Report.Summary); all != r.shown {
		r.shown = all
		r.says.Objects = nil
		for _, s := range v.Report.Summary {
			r.says.Add(widget.NewText(s))
		}
	}
	r.applySaved(v.Report.Saved)
	r.form.Refresh()
}

func (r *report) applySaved(s screen.Saved) {
	r.done.Objects = nil
	if s.Workbook == "" {
		return
	}
	text := widget.NewHeading(r.host.Words.Say("ui.report.done", map[string]any{"file": filepath.Base(s.Workbook)}))
	text.Color = "primary"
	r.done.Add(text)
	if s.Pictures > 0 {
		r.done.Add(widget.NewCaption(r.host.Words.Say("ui.report.pictures", map[string]any{"count": s.Pictures, "folder": s.Charts})))
	}
	r.done.Add(widget.NewRow(widget.Row{Gap: theme.Grid}, fynewidget.NewButton(r.host.say("ui.report.folder"), func() { r.host.Folder(filepath.Dir(s.Workbook)) })))
}

// reportLayout puts the choices left and what the report will say right.
type reportLayout struct{}

func (reportLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 480) }
func (reportLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := size.Width - 2*margin
	y := float32(margin) - 4
	h := widget.HeightOf(o[0], width)
	put(o[0], margin, y, width, h)
	y += h + margin
	left := min(float32(400), width*0.45)
	put(o[1], margin, y, left, widget.HeightOf(o[1], left))
	put(o[2], margin+left+2*margin, y, width-left-2*margin, size.Height-y-gap)
}
