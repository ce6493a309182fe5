package index

import (
	"math"

	"huiliu/engine"
)

// Acceptable is the consistency ratio from which on judgements contradict each other
// too much to be used (Saaty 1980).
const Acceptable = 0.10

// randomIndex are the mean consistency indices of random matrices of 3 to 10
// indicators (Saaty 1980); one and two cannot contradict themselves.
var randomIndex = [...]float64{0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49}

// MaxIndicators is how many indicators a matrix may compare.
const MaxIndicators = len(randomIndex) - 1

// Judgement is what a matrix of pairwise comparisons says.
type Judgement struct {
	Weights []float64 `json:"weights"` // sum 1, in the order of the matrix
	// LambdaMax is the principal eigenvalue, n where nothing contradicts; CI is its excess
	// over n by n−1, CR its share in that of random answers: 0 for two indicators or fewer.
	LambdaMax float64 `json:"lambda_max"`
	CI        float64 `json:"ci"`
	RI        float64 `json:"ri"`
	CR        float64 `json:"cr"`
}

// Consistent reports whether the judgements may be used.
func (j *Judgement) Consistent() bool { return j.CR < Acceptable }

// Geometric are the weights by the geometric mean of the rows: a second opinion, equal to
// the eigenvector where nothing contradicts.
func Geometric(m [][]float64) []float64 {
	w := make([]float64, len(m))
	for i, row := range m {
		for _, v := range row {
			w[i] += math.Log(v) / float64(len(m))
		}
		w[i] = math.Exp(w[i])
	}
	return normalised(w)
}

// AHP weighs indicators by pairwise comparisons: m[i][j] says how many times as
// important i is as j. Errors (*engine.Error): "index.matrix_size" (1 to MaxIndicators,
// square), "index.matrix_entry" (positive and finite), "index.matrix_reciprocal".
func AHP(m [][]float64) (Judgement, error) {
	if err := checkMatrix(m); err != nil {
		return Judgement{}, err
	}
	n := len(m)
	j := Judgement{RI: randomIndex[n]}
	j.Weights, j.LambdaMax = perron(m)
	if n > 1 {
		j.CI = (j.LambdaMax - float64(n)) / float64(n-1)
	}
	if j.RI > 0 {
		j.CR = j.CI / j.RI
	}
	return j, nil
}

// reciprocalSlack lets 1/3 be typed as 0.33.
const reciprocalSlack = 0.02

func checkMatrix(m [][]float64) error {
	if len(m) == 0 || len(m) > MaxIndicators {
		return &engine.Error{Code: "index.matrix_size", Args: engine.Args{"size": len(m), "most": MaxIndicators}}
	}
	for i, row := range m {
		if len(row) != len(m) {
			return &engine.Error{Code: "index.matrix_size", Args: engine.Args{"size": len(row), "most": MaxIndicators}}
		}
		for k, v := range row {
			if !(v > 0) || math.IsInf(v, 0) {
				return &engine.Error{Code: "index.matrix_entry", Args: engine.Args{"row": i + 1, "column": k + 1}}
			}
		}
	}
	for i := range m {
		for k := range m {
			if math.Abs(m[i][k]*m[k][i]-1) > reciprocalSlack {
				return &engine.Error{Code: "index.matrix_reciprocal", Args: engine.Args{"row": i + 1, "column": k + 1}}
			}
		}
	}
	return nil
}

// perron is the eigenvector of a positive matrix with the largest eigenvalue, by
// repeated multiplication: it exists, is positive and is reached from anywhere.
func perron(m [][]float64) (w []float64, lambda float64) {
	const rounds, close = 100_000, 1e-15
	n := len(m)
	w = make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	for range rounds {
		next := make([]float64, n)
		for i, row := range m {
			for k, v := range row {
				next[i] += v * w[k]
			}
		}
		lambda = 0
		for _, v := range next {
			lambda += v // w sums to 1
		}
		moved := 0.0
		for i := range next {
			next[i] /= lambda
			moved = math.Max(moved, math.Abs(next[i]-w[i]))
		}
		w = next
		if moved < close {
			break
		}
	}
	return w, lambda
}

// normalised divides by the sum; all equal where the sum is not positive.
func normalised(w []float64) []float64 {
	var sum float64
	for _, v := range w {
		sum += v
	}
	out := make([]float64, len(w))
	for i, v := range w {
		if sum > 0 {
			out[i] = v / sum
		} else {
			out[i] = 1 / float64(len(w))
		}
	}
	return out
}
