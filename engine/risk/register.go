package risk

import (
	"encoding/json"
	"errors"
	"slices"

	"huiliu/engine"
	"huiliu/engine/ledger"
)

// Entry is one risk that no distribution covers: how likely, how bad, who looks after it.
type Entry struct {
	Key         string            `json:"key"`
	Label       map[string]string `json:"label"` // by language; a person's own has one for all: ""
	Probability string            `json:"probability"`
	Impact      string            `json:"impact"` // as a ledger reads it: an amount, or a share of the benefit
	Owner       map[string]string `json:"owner"`
	Mitigation  map[string]string `json:"mitigation"`
	Author      string            `json:"author,omitempty"` // "" for the built-in ones: examples to be judged anew
	Day         string            `json:"day,omitempty"`
	// Computed by Weigh.
	Chance   ledger.Percent `json:"chance"`
	Share    ledger.Percent `json:"share"` // of the benefit, 0 for an amount
	Amount   ledger.Yuan    `json:"amount"`
	Expected ledger.Yuan    `json:"expected"` // Chance × Amount
}

// ReadRegister reads entries; what is wrong with one is Error risk.entry or of a ledger.
func ReadRegister(raw []byte) ([]Entry, error) {
	var list []Entry
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, &engine.Error{Code: "risk.entry", Args: engine.Args{"key": ""}, Cause: err}
	}
	return list, nil
}

// Weigh computes what each risk may be expected to cost, in the order entered.
func Weigh(list []Entry, benefit ledger.Yuan) ([]Entry, error) {
	out := slices.Clone(list)
	for i := range out {
		if err := out[i].weigh(benefit); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (e *Entry) weigh(benefit ledger.Yuan) error {
	chance, ok := ledger.ReadAmount(e.Probability)
	if !ok || chance.Unit != ledger.UnitPercent && chance.Unit != ledger.UnitNone || chance.Value < 0 || chance.Value > 1 || e.Key == "" {
		return &engine.Error{Code: "risk.entry", Args: engine.Args{"key": e.Key, "value": e.Probability}}
	}
	cost, err := ledger.Parse(e.Impact)
	if err != nil {
		var refused *engine.Error
		if errors.As(err, &refused) {
			return &engine.Error{Code: refused.Code, Args: refused.Args, Cause: err}
		}
		return err
	}
	e.Chance, e.Share = ledger.Percent(chance.Value), 0
	if s, ok := cost.(ledger.Share); ok {
		if s.Of != ledger.OfBenefit {
			return &engine.Error{Code: "risk.entry", Args: engine.Args{"key": e.Key, "value": e.Impact}}
		}
		e.Share, e.Amount = s.Part, s.Part.Of(max(0, benefit))
	} else {
		e.Amount, _ = ledger.Money(cost)
	}
	e.Expected = e.Chance.Of(e.Amount)
	return nil
}
