package winback

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/ledger"
)

// Typed units: a percent cannot be added to money.
type (
	Percent = ledger.Percent
	Yuan    = ledger.Yuan
	Days    = ledger.Days
	Count   = ledger.Count
)

const mostMoney = 1e12

func percentInto(to *Percent, low, high float64) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, ledger.UnitPercent, low, high)
		if err == nil {
			*to = Percent(v)
		}
		return err
	}
}

func moneyInto(to *Yuan) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, ledger.UnitMoney, 0, mostMoney)
		if err == nil {
			*to = Yuan(v)
		}
		return err
	}
}

func countInto(to *Count) setFunc {
	return func(name, value string) error {
		v, err := parse(name, value, ledger.UnitCount, 0, 1e9)
		if err == nil && v != math.Trunc(v) {
			err = rangeError(name, value, ledger.UnitCount, 0, 1e9)
		}
		if err == nil {
			*to = Count(v)
		}
		return err
	}
}

func rangeError(name, value string, want ledger.Unit, low, high float64) error {
	return &engine.Error{Code: "assumption.range", Args: engine.Args{"name": name, "value": value, "want": string(want), "low": low, "high": high}}
}

// parse reads a value of the wanted unit within [low, high]. A bare number is in the
// wanted unit, for percent as a share: 0.3, not 30.
func parse(name, value string, want ledger.Unit, low, high float64) (float64, error) {
	a, ok := ledger.ReadAmount(value)
	if !ok || a.Unit != ledger.UnitNone && a.Unit != want {
		return 0, &engine.Error{Code: "assumption.unit", Args: engine.Args{"name": name, "value": value, "want": string(want)}}
	}
	if a.Value < low || a.Value > high {
		return 0, rangeError(name, value, want, low, high)
	}
	return a.Value, nil
}
