package predict

import (
	"slices"
	"testing"

	"huiliu/engine/churn"
)

// A prediction looks one number of days ahead for everybody, and says so where customers
// are judged by their own rhythm.
func TestGuard_TellsThatThePredictionKeepsOneWindow(t *testing.T) {
	race, h := heatOn(t, madeUp(1, 900, true), madeUp(2, 600, true))
	for _, rule := range []string{churn.RuleSilence, churn.RuleRhythm} {
		d := shopChurn(60)
		d.Rule = rule
		guards := guard(&race, h, d)
		i := slices.IndexFunc(guards, func(g Guard) bool { return g.Code == "one_window" })
		if said := i >= 0; said != (rule == churn.RuleRhythm) {
			t.Errorf("by %s: said %v", rule, said)
		}
		if i >= 0 && (!guards[i].Warn || guards[i].Args["days"] != 60) {
			t.Errorf("%+v", guards[i])
		}
	}
}
