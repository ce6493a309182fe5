package lifetime

import (
	"context"
	"math"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

// Member is one followed life with its customer: how long it has lasted (days), from
// where it was watched, and whether it has ended.
type Member struct {
	ID          string
	Time, Entry float64
	Ended       bool
	labels      map[string]string
}

// Members are the lives behind the figures of [Shop], by customer id.
func Members(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) ([]Member, error) {
	used, _, err := followed(ctx, r, d, first)
	if err != nil {
		return nil, err
	}
	l := livesOf(used, d.AsOf, first, d.WindowDays)
	out := make([]Member, len(used))
	for i := range out {
		out[i] = Member{ID: used[i].id, Time: l.times[i], Entry: l.entry[i], Ended: l.ended[i], labels: map[string]string{}}
		for _, g := range l.by {
			out[i].labels[g.name] = g.labels[i]
		}
	}
	return out, nil
}

// Unfollowed are the ids of the customers left out of [Shop] because their start is not known.
func Unfollowed(ctx context.Context, r store.Reader, d churn.Definition, first engine.Day) ([]string, error) {
	_, rest, err := split(ctx, r, d, first)
	out := make([]string, len(rest))
	for i := range rest {
		out[i] = rest[i].id
	}
	return out, err
}

// In reports whether a life is in a group of a grouping made by us.
func (m *Member) In(grouping, label string) bool { return m.labels[grouping] == label }

// AtRisk picks the lives that are watched at a time: they have lasted that long.
func AtRisk(list []Member, time float64) []Member {
	next := math.Inf(1) // the curve counts at the next time at which somebody leaves or is last seen
	for _, m := range list {
		if m.Time >= time {
			next = min(next, m.Time)
		}
	}
	var out []Member
	for _, m := range list {
		if m.Time >= next && (m.Entry == 0 || m.Entry < next) {
			out = append(out, m)
		}
	}
	return out
}

// Present picks the lives of an age that still run; to 0 is open.
func Present(list []Member, from, to int) []Member {
	var out []Member
	for _, m := range list {
		if !m.Ended && m.Time >= float64(from) && (to == 0 || m.Time < float64(to)) {
			out = append(out, m)
		}
	}
	return out
}
