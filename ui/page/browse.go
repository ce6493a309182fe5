package page

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/ui/theme"
	"huiliu/ui/widget"
)

// browser is the file chooser: one folder, several files to mark, everything by
// keyboard. Fyne's own takes one file at a time.
type browser struct {
	host   *Host
	pop    *fynewidget.PopUp
	many   bool
	ending []string
	done   func([]string)
	path   *widget.Text
	note   *widget.Text
	place  *widget.Choose
	rows   *widget.Marks
	all    *widget.Button
	open   *widget.Button
	folder screen.Folder
	wanted string // the folder asked for last
}

// BrowseOptions say what to choose.
type BrowseOptions struct {
	Title   string
	Folder  string   // "" where the last file was chosen
	Endings []string // of the files that are shown
	Many    bool     // several files
}

// Browse asks for files; done hears their paths, or nothing when the person gives up.
func Browse(h *Host, c fyne.Canvas, o BrowseOptions, done func([]string)) {
	b := &browser{host: h, many: o.Many, ending: o.Endings, done: done, path: widget.NewCaption(""), note: widget.NewText("")}
	b.path.Lines = 1
	b.place = widget.NewChoose(b.enter)
	b.rows = widget.NewMarks()
	b.rows.OnOpen, b.rows.OnBack, b.rows.OnMark, b.rows.OnClose = b.take, b.up, b.count, b.close
	up := widget.NewButton(h.say("ui.browse.up"), b.up)
	b.all = widget.NewButton(h.say("ui.browse.all"), b.rows.MarkAll)
	b.open = widget.NewButton(h.say("ui.browse.open"), func() { b.take(b.rows.Cursor()) })
	b.open.Importance = fynewidget.HighImportance
	cancel := widget.NewButton(h.say("common.cancel"), b.close)
	show(b.all, o.Many)
	hint := "ui.browse.hint.one"
	if o.Many {
		hint = "ui.browse.hint"
	}
	top := widget.NewColumn(theme.Grid, widget.NewHeading(o.Title),
		widget.NewRow(widget.Row{Gap: theme.Grid}, widget.NewFixed(180, 0, b.place), up, b.all), b.path, b.note)
	foot := widget.NewRow(widget.Row{Gap: theme.Grid, Grow: 1}, widget.NewCaption(h.say(hint)), b.open, cancel)
	content := container.NewBorder(top, widget.NewPad(widget.Pad{Top: theme.Grid}, foot), nil, nil, b.rows)
	b.pop = fynewidget.NewModalPopUp(widget.NewPad(widget.Pad{Top: gap, Right: gap, Bottom: gap, Left: gap}, content), c)
	b.pop.Resize(fyne.NewSize(min(browseWidth, c.Size().Width-2*gap), min(browseHeight, c.Size().Height-2*gap)))
	b.pop.Show()
	b.enter(o.Folder)
	c.Focus(b.rows)
}

// size of the file chooser.
const (
	browseWidth  = 820
	browseHeight = 560
)

// enter shows a folder; a slow disk does not hold the window up, and a later wish wins.
func (b *browser) enter(path string) {
	b.wanted = path
	b.host.Async(func() func() {
		folder := b.host.Desk.Browse(path, b.ending)
		return func() {
			if b.wanted == path {
				b.apply(folder)
			}
		}
	})
}

func (b *browser) apply(f screen.Folder) {
	b.folder = f
	b.path.SetText(f.Path)
	setOrHide(b.note, f.Note)
	b.place.Set(options(f.Places), f.Path)
	marks := make([]widget.Mark, len(f.Items))
	for i, item := range f.Items {
		marks[i] = widget.Mark{Text: item.Name, Note: item.Facts, Folder: item.Dir, Markable: b.many && !item.Dir}
	}
	b.rows.SetMarks(marks)
	b.count(0)
	b.pop.Content.Refresh()
}

func (b *browser) count(marked int) {
	text := b.host.say("ui.browse.open")
	if marked > 0 {
		text = b.host.Words.Say("ui.browse.open.many", map[string]any{"files": marked})
	}
	b.open.SetText(text)
}

func (b *browser) up() {
	if b.folder.Parent != "" {
		b.enter(b.folder.Parent)
	}
}

// take opens what is marked, else what the cursor stands on.
func (b *browser) take(at int) {
	var chosen []string
	for _, i := range b.rows.Marked() {
		chosen = append(chosen, b.folder.Items[i].Path)
	}
	if len(chosen) == 0 {
		if at < 0 || at >= len(b.folder.Items) {
			return
		}
		if b.folder.Items[at].Dir {
			b.enter(b.folder.Items[at].Path)
			return
		}
		chosen = []string{b.folder.Items[at].Path}
	}
	b.host.Desk.SetFolder(filepath.Clean(b.folder.Path))
	b.close()
	b.done(chosen)
}

func (b *browser) close() { b.pop.Hide() }
