// Package screen is the window without the window: what every screen shows and
// what a person can do there, in plain Go. Intents (methods of [Desk]) return at
// once and send long work to the job runner; snapshots are immutable values in the
// person's language. The ui package draws snapshots and calls intents, nothing else.
package screen

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/app/settings"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc"
)

// Key names a screen.
type Key string

// The screens, in the order of the road.
const (
	Start      Key = "start"
	Data       Key = "data"
	Definition Key = "definition"
	Overview   Key = "overview"
	Bridge     Key = "bridge"
	Cohorts    Key = "cohorts"
	Lifetime   Key = "lifetime"
	Segments   Key = "segments"
	Value      Key = "value"
	Outlook    Key = "outlook"
	Associate  Key = "associate"
	Causes     Key = "causes"
	Shift      Key = "shift"
	Surveys    Key = "surveys"
	Coding     Key = "coding"
	Watch      Key = "watch"
	Warning    Key = "warning"
	Index      Key = "index"
	Race       Key = "race"
	Model      Key = "model"
	Winback    Key = "winback"
	Ledger     Key = "ledger"
	Playbook   Key = "playbook"
	Campaigns  Key = "campaigns"
	Rules      Key = "rules"
	SecondLife Key = "second_lives"
	Report     Key = "report"
)

// Keys lists the screens in order.
func Keys() []Key {
	var out []Key
	for _, k := range Road() {
		out = append(append(out, k), Below(k)...)
	}
	return out
}

// Road lists the numbered steps, with the start before them.
func Road() []Key {
	return []Key{Start, Data, Definition, Overview, Causes, Watch, Winback, Report}
}

// Below lists the screens that go deeper into a step of the road.
func Below(step Key) []Key {
	switch step {
	case Overview:
		return []Key{Bridge, Cohorts, Lifetime, Segments, Value, Outlook, Associate}
	case Causes:
		return []Key{Rules, Shift, Surveys, Coding}
	case Watch:
		return []Key{Warning, Index, Race, Model}
	case Winback:
		return []Key{Ledger, Playbook, Campaigns, SecondLife}
	}
	return nil
}

// Questions lists the screens below all steps.
func Questions() []Key {
	var out []Key
	for _, k := range Road() {
		out = append(out, Below(k)...)
	}
	return out
}

// Options make a Desk.
type Options struct {
	Now      func() time.Time
	Home     string      // folder of settings and projects
	Lang     assets.Lang // "" = remembered, else Chinese
	System   assets.Lang // the system's language, used when nothing is remembered
	OnChange func()      // called from any goroutine after a change; must not block
}

// Desk is the state behind the window. All methods are safe for concurrent use.
type Desk struct {
	now    func() time.Time
	home   string
	runner *job.Runner
	notify func()

	mu         sync.Mutex
	settings   settings.Settings
	words      *assets.Words
	current    Key
	session    *app.Session
	knowledge  app.Knowledge
	intake     intake   // dropped, not loaded yet
	before     []intake // for Undo while tables wait
	after      []intake // for Redo
	glimpses   map[glimpseKey]glimpsed
	peeking    *job.Job
	trials     trials
	checking   *job.Job
	rereading  *job.Job
	accounting app.Accounting
	held       held
	holding    holding
	paging     *job.Job
	answering  bool // the running job only answers the question anew: stopping it loses nothing
	question   app.Question
	answered   app.Question // the one results answer
	undo       []change
	defined    app.Defined // what the project has on record
	looks      looks
	results    *doc.Results
	document   *doc.Document // of results in the present language
	charts     []doc.Chart
	rev        int // changes with document
	cache      *tableCache
	stale      bool // results do not answer question yet
	moved      *moved
	codes      codes
	keeping    keeping
	listing    listing
	listings   int                // lists written so far
	first      map[string]float64 // assumptions as first found, for the sliders' ends
	saved      Saved
	failure    error // of the last work, explained when shown
	job        *job.Job
	jobView    JobView
	replan     *job.Job
	foresight  foresight
	saving     bool // a report waits for the foresight
	closed     bool
}

// NewDesk makes the state of a new window and reads the remembered choices.
func NewDesk(o Options) (*Desk, error) {
	remembered, err := settings.Read(settingsPath(o.Home))
	if err != nil {
		return nil, err
	}
	lang := o.Lang
	if lang == "" {
		lang = assets.Lang(remembered.Language)
	}
	if lang == "" {
		lang = o.System
	}
	if lang == "" {
		lang = assets.ZH
	}
	words, err := assets.Catalogue(lang)
	if err != nil {
		return nil, err
	}
	if o.OnChange == nil {
		o.OnChange = func() {}
	}
	knowledge, problems := app.ReadKnowledge(o.Home) // a description that cannot be used is said, not fatal
	d := &Desk{now: o.Now, home: o.Home, knowledge: knowledge, failure: problems, notify: o.OnChange, settings: remembered, words: words, current: Start, question: newQuestion(), cache: newTableCache(0)}
	d.runner = job.NewRunner(d.progress)
	return d, nil
}

func settingsPath(home string) string { return filepath.Join(home, "settings.json") }

func newQuestion() app.Question {
	return app.Question{AsOf: engine.NoDay, Set: map[string]string{}}
}

// Close stops all work, waits for it and closes the project.
func (d *Desk) Close() error {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.runner.Close()
	kept := d.drain(context.Background())
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session == nil {
		return kept
	}
	return errors.Join(kept, d.session.Close())
}

// change applies a state change and tells the window.
func (d *Desk) change(f func()) {
	d.mu.Lock()
	f()
	closed := d.closed
	d.mu.Unlock()
	if !closed {
		d.notify()
	}
}

// Go shows a screen.
func (d *Desk) Go(k Key) {
	d.change(func() { d.current = k })
	if k == Coding {
		d.readCodes()
	}
}

// SetLanguage switches every text of the window and of later reports.
func (d *Desk) SetLanguage(l assets.Lang) {
	words, err := assets.Catalogue(l)
	if err != nil {
		return
	}
	d.change(func() {
		d.words = words
		d.settings.Language = string(l)
		d.compose()
		d.remember()
	})
}

// SetTheme switches between "light", "dark" and "" (the system's).
func (d *Desk) SetTheme(theme string) {
	d.change(func() { d.settings.Theme = theme; d.remember() })
}

// remember writes the settings; failing to do so must not disturb the work.
func (d *Desk) remember() { _ = settings.Write(settingsPath(d.home), d.settings) }

// compose renews what depends on results and language. Call with mu held.
func (d *Desk) compose() {
	d.document, d.charts = nil, nil
	d.rev++
	d.cache = newTableCache(d.rev)
	d.rewriteListing()
	if d.results != nil {
		d.document = doc.Compose(d.results, d.words)
		d.charts = d.document.Charts
	}
}

// Dismiss closes the shown problems.
func (d *Desk) Dismiss() { d.change(func() { d.failure = nil }) }

// Cancel stops the running job; what was there before stays.
func (d *Desk) Cancel() {
	d.mu.Lock()
	j := d.job
	if j == nil && d.foresight.job != nil {
		j, d.foresight.refused = d.foresight.job, true
	}
	d.mu.Unlock()
	if j != nil {
		j.Cancel()
	}
}
