package learn

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// Brier is the mean squared distance of probabilities from what happened; NaN for
// no rows, different lengths or a NaN.
func Brier(p []float64, y []bool) float64 {
	return meanLoss(p, y, squareLoss)
}

func squareLoss(v float64, yes bool) float64 { return (v - unit(yes)) * (v - unit(yes)) }

// certain keeps the log loss of a confident mistake finite, as scikit-learn once did.
const certain = 1e-15

// LogLoss is the mean of −log of the probability given to what happened,
// probabilities kept 1e-15 away from 0 and 1; NaN as for Brier.
func LogLoss(p []float64, y []bool) float64 {
	return meanLoss(p, y, loss)
}

func loss(v float64, yes bool) float64 {
	v = math.Min(math.Max(v, certain), 1-certain)
	if yes {
		return -math.Log(v)
	}
	return -math.Log1p(-v)
}

func meanLoss(p []float64, y []bool, loss func(v float64, yes bool) float64) float64 {
	if len(p) != len(y) {
		return math.NaN()
	}
	each := make([]float64, len(p))
	for i, v := range p {
		each[i] = loss(v, y[i])
	}
	return stat.Mean(each)
}

func unit(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Confusion counts decisions "score ≥ threshold" against what happened.
type Confusion struct {
	Threshold engine.Number `json:"threshold"`
	TP        int64         `json:"tp"`
	FP        int64         `json:"fp"`
	TN        int64         `json:"tn"`
	FN        int64         `json:"fn"`
	Precision engine.Rate   `json:"precision"`
	Recall    engine.Rate   `json:"recall"`
	Accuracy  engine.Rate   `json:"accuracy"`
	F1        engine.Number `json:"f1"`
	F1Low     engine.Number `json:"f1Low"`
	F1High    engine.Number `json:"f1High"`
}

// AtThreshold judges the decision "score ≥ threshold". F1 is undefined when
// nobody is flagged and nobody happened. A NaN score is never flagged.
func AtThreshold(score []float64, y []bool, threshold float64) Confusion {
	c := Confusion{Threshold: engine.Number(threshold)}
	for i := range min(len(score), len(y)) {
		switch flagged := score[i] >= threshold; {
		case flagged && y[i]:
			c.TP++
		case flagged:
			c.FP++
		case y[i]:
			c.FN++
		default:
			c.TN++
		}
	}
	c.Precision = engine.NewRate(c.TP, c.TP+c.FP)
	c.Recall = engine.NewRate(c.TP, c.TP+c.FN)
	c.Accuracy = engine.NewRate(c.TP+c.TN, c.TP+c.FP+c.TN+c.FN)
	c.F1 = engine.Number(float64(2*c.TP) / float64(2*c.TP+c.FP+c.FN))
	c.F1Low, c.F1High = f1Interval(&c)
	return c
}

// BestF1 is the decision with the largest F1, the highest threshold among equals;
// choose it on training rows only. Not ok with one class, no rows or a NaN.
func BestF1(score []float64, y []bool) (c Confusion, ok bool) {
	pos, _, ok := classes(score, y)
	if !ok {
		return Confusion{}, false
	}
	best, at := -1.0, 0.0
	eachLevel(score, y, func(level, taken, hits float64) {
		if f := 2 * hits / (taken + float64(len(pos))); f > best {
			best, at = f, level
		}
	})
	return AtThreshold(score, y, at), true
}

// AveragePrecision is the area under the precision–recall steps, rows of equal
// score taken together; NaN as for AUC.
func AveragePrecision(score []float64, y []bool) float64 {
	pos, _, ok := classes(score, y)
	if !ok {
		return math.NaN()
	}
	var parts []float64
	before := 0.0
	eachLevel(score, y, func(_, taken, hits float64) {
		parts = append(parts, (hits-before)/float64(len(pos))*hits/taken)
		before = hits
	})
	return stat.Sum(parts)
}

// eachLevel walks distinct scores from the highest down with the rows and events
// at or above each.
func eachLevel(score []float64, y []bool, visit func(level, taken, hits float64)) {
	order := ascending(score)
	var taken, hits float64
	for i := len(order) - 1; i >= 0; i-- {
		taken++
		hits += unit(y[order[i]])
		if i == 0 || score[order[i-1]] != score[order[i]] {
			visit(score[order[i]], taken, hits)
		}
	}
}
