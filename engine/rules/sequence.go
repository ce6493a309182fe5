package rules

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Event is something that happened on a day.
type Event struct {
	Day  int32
	Code int32
}

// Sequence is what happened to one customer, by day and then by code.
type Sequence []Event

// Last keeps the events of the last k days on which anything happened.
func (s Sequence) Last(k int) Sequence {
	days := 0
	for i := len(s) - 1; i >= 0; i-- {
		if i == len(s)-1 || s[i].Day != s[i+1].Day {
			days++
		}
		if days > k {
			return s[i+1:]
		}
	}
	return s
}

// Pattern is one event, or one that comes on a later day than another, with how many
// sequences of two groups hold it.
type Pattern struct {
	Codes  []int32 // one or two, in order of time
	Left   engine.Rate
	Stayed engine.Rate
	Diff   stat.Difference // left minus stayed
	Q      engine.Number   // Benjamini–Hochberg over all patterns compared
}

// Contrast compares how often patterns are found in two groups of sequences. A pattern
// in fewer than least sequences of both together is not compared. The largest difference
// comes first, then by codes.
func Contrast(left, stayed []Sequence, least int64) []Pattern {
	holders := map[[2]int32]*[2]int64{}
	for g, list := range [][]Sequence{left, stayed} {
		for _, s := range list {
			for p := range s.patterns() {
				if holders[p] == nil {
					holders[p] = new([2]int64)
				}
				holders[p][g]++
			}
		}
	}
	out := []Pattern{}
	for p, h := range holders {
		a, b := h[0], h[1]
		if a+b < least {
			continue
		}
		codes := []int32{p[0], p[1]}
		if p[1] < 0 {
			codes = codes[:1]
		}
		out = append(out, Pattern{Codes: codes, Left: engine.NewRate(a, int64(len(left))), Stayed: engine.NewRate(b, int64(len(stayed))),
			Diff: stat.TwoProportions(a, int64(len(left)), b, int64(len(stayed)))})
	}
	slices.SortFunc(out, func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(b.Diff.Diff, a.Diff.Diff), cmp.Compare(len(a.Codes), len(b.Codes)), slices.Compare(a.Codes, b.Codes))
	})
	ps := make([]float64, len(out))
	for i := range out {
		ps[i] = float64(out[i].Diff.P)
	}
	for i, q := range stat.BenjaminiHochberg(ps) {
		out[i].Q = engine.Number(q)
	}
	return out
}

// patterns are the events of a sequence, {code, -1}, and the pairs of which the second
// comes on a later day. Codes are not negative.
func (s Sequence) patterns() map[[2]int32]bool {
	out := map[[2]int32]bool{}
	for i, a := range s {
		out[[2]int32{a.Code, -1}] = true
		for _, b := range s[i+1:] {
			if b.Day > a.Day {
				out[[2]int32{a.Code, b.Code}] = true
			}
		}
	}
	return out
}

// Transitions counts how often one event is followed by the next: row from, column to,
// for codes below n. A last event is followed by nothing and not counted.
func Transitions(list []Sequence, n int) [][]int64 {
	out := make([][]int64, n)
	for i := range out {
		out[i] = make([]int64, n)
	}
	for _, s := range list {
		for i := 1; i < len(s); i++ {
			out[s[i-1].Code][s[i].Code]++
		}
	}
	return out
}

// Steps counts in how many sequences each event stands at the last place, the one before
// it, and so on for k places: row code, column places back from the end, for codes below n.
func Steps(list []Sequence, n, k int) [][]int64 {
	out := make([][]int64, n)
	for i := range out {
		out[i] = make([]int64, k)
	}
	for _, s := range list {
		for back := range min(k, len(s)) {
			out[s[len(s)-1-back].Code][back]++
		}
	}
	return out
}
