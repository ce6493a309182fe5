package doc_test

import (
	"testing"

	"huiliu/assets"
	"huiliu/engine/btyd"
	"huiliu/engine/survival"
)

// Codes that results carry without an error or a warning: each must have words.
func TestWords_ForEveryLimitOfAModelAndEveryFamily(t *testing.T) {
	var keys []string
	for _, limit := range []string{btyd.LimitSameRate, btyd.LimitSameRisk, btyd.LimitNobodyLeaves, btyd.LimitAllOrNone,
		btyd.LimitSameAmounts, btyd.LimitSameLevel, btyd.LimitAtOnce, btyd.LimitFewBuy, btyd.LimitUnbounded} {
		keys = append(keys, "value.limit."+limit)
	}
	for _, family := range []survival.Family{survival.Weibull, survival.LogNormal, survival.LogLogistic, survival.Exponential} {
		keys = append(keys, "lifetime.family."+string(family))
	}
	for _, lang := range assets.Langs() {
		w, err := assets.Catalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if !w.Has(key) {
				t.Errorf("%s has no words for %s", lang, key)
			}
		}
	}
}
