// Package ui is the window. It draws what app/screen publishes and passes on what a
// person does; it knows no data, no files and no words of its own.
//
//	err := ui.Run(ui.Options{Files: paths, Now: time.Now})
package ui

import (
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"huiliu/app"
	"huiliu/app/crash"
	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/ui/page"
	"huiliu/ui/theme"
)

// appID is the name the system knows the program by; FyneApp.toml carries the same.
const appID = "cn.huiliu.desktop"

// Options say how the window starts.
type Options struct {
	Files  []string    // opened at once: a project, or files to look at
	Lang   assets.Lang // "" = remembered, else System, else Chinese
	System assets.Lang // the system's language
	Home   string      // folder of settings and projects
	Now    func() time.Time

	Crash  *crash.Report                   // of the run before, offered to the person
	Listen func(take func(files []string)) // told about later starts of the program; may be nil
}

// window is the open window.
type window struct {
	app    fyne.App
	win    fyne.Window
	desk   *screen.Desk
	bridge *bridge
	frame  *page.Frame
	host   *page.Host
	lang   string
	theme  string
}

// size of a first start.
const (
	firstWidth  = 1280
	firstHeight = 800
)

// Run opens the window and returns when it is closed. Without a usable display it
// returns a [NoWindow].
func Run(o Options) error {
	if err := checkDisplay(); err != nil {
		return err
	}
	if o.System == "" {
		o.System, _ = assets.ParseLang(lang.SystemLocale().LanguageString())
	}
	b := newBridge()
	desk, err := screen.NewDesk(screen.Options{Now: o.Now, Home: o.Home, Lang: o.Lang, System: o.System, OnChange: b.notify})
	if err != nil {
		return err
	}
	fyneapp.SetMetadata(fyne.AppMetadata{ID: appID, Name: "Huiliu", Version: app.Version, Build: 1})
	w := &window{app: fyneapp.NewWithID(appID), desk: desk, bridge: b}
	w.app.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon()))
	w.app.Settings().SetTheme(theme.New(w.dark("")))
	w.win = w.app.NewWindow("Huiliu")
	w.win.SetPadded(false)
	w.win.SetMaster()
	w.apply(desk.View())
	w.win.Resize(fyne.NewSize(firstWidth, firstHeight))
	w.win.CenterOnScreen()
	w.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) {
		desk.Drop(paths(uris))
	})
	w.shortcuts()
	w.heed()
	b.follow(func() func() {
		v := desk.View()
		return func() { w.apply(v) }
	})
	if len(o.Files) > 0 {
		desk.Drop(o.Files)
	}
	if o.Listen != nil {
		o.Listen(w.again)
	}
	if o.Crash != nil {
		w.offerReport(*o.Crash)
	}
	w.win.ShowAndRun()
	b.close()
	return desk.Close()
}

// again answers a later start of the program: its files are opened here, and the
// window comes to the front.
func (w *window) again(files []string) {
	if len(files) > 0 {
		w.desk.Drop(files)
	}
	w.bridge.post(w.win.RequestFocus)
}

func paths(uris []fyne.URI) []string {
	out := make([]string, len(uris))
	for i, u := range uris {
		out[i] = u.Path()
	}
	return out
}

// dark decides the brightness: the person's choice, else the system's. A Linux
// desktop that does not tell is light; Fyne would call it dark.
func (w *window) dark(choice string) bool {
	if choice == "" && runtime.GOOS != "linux" {
		return w.app.Settings().ThemeVariant() == fynetheme.VariantDark
	}
	return choice == "dark"
}

// apply shows a view; another language or brightness builds the content anew.
func (w *window) apply(v screen.View) {
	if w.frame == nil || v.Shell.Lang != w.lang || v.Shell.Theme != w.theme {
		w.lang, w.theme = v.Shell.Lang, v.Shell.Theme
		w.rebuild()
	}
	w.win.SetTitle(v.Shell.Title)
	w.frame.Apply(v)
}

func (w *window) rebuild() {
	dark := w.dark(w.theme)
	w.app.Settings().SetTheme(theme.New(dark))
	words := w.desk.Words()
	speak(words)
	w.host = &page.Host{
		Desk: w.desk, Words: words, Async: w.bridge.async, Dark: dark,
		Draw: page.DrawWith(w.desk, dark),
		Open: w.open, Replace: w.replace, Mapping: w.mapping, Canvas: w.win.Canvas,
		Choose:  w.choose,
		Place:   w.into,
		Folder:  w.folder,
		Copy:    func(text string) { w.app.Clipboard().SetContent(text) },
		Picture: w.picture,
	}
	w.frame = page.NewFrame(w.host)
	w.win.SetContent(w.frame.Object)
}
