// Package opinion reads the marks customers gave in surveys: recommendation or
// satisfaction with intervals, of those who left beside those who stayed, over time,
// and weighted by value × state for who answered. A customer counts once, by the latest
// answer.
package opinion

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/survey"
)

//go:embed sql/shop.sql
var shopSQL string

//go:embed sql/contracts.sql
var contractsSQL string

//go:embed sql/answers.sql
var answersSQL string

// Scales of marks: where they end decides what is computed.
const (
	Ten   = 10 // 0 to 10: net promoter score
	Seven = 7  // 1 to 7: mean (effort) and the two best marks
	Five  = 5  // 1 to 5: the two best marks (satisfaction) and mean
)

// Result is what the marks say.
type Result struct {
	Skipped   string      `json:"skipped"`   // "", no_scores, unknown_scale
	Scale     int         `json:"scale"`     // Ten, Seven or Five
	Answers   int64       `json:"answers"`   // all, also of customers nobody knows
	Customers engine.Rate `json:"customers"` // who answered, of all customers
	All       Figure      `json:"all"`
	Lost      Figure      `json:"lost"`
	Stayed    Figure      `json:"stayed"`
	// Adjusted is All weighted so that each group counts as among all customers.
	Adjusted  survey.Score  `json:"adjusted"`
	Effective engine.Number `json:"effective"` // answers of a plain random sample that tell as much
	Groups    []Group       `json:"groups"`    // value × state
	Marks     []Mark        `json:"marks"`     // how often each mark was given
	Quarters  []Quarter     `json:"quarters"`
}

// Figure is the measure of one group of answers.
type Figure struct {
	Recommend survey.Recommend `json:"nps"`  // of scale Ten
	Satisfied engine.Rate      `json:"csat"` // of the other scales
	Mean      survey.Score     `json:"mean"`
	Effort    *survey.Effort   `json:"effort,omitempty"` // of scale Seven, if its marks say how easy it was
}

// Group is a cell of value × state.
type Group struct {
	Value  string  `json:"value"` // high, middle, low
	Lost   bool    `json:"lost"`
	People int64   `json:"people"`
	Each   float64 `json:"each"` // people one answer stands for
	Figure Figure  `json:"figure"`
}

// Mark is how often a mark was given.
type Mark struct {
	Mark   int   `json:"mark"`
	Lost   int64 `json:"lost"`
	Stayed int64 `json:"stayed"`
}

// Quarter is the measure of the answers of a quarter.
type Quarter struct {
	First  engine.Day `json:"first"`
	Figure Figure     `json:"figure"`
}

// None is the result without marks.
func None(code string) Result {
	r := Result{Skipped: code, Customers: engine.NewRate(0, 0), Groups: []Group{}, Marks: []Mark{}, Quarters: []Quarter{}, Effective: engine.Undefined()}
	r.All, r.Lost, r.Stayed = figure(nil, 0), figure(nil, 0), figure(nil, 0)
	r.Adjusted = survey.Mean(nil)
	return r
}

type customer struct {
	no      int32
	lost    bool
	revenue engine.Money
	value   int // 0 low, 1 middle, 2 high
	mark    float64
	day     engine.Day
	said    bool
}

func figure(marks []float64, scale int) Figure {
	f := Figure{Recommend: survey.NPSOf(0, 0, 0), Satisfied: engine.NewRate(0, 0), Mean: survey.Mean(marks)}
	if scale == Ten {
		f.Recommend = survey.NPS(marks)
	} else if scale > 0 {
		f.Satisfied = survey.CSAT(marks, float64(scale))
	}
	if scale == Seven {
		e := survey.CES(marks)
		f.Effort = &e
	}
	return f
}

// Analyse reads the marks known as of the definition's day.
func Analyse(ctx context.Context, r store.Reader, d churn.Definition) (Result, error) {
	people, err := readPeople(ctx, r, d)
	if err != nil {
		return Result{}, err
	}
	all, err := readMarks(ctx, r, d, people)
	switch {
	case err != nil:
		return Result{}, err
	case len(all) == 0:
		return None("no_scores"), nil
	}
	scale := scaleOf(all)
	if scale == 0 {
		return None("unknown_scale"), nil
	}
	res := None("")
	res.Scale, res.Answers = scale, int64(len(all))
	thirds(people)
	res.fill(people)
	return res, nil
}

func readPeople(ctx context.Context, r store.Reader, d churn.Definition) ([]customer, error) {
	text, params := shopSQL, d.Silence()
	if d.Business == churn.Contractual {
		text, params = contractsSQL, d.Ends()
	}
	var out []customer
	err := store.Query(ctx, r, text, params, func(scan store.Scan) error {
		var c customer
		if err := scan(&c.no, &c.lost, &c.revenue); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// readMarks gives each customer the latest mark and returns all marks.
func readMarks(ctx context.Context, r store.Reader, d churn.Definition, people []customer) ([]float64, error) {
	asOf := "9999-12-31"
	if d.AsOf != engine.NoDay {
		asOf = d.AsOf.String()
	}
	var all []float64
	err := store.Query(ctx, r, answersSQL, store.Params{"as_of": asOf}, func(scan store.Scan) error {
		var no int32
		var day engine.Day
		var mark float64
		if err := scan(&no, &day, &mark); err != nil {
			return err
		}
		all = append(all, mark)
		i, ok := slices.BinarySearchFunc(people, no, func(c customer, no int32) int { return cmp.Compare(c.no, no) })
		if ok && !people[i].said {
			people[i].said, people[i].mark, people[i].day = true, mark, day
		}
		return nil
	})
	return all, err
}

// scaleOf tells the scale from the marks given; 0 when it is none of the known ones.
func scaleOf(marks []float64) int {
	low, high := slices.Min(marks), slices.Max(marks)
	for _, m := range marks {
		if m != math.Trunc(m) {
			return 0
		}
	}
	switch {
	case low >= 1 && high <= Five:
		return Five
	case low >= 1 && high <= Seven:
		return Seven
	case low >= 0 && high <= Ten:
		return Ten
	}
	return 0
}

func thirds(people []customer) {
	sorted := make([]engine.Money, len(people))
	for i := range people {
		sorted[i] = people[i].revenue
	}
	slices.Sort(sorted)
	for i := range people {
		at, _ := slices.BinarySearch(sorted, people[i].revenue)
		people[i].value = at * 3 / len(sorted)
	}
}

// values names the thirds.
var values = [...]string{"low", "middle", "high"}

func (res *Result) fill(people []customer) {
	var all []float64
	var by [2][]float64
	var groups [6][]float64
	strata := make([]survey.Stratum, 6)
	counts := map[int]*Mark{}
	quarters := map[engine.Day][]float64{}
	for i := range people {
		c := &people[i]
		lost := 0
		if c.lost {
			lost = 1
		}
		g := c.value*2 + lost
		strata[g].Population++
		if !c.said {
			continue
		}
		strata[g].Answered++
		all, by[lost], groups[g] = append(all, c.mark), append(by[lost], c.mark), append(groups[g], c.mark)
		m := int(c.mark)
		if counts[m] == nil {
			counts[m] = &Mark{Mark: m}
		}
		if counts[m].Stayed++; c.lost {
			counts[m].Stayed--
			counts[m].Lost++
		}
		if c.day != engine.NoDay {
			q := quarterOf(c.day)
			quarters[q] = append(quarters[q], c.mark)
		}
	}
	res.Customers = engine.NewRate(int64(len(all)), int64(len(people)))
	res.All, res.Stayed, res.Lost = figure(all, res.Scale), figure(by[0], res.Scale), figure(by[1], res.Scale)
	res.weigh(strata, groups)
	for m := range Ten + 1 {
		if counts[m] != nil {
			res.Marks = append(res.Marks, *counts[m])
		}
	}
	for q, marks := range quarters {
		res.Quarters = append(res.Quarters, Quarter{q, figure(marks, res.Scale)})
	}
	slices.SortFunc(res.Quarters, func(a, b Quarter) int { return cmp.Compare(a.First, b.First) })
}

// weigh adjusts the measure for who answered.
func (res *Result) weigh(strata []survey.Stratum, groups [6][]float64) {
	w := survey.PostStratify(strata)
	res.Effective = w.Effective
	up, down := make([]int64, 6), make([]int64, 6)
	for g := range strata {
		f := figure(groups[g], res.Scale)
		up[g], down[g] = f.Recommend.Promoters, f.Recommend.Detractors
		if res.Scale != Ten {
			up[g] = f.Satisfied.Events
		}
		res.Groups = append(res.Groups, Group{Value: values[g/2], Lost: g%2 == 1, People: strata[g].Population, Each: w.Each[g], Figure: f})
	}
	if res.Scale == Ten {
		res.Adjusted = survey.AdjustedNPS(strata, up, down)
	} else {
		res.Adjusted = survey.Adjusted(strata, up)
	}
}

// quarterOf is the first day of the quarter of a day.
func quarterOf(d engine.Day) engine.Day {
	t := d.Time()
	return engine.DayOf(t.AddDate(0, -((int(t.Month()) - 1) % 3), 1-t.Day()))
}
