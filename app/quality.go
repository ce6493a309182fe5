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
	return s.inspect(ctx, dayOf(q))
}

func dayOf(q Question) engine.Day {
	if q.AsOf == 0 {
		return engine.NoDay
	}
	return q.AsOf
}

func (s *Session) inspect(ctx context.Context, asOf engine.Day) (quality.Report, error) {
	today, err := quality.ImportDay(ctx, s.store)
	if err != nil {
		return quality.Report{}, err
	}
	return quality.Inspect(ctx, s.store, asOf, today)
}

// Identities lists ids that may be one person, to be decided about, surest first. What
// merging them would change is in the results of Analyse.
func (s *Session) Identities(ctx context.Context, q Question) (quality.Queue, error) {
	return quality.Identities(ctx, s.store, dayOf(q))
}

// Cards says who the ids of pairs are, as far as the customer tables tell.
func (s *Session) Cards(ctx context.Context, pairs []quality.Pair) (map[string]quality.Card, error) {
	return quality.Cards(ctx, s.store, pairs)
}

// Decide puts the ids of pairs together (quality.Accepted) or says that they are two
// people (quality.Rejected). Results computed before do not change; analyse again.
func (s *Session) Decide(ctx context.Context, pairs []quality.Decision, verdict string) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return quality.Decide(ctx, s.store, pairs, verdict, s.clock())
}

// UndoMerge takes decisions back by their number (Pair.Decision).
func (s *Session) UndoMerge(ctx context.Context, decisions []int64) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return quality.Unmerge(ctx, s.store, decisions, s.clock())
}

// Exclude leaves ids out that are no one customer (walk-in sales, trials): their rows
// stay accounted for and count for nobody. Analyse again afterwards.
func (s *Session) Exclude(ctx context.Context, ids []string) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return quality.Exclude(ctx, s.store, ids, s.clock())
}

// Include counts ids again that Exclude left out.
func (s *Session) Include(ctx context.Context, ids []string) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return quality.Include(ctx, s.store, ids, s.clock())
}
