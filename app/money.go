package app

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"huiliu/engine"
	"huiliu/engine/ledger"
	"huiliu/engine/winback"
)

// costPrefix begins the names of ledger entries given like an assumption:
// cost.KIND[.OCCASION[.OFFER]] = what ledger.Parse reads; cost.benefit is the benefit.
const costPrefix = "cost."

func isCost(name string) bool { return strings.HasPrefix(name, costPrefix) }

// ReadLedger reads a ledger from a TOML file:
//
//	benefit = "100万"
//	[[entry]]
//	kind = "labour"
//	value = "2人 × 16小时 × 35元"
//
// A file that is no such ledger is Error ledger.file.
func ReadLedger(path string) (ledger.Ledger, error) {
	var l ledger.Ledger
	meta, err := toml.DecodeFile(path, &l)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, os.ErrPermission):
		return l, &engine.Error{Code: "import.cannot_open", Place: engine.Place{File: path}, Cause: err}
	case err != nil:
		return l, &engine.Error{Code: "ledger.file", Place: engine.Place{File: path}, Cause: err, Args: engine.Args{"detail": err.Error()}}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return l, &engine.Error{Code: "ledger.file", Place: engine.Place{File: path}, Args: engine.Args{"detail": unknown[0].String()}}
	}
	return l, nil
}

// charge lets the ledger say what things cost.
func (a *analyser) charge() error {
	l, err := a.ledger()
	if err != nil {
		return err
	}
	if a.book, err = ledger.Open(l, winback.Occasions(a.assumed)); err != nil {
		return err
	}
	winback.Charge(&a.assumed, a.book)
	return nil
}

// ledger is the project's with the entries given by name for this run.
func (a *analyser) ledger() (ledger.Ledger, error) {
	l, err := a.s.Costs(a.ctx)
	if err != nil {
		return l, err
	}
	for _, name := range slices.Sorted(maps.Keys(a.q.Set)) {
		value := a.q.Set[name]
		rest, ok := strings.CutPrefix(name, costPrefix)
		if !ok {
			continue
		}
		if rest == "benefit" {
			l.Benefit = value
			continue
		}
		parts := append(strings.SplitN(rest, ".", 3), "", "")
		l = l.Put(ledger.Entry{Kind: ledger.Kind(parts[0]), Per: ledger.Per(parts[1]), Offer: parts[2], Value: value})
	}
	return l, nil
}
