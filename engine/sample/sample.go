package sample

import (
	"context"
	"math/rand/v2"

	"huiliu/engine"
)

// Options choose the shop. The zero value is the shop of the documentation.
type Options struct {
	Seed      uint64
	Customers int        // 0 = 8000
	Start     engine.Day // first day of orders; zero = 2022-07-01
	End       engine.Day // last day of orders; zero = 2025-06-30
}

// Limits of what can be invented: below them groups such as "left because the
// need is gone" would be empty or the campaign would lie outside the period.
const (
	defaultCustomers = 8000
	minCustomers     = 100
	maxCustomers     = 900_000
	minSpan          = 720
)

// Purposes of random streams. Each has its own number so that a change in one
// part of the shop does not move the draws of another.
const (
	forCatalogue uint64 = iota + 1
	forKinds
	forPerson
	forLife
	forCampaign
	forSecondLife
	forOrder
	forTicket
	forSurvey
	forDirt
	forSides
)

// checkEvery is how many customers or rows pass between two looks at the context.
const checkEvery = 500

// shop is the whole invented world of one seed.
type shop struct {
	seed     uint64
	start    engine.Day
	end      engine.Day
	calendar *calendar
	goods    *catalogue
	people   []*person
	campaign campaign
	orders   []*order
	tickets  []ticket
	answers  []answer
	sheets   []sheetOf
}

// Write invents the shop of o and writes its files into dir, which it creates
// when missing. Files appear complete or, after an error or a cancelled ctx,
// not at all.
func Write(ctx context.Context, dir string, o Options, p engine.Progress) (Truth, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return Truth{}, err
	}
	s, err := invent(ctx, o, p)
	if err != nil {
		return Truth{}, err
	}
	t := s.truth()
	if err := s.write(ctx, dir, t, p); err != nil {
		return Truth{}, err
	}
	return t, nil
}

func (o Options) withDefaults() Options {
	if o.Customers == 0 {
		o.Customers = defaultCustomers
	}
	if o.Start == 0 {
		o.Start = ymd(2022, 7, 1)
	}
	if o.End == 0 {
		o.End = ymd(2025, 6, 30)
	}
	return o
}

func (o Options) check() error {
	span := int64(o.End) - int64(o.Start)
	inTable := o.Start >= ymd(firstFestivalYear, 1, 1) && o.End <= ymd(lastFestivalYear, 12, 31)
	if o.Customers < minCustomers || o.Customers > maxCustomers || span < minSpan || !inTable {
		return &engine.Error{Code: "sample.bad_options", Args: engine.Args{
			"customers": o.Customers, "start": o.Start, "end": o.End,
			"min_customers": minCustomers, "max_customers": maxCustomers, "min_days": minSpan,
			"first_year": firstFestivalYear, "last_year": lastFestivalYear,
		}}
	}
	return nil
}

// invent makes everything in memory; nothing is written.
func invent(ctx context.Context, o Options, p engine.Progress) (*shop, error) {
	s := &shop{seed: o.Seed, start: o.Start, end: o.End}
	s.calendar = newCalendar(o.Start, o.End)
	s.goods = newCatalogue(o.Start, o.End, s.stream(forCatalogue, 0))
	s.people = s.drawPeople(o.Customers)
	p.Stage("sample.make", int64(2*o.Customers))
	if err := s.each(ctx, p, s.live); err != nil {
		return nil, err
	}
	s.runCampaign()
	if err := s.each(ctx, p, s.trade); err != nil {
		return nil, err
	}
	s.addDirt()
	s.number()
	s.sheets = s.voices()
	return s, nil
}

// each calls do for every customer and reports progress.
func (s *shop) each(ctx context.Context, p engine.Progress, do func(*person)) error {
	for i, c := range s.people {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		do(c)
		p.Add(1)
	}
	return ctx.Err()
}

// trade turns the days a customer bought on into orders, tickets and answers.
func (s *shop) trade(c *person) {
	first := len(s.orders)
	s.fillOrders(c)
	s.complain(c, s.orders[first:])
	s.ask(c)
}

// stream returns the random numbers of one purpose and customer.
func (s *shop) stream(purpose uint64, customer int) *rand.Rand {
	a := scramble(s.seed*64 + purpose)
	return rand.New(rand.NewPCG(a, scramble(a+uint64(customer))))
}

// scramble spreads neighbouring numbers over all 64 bits (the output function
// of SplitMix64), since PCG streams of neighbouring seeds resemble each other.
func scramble(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
