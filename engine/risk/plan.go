package risk

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
)

// Line is customers of a plan who are alike and get the same offer.
type Line struct {
	Customers    float64
	Events, Base int64 // of the natural return
	P0           float64
	Lift         float64
	Value        float64 // margin of a second life
	OfferCost    float64 // per return
	ContactCost  float64
}

// Drivers of a plan's result. Each is a factor on what the plan reckons with; 1 is the plan.
const (
	Natural = "natural" // natural return
	Lift    = "lift"
	Value   = "value"
	Offer   = "offer_cost"
	Contact = "contact_cost"
	Fixed   = "fixed_cost"
)

// Keys lists the drivers.
func Keys() []string { return []string{Natural, Lift, Value, Offer, Contact, Fixed} }

// Shapes of distributions.
const (
	ShapeBeta   = "beta"   // from counts
	ShapeNormal = "normal" // from a measured interval
	ShapePert   = "pert"   // judged
)

// Factor is what is known of one driver: its factor at the 5 % and the 95 % point.
type Factor struct {
	Key      string  `json:"key"`
	Shape    string  `json:"shape"`
	Measured bool    `json:"measured"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// NetLow and NetHigh are the plan's net with only this one moved: the tornado.
	NetLow  float64 `json:"net_low"`
	NetHigh float64 `json:"net_high"`

	quantile func(u float64) float64
}

// Spread is what is known about the drivers; zero deviations are unmeasured and judged.
type Spread struct {
	LiftSD  float64 // relative deviation of the lift, measured
	ValueSD float64 // relative deviation of the second-life value, measured
	FixedSD float64 // relative deviation of the fixed cost, from three-point judgements
}

// Judged spreads: at least and at most, as factors. The lift may be nothing or twice as
// much; values and costs are known better.
const (
	judgedLift, judgedValue, judgedCost = 1.0, 0.4, 0.2
)

// Correlation between what is uncertain, as assumed: where more come back by themselves
// less is left to gain; times that bring people back also make them buy more; those an
// offer brings buy less than those who come by themselves.
type Correlation struct {
	A, B  string
	Value float64
}

// Correlations are the assumed ones; all others are zero.
func Correlations() []Correlation {
	return []Correlation{{Natural, Lift, -0.3}, {Natural, Value, 0.3}, {Lift, Value, -0.2}}
}

// Study is the risk of a plan.
type Study struct {
	Outcome
	Seed     uint64   `json:"seed"`
	Expected float64  `json:"expected"` // closed form, when no correlation or limit bends it
	Factors  []Factor `json:"factors"`  // widest swing first
	// BreakEven is the factor on the lift, and on the value, at which nothing is gained or
	// lost; undefined when no factor does that.
	BreakEvenLift  engine.Number `json:"break_even_lift"`
	BreakEvenValue engine.Number `json:"break_even_value"`
	Register       []Entry       `json:"register"`
}

// draws of a study.
const draws = 20_000

// Assess studies a plan with its fixed cost. A plan without customers has no risk: Draws is 0.
func Assess(lines []Line, fixed float64, s Spread, seed uint64) (Study, error) {
	out := Study{Seed: seed, Factors: []Factor{}, Register: []Entry{}, BreakEvenLift: engine.Undefined(), BreakEvenValue: engine.Undefined()}
	if len(lines) == 0 {
		return out, nil
	}
	factors := spreads(lines, s)
	drivers := make([]Driver, len(factors))
	for i, f := range factors {
		drivers[i] = Driver{f.Key, f.quantile}
	}
	drivers[0].Quantile = Uniform
	tables := make([][]float64, len(lines))
	known := map[[2]int64][]float64{}
	for i, l := range lines {
		key := [2]int64{l.Events, l.Base}
		if known[key] == nil {
			known[key] = Atoms(Beta(l.Events, l.Base))
		}
		tables[i] = known[key]
	}
	net := func(x []float64) float64 {
		at, sum := place(x[0]), 0.0
		for i := range lines {
			l := &lines[i]
			sum += l.net(tables[i][at], x[1], x[2], x[3], x[4])
		}
		return sum - fixed*x[5]
	}
	var err error
	if out.Outcome, err = Simulate(drivers, correlations(), net, draws, seed); err != nil {
		return Study{}, err
	}
	mean := slices.Clone(lines)
	for i := range mean {
		mean[i].P0 = BetaMean(mean[i].Events, mean[i].Base)
	}
	out.Expected = Net(mean, fixed, nil)
	for i := range factors {
		f := &factors[i]
		f.NetLow, f.NetHigh = Net(lines, fixed, map[string]float64{f.Key: f.Low}), Net(lines, fixed, map[string]float64{f.Key: f.High})
	}
	slices.SortStableFunc(factors, func(a, b Factor) int {
		return cmp.Compare(math.Abs(b.NetHigh-b.NetLow), math.Abs(a.NetHigh-a.NetLow))
	})
	out.Factors = factors
	out.BreakEvenLift, out.BreakEvenValue = even(lines, fixed, Lift), even(lines, fixed, Value)
	return out, nil
}

// net of one line, with its natural return and factors on the rest.
func (l *Line) net(p0, lift, value, offer, contact float64) float64 {
	p1 := math.Min(1, p0*(1+l.Lift*lift))
	return l.Customers * ((p1-p0)*l.Value*value - p1*l.OfferCost*offer - l.ContactCost*contact)
}

// Net is a plan's result with factors on its drivers, 1 where none is given.
func Net(lines []Line, fixed float64, factors map[string]float64) float64 {
	k := func(key string) float64 {
		if v, ok := factors[key]; ok {
			return v
		}
		return 1
	}
	sum := 0.0
	for i := range lines {
		l := &lines[i]
		sum += l.net(math.Min(1, l.P0*k(Natural)), k(Lift), k(Value), k(Offer), k(Contact))
	}
	return sum - fixed*k(Fixed)
}

// even is the factor at which the net is zero: it is a straight line in each of them as
// long as no return rate meets its limit of 1.
func even(lines []Line, fixed float64, key string) engine.Number {
	at0, at1 := Net(lines, fixed, map[string]float64{key: 0}), Net(lines, fixed, nil)
	if at1 <= at0 {
		return engine.Undefined()
	}
	return engine.Number(-at0 / (at1 - at0))
}

// spreads says how far each driver may be off.
func spreads(lines []Line, s Spread) []Factor {
	low, high, sum := 0.0, 0.0, 0.0
	for i := range lines {
		l := &lines[i]
		q := Beta(l.Events, l.Base)
		low, high, sum = low+l.Customers*q(0.05), high+l.Customers*q(0.95), sum+l.Customers*l.P0
	}
	if sum <= 0 {
		low, high, sum = 1, 1, 1
	}
	return []Factor{
		{Key: Natural, Shape: ShapeBeta, Measured: true, Low: low / sum, High: high / sum},
		spread(Lift, s.LiftSD, judgedLift), spread(Value, s.ValueSD, judgedValue),
		spread(Offer, 0, judgedCost), spread(Contact, 0, judgedCost), spread(Fixed, s.FixedSD, judgedCost),
	}
}

// spread is a factor around 1: normal when its deviation was measured, else judged.
func spread(key string, sd, judged float64) Factor {
	f := Factor{Key: key, Shape: ShapePert, quantile: Pert(1-judged, 1, 1+judged)}
	if sd > 0 {
		f.Shape, f.Measured, f.quantile = ShapeNormal, true, Normal(1, sd)
	}
	f.Low, f.High = f.quantile(0.05), f.quantile(0.95)
	return f
}

func correlations() *mat.SymDense {
	keys := Keys()
	m := mat.NewSymDense(len(keys), nil)
	for i := range keys {
		m.SetSym(i, i, 1)
	}
	for _, c := range Correlations() {
		m.SetSym(slices.Index(keys, c.A), slices.Index(keys, c.B), c.Value)
	}
	return m
}
