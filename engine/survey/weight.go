package survey

import (
	"math"

	"huiliu/engine"
)

// Stratum is a group of the population with those of it who answered.
type Stratum struct {
	Key        string `json:"key"`
	Population int64  `json:"population"`
	Answered   int64  `json:"answered"`
}

// Weights are what each answer of a stratum stands for, in people; they sum to the
// population of the strata that answered.
type Weights struct {
	Each       []float64 `json:"each"`       // by stratum, 0 where nobody answered
	Population int64     `json:"population"` // of all strata
	Covered    int64     `json:"covered"`    // of strata in which somebody answered
	Answered   int64     `json:"answered"`
	// Effective is how many answers of a simple random sample tell as much (Kish).
	Effective engine.Number `json:"effective"`
}

// PostStratify weighs answers so that each stratum counts as in the population.
func PostStratify(strata []Stratum) Weights {
	w := Weights{Each: make([]float64, len(strata)), Effective: engine.Undefined()}
	var sum, squared float64
	for i, s := range strata {
		w.Population += s.Population
		if s.Answered <= 0 {
			continue
		}
		w.Covered += s.Population
		w.Answered += s.Answered
		w.Each[i] = float64(s.Population) / float64(s.Answered)
		sum += float64(s.Population)
		squared += w.Each[i] * w.Each[i] * float64(s.Answered)
	}
	if squared > 0 {
		w.Effective = engine.Number(sum * sum / squared)
	}
	return w
}

// Adjusted is the share of the population that would have answered yes, from
// the yes answers of each stratum: Σ N_h p_h ÷ Σ N_h over the strata that answered, with
// variance Σ (N_h/N)² p_h(1−p_h)/(n_h−1), strata of one answer lending the variance ¼.
// The interval is cut at 0 and 1.
func Adjusted(strata []Stratum, yes []int64) Score {
	w := PostStratify(strata)
	s := noScore(w.Answered)
	if w.Covered == 0 {
		return s
	}
	var value, spread float64
	for i, h := range strata {
		if h.Answered <= 0 {
			continue
		}
		part := float64(h.Population) / float64(w.Covered)
		p, v := float64(yes[i])/float64(h.Answered), 0.25
		if h.Answered > 1 {
			v = p * (1 - p) / float64(h.Answered-1)
		}
		value += part * p
		spread += part * part * v
	}
	s = normalScore(w.Answered, value, spread)
	s.Low, s.High = engine.Number(math.Max(0, float64(s.Low))), engine.Number(math.Min(1, float64(s.High)))
	return s
}

// AdjustedNPS is the net promoter score weighted by stratum.
func AdjustedNPS(strata []Stratum, promoters, detractors []int64) Score {
	w := PostStratify(strata)
	s := noScore(w.Answered)
	if w.Covered == 0 {
		return s
	}
	var value, spread float64
	for i, h := range strata {
		if h.Answered <= 0 {
			continue
		}
		part, n := float64(h.Population)/float64(w.Covered), float64(h.Answered)
		p, d, v := float64(promoters[i])/n, float64(detractors[i])/n, 1.0
		if n > 1 {
			v = (p + d - (p-d)*(p-d)) / (n - 1)
		}
		value += part * (p - d)
		spread += part * part * v
	}
	s = normalScore(w.Answered, value, spread)
	s.Low, s.High = max(s.Low, -1), min(s.High, 1)
	return s
}
