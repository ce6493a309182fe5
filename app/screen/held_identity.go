package screen

import (
	"context"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/quality"
)

// IdentityView is the queue of ids that may be one person: one pair side by side and
// what is known about it.
type IdentityView struct {
	Sentence string
	Progress string // "第 3 / 27 对"
	Level    string // how sure, in words
	Life     string // how the purchases of the two lie to one another
	Reasons  string
	Verdict  string // what was decided, "" while it is open
	Heads    [2]string
	Rows     []PairRow
	Position int
	Count    int
	Waiting  bool    // being read or written down
	Effects  []Table // what merging changes
}

// PairRow is one thing about both ids; Same says that it makes them look alike.
type PairRow struct {
	Label string
	Kept  string
	Gone  string
	Same  bool
}

// Verdicts a person gives about a pair.
const (
	VerdictSame  = quality.Accepted
	VerdictOther = quality.Rejected
	VerdictLater = ""
)

// pairs is the queue as last read.
type pairs struct {
	list  []quality.Pair
	cards map[string]quality.Card
	known bool
}

// readPairs reads the queue of ids that may be one person where it is shown.
func (d *Desk) readPairs() {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, q := d.session, d.question
	if s == nil || d.closed || d.holding.tab != tabIdentity || d.holding.pairs.known || d.holding.deciding {
		return
	}
	d.runner.Submit("job.pairs", func(ctx context.Context, _ engine.Progress) error { return d.fetchPairs(ctx, s, q) })
}

func (d *Desk) fetchPairs(ctx context.Context, s *app.Session, q app.Question) error {
	queue, err := s.Identities(ctx, q)
	if err != nil {
		return err
	}
	cards, err := s.Cards(ctx, queue.Pairs)
	if err != nil {
		return err
	}
	d.change(func() {
		if d.session == s {
			h := &d.holding
			h.pair = nextPair(h.pairs.list, queue.Pairs, h.pair)
			h.pairs = pairs{list: queue.Pairs, cards: cards, known: true}
		}
	})
	return nil
}

// nextPair is where to go when the queue was read again: to a pair whose decision was
// taken back, else on from a decided one to the next open one.
func nextPair(old, list []quality.Pair, at int) int {
	decided := func(list []quality.Pair, p *quality.Pair) string {
		i := slices.IndexFunc(list, func(o quality.Pair) bool { return samePair(&o, p) })
		if i < 0 {
			return ""
		}
		return list[i].Verdict
	}
	for i := range list {
		if list[i].Verdict == "" && decided(old, &list[i]) != "" {
			return i
		}
	}
	if len(old) > 0 && at < len(list) && list[at].Verdict == decided(old, &list[at]) {
		return at
	}
	for step := range list {
		if i := (at + step) % len(list); list[i].Verdict == "" {
			return i
		}
	}
	return max(0, min(at, len(list)-1))
}

// samePair reports whether two pairs are of the same ids, whichever way round.
func samePair(a, b *quality.Pair) bool {
	x, y := [2]string{a.Kept.CustomerID, a.Absorbed.CustomerID}, [2]string{b.Kept.CustomerID, b.Absorbed.CustomerID}
	return x == y || x == [2]string{y[1], y[0]}
}

// ChoosePair shows another pair of ids; there is nothing before the first and after the last.
func (d *Desk) ChoosePair(position int) {
	d.change(func() {
		if position >= 0 && position < len(d.holding.pairs.list) {
			d.holding.pair = position
		}
	})
}

// DecidePair says whether the shown ids are one person; later is said by going on to
// the next open pair. Deciding again takes the place of what was decided before.
func (d *Desk) DecidePair(verdict string) {
	d.mu.Lock()
	h := &d.holding
	if !h.pairs.known || h.deciding || h.pair >= len(h.pairs.list) {
		d.mu.Unlock()
		return
	}
	p := h.pairs.list[h.pair]
	if verdict == VerdictLater || verdict == p.Verdict {
		list, at := h.pairs.list, h.pair
		d.mu.Unlock()
		d.ChoosePair(nextPair(nil, list, (at+1)%len(list)))
		return
	}
	h.deciding = true
	if d.answering && d.job != nil {
		d.job.Cancel() // the answer would be of the data before
	}
	d.mu.Unlock()
	decision := []quality.Decision{{Kept: p.Kept.CustomerID, Absorbed: p.Absorbed.CustomerID, Level: p.Level}}
	d.alter("job.decide", func(ctx context.Context, s *app.Session, _ engine.Progress) error {
		err := s.Decide(ctx, decision, verdict)
		d.change(func() { d.holding.deciding = false })
		return err
	})
}

// openPairs counts the pairs nothing was decided about.
func openPairs(list []quality.Pair) (n int) {
	for i := range list {
		if list[i].Verdict == "" {
			n++
		}
	}
	return n
}

// identity is the tab of ids that may be one person.
func (f *frame) identity() *IdentityView {
	h := &f.holding
	v := &IdentityView{Sentence: f.say("ui.identity.reading", nil), Waiting: !h.pairs.known || h.deciding}
	if t, ok := f.cache.table(f.document, f.w, "identity_effect"); ok {
		t.Name = f.say("ui.quality.identity_effect", nil)
		v.Effects = append(v.Effects, t)
	}
	list := h.pairs.list
	if !h.pairs.known && len(list) == 0 {
		return v
	}
	v.Count, v.Position = len(list), h.pair
	switch open := openPairs(list); {
	case len(list) == 0:
		v.Sentence = f.say("ui.identity.none", nil)
		return v
	case open == 0:
		v.Sentence = f.say("ui.identity.done", map[string]any{"pairs": len(list)})
	default:
		v.Sentence = f.say("ui.identity.sentence", map[string]any{"open": open, "pairs": len(list)})
	}
	if v.Position >= len(list) {
		v.Position = 0
	}
	p := &list[v.Position]
	v.Progress = f.say("ui.identity.progress", map[string]any{"at": v.Position + 1, "all": len(list)})
	v.Level = f.say("ui.identity.level."+p.Level, nil)
	v.Life = f.say("quality.life."+p.Life, map[string]any{"days": p.GapDays})
	var reasons []string
	for _, r := range p.Reasons {
		reasons = append(reasons, f.say("quality.reason."+r, nil))
	}
	v.Reasons = strings.Join(reasons, f.say("common.list.separator", nil))
	if p.Verdict != "" {
		v.Verdict = f.say("ui.identity.verdict."+p.Verdict, nil)
	}
	v.Heads = [2]string{f.say("ui.identity.kept", nil), f.say("ui.identity.gone", nil)}
	v.Rows = f.pairRows(p)
	return v
}

// pairRows sets the two ids side by side; what neither has is left out.
func (f *frame) pairRows(p *quality.Pair) []PairRow {
	a, b := f.holding.pairs.cards[p.Kept.CustomerID], f.holding.pairs.cards[p.Absorbed.CustomerID]
	var out []PairRow
	add := func(key, kept, gone string, reasons ...string) {
		if kept+gone == "" {
			return
		}
		same := slices.ContainsFunc(reasons, func(r string) bool { return slices.Contains(p.Reasons, r) })
		out = append(out, PairRow{Label: f.say("ui.identity.row."+key, nil), Kept: orDash(kept), Gone: orDash(gone), Same: same})
	}
	list := func(s []string) string { return strings.Join(s, f.say("common.list.separator", nil)) }
	currency := ""
	if f.results != nil {
		currency = f.results.Money.Currency
	}
	money := func(s quality.Side) string { return f.w.Money(s.Amount.Float(), currency) }
	add("id", p.Kept.CustomerID, p.Absorbed.CustomerID)
	add("name", list(a.Names), list(b.Names), quality.SameName, quality.SimilarName)
	add("phone", list(a.Phones), list(b.Phones), quality.SamePhone, quality.MaskedPhone)
	add("email", list(a.Emails), list(b.Emails), quality.SameEmail)
	add("address", list(a.Addresses), list(b.Addresses), quality.SameAddress, quality.SimilarAddress)
	add("orders", f.w.Int(p.Kept.Orders), f.w.Int(p.Absorbed.Orders))
	add("first", dayText(p.Kept.First), dayText(p.Absorbed.First))
	add("last", dayText(p.Kept.Last), dayText(p.Absorbed.Last))
	add("amount", money(p.Kept), money(p.Absorbed))
	return out
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
