package app

import (
	"context"
	"slices"
	"strconv"

	"huiliu/engine/describe"
	"huiliu/engine/lifetime"
	"huiliu/engine/roster"
	"huiliu/reports/doc"
)

// Customer is one customer of a list.
type Customer = roster.Customer

// Behind lists the customers that a number of the results counts, the largest revenue
// first. A group that these results do not have is empty.
func (s *Session) Behind(ctx context.Context, r *doc.Results, g doc.Group) ([]Customer, error) {
	ids, ok, err := roster.Members(ctx, s.store, r.Definition, g)
	if err == nil && !ok {
		ids, err = s.members(ctx, r, g)
	}
	if err != nil {
		return nil, err
	}
	return roster.List(ctx, s.store, r.Definition, ids)
}

// members are the ids of groups that only the results know.
func (s *Session) members(ctx context.Context, r *doc.Results, g doc.Group) ([]string, error) {
	switch g.Of {
	case roster.Attribute, roster.Gone:
		a, l := attributeLevel(r, g)
		if l == nil {
			return nil, nil
		}
		return describe.Members(ctx, s.store, r.Definition, a, l, g.Of == roster.Gone)
	case roster.Life, roster.LifeGroup, roster.LifeEnded, roster.Remaining:
		if g.Of == roster.Life && g.Part == roster.Unknown {
			return lifetime.Unfollowed(ctx, s.store, r.Definition, r.Lab.FirstDay)
		}
		list, err := lifetime.Members(ctx, s.store, r.Definition, r.Lab.FirstDay)
		return livesOf(list, g), err
	case roster.Band:
		band, err := strconv.Atoi(g.Part)
		if err != nil || band < 0 || band >= len(r.Value.Bands) {
			return nil, err
		}
		return r.Value.Members(band), nil
	case roster.Bridge:
		return r.Bridge.Members(ctx, s.store, g.Part)
	case roster.Cluster, roster.TierMove, roster.ClassMove, roster.Habit, roster.Rule:
		numbers, err := s.numbers(ctx, r, g)
		if err != nil {
			return nil, err
		}
		return roster.IDs(ctx, s.store, numbers)
	case roster.Listed:
		return []string{g.Part}, nil
	}
	return nil, nil
}

// numbers are the numbers of the customers of groups that are told by them.
func (s *Session) numbers(ctx context.Context, r *doc.Results, g doc.Group) ([]int32, error) {
	switch g.Of {
	case roster.TierMove:
		return r.Segments.Tiers.ClassMembers(ctx, s.store, g.Part, g.Level)
	case roster.ClassMove:
		return r.Segments.Classes.ClassMembers(ctx, s.store, g.Part, g.Level)
	}
	if g.Of == roster.Habit {
		return r.Habits.Members(g.Part, g.Level), nil
	}
	place, err := strconv.Atoi(g.Part)
	if g.Of == roster.Rule {
		return r.Rules.Members(place), err
	}
	if err != nil || place < 0 || place >= len(r.Clusters.Groups) {
		return nil, err
	}
	return r.Clusters.Groups[place].Members, nil
}

// attributeLevel finds the level a group names; nil when there is none.
func attributeLevel(r *doc.Results, g doc.Group) (*describe.Attribute, *describe.Level) {
	i, err := strconv.Atoi(g.Part)
	j, jerr := strconv.Atoi(g.Level)
	list := r.Describe.Attributes
	if err != nil || jerr != nil || i < 0 || j < 0 || i >= len(list) || j >= len(list[i].Levels) {
		return nil, nil
	}
	return &list[i], &list[i].Levels[j]
}

// livesOf picks the lives of a group.
func livesOf(list []lifetime.Member, g doc.Group) []string {
	switch {
	case g.Of == roster.Remaining:
		from, _ := strconv.Atoi(g.Part)
		to, _ := strconv.Atoi(g.Level)
		list = lifetime.Present(list, from, to)
	case g.Of == roster.Life && !slices.Contains([]string{roster.All, roster.Ended, roster.Late}, g.Part):
		age, _ := strconv.ParseFloat(g.Part, 64)
		list = lifetime.AtRisk(list, age)
	}
	var out []string
	for i := range list {
		m := &list[i]
		switch {
		case (g.Of == roster.LifeGroup || g.Of == roster.LifeEnded) && !m.In(g.Part, g.Level):
			continue
		case (g.Of == roster.LifeEnded || g.Of == roster.Life && g.Part == roster.Ended) && !m.Ended:
			continue
		case g.Of == roster.Life && g.Part == roster.Late && m.Entry == 0:
			continue
		}
		out = append(out, m.ID)
	}
	return out
}
