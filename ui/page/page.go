// Package page holds the screens of the window. Every screen is built once per
// language and brightness and then only told what to show (Apply); what a person
// does there goes to the [screen.Desk], what only the window can do (file dialogs,
// clipboard) to the [Host]. All share one shape: answer → evidence → next step → table.
package page

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/ui/widget"
)

// Host is what screens need from the window.
type Host struct {
	Desk    *screen.Desk
	Words   *assets.Words
	Async   widget.Async
	Draw    widget.Draw
	Open    func()                                   // choose files to look at
	Replace func(file int32)                         // choose a file to take the place of a table
	Mapping func()                                   // choose a saved mapping for the waiting tables
	Canvas  func() fyne.Canvas                       // where the focus is kept
	Choose  func(proposed string, done func(string)) // choose where to save
	Place   func(done func(folder string))           // choose a folder to write into
	Folder  func(path string)                        // show a folder
	Copy    func(text string)
	Picture func(chart string) // put a picture of a chart on the clipboard
	Dark    bool
}

func (h *Host) say(key string) string { return h.Words.Say(key, nil) }

// do performs an intent: the window's own here, the others at the desk.
func (h *Host) do(intent string) {
	switch {
	case intent == "as_of":
		askDay(h)
	case intent == "lists":
		askLists(h)
	case intent == "export_model":
		h.Choose("model.sql", h.Desk.ExportModel)
	case intent == "back":
		h.Desk.Back()
	case strings.HasPrefix(intent, "open"):
		h.Open()
	case strings.HasPrefix(intent, "replace:"):
		h.Replace(fileID(strings.TrimPrefix(intent, "replace:")))
	default:
		h.Desk.Do(intent)
	}
}

// body is one screen.
type body interface {
	object() fyne.CanvasObject
	apply(v screen.View)
	table() *widget.Table // the one that is copied and searched, nil for none
	search()              // puts the cursor into the search box
}

func tableData(t screen.Table) widget.TableData {
	d := widget.TableData{ID: t.ID, Columns: make([]widget.TableColumn, len(t.Columns)), Rows: make([][]widget.TableCell, len(t.Rows))}
	for i, c := range t.Columns {
		d.Columns[i] = widget.TableColumn{Header: c.Header, Right: c.Right, Chars: c.Chars}
	}
	for i, row := range t.Rows {
		d.Rows[i] = make([]widget.TableCell, len(row))
		for j, c := range row {
			d.Rows[i][j] = widget.TableCell{Text: c.Text, Number: c.Number, Muted: c.Muted, Link: c.Behind}
		}
	}
	return d
}

// sameTable reports whether two tables show the same texts.
func sameTable(a, b screen.Table) bool {
	return a.Key == b.Key && slices.Equal(a.Columns, b.Columns) && slices.EqualFunc(a.Rows, b.Rows, func(x, y []screen.Cell) bool {
		return slices.EqualFunc(x, y, func(c, d screen.Cell) bool { return c.Text == d.Text && c.Muted == d.Muted })
	})
}

// DrawWith draws the desk's charts in one brightness.
func DrawWith(d *screen.Desk, dark bool) widget.Draw {
	return func(key string, width, height int, scale float64) (screen.Picture, error) {
		return d.Draw(key, width, height, scale, dark)
	}
}
