package ui

import (
	"encoding/json"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"

	"huiliu/app/screen"
	"huiliu/assets"
)

// shortcuts binds the keys people know.
func (w *window) shortcuts() {
	c := w.win.Canvas()
	control := func(key fyne.KeyName, f func()) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { f() })
	}
	control(fyne.KeyO, w.open)
	control(fyne.KeyS, func() { w.frame.SaveReport() })
	control(fyne.KeyF, func() { w.frame.Search() })
	control(fyne.KeyReturn, func() { w.frame.Advance() })
	control(fyne.KeyD, func() { w.frame.AskDay() })
	control(fyne.KeyT, w.desk.Today)
	move := func(key fyne.KeyName, tables, steps int) {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}, func(fyne.Shortcut) { w.frame.Move(tables, steps) })
	}
	move(fyne.KeyUp, -1, 0)
	move(fyne.KeyDown, 1, 0)
	move(fyne.KeyLeft, 0, -1)
	move(fyne.KeyRight, 0, 1)
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.desk.Undo() })
	c.AddShortcut(&fyne.ShortcutRedo{}, func(fyne.Shortcut) { w.desk.Redo() })
	c.AddShortcut(&fyne.ShortcutCopy{}, func(fyne.Shortcut) { w.frame.CopyTable() })
	for i, k := range screen.Road() {
		control(fyne.KeyName('1'+rune(i)), func() { w.desk.Go(k) })
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			w.escape()
		}
	})
}

// escape closes what lies on top, else leaves a card or a reveal, else stops the running
// work and closes the problems.
func (w *window) escape() {
	if top := w.win.Canvas().Overlays().Top(); top != nil {
		if pop, ok := top.(*widget.PopUp); ok {
			pop.Hide() // dialogs are pop-ups too
		} else {
			w.win.Canvas().Overlays().Remove(top)
		}
		return
	}
	if w.desk.Back() || w.desk.CloseList() {
		return
	}
	w.desk.Cancel()
	w.desk.Dismiss()
}

// speak makes Fyne's own dialogs and menus use our language: their words are put
// under the name of the system's language, later ones win.
func speak(words *assets.Words) {
	const prefix = "ui.fyne."
	texts := map[string]any{}
	for _, k := range words.Keys() {
		if id, ok := strings.CutPrefix(k, prefix); ok {
			texts[id] = words.Say(k, nil)
		}
	}
	b, err := json.Marshal(texts)
	if err == nil {
		err = lang.AddTranslationsForLocale(b, lang.SystemLocale())
	}
	if err != nil {
		fyne.LogError("translations", err)
	}
}
