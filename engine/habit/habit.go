// Package habit recognises customers whose silence does not mean that they left: those
// who buy for a festival, in one season of the year, or with coupons only. Each kind is
// told from ordinary buyers by a mixture of two binomials, fitted to the shop itself,
// and the share of later purchases that kept to the habit is counted, so that a reader
// can see whether the label deserves belief.
package habit

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/festival"
	"huiliu/engine/store"
)

//go:embed sql/days.sql
var daysSQL string

//go:embed sql/ids.sql
var idsSQL string

// Kinds of habits, in the order in which they are tried: habit.kind.<key>.
const (
	Gift       = "gift"        // all purchases in the weeks before Spring Festival or Mid-Autumn
	Seasonal   = "seasonal"    // all purchases of several years in the same two months
	CouponOnly = "coupon_only" // all purchases with a coupon, or, without coupons in the data, at a discount
)

// kindKeys are the kinds in order; the places stand for them.
var kindKeys = [...]string{Gift, Seasonal, CouponOnly}

const (
	noKind     = -1
	atGift     = 0
	atSeasonal = 1
	atCoupon   = 2
)

// Why a kind was not looked for: habit.reason.<code>.
const (
	ReasonHistory    = "history"     // less than two years of data
	ReasonNoFestival = "no_festival" // the shop's customers keep no lunar festivals
	ReasonNoCoupons  = "no_coupons"  // neither coupons nor discounts in the data
	ReasonUsual      = "usual"       // most purchases are like that: it tells nobody apart
	ReasonFew        = "few"         // too few customers with several purchases
)

const (
	twoYears = 2*yearDays - 30 // of history before a yearly habit can be seen
	yearDays = 365
	grace    = 14 // days after a season before silence counts
)

// Options are what recognition depends on besides the data.
type Options struct {
	Festival bool // the shop's customers keep the Spring Festival
}

// Result is what was recognised as of a day.
type Result struct {
	AsOf   engine.Day `json:"as_of"`
	Kinds  []Kind     `json:"kinds"`
	Silent int64      `json:"silent"` // customers silent for longer than the window
	Asleep int64      `json:"asleep"` // of them, with a habit whose time has not come
	// Churn is the headline rate; Awake the same with those asleep counted as still here;
	// Others that of the customers without such a habit.
	Churn  engine.Rate `json:"churn"`
	Awake  engine.Rate `json:"churn_without_asleep"`
	Others engine.Rate `json:"churn_of_others"`
	// CheckedAt is the past day at which customers were recognised to see what they did
	// in the year after; NoDay when the history is too short.
	CheckedAt engine.Day `json:"checked_at"`
	Rows      []Row      `json:"rows"`    // of those asleep, the first to be due come first
	Skipped   string     `json:"skipped"` // habit.skipped.<code>

	waiting []int64 // customers by window who would be called lost and are not due, see Waiting
}

// Waiting is how many of those a window would call lost are not due yet; ok is false for
// windows the lab does not judge.
func (r *Result) Waiting(window int) (n int64, ok bool) {
	if window < 0 || window >= len(r.waiting) {
		return 0, false
	}
	return r.waiting[window], true
}

// Row is one customer who is asleep.
type Row struct {
	CustomerID   string     `json:"customer_id"`
	Kind         string     `json:"kind"`
	PurchaseDays int        `json:"purchase_days"`
	LastDay      engine.Day `json:"last_day"`
	Due          engine.Day `json:"due"` // silent beyond this day they have left
}

// rows bounds the list of those asleep; all are counted.
const rows = 500

// Kind is the customers with one habit.
type Kind struct {
	Key       string `json:"kind"`
	Customers int64  `json:"customers"` // recognised
	// Right is how many of them the model expects to be of the kind indeed.
	Right  engine.Number `json:"right"`
	Silent int64         `json:"silent"` // of the recognised, silent for longer than the window
	Asleep int64         `json:"asleep"` // of those, with the next season, or coupons, still to come
	Lost   int64         `json:"lost"`   // asleep customers among the events of the headline rate
	// Kept is how many of the purchases in the year after CheckedAt kept to the habit, of the
	// customers recognised then; Usual the same share of all other customers.
	Kept   engine.Rate `json:"kept"`
	Usual  engine.Rate `json:"usual"`
	Reason string      `json:"reason,omitempty"` // why it was not looked for

	members map[string][]int32 // numbers of the customers by part
}

// Parts of a kind: everybody recognised, those silent, asleep, and lost while asleep.
const (
	PartAll    = "all"
	PartSilent = "silent"
	PartAsleep = "asleep"
	PartLost   = "lost"
)

// Members are the numbers of the customers in a part of a kind.
func (r *Result) Members(kind, part string) []int32 {
	for i := range r.Kinds {
		if r.Kinds[i].Key == kind {
			return r.Kinds[i].members[part]
		}
	}
	return nil
}

// NotDue are the numbers of all customers whose silence still fits their habit.
func (r *Result) NotDue() map[int32]bool {
	out := map[int32]bool{}
	for i := range r.Kinds {
		for _, no := range r.Kinds[i].members[PartAsleep] {
			out[no] = true
		}
	}
	return out
}

// Of is the kind of a customer's habit, "" for none, and whether the silence still fits it.
func (r *Result) Of(no int32) (kind string, asleep bool) {
	for i := range r.Kinds {
		k := &r.Kinds[i]
		if slices.Contains(k.members[PartAll], no) {
			return k.Key, slices.Contains(k.members[PartAsleep], no)
		}
	}
	return "", false
}

// Recognise looks for the habits as of the definition's day; first is the first
// purchase day of the data.
func Recognise(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, o Options) (Result, error) {
	if d.Business == churn.Contractual {
		return None("contractual"), nil
	}
	out := None("")
	out.AsOf = d.AsOf
	view, now, then, err := study(ctx, r, d, first, o)
	if err != nil {
		return out, err
	}
	out.Kinds = view.recognise(now)
	view.count(&out, now)
	if len(then) > 0 {
		past := view.past()
		out.CheckedAt = past.asOf
		past.recognise(then)
		check(out.Kinds, then, view.marks)
	}
	out.Rows, err = view.list(ctx, r, now)
	return out, err
}

// study looks at every customer now and, when the history allows, a year ago.
func study(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day, o Options) (view *lens, now, then []person, err error) {
	view = &lens{asOf: d.AsOf, rule: d, from: d.AsOf - engine.Day(d.WindowDays) - 1, history: int(d.AsOf - first), marks: &marks{}}
	if o.Festival {
		view.feasts = feasts()
	}
	past := view.past()
	err = eachCustomer(ctx, r, d.AsOf, func(c customer) {
		here := view.look(c)
		view.marks.add(c, &here)
		now = append(now, here)
		if p := past.look(c); p.n > 0 && past.history >= twoYears {
			then = append(then, p)
		}
	})
	return view, now, then, err
}

// past is the lens of one year before.
func (l *lens) past() *lens {
	p := *l
	p.asOf, p.history = l.asOf-yearDays, l.history-yearDays
	return &p
}

// list names those asleep, the first to be due first.
func (l *lens) list(ctx context.Context, r store.Reader, people []person) ([]Row, error) {
	var asleep []*person
	for i := range people {
		if p := &people[i]; p.kind != noKind && l.silent(p) && l.asOf <= l.due(p) {
			asleep = append(asleep, p)
		}
	}
	slices.SortFunc(asleep, func(a, b *person) int { return cmp.Or(cmp.Compare(l.due(a), l.due(b)), cmp.Compare(a.no, b.no)) })
	asleep = asleep[:min(len(asleep), rows)]
	numbers, at := make([]int32, len(asleep)), map[int32]int{}
	out := make([]Row, len(asleep))
	for i, p := range asleep {
		numbers[i], at[p.no] = p.no, i
		out[i] = Row{Kind: kindKeys[p.kind], PurchaseDays: int(p.n), LastDay: p.last, Due: l.due(p)}
	}
	err := store.Query(ctx, r, idsSQL, store.Params{"numbers": numbers}, func(scan store.Scan) error {
		var no int32
		var id string
		if err := scan(&no, &id); err != nil {
			return err
		}
		out[at[no]].CustomerID = id
		return nil
	})
	return out, err
}

// silent reports whether the customer has been silent for too long.
func (l *lens) silent(p *person) bool { return l.asOf-p.last > engine.Day(p.patience) }

// None is the result of a project whose habits cannot be seen.
func None(code string) Result {
	none := engine.NewRate(0, 0)
	return Result{AsOf: engine.NoDay, Kinds: []Kind{}, Churn: none, Awake: none, Others: none, CheckedAt: engine.NoDay, Rows: []Row{}, Skipped: code}
}

// feasts are the festivals gifts are bought for, each kind ascending.
func feasts() [][]engine.Day { return [][]engine.Day{festival.Spring(), festival.MidAutumn()} }

// count fills in the totals and how the churn rate looks with and without the asleep.
func (l *lens) count(out *Result, people []person) {
	var base, lost, asleep, otherBase, otherLost int64
	out.waiting = make([]int64, churn.HighestWindow+1)
	var right [len(kindKeys)]float64
	for i := range people {
		p := &people[i]
		silent, active := l.silent(p), p.before != engine.NoDay && l.from-p.before <= engine.Day(p.patienceThen)
		event := active && silent
		base, lost, out.Silent = base+one(active), lost+one(event), out.Silent+one(silent)
		if p.kind == noKind {
			otherBase, otherLost = otherBase+one(active), otherLost+one(event)
			continue
		}
		k, sleeping := &out.Kinds[p.kind], silent && l.asOf <= l.due(p)
		k.Customers, k.Silent, k.Asleep = k.Customers+1, k.Silent+one(silent), k.Asleep+one(sleeping)
		k.Lost, asleep = k.Lost+one(event && sleeping), asleep+one(event && sleeping)
		out.Asleep += one(sleeping)
		l.wait(out.waiting, p)
		k.take(PartAll, p.no, true)
		k.take(PartSilent, p.no, silent)
		k.take(PartAsleep, p.no, sleeping)
		k.take(PartLost, p.no, event && sleeping)
		right[p.kind] += float64(p.sure)
	}
	for i := range out.Kinds {
		if out.Kinds[i].Reason == "" {
			out.Kinds[i].Right = engine.Number(right[i])
		}
	}
	out.Churn, out.Awake, out.Others = engine.NewRate(lost, base), engine.NewRate(lost-asleep, base), engine.NewRate(otherLost, otherBase)
}

// wait counts a customer at every window by which the silence is a loss and the habit is
// not due: buyers with coupons wait for twice the window, the others for their season.
func (l *lens) wait(at []int64, p *person) {
	silent := int(l.asOf - p.last)
	for w := range min(silent, len(at)) {
		if p.kind == atCoupon && silent <= 2*w || p.kind != atCoupon && l.asOf <= l.due(p) {
			at[w]++
		}
	}
}

func (k *Kind) take(part string, no int32, in bool) {
	if !in {
		return
	}
	if k.members == nil {
		k.members = map[string][]int32{}
	}
	k.members[part] = append(k.members[part], no)
}

// check counts the later purchases of customers recognised in the past.
func check(kinds []Kind, people []person, m *marks) {
	for i := range kinds {
		var kept, all, usual, rest int64
		for j := range people {
			p := &people[j]
			in, n := p.later(i, m)
			if int(p.kind) == i {
				kept, all = kept+in, all+n
			} else {
				usual, rest = usual+in, rest+n
			}
		}
		if kinds[i].Reason == "" {
			kinds[i].Kept, kinds[i].Usual = engine.NewRate(kept, all), engine.NewRate(usual, rest)
		}
	}
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
