package screen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/coding"
	"huiliu/reports/doc"
)

// CodingView is one text at a time, with the causes to choose from by number.
type CodingView struct {
	Coder   string
	Text    string // what a customer wrote, "" when there is nothing more
	Place   string // "3 / 480 · 12 coded by you · 2 customers wrote this"
	Choices []Choice
	Keys    []rune // by choice: the key that takes it
	Chosen  string // what this coder found in it before
	Agree   string // how far two coders agree
	Changed string // that the answers do not know the codes yet
	Causes  []Choice
}

// codingKeys take the causes in order; 0 is for words that name none.
const codingKeys = "123456789abcdefgh"

// codes is what is known on the coding screen.
type codes struct {
	session *app.Session
	results *doc.Results // of whose day the texts are
	texts   []coding.Text
	codes   []coding.Code
	list    cause.Taxonomy
	coder   string
	at      int
	changed bool // since the last analysis
}

// readCodes reads texts and codes of the project once it is shown.
func (d *Desk) readCodes() {
	d.mu.Lock()
	s, r, have := d.session, d.results, d.codes
	d.mu.Unlock()
	if s == nil || r == nil || have.session == s && have.results == r {
		return
	}
	d.submit(codingTitle, func(ctx context.Context, _ engine.Progress) error {
		texts, err := s.Texts(ctx, r.Definition.AsOf)
		if err != nil {
			return err
		}
		known, err := s.Codes(ctx)
		if err != nil {
			return err
		}
		list, err := s.Taxonomy(ctx)
		if err != nil {
			return err
		}
		d.change(func() {
			d.codes = codes{session: s, results: r, texts: texts, codes: known, list: list, coder: d.codes.coder}
			d.codes.next()
		})
		return nil
	})
}

// codingTitle is the title of work on codes.
const codingTitle = "job.coding"

// of is what a coder found in a text, "" for nothing yet.
func (c *codes) of(coder, text string) string {
	for _, k := range c.codes {
		if k.Coder == coder && k.Text == text {
			return k.Cause
		}
	}
	return ""
}

// next goes to the first text from here on that the coder has not coded.
func (c *codes) next() {
	for c.at < len(c.texts) && c.of(c.coder, c.texts[c.at].Text) != "" {
		c.at++
	}
}

func (c *codes) set(text, key string) {
	c.codes = slices.DeleteFunc(slices.Clone(c.codes), func(k coding.Code) bool { return k.Coder == c.coder && k.Text == text })
	if key != "" {
		c.codes = append(c.codes, coding.Code{Coder: c.coder, Text: text, Cause: key})
	}
	c.changed = true
}

// CodeAs says who codes now.
func (d *Desk) CodeAs(name string) {
	d.change(func() {
		d.codes.coder, d.codes.at = strings.TrimSpace(name), 0
		d.codes.next()
	})
}

// CodeText keeps what the coder found in the text shown and goes to the next one.
func (d *Desk) CodeText(key string) { d.code(key, true) }

// SkipText goes to the next text without a decision.
func (d *Desk) SkipText() {
	d.change(func() {
		if d.codes.at < len(d.codes.texts) {
			d.codes.at++
		}
	})
}

// CodeBack goes one text back and takes the decision about it back.
func (d *Desk) CodeBack() {
	d.change(func() {
		if d.codes.at > 0 {
			d.codes.at--
		}
	})
	d.code("", false)
}

func (d *Desk) code(key string, onward bool) {
	d.mu.Lock()
	c := &d.codes
	ok := c.session != nil && c.at < len(c.texts)
	var code coding.Code
	if ok {
		code = coding.Code{Coder: c.coder, Text: c.texts[c.at].Text, Cause: key}
		ok = key != "" || c.of(c.coder, code.Text) != ""
	}
	s, before := c.session, c.of(c.coder, code.Text)
	d.mu.Unlock()
	if !ok {
		return
	}
	d.change(func() {
		d.undo = append(d.undo, change{kind: coded, code: coding.Code{Coder: code.Coder, Text: code.Text, Cause: before}})
		d.codes.set(code.Text, key)
		if onward {
			d.codes.at++
			d.codes.next()
		}
	})
	d.keep(func(ctx context.Context) error { return s.Code(ctx, code) })
}

// uncode puts back what a coder had found in a text before, and shows the text.
func (d *Desk) uncode(before coding.Code) {
	d.mu.Lock()
	s := d.codes.session
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.change(func() {
		c := &d.codes
		c.coder = before.Coder
		c.set(before.Text, before.Cause)
		if i := slices.IndexFunc(c.texts, func(t coding.Text) bool { return t.Text == before.Text }); i >= 0 {
			c.at = i
		}
	})
	d.keep(func(ctx context.Context) error { return s.Code(ctx, before) })
}

// keeping are decisions on their way into the project, in order.
type keeping struct {
	todo  []func(context.Context) error // guarded by the desk
	order sync.Mutex                    // one writes at a time
}

// keep writes a decision at once, whatever else is running, and never before an earlier one.
func (d *Desk) keep(f func(context.Context) error) {
	d.mu.Lock()
	d.keeping.todo = append(d.keeping.todo, f)
	d.mu.Unlock()
	d.runner.Beside(codingTitle, func(ctx context.Context, _ engine.Progress) error { return d.drain(ctx) })
}

// drain writes what is on its way.
func (d *Desk) drain(ctx context.Context) error {
	d.keeping.order.Lock()
	defer d.keeping.order.Unlock()
	for {
		d.mu.Lock()
		if len(d.keeping.todo) == 0 {
			d.mu.Unlock()
			return nil
		}
		f := d.keeping.todo[0]
		d.keeping.todo = d.keeping.todo[1:]
		d.mu.Unlock()
		if err := f(ctx); err != nil {
			return err
		}
	}
}

// RenameCause, WordOfCause and MergeCause change the project's list of causes.
func (d *Desk) RenameCause(key, name string) {
	d.editCauses(func(t cause.Taxonomy) cause.Taxonomy { return t.Renamed(key, string(d.Words().Lang()), name) })
}

// WordOfCause lets a phrase point to a cause.
func (d *Desk) WordOfCause(key, word string) {
	d.editCauses(func(t cause.Taxonomy) cause.Taxonomy { return t.WithWord(key, word) })
}

// MergeCause counts a cause under another from now on.
func (d *Desk) MergeCause(key, into string) {
	d.editCauses(func(t cause.Taxonomy) cause.Taxonomy { return t.Merged(key, into) })
}

// ResetCauses goes back to the built-in list of causes.
func (d *Desk) ResetCauses() {
	d.mu.Lock()
	s := d.codes.session
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.keep(func(ctx context.Context) error {
		if err := s.ForgetTaxonomy(ctx); err != nil {
			return err
		}
		return d.takeList(ctx, s)
	})
}

func (d *Desk) editCauses(edit func(cause.Taxonomy) cause.Taxonomy) {
	d.mu.Lock()
	s, list := d.codes.session, d.codes.list
	d.mu.Unlock()
	if s == nil {
		return
	}
	next := edit(list)
	d.change(func() { d.codes.list, d.codes.changed = next, true })
	d.keep(func(ctx context.Context) error {
		return errors.Join(s.KeepTaxonomy(ctx, next), d.takeList(ctx, s))
	})
}

// takeList reads the list of causes, and the journal that tells of its changes.
func (d *Desk) takeList(ctx context.Context, s *app.Session) error {
	list, err := s.Taxonomy(ctx)
	if err != nil {
		return err
	}
	return d.noted(ctx, s, func() {
		if len(d.keeping.todo) == 0 { // what is still on its way is shown already
			d.codes.list, d.codes.changed = list, true
		}
	})
}

// codingPage is the screen where people read the words of customers.
func (f *frame) codingPage() (Page, *CodingView) {
	p := f.analysis(Coding)
	if f.results == nil || f.codes.session == nil {
		if p.State == StateReady {
			p.Answer = f.say("ui.coding.reading", nil)
		}
		return p, nil
	}
	lang, c := string(f.w.Lang()), &f.codes
	v := &CodingView{Coder: c.coder}
	for _, e := range c.list.Causes {
		if e.Key == cause.Unexplained {
			continue
		}
		if len(v.Choices) < len(codingKeys) {
			v.Choices = append(v.Choices, Choice{e.Key, e.Label[lang]})
			v.Keys = append(v.Keys, rune(codingKeys[len(v.Keys)]))
		}
		if e.Key != cause.Unclear {
			v.Causes = append(v.Causes, Choice{e.Key, e.Label[lang]})
		}
	}
	v.Choices, v.Keys = append(v.Choices, Choice{coding.None, f.say("ui.coding.none", nil)}), append(v.Keys, '0')
	mine := 0
	for _, k := range c.codes {
		if k.Coder == c.coder {
			mine++
		}
	}
	args := map[string]any{"at": min(c.at+1, len(c.texts)), "texts": len(c.texts), "mine": mine}
	v.Place = f.say("ui.coding.done", args)
	if c.at < len(c.texts) {
		t := &c.texts[c.at]
		v.Text, v.Chosen = t.Text, c.of(c.coder, t.Text)
		args["customers"] = t.Customers
		v.Place = f.say("ui.coding.place", args)
	}
	v.Agree = f.agreeText()
	if c.changed && c.results == f.results {
		v.Changed = f.say("ui.coding.changed", nil)
	}
	p.Answer = f.say("ui.coding.answer", map[string]any{"coded": len(coding.Agreed(c.codes)), "texts": len(c.texts)})
	return p, v
}

// agreeText says how far the coder and the other one agree.
func (f *frame) agreeText() string {
	c := &f.codes
	for _, other := range coding.Coders(c.codes) {
		if other == c.coder {
			continue
		}
		k := coding.Agreement(c.codes, c.coder, other)
		if k.N == 0 {
			continue
		}
		args := map[string]any{"other": other, "both": f.w.Int(k.N), "share": f.w.Percent(float64(k.Observed), 0)}
		if !k.Kappa.Defined() {
			return f.say("ui.coding.agree.none", args)
		}
		args["kappa"], args["low"], args["high"] = f.w.Decimal(float64(k.Kappa), 2), f.w.Decimal(float64(k.Low), 2), f.w.Decimal(float64(k.High), 2)
		return f.say("ui.coding.agree", args)
	}
	return f.say("ui.coding.agree.alone", nil)
}
