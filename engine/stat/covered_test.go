package stat_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

// Of 06a_statistics.json: who reads each item, or which question will need it.
func TestReference_EveryItemOf06aStatisticsIsRead(t *testing.T) {
	reference.Covered(t, "06a_statistics.json", map[string]string{
		"prop_tests": "TestTwoProportions_EqualsReference", "wilson": "TestWilson_EqualsReferenceAndEngine", "power": "TestPower_EqualsR",
		"srm": "TestSampleRatio_EqualsReference", "rank_tests": "TestRankTests_EqualReference_06a_statistics_rank_tests",
		"cramers_v": "TestCramersV_EqualsReference_06a_statistics_cramers_v", "p_adjust": "TestPAdjust_EqualsReference_06a_statistics_p_adjust",
		"psi_js":      "TestDistances_EqualReference_06a_statistics_psi_js",
		"delong_aSAH": "in engine/learn", "isotonic": "in engine/learn",
		"kmeans_iris": "in engine/segment/cluster", "sbg": "in engine/btyd",
		"hw_co2": "in engine/forecast", "hw_airpassengers": "in engine/forecast", "ets_airpassengers": "in engine/forecast", "ets_co2": "in engine/forecast",
		"ets_nile": "in engine/forecast", "rolling_airpassengers": "in engine/forecast", "online_retail_weekly_ets": "in engine/forecast",
		"online_retail_monthly": "in engine/churn",
		"mpc_empc":              "in engine/learn",
		"ahp":                   "not: weights of indicators belong to the warning", "entropy_weights": "not: weights of indicators belong to the warning",
		"pca_usarrests": "not: weights of indicators belong to the warning", "pca_telco": "not: weights of indicators belong to the warning",
		"negbin_surprise": "not: behaviour breaks belong to the warning",
		"survey":          "not: surveys belong to the causes",
	})
}
