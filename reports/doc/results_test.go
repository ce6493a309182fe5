package doc_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/reports/doc/doctest"
)

func TestResults_EveryKeyIsDocumentedAndTheContractHolds(t *testing.T) {
	docs, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	b, err := doctest.Shop().JSON(words(t, assets.EN), []string{"One."})
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	for key := range v {
		if !strings.Contains(string(docs), key) {
			t.Errorf("docs/results.md does not mention %s", key)
		}
	}
	// The keys programs are promised: renaming one breaks somebody's script.
	for _, path := range []string{
		"import.files", "definition.business", "definition.window_days", "definition.as_of", "definition.false_churn.events",
		"rates.churn.value", "rates.retention.low", "rates.recovery.high", "natural_return.0.silence", "natural_return.0.purchase_days",
		"natural_return.0.rate.base", "rfm.0.class", "rfm.0.customers", "rfm.0.amount", "race.0.model", "race.0.kind", "race.0.auc", "race.0.auc_low",
		"race.0.auc_high", "race.0.brier", "race.0.lift10", "race_verdict.code", "causes.0.key", "causes.0.label", "causes.0.customers",
		"causes.0.margin", "causes.0.low", "causes.0.high", "winback.segments", "winback.budget", "summary.0",
	} {
		if !has(v, strings.Split(path, ".")) {
			t.Errorf("no %s", path)
		}
	}
}

func has(v any, path []string) bool {
	if len(path) == 0 {
		return true
	}
	switch x := v.(type) {
	case map[string]any:
		next, ok := x[path[0]]
		return ok && has(next, path[1:])
	case []any:
		return len(x) > 0 && has(x[0], path[1:])
	}
	return false
}
