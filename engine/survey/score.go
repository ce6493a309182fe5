// Package survey measures questionnaires: recommendation (NPS), satisfaction (CSAT),
// effort (CES), the reliability of scales (Cronbach's α), agreement of coders
// (Cohen's κ), weights for who answered, and the gaps between what customers, staff
// and auditors say of the same items. Pure numerics; every figure has its 95 %
// interval, and what cannot be computed is undefined.
package survey

import (
	"math"

	"huiliu/engine"
)

// Score is an estimate with its standard error and 95 % interval.
type Score struct {
	N     int64         `json:"n"`
	Value engine.Number `json:"value"`
	SE    engine.Number `json:"se"`
	Low   engine.Number `json:"low"`
	High  engine.Number `json:"high"`
}

func noScore(n int64) Score {
	u := engine.Undefined()
	return Score{N: n, Value: u, SE: u, Low: u, High: u}
}

func normalScore(n int64, value, variance float64) Score {
	se := math.Sqrt(math.Max(0, variance))
	return Score{N: n, Value: engine.Number(value), SE: engine.Number(se), Low: engine.Number(value - engine.Z95*se), High: engine.Number(value + engine.Z95*se)}
}

// Recommend is the net promoter score of answers from 0 to 10: the share of 9 and 10
// less the share of 0 to 6, as a number from −1 to 1, with variance (p+d−(p−d)²)/n and
// the normal interval, cut at −1 and 1.
type Recommend struct {
	Score
	Promoters  int64 `json:"promoters"`
	Passives   int64 `json:"passives"`
	Detractors int64 `json:"detractors"`
}

// NPS counts answers; answers outside 0 to 10 are none.
func NPS(answers []float64) Recommend {
	var promoters, passives, detractors int64
	for _, a := range answers {
		switch {
		case !(a >= 0 && a <= 10):
		case a >= 9:
			promoters++
		case a <= 6:
			detractors++
		default:
			passives++
		}
	}
	return NPSOf(promoters, passives, detractors)
}

// NPSOf is NPS of counts.
func NPSOf(promoters, passives, detractors int64) Recommend {
	n := promoters + passives + detractors
	r := Recommend{Score: noScore(n), Promoters: promoters, Passives: passives, Detractors: detractors}
	if n <= 0 {
		return r
	}
	p, d := float64(promoters)/float64(n), float64(detractors)/float64(n)
	r.Score = normalScore(n, p-d, (p+d-(p-d)*(p-d))/float64(n))
	r.Low, r.High = max(r.Low, -1), min(r.High, 1)
	return r
}

// CSAT is the share of answers among the two best marks of a scale that ends at top
// (4 and 5 of five).
func CSAT(answers []float64, top float64) engine.Rate {
	var good, n int64
	for _, a := range answers {
		if math.IsNaN(a) || a > top {
			continue
		}
		n++
		if a >= top-1 {
			good++
		}
	}
	return engine.NewRate(good, n)
}

// Mean is the mean of answers (of an effort score, say) with its normal interval; the
// interval is undefined for fewer than two.
func Mean(answers []float64) Score {
	n := float64(len(answers))
	s := noScore(int64(len(answers)))
	if n == 0 {
		return s
	}
	var sum float64
	for _, a := range answers {
		sum += a
	}
	mean := sum / n
	s.Value = engine.Number(mean)
	if n < 2 {
		return s
	}
	return normalScore(s.N, mean, squares(answers, mean)/(n-1)/n)
}

// Effort is how easy something was, marked from 1 (very hard) to 7 (very easy): the
// customer effort score. Half marks count as the mark above.
type Effort struct {
	Mean   Score       `json:"mean"`
	Easy   engine.Rate `json:"easy"` // marks 5 to 7
	Hard   engine.Rate `json:"hard"` // marks 1 to 3
	Shares []int64     `json:"shares"`
}

// CES measures the marks from 1 to 7; others are none.
func CES(answers []float64) Effort {
	var in []float64
	for _, a := range answers {
		if a >= 1 && a <= 7 {
			in = append(in, a)
		}
	}
	e := Effort{Mean: Mean(in), Shares: Shares(in, 1, 7)}
	var easy, hard int64
	for i, n := range e.Shares {
		switch {
		case i < 3:
			hard += n
		case i > 3:
			easy += n
		}
	}
	e.Easy, e.Hard = engine.NewRate(easy, e.Mean.N), engine.NewRate(hard, e.Mean.N)
	return e
}

func squares(x []float64, mean float64) float64 {
	var ss float64
	for _, v := range x {
		ss += (v - mean) * (v - mean)
	}
	return ss
}

// Shares counts how often each whole mark from low to high was given: averages of
// marks hide their distribution.
func Shares(answers []float64, low, high int) []int64 {
	if high < low {
		return nil
	}
	out := make([]int64, high-low+1)
	for _, a := range answers {
		if k := int(math.Round(a)) - low; k >= 0 && k < len(out) {
			out[k]++
		}
	}
	return out
}
