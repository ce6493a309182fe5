// Package gallery renders every screen to pictures without a display, for people to
// look at before a change lands.
package gallery

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/ui/page"
	"huiliu/ui/theme"
)

// size of a picture.
type size struct{ width, height float32 }

// studio takes the pictures.
type studio struct {
	Options
	desk   *screen.Desk
	win    fyne.Window
	change func(*screen.View) // what is shown otherwise than it is, nil for nothing
	after  func(*page.Frame)  // what is done before a picture, nil for nothing
	// tried is the churn window being moved on the definition screen, 0 for none.
	tried int
}

// Options say what to render.
type Options struct {
	Dir  string
	Part string // only names that hold this, "" for all
	// Project is rendered instead of the sample shop, "" for that.
	Project string
	Now     func() time.Time
	Told    func(name string) // hears each picture
}

// Render writes the pictures.
func Render(ctx context.Context, o Options) error {
	home, err := os.MkdirTemp("", "huiliu-gallery-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(home) }()
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return err
	}
	desk, err := screen.NewDesk(screen.Options{Now: o.Now, Home: home})
	if err != nil {
		return err
	}
	s := &studio{Options: o, desk: desk}
	app := test.NewApp()
	defer app.Quit()
	s.win = app.NewWindow("")
	s.win.SetPadded(false)
	err = s.all(ctx, home)
	if cerr := desk.Close(); err == nil {
		err = cerr
	}
	return err
}

var (
	laptop = size{1280, 720}
	large  = size{2560, 1440}
	narrow = size{960, 600}
	small  = size{900, 600}
)

func (s *studio) all(ctx context.Context, home string) error {
	if s.Project != "" {
		return s.project(ctx)
	}
	if err := s.variants("empty", screen.Keys(), laptop); err != nil {
		return err
	}
	bad := filepath.Join(home, "orders.xlsx")
	if err := os.WriteFile(bad, assets.Icon(), 0o600); err != nil {
		return err
	}
	s.desk.Drop([]string{bad})
	if err := s.wait(ctx, func(v screen.View) bool { return len(v.Shell.Problems) > 0 }); err != nil {
		return err
	}
	if err := s.variants("error", []screen.Key{screen.Start, screen.Data}, laptop); err != nil {
		return err
	}
	s.desk.OpenSample()
	if err := s.wait(ctx, answered); err != nil {
		return err
	}
	for _, z := range []size{laptop, large, narrow} {
		if err := s.variants("", screen.Keys(), z); err != nil {
			return err
		}
	}
	if err := s.looks(ctx); err != nil {
		return err
	}
	if err := s.questions(ctx); err != nil {
		return err
	}
	s.desk.Go(screen.Winback)
	s.desk.Assume("budget", "9000")
	if err := s.wait(ctx, func(v screen.View) bool {
		return v.Winback != nil && v.Winback.Moved != "" && v.Page.State == screen.StateReady
	}); err != nil {
		return err
	}
	if err := s.variants("moved", []screen.Key{screen.Winback}, laptop); err != nil {
		return err
	}
	if err := s.imports(ctx, home); err != nil {
		return err
	}
	if err := s.held(ctx, home); err != nil {
		return err
	}
	return s.contracts(ctx, home)
}

// project renders every screen of a project.
func (s *studio) project(ctx context.Context) error {
	s.desk.Drop([]string{s.Project})
	if err := s.wait(ctx, answered); err != nil {
		return err
	}
	if err := s.variants("", screen.Keys(), laptop); err != nil {
		return err
	}
	return s.asks()
}

// answered reports whether everything is, who leaves next included.
func answered(v screen.View) bool {
	return v.Shell.Nav[3].State == screen.NavDone && !v.Shell.Job.Running &&
		!slices.ContainsFunc(v.Shell.Nav, func(n screen.NavItem) bool { return n.State == screen.NavStale })
}

// read is what a screen shows once the texts to be coded, if it is theirs, are read.
func (s *studio) read(k screen.Key) screen.View {
	for range 200 {
		if v := s.desk.View(); k != screen.Coding || v.Coding != nil || v.Page.State != screen.StateReady {
			return v
		}
		time.Sleep(50 * time.Millisecond)
	}
	return s.desk.View()
}

// wait looks at the desk until it is as wanted.
func (s *studio) wait(ctx context.Context, until func(screen.View) bool) error {
	limit := time.NewTimer(15 * time.Minute)
	defer limit.Stop()
	for {
		v := s.desk.View()
		if until(v) {
			return nil
		}
		if len(v.Shell.Problems) > 0 && !v.Shell.Job.Running && v.Shell.Problems[0].Detail != "" {
			return fmt.Errorf("gallery: %s (%s)", v.Shell.Problems[0].Sentence, v.Shell.Problems[0].Detail)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return fmt.Errorf("gallery: the sample shop did not finish")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// variants renders screens in every language and brightness.
func (s *studio) variants(state string, keys []screen.Key, z size) error {
	for _, l := range assets.Langs() {
		s.desk.SetLanguage(l)
		for _, light := range []string{"light", "dark"} {
			s.desk.SetTheme(light)
			fyne.CurrentApp().Settings().SetTheme(theme.New(light == "dark"))
			frame := page.NewFrame(s.host(light == "dark"))
			s.win.SetContent(frame.Object)
			s.win.Resize(fyne.NewSize(z.width, z.height))
			for _, k := range keys {
				file := name(k, state, l, light, z)
				if !strings.Contains(file, s.Part) {
					continue
				}
				s.desk.Go(k)
				v := s.read(k)
				if s.change != nil {
					s.change(&v)
				}
				frame.Apply(v)
				if s.tried > 0 {
					frame.Try(s.tried)
				}
				if s.after != nil {
					s.after(frame)
				}
				if err := s.shoot(file); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func name(k screen.Key, state string, l assets.Lang, light string, z size) string {
	if state != "" {
		state = "-" + state
	}
	short := "zh"
	if l == assets.EN {
		short = "en"
	}
	return fmt.Sprintf("%s%s-%s-%s-%.0fx%.0f.png", k, state, short, light, z.width, z.height)
}

// host draws at once: nobody waits for a picture.
func (s *studio) host(dark bool) *page.Host {
	nothing := func() {}
	return &page.Host{
		Desk: s.desk, Words: s.desk.Words(), Dark: dark,
		Async:  func(work func() func()) { work()() },
		Draw:   page.DrawWith(s.desk, dark),
		Canvas: s.win.Canvas,
		Open:   nothing, Replace: func(int32) {}, Mapping: nothing,
		Choose: func(string, func(string)) {},
		Place:  func(func(string)) {},
		Folder: func(string) {}, Copy: func(string) {}, Picture: func(string) {},
	}
}

func (s *studio) shoot(file string) (err error) {
	f, err := os.Create(filepath.Join(s.Dir, file))
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	s.Told(file)
	return png.Encode(f, s.win.Canvas().Capture())
}
