package rules

import (
	"cmp"
	"slices"

	"huiliu/engine/stat"
)

// Redundant drops a rule when a rule with part of its If and the same Then has at least
// its confidence: what was added to If tells nothing more. The order is kept.
func Redundant(list []Rule) []Rule { return prune(list, 1) }

// Productive drops redundant rules (as Redundant does) and those of which it cannot be
// told at the given level, by Fisher's exact one-sided test among the transactions that
// fulfil the shorter rule, that what was added to If matters (Webb, Discovering
// Significant Patterns, 2007).
func Productive(list []Rule, level float64) []Rule { return prune(list, level) }

func prune(list []Rule, level float64) []Rule {
	byKey := make(map[string]*Rule, len(list))
	for i := range list {
		byKey[ruleKey(list[i].If, list[i].Then)] = &list[i]
	}
	// Dropped rules are compared with too: what they say of their customers still stands.
	var out []Rule
	for i := range list {
		r := &list[i]
		if !slices.ContainsFunc(parts(r.If), func(part []int32) bool {
			shorter, ok := byKey[ruleKey(part, r.Then)]
			return ok && r.addsNothing(shorter, level)
		}) {
			out = append(out, *r)
		}
	}
	return out
}

// addsNothing compares a rule with one of part of its If, by whole numbers.
func (r *Rule) addsNothing(shorter *Rule, level float64) bool {
	if r.Count*shorter.CountIf <= shorter.Count*r.CountIf {
		return true
	}
	return level < 1 && stat.FisherGreater(r.Count, r.CountIf, shorter.Count, shorter.CountIf) > level
}

func ruleKey(left, right []int32) string { return key(left) + "→" + key(right) }

// parts are the true, non-empty subsets, the largest first.
func parts(items []int32) [][]int32 {
	var out [][]int32
	for mask := 1; mask < 1<<len(items)-1; mask++ {
		left, _ := split(items, mask)
		out = append(out, left)
	}
	slices.SortStableFunc(out, func(a, b []int32) int { return cmp.Compare(len(b), len(a)) })
	return out
}
