package predict

import (
	"context"
	"errors"
	"slices"

	"huiliu/engine"
	"huiliu/engine/feature"
	"huiliu/engine/learn"
)

// lost is what learning and scoring would have had to do with if the orders of one
// calendar month had never been imported.
type lost struct {
	month engine.Day // its first day
	train learn.Sample
	test  *learn.Frame
	rows  []int // of the race's test rows
}

// maxLostRows bounds the test rows that are looked at without the month.
const maxLostRows = 1_000

// lose takes the last whole calendar month up to the test day away from the training
// rows — their features where they knew it, their outcomes where it decided them — and
// from a sample of the test rows, whose outcomes stay what happened. Customers of that
// month alone are unknown without it and are left out. It is nil without dates, and
// where too little is left.
func (s *study) lose(ctx context.Context) (l *lost, err error) {
	if s.snaps == nil || len(s.train.day) == 0 {
		return nil, nil
	}
	test := s.heat.test
	day := test.day[0]
	to := lastOfMonth(day)
	l = &lost{month: lastOfMonth(to-1) + 1}
	picked := sampleOf(test, all(test.count()), maxLostRows, s.seed)
	customers := slices.Concat(s.train.who, at(test.who, picked))
	slices.Sort(customers)
	rest, err := feature.Without(ctx, s.snaps.reader, slices.Compact(customers), l.month, to)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rest.Close()) }()
	now, err := rest.Build(ctx, day, s.snaps.sources)
	if err != nil {
		return nil, err
	}
	var still []int
	for _, i := range picked {
		if k, ok := slices.BinarySearch(now.CustomerNo, test.who[i]); ok {
			l.rows, still = append(l.rows, i), append(still, k)
		}
	}
	l.test = now.Only(test.X.Columns).Take(still)
	train, err := s.relearn(ctx, rest, l.month, day)
	if err != nil || fewest(train.Y) < enough || fewest(at(test.Y, l.rows)) == 0 {
		return nil, err
	}
	l.train = train.Sample
	return l, nil
}

// relearn are the training rows without the month: features of days before it are as
// they were.
func (s *study) relearn(ctx context.Context, rest *feature.Remnant, month, end engine.Day) (*rows, error) {
	days := slices.Clone(s.train.day)
	slices.Sort(days)
	var parts []*rows
	for _, day := range slices.Compact(days) {
		part := s.train.take(s.train.where(func(i int) bool { return s.train.day[i] == day }))
		if day >= month {
			f, err := rest.Build(ctx, day, s.snaps.sources)
			if err != nil {
				return nil, err
			}
			part = part.as(f)
		}
		bought, err := rest.Buyers(ctx, day, s.snaps.window, end)
		if err != nil {
			return nil, err
		}
		for i, no := range part.who {
			part.Y[i] = !bought[no]
		}
		parts = append(parts, part)
	}
	return join(parts), nil
}

// as are the rows of those customers the frame knows, with its features.
func (r *rows) as(f *feature.Frame) *rows {
	var known, from []int
	for i, no := range r.who {
		if k, ok := slices.BinarySearch(f.CustomerNo, no); ok {
			known, from = append(known, i), append(from, k)
		}
	}
	out := r.take(known)
	out.X = f.Only(r.X.Columns).Take(from)
	return out
}

// lastOfMonth is the last end of a calendar month up to the day.
func lastOfMonth(day engine.Day) engine.Day {
	t := (day + 1).Time()
	return engine.DayOf(t.AddDate(0, 0, -t.Day()))
}

// trial is that of a competitor whose month is lost. m has learnt without it.
func (l *lost) trial(f *fitted, before []float64, m ranker, y []bool) Trial {
	return compared(f, "month", l.month.Time().Format("2006-01"), m.Rank(l.test), at(before, l.rows), at(y, l.rows))
}
