package screen

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/reports/doc"
)

// frame is the state of a Desk at one moment, read without its lock.
type frame struct {
	w          *assets.Words
	current    Key
	project    string // path, "" for none
	open       bool
	busy       bool
	intake     intake
	glimpse    *glimpsed // of the chosen table
	knowledge  app.Knowledge
	trials     trials
	accounting app.Accounting
	held       held
	holding    holding
	question   app.Question
	answered   app.Question
	results    *doc.Results
	document   *doc.Document
	charts     []doc.Chart
	cache      *tableCache
	first      map[string]float64
	moved      *moved
	listing    listing
	saved      Saved
	stale      bool
	recent     []string
	folder     string
	home       string
	foreseeing bool   // it runs, or will when its turn has come
	name       string // of the proposed report
	looks      looks
	codes      codes
}

// View returns what the window shows now.
func (d *Desk) View() View {
	d.mu.Lock()
	f := &frame{
		w: d.words, current: d.current, open: d.session != nil, intake: d.intake, trials: d.trials, knowledge: d.knowledge, accounting: d.accounting, held: d.held, holding: d.holding, question: d.question, answered: d.answered,
		results: d.results, document: d.document, charts: d.charts, cache: d.cache, first: d.first, moved: d.moved, listing: d.listing, saved: d.saved, stale: d.stale,
		recent: slices.Clone(d.settings.Recent), folder: d.settings.Folder, home: d.home,
		name: d.now().Format("20060102"), looks: d.looks, codes: d.codes,
	}
	if f.intake.chosen < len(f.intake.tables) {
		if g, ok := d.glimpses[f.intake.tables[f.intake.chosen].wish()]; ok {
			f.glimpse = &g
		}
	}
	if d.session == nil || d.codes.session != d.session {
		f.codes = codes{}
	}
	if d.session != nil {
		f.project = d.session.Path()
	}
	f.foreseeing = !d.foresight.refused
	f.busy = d.job != nil && !d.job.Snapshot().State.Final()
	v := View{Rev: d.rev, Shell: Shell{
		Current: d.current, Job: d.jobView, Lang: string(d.words.Lang()), Theme: d.settings.Theme, CanUndo: len(d.undo) > 0,
	}}
	for _, p := range explained(d.failure, d.words) {
		v.Shell.Problems = append(v.Shell.Problems, Problem{Sentence: p.Sentence, Hint: p.Hint, Detail: p.Detail})
	}
	d.mu.Unlock()

	f.shell(&v.Shell)
	switch f.current {
	case Start:
		v.Page, v.Start = f.start()
	case Data:
		v.Page, v.Data = f.data()
	case Definition:
		v.Page, v.Definition = f.definition()
	case Winback:
		v.Page, v.Winback = f.winbackPage()
	case Report:
		v.Page, v.Report = f.report()
	case Race:
		v.Page, v.Race = f.racePage()
	case Index:
		v.Page, v.Index = f.indexPage()
	case Coding:
		v.Page, v.Coding = f.codingPage()
	case Revealed:
		v.Page = f.revealPage()
	case Card:
		v.Page, v.Card = f.cardPage()
	default:
		v.Page, v.Forms = f.analysis(f.current), f.forms(f.current)
	}
	return v
}

// explained turns the failure of the last work into words; nil is nothing to say.
func explained(err error, w *assets.Words) []app.Problem {
	if err == nil {
		return nil
	}
	return app.ExplainAll(err, w)
}

// Words returns the catalogue of the window's language.
func (d *Desk) Words() *assets.Words {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.words
}

func (f *frame) say(key string, args map[string]any) string { return f.w.Say(key, args) }

// numbers of the steps as shown; a person may count along.
var numbers = map[Key]string{Start: "", Data: "①", Definition: "②", Overview: "③", Causes: "④", Watch: "⑤", Winback: "⑥", Report: "⑦"}

func (f *frame) shell(s *Shell) {
	s.Title = f.say("app.name", nil)
	s.Replay = f.replay()
	if f.open {
		s.Project = f.projectName(f.project)
		if s.Project == "" {
			s.Project = f.say("ui.project.memory", nil)
		}
		s.Title = s.Project + " — " + s.Title
	}
	for _, k := range Keys() {
		item := NavItem{Key: k, Under: under(k), Text: strings.TrimSpace(numbers[k] + " " + f.say("ui.nav."+string(k), nil))}
		item.State, item.Note = f.step(k)
		item.Hint = item.State == NavNeeds && f.results != nil
		item.Folded = item.Under != "" && f.current != item.Under && under(f.current) != item.Under
		s.Nav = append(s.Nav, item)
	}
}

// under is the step a question belongs to, "" for a step.
func under(k Key) Key {
	for _, step := range Road() {
		if slices.Contains(Below(step), k) {
			return step
		}
	}
	return ""
}

// projectName is the name a person gave, or the first file's, without the time.
func (f *frame) projectName(path string) string {
	if path == "" {
		return ""
	}
	name := strings.TrimSuffix(filepath.Base(path), ".huiliu")
	if n := len(name) - len("-20060102-150405"); n > 0 {
		if _, err := time.Parse("-20060102-150405", name[n:]); err == nil {
			name = name[:n]
		}
	}
	if name == sampleName {
		return f.say("ui.project.sample", nil)
	}
	return name
}

// step says where one step of the road stands.
func (f *frame) step(k Key) (NavState, string) {
	if k == Start {
		return NavReady, ""
	}
	if k == Data {
		switch {
		case len(f.intake.tables) > 0:
			return NavReady, ""
		case f.open:
			return NavDone, ""
		}
		return NavNeeds, f.say("ui.needs.files", nil)
	}
	if f.results == nil {
		return NavNeeds, f.say("ui.needs.orders", nil)
	}
	if f.results.Pending() && needsForesight(k) {
		return NavStale, f.say("ui.state.foresee", nil)
	}
	if missing := f.missing(k); missing != "" {
		return NavNeeds, missing
	}
	if k == Causes && f.noEvidence() {
		return NavNeeds, f.say("ui.needs.causes", nil)
	}
	if f.stale {
		return NavStale, f.say("ui.state.stale", nil)
	}
	if k == Report && f.saved.Workbook == "" {
		return NavReady, ""
	}
	return NavDone, ""
}

// missing says which data would unlock a screen that the present data cannot fill.
func (f *frame) missing(k Key) string {
	r := f.results
	if r.Narrow && f.skipped(k) != "" {
		return f.unlock(k)
	}
	switch k {
	case Causes:
		if len(r.Causes.Causes) == 0 {
			return f.say("ui.needs.causes", nil)
		}
	case Watch:
		if len(r.Watch.Rows) == 0 {
			reason := f.label("race.skipped", r.Race.Skipped)
			return f.say("ui.needs.watch", map[string]any{"reason": reason})
		}
	case Winback:
		if r.Winback.Skipped != "" {
			reason := f.label("winback.skipped", r.Winback.Skipped)
			return f.say("ui.needs.winback", map[string]any{"reason": reason})
		}
	}
	return f.unlock(k)
}

// label finds a word that one of several areas owns; "" when nobody has it.
func (f *frame) label(area, key string) string {
	for _, k := range []string{area + "." + key, "report." + area + "." + key, "ui." + area + "." + key} {
		if f.w.Has(k) {
			return f.w.Say(k, nil)
		}
	}
	return ""
}

// labelOr is label with a last resort.
func (f *frame) labelOr(area, key string) string {
	if t := f.label(area, key); t != "" {
		return t
	}
	return key
}

// sayCount says something about n things; one thing has words of its own.
func (f *frame) sayCount(key, name string, n int64) string {
	return f.say(oneKey(key, n), map[string]any{name: n})
}

// oneKey names the words for one thing.
func oneKey(key string, n int64) string {
	if n == 1 {
		return key + ".one"
	}
	return key
}
