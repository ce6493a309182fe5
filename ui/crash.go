package ui

import (
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/crash"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// reportWidth keeps the sentences of the dialog readable.
const reportWidth = 520

// offerReport says that the program ended badly the last time, where the report
// lies, and offers to go on with the project that was open.
func (w *window) offerReport(r crash.Report) {
	say := func(key string) string { return w.host.Words.Say(key, nil) }
	text := w.host.Words.Say("ui.crash.text", map[string]any{"path": r.Path})
	var d *dialog.CustomDialog
	button := func(key string, f func()) *fynewidget.Button { return fynewidget.NewButton(say(key), f) }
	copyReport := button("ui.crash.copy", func() {
		if b, err := os.ReadFile(r.Path); err == nil {
			w.app.Clipboard().SetContent(string(b))
		}
	})
	folder := button("ui.crash.folder", func() { w.folder(filepath.Dir(r.Path)) })
	closing := button("ui.crash.close", func() { d.Hide() })
	buttons := []fyne.CanvasObject{copyReport, folder, closing}
	if v := w.desk.View(); v.Start != nil && len(v.Start.Recent) > 0 {
		last := v.Start.Recent[0]
		reopen := fynewidget.NewButton(w.host.Words.Say("ui.crash.reopen", map[string]any{"project": last.Name}), func() {
			d.Hide()
			w.desk.OpenProject(last.Path)
		})
		reopen.Importance = fynewidget.HighImportance
		buttons = append(buttons, reopen)
	}
	words := widget.NewText(text)
	body := widget.NewFixed(reportWidth, widget.HeightOf(words, reportWidth)+2*theme.Grid, words)
	d = dialog.NewCustomWithoutButtons(say("ui.crash.title"), body, w.win)
	d.SetButtons(buttons)
	d.Show()
}
