package text

import (
	"math"
	"slices"
)

// Example is a text with the class a person gave it.
type Example struct {
	Text  string
	Class string
}

// Model sorts texts into the classes it was taught.
type Model struct {
	tokens  Tokens
	classes []string
	prior   []float64 // logarithms
	at      map[string]int32
	weight  []float64 // logarithm of a piece's share, by piece × class
}

// smoothing is added to every count (Laplace).
const smoothing = 1

// Train learns from examples; nil when there are none.
func Train(examples []Example, tokens Tokens) *Model {
	if len(examples) == 0 {
		return nil
	}
	m := &Model{tokens: tokens, at: map[string]int32{}}
	for i := range examples {
		m.classes = append(m.classes, examples[i].Class)
	}
	slices.Sort(m.classes)
	m.classes = slices.Compact(m.classes)
	k := len(m.classes)
	total, rows := make([]float64, k), make([]float64, k)
	for i := range examples {
		class, _ := slices.BinarySearch(m.classes, examples[i].Class)
		rows[class]++
		tokens(examples[i].Text, func(piece string) {
			at, ok := m.at[piece]
			if !ok {
				at = int32(len(m.at))
				m.at[piece] = at
				m.weight = append(m.weight, make([]float64, k)...)
			}
			m.weight[int(at)*k+class]++
			total[class]++
		})
	}
	for c := range k {
		m.prior = append(m.prior, math.Log(rows[c]/float64(len(examples))))
		whole := math.Log(total[c] + smoothing*float64(len(m.at)))
		for i := c; i < len(m.weight); i += k {
			m.weight[i] = math.Log(m.weight[i]+smoothing) - whole
		}
	}
	return m
}

// Classes are the classes in order of their names.
func (m *Model) Classes() []string { return m.classes }

// Pieces is the number of different pieces it knows.
func (m *Model) Pieces() int { return len(m.at) }

// Scores returns the share of belief in each class, in the order of [Model.Classes];
// naive Bayes is surer of itself than it should be.
func (m *Model) Scores(text string) []float64 {
	k := len(m.classes)
	out := slices.Clone(m.prior)
	m.tokens(text, func(piece string) {
		if at, ok := m.at[piece]; ok {
			for c, w := range m.weight[int(at)*k : int(at+1)*k] {
				out[c] += w
			}
		}
	})
	top, sum := slices.Max(out), 0.0
	for c, v := range out {
		out[c] = math.Exp(v - top)
		sum += out[c]
	}
	for c := range out {
		out[c] /= sum
	}
	return out
}

// Classify returns the likeliest class with the share of belief in it, and how many
// pieces of the text it knows; ties go to the class that stands first.
func (m *Model) Classify(text string) (class string, belief float64, known int) {
	best := 0
	scores := m.Scores(text)
	for c, v := range scores {
		if v > scores[best] {
			best = c
		}
	}
	m.tokens(text, func(piece string) {
		if _, ok := m.at[piece]; ok {
			known++
		}
	})
	return m.classes[best], scores[best], known
}
