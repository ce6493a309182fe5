package text

import (
	"cmp"
	"hash/fnv"
	"slices"

	"huiliu/engine"
)

// Verdict is how well a model sorts texts it has not seen.
type Verdict struct {
	Accuracy engine.Rate   `json:"accuracy"`
	MacroF1  engine.Number `json:"macro_f1"` // mean over classes of the F1 score
	Majority engine.Rate   `json:"majority"` // always naming the most frequent class
	Classes  []ClassScore  `json:"classes"`  // most examples first
}

// ClassScore is how well one class is found.
type ClassScore struct {
	Class     string      `json:"class"`
	Examples  int64       `json:"examples"`
	Recall    engine.Rate `json:"recall"`    // of the examples, found
	Precision engine.Rate `json:"precision"` // of those named so, right
}

// Useful reports whether the model is better than always naming the most frequent
// class: the interval of its accuracy lies above that share.
func (v *Verdict) Useful() bool {
	return v.Accuracy.Base > 0 && v.Majority.Value.Defined() && v.Accuracy.Low > v.Majority.Value
}

// Judge compares classes given with classes found, row by row; usual is the class that
// was most frequent in training.
func Judge(given, found []string, usual string) Verdict {
	type tally struct{ given, found, right int64 }
	all := map[string]*tally{}
	at := func(c string) *tally {
		if all[c] == nil {
			all[c] = &tally{}
		}
		return all[c]
	}
	var right, majority int64
	for i, g := range given {
		at(g).given++
		at(found[i]).found++
		if g == found[i] {
			at(g).right++
			right++
		}
		if g == usual {
			majority++
		}
	}
	n := int64(len(given))
	v := Verdict{Accuracy: engine.NewRate(right, n), Majority: engine.NewRate(majority, n), MacroF1: engine.Undefined(), Classes: []ClassScore{}}
	for c, k := range all {
		v.Classes = append(v.Classes, ClassScore{c, k.given, engine.NewRate(k.right, k.given), engine.NewRate(k.right, k.found)})
	}
	slices.SortFunc(v.Classes, func(a, b ClassScore) int {
		return cmp.Or(cmp.Compare(b.Examples, a.Examples), cmp.Compare(a.Class, b.Class))
	})
	var f1 float64
	for _, c := range v.Classes {
		f1 += 2 * float64(c.Recall.Events) / float64(c.Recall.Base+c.Precision.Base)
	}
	if len(all) > 0 {
		v.MacroF1 = engine.Number(f1 / float64(len(all)))
	}
	return v
}

// Folds is the number of parts of the cross-validation.
const Folds = 10

// CrossValidate judges a model by texts it has not seen: equal texts fall into the same
// part, whatever the order of the rows.
func CrossValidate(examples []Example, tokens Tokens) Verdict {
	return CrossValidateOf(examples, tokens, func(int) bool { return true })
}

// CrossValidateOf is the same with only some of the examples judged, by their place; all teach.
func CrossValidateOf(examples []Example, tokens Tokens, judged func(i int) bool) Verdict {
	fold := make([]uint64, len(examples))
	for i := range examples {
		h := fnv.New64a()
		_, _ = h.Write([]byte(examples[i].Text))
		fold[i] = h.Sum64() % Folds
	}
	var given, found []string
	for k := range uint64(Folds) {
		var train []Example
		for i := range examples {
			if fold[i] != k {
				train = append(train, examples[i])
			}
		}
		m := Train(train, tokens)
		if m == nil {
			continue
		}
		for i := range examples {
			if fold[i] == k && judged(i) {
				class, _, _ := m.Classify(examples[i].Text)
				given, found = append(given, examples[i].Class), append(found, class)
			}
		}
	}
	return Judge(given, found, usual(examples))
}

// usual is the most frequent class, the first by name of several.
func usual(examples []Example) string {
	counts := map[string]int{}
	for i := range examples {
		counts[examples[i].Class]++
	}
	best := ""
	for c, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && c < best {
			best = c
		}
	}
	return best
}
