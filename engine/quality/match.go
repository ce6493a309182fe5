package quality

import (
	"maps"
	"slices"
	"strings"
)

const (
	// sharedBy is how many ids may share a number before it is a shop's or a family's.
	sharedBy = 3
	// crowd is how many ids of one block are compared each with each; a larger block (a common
	// name, an office) is divided by the numbers of the address first.
	crowd = 40
	// A name is similar from 0.78 on, so that of three Chinese characters one may differ
	// (Jaro–Winkler 0.80); an address from 0.75 on.
	nameAlike    = 0.78
	addressAlike = 0.75
)

// link is two ids found to have something in common; a < b are places in the list.
type link struct {
	a, b    int
	level   string
	score   float64
	reasons []string
}

// matcher collects links once per pair, at the strictest level.
type matcher struct {
	people []person
	found  map[[2]int]string // level by pair
	how    map[[2]int]string // what the level rests on: phone, e-mail
	shared int64
}

// match finds the pairs; the number of shared phones and addresses comes with them.
func match(people []person) ([]link, int64) {
	m := &matcher{people: people, found: map[[2]int]string{}, how: map[[2]int]string{}}
	m.strict(SamePhone, func(p *person) []string { return p.phones })
	m.strict(SameEmail, func(p *person) []string { return p.emails })
	m.medium()
	m.loose()
	pairs := slices.SortedFunc(maps.Keys(m.found), func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
	out := make([]link, 0, len(pairs))
	for _, p := range pairs {
		out = append(out, m.link(p))
	}
	return out, m.shared
}

// blocks groups ids by a key; ids without one are in none.
func (m *matcher) blocks(keys func(p *person) []string) map[string][]int {
	out := map[string][]int{}
	for i := range m.people {
		for _, k := range keys(&m.people[i]) {
			if k != "" {
				out[k] = append(out[k], i)
			}
		}
	}
	return out
}

func (m *matcher) add(a, b int, level, how string) {
	k := [2]int{min(a, b), max(a, b)}
	if have, ok := m.found[k]; !ok || slices.Index(Levels(), level) < slices.Index(Levels(), have) {
		m.found[k] = level
	}
	if how != "" && !strings.Contains(m.how[k], how) {
		m.how[k] += " " + how
	}
}

// strict pairs ids with the same full phone number or e-mail address.
func (m *matcher) strict(reason string, keys func(p *person) []string) {
	for _, block := range m.blocks(keys) {
		if len(block) > sharedBy {
			m.shared++
			continue
		}
		each(block, func(a, b int) { m.add(a, b, Strict, reason) })
	}
}

// medium pairs ids whose numbers agree as far as they are shown, when name or address is the same too.
func (m *matcher) medium() {
	for _, also := range []func(p *person) string{func(p *person) string { return p.name }, func(p *person) string { return p.address }} {
		blocks := m.blocks(func(p *person) []string {
			if also(p) == "" {
				return nil
			}
			out := make([]string, len(p.masked))
			for i, n := range p.masked {
				out[i] = n + "\x1f" + also(p)
			}
			return out
		})
		for _, block := range blocks {
			if len(block) > sharedBy {
				continue
			}
			each(block, func(a, b int) {
				if m.people[a].hidden || m.people[b].hidden {
					m.add(a, b, Medium, MaskedPhone)
				}
			})
		}
	}
}

// loose pairs ids with a similar name at a similar address: within one name, at one
// address, or with the same first letter and house numbers.
func (m *matcher) loose() {
	for _, by := range []func(p *person) string{
		func(p *person) string { return p.name },
		func(p *person) string { return p.address },
		func(p *person) string {
			for _, r := range p.name {
				return string(r) + p.digits
			}
			return ""
		},
	} {
		blocks := m.blocks(func(p *person) []string {
			if p.name == "" || p.address == "" {
				return nil
			}
			return []string{by(p)}
		})
		for _, block := range blocks {
			m.compare(block)
		}
	}
}

// compare looks at every pair of a block, of a crowded one only at those with the same house numbers.
func (m *matcher) compare(block []int) {
	if len(block) <= crowd {
		each(block, m.looseIfAlike)
		return
	}
	inner := map[string][]int{}
	for _, i := range block {
		inner[m.people[i].digits] = append(inner[m.people[i].digits], i)
	}
	for _, part := range inner {
		if len(part) <= crowd {
			each(part, m.looseIfAlike)
		}
	}
}

func (m *matcher) looseIfAlike(a, b int) {
	x, y := &m.people[a], &m.people[b]
	if (x.name == y.name || jaroWinkler(x.name, y.name) >= nameAlike) && (x.address == y.address || dice(x.address, y.address) >= addressAlike) {
		m.add(a, b, Loose, "")
	}
}

// each visits every pair of a block once.
func each(block []int, visit func(a, b int)) {
	for i, a := range block {
		for _, b := range block[i+1:] {
			visit(a, b)
		}
	}
}

// link says what a found pair has in common and how sure it looks.
func (m *matcher) link(k [2]int) link {
	x, y := &m.people[k[0]], &m.people[k[1]]
	l := link{a: k[0], b: k[1], level: m.found[k], reasons: strings.Fields(m.how[k])}
	slices.Sort(l.reasons)
	name, address := 0.0, 0.0
	if x.name != "" && y.name != "" {
		if name = jaroWinkler(x.name, y.name); x.name == y.name {
			name = 1
		}
	}
	if x.address != "" && y.address != "" {
		address = dice(x.address, y.address)
	}
	for _, e := range []struct {
		value, from   float64
		same, similar string
	}{{name, nameAlike, SameName, SimilarName}, {address, addressAlike, SameAddress, SimilarAddress}} {
		switch {
		case e.value == 1:
			l.reasons = append(l.reasons, e.same)
		case e.value >= e.from:
			l.reasons = append(l.reasons, e.similar)
		}
	}
	base := map[string]float64{Strict: 0.9, Medium: 0.7, Loose: 0.3}[l.level]
	span := map[string]float64{Strict: 0.1, Medium: 0.2, Loose: 0.4}[l.level]
	l.score = base + span*(name+address)/2
	return l
}
