package ui

import (
	"net/url"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"huiliu/app"
	"huiliu/app/screen"
	"huiliu/ui/page"
)

// size of the file dialogs.
const (
	dialogWidth  = 860
	dialogHeight = 560
)

// open asks for files to look at, as many as the person marks.
func (w *window) open() {
	o := page.BrowseOptions{Title: w.host.Words.Say("ui.browse.title", nil), Endings: screen.Endings(), Many: true}
	page.Browse(w.host, w.win.Canvas(), o, w.desk.Drop)
}

// replace asks for the file that is to take the place of an imported table.
func (w *window) replace(file int32) {
	o := page.BrowseOptions{Title: w.host.Words.Say("ui.browse.title.replace", nil), Endings: app.TableEndings()}
	page.Browse(w.host, w.win.Canvas(), o, func(paths []string) { w.desk.Replace(file, paths[0]) })
}

// mapping asks for a saved mapping for the waiting tables.
func (w *window) mapping() {
	o := page.BrowseOptions{Title: w.host.Words.Say("ui.browse.title.mapping", nil), Endings: []string{".toml"}}
	page.Browse(w.host, w.win.Canvas(), o, func(paths []string) { w.desk.LoadMapping(paths[0]) })
}

// choose asks where to save; the file itself is written later, whole or not at all.
func (w *window) choose(proposed string, done func(string)) {
	d := dialog.NewFileSave(func(r fyne.URIWriteCloser, err error) {
		if err != nil || r == nil {
			return
		}
		path := r.URI().Path()
		_ = r.Close()
		if info, err := os.Stat(path); err == nil && info.Size() == 0 {
			_ = os.Remove(path) // the dialog made it to get a writer
		}
		w.desk.SetFolder(filepath.Dir(path))
		done(path)
	}, w.win)
	d.SetFileName(filepath.Base(proposed))
	w.place(d, w.folderOf(proposed))
	d.Show() // Resize before Show would panic in Fyne 2.8
	d.Resize(fyne.NewSize(dialogWidth, dialogHeight))
}

// into asks for a folder to write into.
func (w *window) into(done func(string)) {
	d := dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
		if err == nil && l != nil {
			w.desk.SetFolder(l.Path())
			done(l.Path())
		}
	}, w.win)
	w.place(d, w.folderOf(""))
	d.Show()
	d.Resize(fyne.NewSize(dialogWidth, dialogHeight))
}

type locatable interface{ SetLocation(fyne.ListableURI) }

func (w *window) place(d locatable, dir string) {
	if dir == "" {
		return
	}
	if l, err := storage.ListerForURI(storage.NewFileURI(dir)); err == nil {
		d.SetLocation(l)
	}
}

func (w *window) folderOf(proposed string) string {
	if proposed != "" {
		return filepath.Dir(proposed)
	}
	if v := w.frame.View(); v.Start != nil {
		return v.Start.Folder
	}
	return ""
}

// folder shows a folder in the system's file manager.
func (w *window) folder(path string) {
	_ = w.app.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)})
}

// size of pictures on the clipboard, in pixels.
const (
	pictureWidth  = 1600
	pictureHeight = 900
)

// picture puts a chart on the clipboard for slides, always on a light surface.
func (w *window) picture(chart string) {
	w.bridge.async(func() func() {
		p, err := w.desk.Draw(chart, pictureWidth, pictureHeight, 1.25, false)
		if err == nil && p.Image != nil {
			err = copyPicture(p.Image)
		}
		return func() {
			if err != nil {
				dialog.ShowInformation(w.host.Words.Say("ui.chart.image", nil), w.host.Words.Say("ui.chart.image.none", nil), w.win)
			}
		}
	})
}
