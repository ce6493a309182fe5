package predict

import (
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/learn"
	"huiliu/engine/modelbook"
)

// Bounds of the guards.
const (
	// enoughEvents is the number of rows of the rarer outcome for each input of a model
	// (METHODS 1.0.6).
	enoughEvents = 10
	// clearlyEnough is the number of churners below which the measures are called rough.
	clearlyEnough = 100
	// freshDays is how long a model is used before it should learn again (Neslin and
	// others 2006: little loss within three months).
	freshDays = 91
)

// guard says what was watched over, in the order of the race.
func guard(race *Race, h *heat, d churn.Definition) []Guard {
	out := []Guard{}
	add := func(code string, warn bool, args engine.Args) {
		out = append(out, Guard{Code: code, Warn: warn, Args: args})
	}
	train := h.course.train
	if race.Design == DesignFolds {
		add("no_dates", true, nil)
	} else if h.course.byCustomers {
		add("short_history", true, engine.Args{"days": len(race.Train)})
	}
	churned := min(race.Churned.Events, race.Churned.Base-race.Churned.Events)
	add("churners", churned < clearlyEnough, engine.Args{"churners": churned, "train": fewest(train.Y), "enough": clearlyEnough})
	inputs := len(learn.NewEncoder(train.X).Inputs)
	if inputs > 0 {
		each := float64(fewest(train.Y)) / float64(inputs)
		add("events_per_input", each < enoughEvents, engine.Args{"events": fewest(train.Y), "inputs": inputs, "each": math.Round(each), "enough": enoughEvents})
	}
	alone := slices.DeleteFunc(slices.Clone(race.LeftOut), func(l LeftOut) bool { return l.Why != whyTelling })
	add("telling", len(alone) > 0, engine.Args{"columns": columnsOf(alone), "auc": telling})
	if race.Design == DesignFolds {
		after := slices.DeleteFunc(slices.Clone(race.LeftOut), func(l LeftOut) bool { return l.Why == whyTelling })
		add("afterwards", len(after) > 0, engine.Args{"columns": columnsOf(after)})
	}
	if list := modelbook.Drifts(h.course.late.X, h.test.X); len(list) > 0 && race.Design == designRolling {
		moved := 0
		for _, d := range list {
			if d.Acts() {
				moved++
			}
		}
		add("drift", moved > 0, engine.Args{"columns": moved, "column": list[0].Column, "psi": engine.Number(math.Round(float64(list[0].PSI)*100) / 100), "act": engine.Number(modelbook.DriftAct)})
	}
	if d.Rule == churn.RuleRhythm {
		add("one_window", true, engine.Args{"days": d.WindowDays})
	}
	if d.AsOf != engine.NoDay {
		add("stale", false, engine.Args{"until": (d.AsOf + freshDays).String(), "days": freshDays})
	}
	add("resampling", false, nil)
	add("threshold", race.Terms.Threshold() >= 1, engine.Args{"threshold": race.Terms.Threshold()})
	return out
}
