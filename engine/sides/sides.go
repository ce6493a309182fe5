// Package sides compares what customers, staff and auditors of competitors mark for the
// same questions (360° feedback): per question and side the mean with its interval and
// how often each mark was given, how well the questions go together (Cronbach's α), and
// the gaps between customers and the other sides. A person counts once per question, by
// the latest answer; an auditor once a day.
package sides

import (
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/stat"
	"huiliu/engine/store"
	"huiliu/engine/survey"
)

//go:embed sql/items.sql
var itemsSQL string

//go:embed sql/marks.sql
var marksSQL string

// NoItems is the reason of a result without questionnaires.
const NoItems = "no_items"

// Result is what the questionnaires say.
type Result struct {
	Skipped  string  `json:"skipped"`  // "" or NoItems
	Marks    int64   `json:"marks"`    // that count
	Repeated int64   `json:"repeated"` // earlier marks of the same person for the same question: they do not count
	Outside  int64   `json:"outside"`  // beyond the scale that nearly all marks of the question keep to: they do not count
	Sides    []Side  `json:"sides"`    // who answered anything: customer, staff, audit
	Items    []Item  `json:"items"`    // in the order of the questionnaire
	Scales   []Scale `json:"scales"`   // one per entry of Sides
}

// Side is who answered.
type Side struct {
	Key    string `json:"key"`    // customer, staff or audit
	People int64  `json:"people"` // of an audit: people and days
}

// Item is one question.
type Item struct {
	Name   string  `json:"name"`
	Low    int     `json:"low"` // ends of its scale
	High   int     `json:"high"`
	Voices []Voice `json:"voices"` // of the sides that answered it, in the order of Sides
	Gaps   []Gap   `json:"gaps"`   // customers less each other side that answered it
}

// Voice is what one side marks.
type Voice struct {
	Side   string       `json:"side"`
	Mean   survey.Score `json:"mean"`
	Shares []int64      `json:"shares"` // how often each mark from Low to High was given, half marks rounded up
	Top    engine.Rate  `json:"top"`    // share of the two best marks
}

// Verdicts of a gap. Higher and Lower hold after correcting for all gaps looked at (Holm).
const (
	Higher = "higher" // customers mark higher than the other side
	Lower  = "lower"
	Alike  = "alike"     // no difference is visible
	Small  = "small"     // a side has fewer than engine.SmallBase answers
	Even   = "no_spread" // everybody on both sides gave the same mark: no interval can be computed
)

// Gap is how much higher customers mark a question than another side, with Welch's interval.
type Gap struct {
	Side     string        `json:"side"` // the other one
	Verdict  string        `json:"verdict"`
	Adjusted engine.Number `json:"p_holm"`
	survey.Gap
}

// Why a scale has no α.
const (
	OneItem  = "one_item"
	FewFull  = "few_people" // fewer than engine.SmallBase people answered all of its questions
	AllEqual = "all_equal"  // the sums of all people are the same
)

// Scale is how well the questions of one side that share a scale go together.
type Scale struct {
	Side string `json:"side"`
	Code string `json:"code"` // "" or why α is undefined
	survey.Reliability
}

// None is the result without questionnaires.
func None() Result {
	return Result{Skipped: NoItems, Sides: []Side{}, Items: []Item{}, Scales: []Scale{}}
}

// Analyse reads the marks known at the end of the day asOf; NoDay for all of them.
func Analyse(ctx context.Context, r store.Reader, asOf engine.Day) (Result, error) {
	day := "9999-12-31"
	if asOf != engine.NoDay {
		day = asOf.String()
	}
	b := book{at: map[string]int{}}
	err := store.Query(ctx, r, itemsSQL, store.Params{"as_of": day}, func(scan store.Scan) error {
		var key string
		var it Item
		err := scan(&key, &it.Name)
		b.at[key] = len(b.items)
		b.items = append(b.items, it)
		return err
	})
	if err != nil || len(b.items) == 0 {
		return None(), err
	}
	err = store.Query(ctx, r, marksSQL, store.Params{"as_of": day}, func(scan store.Scan) error {
		var side, unit, key string
		var mark float64
		var latest bool
		if err := scan(&side, &unit, &key, &mark, &latest); err != nil {
			return err
		}
		b.add(side, unit, b.at[key], mark, latest)
		return nil
	})
	if err != nil {
		return None(), err
	}
	res := b.result()
	res.Repeated = b.repeated
	return res, nil
}

// Of compares answers that are at hand: sheets[s] holds one row per person of side s (see
// [ingest.Sides]) with a mark per question of names, NaN where there is none. Rows are
// changed: marks beyond their scale become NaN.
func Of(names []string, sheets [3][][]float64) Result {
	if len(names) == 0 {
		return None()
	}
	b := book{sheets: sheets}
	for _, name := range names {
		b.items = append(b.items, Item{Name: name})
	}
	return b.result()
}

// book holds the answers as they are read, sorted by side and person.
type book struct {
	at       map[string]int // item by key
	items    []Item
	sheets   [3][][]float64 // the answers of one person per row, NaN where there is none
	side     string
	unit     string
	repeated int64
}

func (b *book) add(side, unit string, item int, mark float64, latest bool) {
	if !latest {
		b.repeated++
		return
	}
	s := slices.Index(ingest.Sides(), side)
	if b.side != side || b.unit != unit || len(b.sheets[s]) == 0 {
		b.side, b.unit = side, unit
		empty := make([]float64, len(b.items))
		for i := range empty {
			empty[i] = math.NaN()
		}
		b.sheets[s] = append(b.sheets[s], empty)
	}
	b.sheets[s][len(b.sheets[s])-1][item] = mark
}

func (b *book) result() Result {
	res := None()
	res.Skipped = ""
	for i := range b.items {
		it := &b.items[i]
		it.Low, it.High = scaleOf(b.column(i))
		res.Outside += b.trim(i, float64(it.Low), float64(it.High))
	}
	common := b.common()
	for s, key := range ingest.Sides() {
		if len(b.sheets[s]) > 0 {
			res.Sides = append(res.Sides, Side{key, int64(len(b.sheets[s]))})
			res.Scales = append(res.Scales, scale(key, b.sheets[s], common))
		}
	}
	for i := range b.items {
		it := &b.items[i]
		b.measure(it, i)
		for _, v := range it.Voices {
			res.Marks += v.Mean.N
		}
	}
	res.Items = b.items
	judge(res.Items)
	return res
}

// column is all marks for a question.
func (b *book) column(i int) []float64 {
	var out []float64
	for s := range b.sheets {
		out = append(out, b.of(s, i)...)
	}
	return out
}

// of is the marks of a side for a question.
func (b *book) of(side, item int) []float64 {
	var out []float64
	for _, sh := range b.sheets[side] {
		if !math.IsNaN(sh[item]) {
			out = append(out, sh[item])
		}
	}
	return out
}

// scales are the usual ends of scales, the narrowest first.
var scales = [...][2]int{{1, 5}, {0, 5}, {1, 7}, {0, 10}}

// kept is the share of marks that tells a scale: one slip in a hundred does not widen it.
const kept = 0.99

// scaleOf finds the narrowest scale that holds nearly all marks.
func scaleOf(marks []float64) (low, high int) {
	for _, s := range scales {
		in := 0
		for _, m := range marks {
			if m >= float64(s[0]) && m <= float64(s[1]) {
				in++
			}
		}
		if float64(in) >= kept*float64(len(marks)) {
			return s[0], s[1]
		}
	}
	return scales[len(scales)-1][0], scales[len(scales)-1][1]
}

// trim takes out the marks beyond the scale and counts them.
func (b *book) trim(item int, low, high float64) (n int64) {
	for s := range b.sheets {
		for _, sh := range b.sheets[s] {
			if sh[item] < low || sh[item] > high {
				sh[item] = math.NaN()
				n++
			}
		}
	}
	return n
}

// common lists the questions on the scale that most of them share; of equally many the
// one of the first question.
func (b *book) common() []int {
	by := map[[2]int][]int{}
	var best []int
	for i := range b.items {
		k := [2]int{b.items[i].Low, b.items[i].High}
		by[k] = append(by[k], i)
	}
	for i := range b.items {
		if list := by[[2]int{b.items[i].Low, b.items[i].High}]; len(list) > len(best) {
			best = list
		}
	}
	return best
}

// scale computes α of the questions that somebody on the side answered.
func scale(side string, sheets [][]float64, items []int) Scale {
	var asked []int
	for _, i := range items {
		if slices.ContainsFunc(sheets, func(s []float64) bool { return !math.IsNaN(s[i]) }) {
			asked = append(asked, i)
		}
	}
	rows := make([][]float64, len(sheets))
	for k, s := range sheets {
		rows[k] = make([]float64, len(asked))
		for j, i := range asked {
			rows[k][j] = s[i]
		}
	}
	out := Scale{Side: side, Reliability: survey.Alpha(rows)}
	switch {
	case len(asked) < 2:
		out.Code = OneItem
	case out.People < engine.SmallBase:
		out.Code = FewFull
	case !out.Alpha.Defined():
		out.Code = AllEqual
	}
	if out.Code != "" {
		u := engine.Undefined()
		out.Alpha, out.Low, out.High = u, u, u
	}
	return out
}

// measure fills what each side says of a question and how far customers are from the others.
func (b *book) measure(it *Item, i int) {
	it.Voices, it.Gaps = []Voice{}, []Gap{}
	customers := b.of(0, i)
	for s, key := range ingest.Sides() {
		marks := b.of(s, i)
		if len(marks) == 0 {
			continue
		}
		it.Voices = append(it.Voices, Voice{Side: key, Mean: survey.Mean(marks), Shares: survey.Shares(marks, it.Low, it.High), Top: survey.CSAT(marks, float64(it.High))})
		if s > 0 && len(customers) > 0 {
			it.Gaps = append(it.Gaps, Gap{Side: key, Adjusted: engine.Undefined(), Gap: survey.Compare(customers, marks)})
		}
	}
}

// judge decides about all gaps together: those of small sides are not looked at.
func judge(items []Item) {
	var looked []*Gap
	var p []float64
	for i := range items {
		for j := range items[i].Gaps {
			g := &items[i].Gaps[j]
			switch {
			case g.First.N < engine.SmallBase || g.Second.N < engine.SmallBase:
				g.Verdict = Small
			case !g.Low.Defined():
				g.Verdict = Even
			default:
				looked, p = append(looked, g), append(p, float64(g.P))
			}
		}
	}
	for k, adjusted := range stat.Holm(p) {
		g := looked[k]
		g.Adjusted, g.Verdict = engine.Number(adjusted), Alike
		switch {
		case g.Sign() == 0 || adjusted >= 0.05:
		case g.Sign() > 0:
			g.Verdict = Higher
		default:
			g.Verdict = Lower
		}
	}
}
