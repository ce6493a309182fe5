package survival_test

import (
	"context"
	"math"
	"testing"

	"huiliu/engine/survival"
)

func published(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s = %.10g, published %.10g", what, got, want)
	}
}

// METHODS 4: ovarian cancer by treatment (Edmonson et al. 1979, in R's survival):
// survdiff(Surv(futime, fustat) ~ rx) prints χ² 1.1 on 1 df, p 0.3.
func TestLogRank_MeetsThePublishedOvarianTest_METHODS_4(t *testing.T) {
	days := []float64{59, 115, 156, 421, 431, 448, 464, 475, 477, 563, 638, 744, 769, 770, 803, 855, 1040, 1106, 1129, 1206, 1227, 268, 329, 353, 365, 377}
	died, arms := "11101011011000000000011110", "11121122121222111122211222"
	events, groups := make([]bool, len(days)), make([]string, len(days))
	for i := range days {
		events[i], groups[i] = died[i] == '1', arms[i:i+1]
	}
	c := survival.LogRank(days, events, groups, survival.LogRankWeight)
	published(t, "χ²", float64(c.ChiSq), 1.063, 5e-4)
	published(t, "p", float64(c.P), 0.303, 5e-4)
}

// METHODS 1.5, the arrests of Rossi et al. as lifelines documents them.
func TestFitCox_MeetsThePublishedRossiTable_METHODS_4(t *testing.T) {
	names := []string{"fin", "age", "race", "wexp", "mar", "paro", "prio"}
	x, l, _, _ := rossi.read(t, names, nil)
	m, err := survival.FitCox(context.Background(), x, l, survival.CoxOptions{Names: names}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"fin": -0.38, "age": -0.06, "race": 0.31, "wexp": -0.15, "mar": -0.43, "prio": 0.09} {
		for i, n := range names {
			if n == name {
				published(t, name, m.Coef[i], want, 5e-3)
			}
		}
	}
	published(t, "log likelihood", m.LogLik, -658.75, 5e-3)
	published(t, "likelihood ratio", float64(m.LR.ChiSq), 33.27, 5e-3)
	if m.LR.DF != 7 {
		t.Errorf("%d degrees of freedom", m.LR.DF)
	}
	published(t, "concordance", float64(m.Agreement.Value), 0.64, 5e-3)
}
