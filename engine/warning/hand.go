package warning

import (
	"context"
	"math"
	"slices"
	"time"

	"huiliu/engine"
	"huiliu/engine/index"
	"huiliu/engine/notebook"
	"huiliu/engine/store"
)

// Hand are weights somebody typed.
type Hand struct {
	Author  string             `json:"author"`
	Day     string             `json:"day"`     // yyyy-mm-dd, "" for none
	Weights map[string]float64 `json:"weights"` // share by indicator, sum 1; empty for none
}

// offWhole is how far from 1 typed weights may add up: percents with one decimal.
const offWhole = 0.0005

// KeepHand keeps weights in the project; they hold above comparisons until they are undone
// or empty ones are kept. Weights below 0, of no indicator, or that do not add up to 1 are
// Error warning.weights with the sum and its distance to 1.
func KeepHand(ctx context.Context, s *store.Store, h Hand, at time.Time) error {
	if err := h.check(); err != nil {
		return err
	}
	h.Day = at.Format(time.DateOnly)
	return notebook.Keep(ctx, s, notebook.Weights, h, h.Author, at)
}

func (h *Hand) check() error {
	if len(h.Weights) == 0 {
		return nil
	}
	var sum float64
	sound := true
	for key, v := range h.Weights {
		sum += v
		sound = sound && v >= 0 && slices.Contains(indicatorKeys[:], key)
	}
	if !sound || !(math.Abs(sum-1) <= offWhole) {
		return &engine.Error{Code: "warning.weights", Args: engine.Args{"percent": math.Round(1000*sum) / 10}}
	}
	return nil
}

// readHand are the weights kept last.
func readHand(ctx context.Context, r store.Reader) (h Hand, err error) {
	h.Weights = map[string]float64{}
	_, err = notebook.Read(ctx, r, notebook.Weights, &h)
	return h, err
}

// of are the weights of the named indicators, nil when they weigh nothing; what others
// would weigh is shared among them.
func (h *Hand) of(names []string) []float64 {
	out := make([]float64, len(names))
	known := false
	for k, n := range names {
		out[k] = h.Weights[n]
		known = known || out[k] > 0
	}
	if !known {
		return nil
	}
	return index.Manual(out)
}
