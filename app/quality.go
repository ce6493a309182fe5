package app

import (
	"context"

	"huiliu/engine"
	"huiliu/engine/quality"
)

// Quality says what is wrong or odd in the imported data as of a day (0 or NoDay:
// everything imported), worst first. Its words are quality.finding.<code>,
// quality.meaning.<code> and quality.todo.<code>.
func (s *Session) Quality(ctx context.Context, q Question) (quality.Report, error) {
	asOf := q.AsOf
	if asOf == 0 {
		asOf = engine.NoDay
	}
	return s.inspect(ctx, asOf)
}

func (s *Session) inspect(ctx context.Context, asOf engine.Day) (quality.Report, error) {
	today, err := quality.ImportDay(ctx, s.store)
	if err != nil {
		return quality.Report{}, err
	}
	return quality.Inspect(ctx, s.store, asOf, today)
}
