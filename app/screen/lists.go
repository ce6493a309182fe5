package screen

import (
	"context"
	"errors"
	"path/filepath"

	"huiliu/app"
	"huiliu/engine"
)

// Outreach is what must be known before customers are contacted, and what the lists would
// hold.
type Outreach struct {
	Measured string   // whether the campaign can be measured
	Lists    []string // "Text message · 120 customers"
	Kept     string   // who is not contacted
	Refused  string   // why no lists can be written now, "" when they can
	Folder   string   // proposed
}

// Outreach tells it; nothing is written.
func (d *Desk) Outreach() Outreach {
	d.mu.Lock()
	f := &frame{w: d.words, results: d.results, document: d.document, folder: d.settings.Folder, name: d.now().Format("20060102")}
	stale := d.stale
	d.mu.Unlock()
	switch {
	case f.results == nil || len(f.results.Tasks) == 0:
		return Outreach{Refused: f.say("ui.lists.nobody", nil)}
	case stale:
		return Outreach{Refused: f.say("ui.state.stale", nil)}
	}
	out := Outreach{Measured: app.PreflightIn(f.document, f.w), Folder: filepath.Join(documents(f.folder), f.say("ui.lists.folder", map[string]any{"day": f.name}))}
	for _, l := range app.Channels(f.results) {
		args := map[string]any{"channel": f.labelOr("play.channel", l.Channel), "customers": f.w.Int(l.Customers)}
		if l.Channel == app.KeptBack {
			out.Kept = f.say("ui.lists.kept", args)
			continue
		}
		out.Lists = append(out.Lists, f.say("ui.lists.channel", args))
	}
	return out
}

// errNoLists says that what the lists rest on is being renewed.
var errNoLists = errors.New("screen: no lists now")

// WriteLists writes the contact lists into a folder and waits until it is done; it says
// what was written, or what went wrong. It must not be called from the window.
func (d *Desk) WriteLists(dir string, full bool) []string {
	d.mu.Lock()
	s, r, w, stale := d.session, d.results, d.words, d.stale
	d.mu.Unlock()
	var written []app.WrittenList
	err := errNoLists
	if s != nil && r != nil && !stale {
		err = d.submit("job.export", func(ctx context.Context, _ engine.Progress) (err error) {
			written, err = s.WriteLists(ctx, r, w, dir, full)
			return err
		}).Wait()
	}
	if err != nil {
		return []string{w.Say("ui.lists.failed", nil)} // why stands above the screen
	}
	out := []string{w.Say("ui.lists.done", map[string]any{"count": len(written), "folder": dir})}
	for _, l := range written {
		out = append(out, w.Say("ui.lists.file", map[string]any{"file": filepath.Base(l.Path), "customers": w.Int(l.Customers)}))
	}
	return out
}

// ExportTasks writes the playbook's task list to a .csv file.
func (d *Desk) ExportTasks(path string) {
	d.mu.Lock()
	r, w := d.results, d.words
	d.mu.Unlock()
	if r != nil {
		d.submit("job.export", func(context.Context, engine.Progress) error { return app.WriteTasks(r, w, path) })
	}
}
