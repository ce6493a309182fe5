package learn

// Again predicts the rows a model was asked about before, now that some columns have
// other values; the other columns of x must be the ones of before.
type Again func(x *Frame, changed []string) []float64

// Rememberer is a model that answers Again faster than Predict, with the same numbers.
type Rememberer interface {
	Remember(x *Frame) Again
}

// Remember asks a model about rows that it will be asked about again.
func Remember(m Model, x *Frame) Again {
	if r, ok := m.(Rememberer); ok {
		if again := r.Remember(x); again != nil {
			return again
		}
	}
	return func(x *Frame, _ []string) []float64 { return m.Predict(x) }
}
