package ingest

import (
	"context"
	"slices"
	"strings"

	"huiliu/engine"
)

// KeyMatch says how far the customers of two kinds of table are the same. Tables of
// one role are taken together. Lines of orders are compared with the orders they belong
// to instead, by the number (LeftField is order_id).
type KeyMatch struct {
	Left        int      `json:"left"` // index of the first source of the left role
	Right       int      `json:"right"`
	LeftRole    Role     `json:"left_role"`
	RightRole   Role     `json:"right_role"`
	LeftField   Field    `json:"left_field"`
	RightField  Field    `json:"right_field"`
	LeftKeys    int64    `json:"left_keys"` // different customers
	RightKeys   int64    `json:"right_keys"`
	Both        int64    `json:"both"`
	LeftRows    int64    `json:"left_rows"`    // rows of the left tables with a customer
	RowsWithout int64    `json:"rows_without"` // those whose customer the right tables do not know
	Unmatched   []string `json:"unmatched,omitempty"`
	// Hint says how writing both sides alike would match more: leading_zeros, case,
	// spaces, suffix_dot_zero; masked means that unmatched customers are masked (138****1234)
	// and cannot be matched. HintKeys is the number of further left customers it concerns.
	Hint     string `json:"hint,omitempty"`
	HintKeys int64  `json:"hint_keys,omitempty"`
}

// matchRoles is the order of roles in a match: the earlier of two is the right side,
// the one that should know all customers.
var matchRoles = [...]Role{RoleCustomers, RoleOrders, RoleTickets, RoleFeedback, RoleContacts}

// unmatchedSamples is how many customers without partner are shown.
const unmatchedSamples = 5

// Match compares the customers of orders with those of customer tables, and those of
// all other tables with both. It reads every table
// once, and again when not all of its customers are matched; memory is eight bytes
// per row, and some hundred per customer of tables that do not match.
func Match(ctx context.Context, sources []Source, p engine.Progress) ([]KeyMatch, error) {
	words, err := lexiconOnce()
	if err != nil {
		return nil, err
	}
	m := matcher{ctx: ctx, words: words, p: p}
	total := int64(0)
	for _, role := range matchRoles {
		g := keyGroup{role: role, field: FieldCustomerID, first: -1}
		for i := range sources {
			s := &sources[i]
			if s.Mapping.Role == role && s.Mapping.Find(FieldCustomerID) >= 0 && missingColumn(s) == nil {
				g.sources = append(g.sources, s)
				total += s.Bytes
				if g.first < 0 {
					g.first = i
				}
			}
		}
		if len(g.sources) > 0 {
			m.groups = append(m.groups, &g)
		}
	}
	details, heads := byOrder(sources, (*Mapping).Details), byOrder(sources, (*Mapping).heads)
	if details.first >= 0 && heads.first >= 0 {
		m.lines, m.heads = details, heads
	}
	if len(m.groups) < 2 && m.lines == nil {
		return nil, nil
	}
	p.Stage("import.match", total)
	return m.run()
}

// byOrder groups the order tables that is holds for by their order numbers.
func byOrder(sources []Source, is func(*Mapping) bool) *keyGroup {
	g := &keyGroup{role: RoleOrders, field: FieldOrderID, first: -1}
	for i := range sources {
		if s := &sources[i]; is(&s.Mapping) && missingColumn(s) == nil {
			if g.sources = append(g.sources, s); g.first < 0 {
				g.first = i
			}
		}
	}
	return g
}

// keyGroup is the customers of all tables of a role, or the numbers of orders.
type keyGroup struct {
	role    Role
	field   Field
	first   int
	sources []*Source
	keys    []uint64 // hashes of different customers, sorted
	rows    []int64  // of each of them
	written []ways   // the same in other ways of writing; nil until needed
}

// ways are hashes of a customer written in other ways.
type ways [len(rewrites)]uint64

// rewrites are the ways to write customers alike, the least change first.
var rewrites = [...]struct {
	hint string
	do   func(string) string
}{
	{"suffix_dot_zero", func(s string) string { return strings.TrimSuffix(s, ".0") }},
	{"spaces", func(s string) string { return strings.Join(strings.Fields(narrow(s)), "") }},
	{"case", strings.ToLower},
	{"leading_zeros", func(s string) string { return strings.TrimLeft(s, "0") }},
}

type matcher struct {
	ctx    context.Context
	words  *lexicon
	p      engine.Progress
	groups []*keyGroup
	// Lines of orders and the tables that say whose the orders are; nil when one is missing.
	lines, heads *keyGroup
}

func (m *matcher) run() ([]KeyMatch, error) {
	for _, g := range m.groups {
		if err := m.collect(g); err != nil {
			return nil, err
		}
	}
	var out []KeyMatch
	for i, left := range m.groups {
		for _, right := range m.knowing(i) {
			if err := m.pair(&out, left, right); err != nil {
				return nil, err
			}
		}
	}
	if m.lines == nil {
		return out, nil
	}
	return out, firstError(m.collect(m.lines), m.collect(m.heads), m.pair(&out, m.lines, m.heads))
}

// pair adds how far the keys of left are found in right.
func (m *matcher) pair(out *[]KeyMatch, left, right *keyGroup) error {
	k := compare(left, right)
	if k.Both < k.LeftKeys {
		if err := m.explain(&k, left, right); err != nil {
			return err
		}
	}
	*out = append(*out, k)
	return nil
}

// knowing returns the groups that should know the customers of group i: customers and
// orders, or any when there is neither.
func (m *matcher) knowing(i int) []*keyGroup {
	n := 0
	for n < i && (m.groups[n].role == RoleCustomers || m.groups[n].role == RoleOrders) {
		n++
	}
	if n == 0 {
		return m.groups[:i]
	}
	return m.groups[:n]
}

// each calls do with the customer of every row that has one.
func (m *matcher) each(g *keyGroup, p engine.Progress, do func(id string)) error {
	for _, s := range g.sources {
		f := &fileLoad{loader: &loader{words: m.words, p: p}, src: s}
		c := newCells(&s.Mapping)
		at := c.at(g.field)
		err := f.reread(m.ctx, func(r *row) error {
			if f.precheck(r).reason == "" {
				c.row = r.cells
				if id := c.ident(at); id != "" {
					do(id)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *matcher) collect(g *keyGroup) error {
	var all []uint64
	err := m.each(g, m.p, func(id string) { all = append(all, hash(id)) })
	if err != nil {
		return err
	}
	slices.Sort(all)
	for i, h := range all {
		if i == 0 || h != all[i-1] {
			g.keys, g.rows = append(g.keys, h), append(g.rows, 0)
		}
		g.rows[len(g.rows)-1]++
	}
	return nil
}

func compare(left, right *keyGroup) KeyMatch {
	k := KeyMatch{Left: left.first, Right: right.first, LeftRole: left.role, RightRole: right.role, LeftField: left.field, RightField: right.field,
		LeftKeys: int64(len(left.keys)), RightKeys: int64(len(right.keys))}
	j := 0
	for i, h := range left.keys {
		for j < len(right.keys) && right.keys[j] < h {
			j++
		}
		k.LeftRows += left.rows[i]
		if j < len(right.keys) && right.keys[j] == h {
			k.Both++
		} else {
			k.RowsWithout += left.rows[i]
		}
	}
	return k
}

// explain shows customers without partner and tries other ways of writing.
func (m *matcher) explain(k *KeyMatch, left, right *keyGroup) error {
	if err := m.rewrite(right); err != nil {
		return err
	}
	var sets [len(rewrites)]map[uint64]bool
	for w := range rewrites {
		sets[w] = make(map[uint64]bool, len(right.written))
		for i := range right.written {
			sets[w][right.written[i][w]] = true
		}
	}
	var hits [len(rewrites)]int64
	masked := int64(0)
	seen := make([]bool, len(left.keys))
	err := m.each(left, engine.NoProgress{}, func(id string) {
		h := hash(id)
		i, _ := slices.BinarySearch(left.keys, h)
		if seen[i] {
			return
		}
		seen[i] = true
		if _, known := slices.BinarySearch(right.keys, h); known {
			return
		}
		k.sample(id)
		if strings.Contains(id, "**") {
			masked++
		}
		for w, other := range rewritten(id) {
			if sets[w][other] {
				hits[w]++
			}
		}
	})
	for w, n := range hits {
		if n > k.HintKeys {
			k.Hint, k.HintKeys = rewrites[w].hint, n
		}
	}
	if k.Hint == "" && masked > 0 {
		k.Hint, k.HintKeys = "masked", masked
	}
	return err
}

// sample keeps the first customers by name, so that the order of rows does not matter.
func (k *KeyMatch) sample(id string) {
	i, _ := slices.BinarySearch(k.Unmatched, id)
	if i < unmatchedSamples {
		k.Unmatched = slices.Insert(k.Unmatched, i, strings.Clone(id))
		k.Unmatched = k.Unmatched[:min(len(k.Unmatched), unmatchedSamples)]
	}
}

func rewritten(id string) (w ways) {
	for i := range rewrites {
		w[i] = hash(rewrites[i].do(id))
	}
	return w
}

// rewrite writes the customers of g in the other ways.
func (m *matcher) rewrite(g *keyGroup) error {
	if g.written != nil {
		return nil
	}
	seen := make([]bool, len(g.keys))
	return m.each(g, engine.NoProgress{}, func(id string) {
		if i, ok := slices.BinarySearch(g.keys, hash(id)); ok && !seen[i] {
			seen[i] = true
			g.written = append(g.written, rewritten(id))
		}
	})
}
