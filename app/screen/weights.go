package screen

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/warning"
)

// HandView is how indicators are weighed by hand: what holds, or, where nothing was typed
// yet, the weights in use in whole percents to begin with.
type HandView struct {
	Keys   []string // of the indicators
	Names  []string
	Shares []string // percents as typed: "12.5"
	Author string
	Kept   string // whose they are and since when, "" while nothing was typed
}

// handView is what the index screen shows of weights by hand.
func (f *frame) handView() HandView {
	y := &f.results.Warning.System
	v := HandView{Author: y.Hand.Author}
	used := y.Ways[max(0, slices.IndexFunc(y.Ways, func(w warning.Way) bool { return w.Key == y.Used }))]
	for _, i := range y.Indicators {
		v.Keys, v.Names = append(v.Keys, i.Key), append(v.Names, f.say("alarm.indicator."+i.Key, nil))
	}
	v.Shares = wholePercents(used.Weights)
	if len(y.Hand.Weights) > 0 {
		v.Kept = f.say("ui.index.hand.kept", map[string]any{"author": y.Hand.Author, "day": y.Hand.Day})
		v.Shares = nil
		for _, key := range v.Keys {
			v.Shares = append(v.Shares, strconv.FormatFloat(math.Round(1000*y.Hand.Weights[key])/10, 'f', -1, 64))
		}
	}
	return v
}

// wholePercents writes weights that add up to 1 in whole percents that add up to 100: the
// largest rests are rounded up, of equal ones the first.
func wholePercents(weights []float64) []string {
	left := 100
	whole, order := make([]int, len(weights)), make([]int, len(weights))
	for i, w := range weights {
		whole[i], order[i] = int(math.Floor(100*w)), i
		left -= whole[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		rest := func(i int) float64 { return 100*weights[i] - float64(whole[i]) }
		switch x, y := rest(a), rest(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for _, i := range order[:max(0, min(left, len(order)))] {
		whole[i]++
	}
	out := make([]string, len(weights))
	for i, n := range whole {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// Shared says what typed percents come to; they can be kept only when they are whole.
type Shared struct {
	Whole bool
	Says  string
}

// Share adds typed percents up; nothing is changed.
func (d *Desk) Share(typed []string) Shared {
	w := d.Words()
	sum := 0.0
	for _, text := range typed {
		v, ok := percentOf(text)
		if !ok {
			return Shared{Says: w.Say("ui.index.hand.unreadable", map[string]any{"text": text})}
		}
		sum += v
	}
	sum = math.Round(10*sum) / 10
	args := map[string]any{"sum": w.Decimal(sum, decimalsOf(sum)), "rest": w.Decimal(math.Abs(100-sum), decimalsOf(sum))}
	switch {
	case sum > 100:
		return Shared{Says: w.Say("ui.index.hand.over", args)}
	case sum < 100:
		return Shared{Says: w.Say("ui.index.hand.under", args)}
	}
	return Shared{Whole: true, Says: w.Say("ui.index.hand.whole", args)}
}

// decimalsOf is 0 for whole numbers, else 1.
func decimalsOf(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	return 1
}

// percentOf reads a percent from 0 to 100; nothing typed is 0.
func percentOf(text string) (float64, bool) {
	text = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), "%％"))
	if text == "" {
		return 0, true
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && v >= 0 && v <= 100
}

// KeepWeights keeps typed percents with their author in the project and weighs anew;
// percents that do not add up to 100 are refused in words.
func (d *Desk) KeepWeights(author string, keys, typed []string) {
	h := warning.Hand{Author: strings.TrimSpace(author), Weights: map[string]float64{}}
	if h.Author == "" {
		h.Author = d.Words().Say("ui.index.nameless", nil)
	}
	for i, key := range keys {
		v, ok := percentOf(typed[i])
		if !ok {
			v = math.NaN() // refused with what is right
		}
		h.Weights[key] = v / 100
	}
	d.reweigh(func(ctx context.Context, s *app.Session) error { return s.KeepWeights(ctx, h) })
}

// DropWeights goes back from weights by hand to the comparisons.
func (d *Desk) DropWeights() {
	d.reweigh(func(ctx context.Context, s *app.Session) error {
		return s.KeepWeights(ctx, warning.Hand{Weights: map[string]float64{}})
	})
}

// reweigh notes how indicators are weighed and computes the warnings anew.
func (d *Desk) reweigh(note func(context.Context, *app.Session) error) {
	d.mu.Lock()
	s, q, r := d.session, d.question, d.results
	d.mu.Unlock()
	if s == nil || r == nil {
		return
	}
	d.submit("job.replan", func(ctx context.Context, p engine.Progress) error {
		if err := note(ctx, s); err != nil {
			return err
		}
		return d.rewarn(ctx, s, q, p)
	})
}
