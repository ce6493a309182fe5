package survival_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

func TestReference_EveryItemOf01SurvivalIsRead(t *testing.T) {
	const (
		km, rank, cox = "TestKaplanMeier_EqualsReference_01_survival", "TestLogRank_EqualsReference_01_survival", "TestFitCox_EqualsReference_01_survival"
		aft, ahead    = "TestFitAFT_EqualsReference_01_survival", "TestConditional_EqualsReference_01_survival"
	)
	reference.Covered(t, answers, map[string]string{
		"rossi_km": km, "rossi_km_fin0": km, "rossi_km_fin1": km, "lung_km": km, "lung_km_sex1": km, "lung_km_sex2": km,
		"telco_km": km, "telco_km_month_to_month": km, "telco_km_one_year": km, "telco_km_two_year": km,
		"rossi_logrank_fin": rank, "rossi_logrank_prio": rank, "lung_logrank_sex": rank, "lung_logrank_ecog": rank,
		"telco_logrank_contract": rank, "telco_logrank_payment": rank, "telco_logrank_gender": rank,
		"rossi_pairwise_prio": rank, "telco_pairwise_contract": rank, "telco_pairwise_payment": rank,
		"rossi_cox": cox, "rossi_cox_strat": cox, "lung_cox": cox, "lung_cox_full": cox, "telco_cox": cox, "telco_cox_strata": cox,
		"rossi_aft": aft, "lung_aft": aft, "telco_aft": aft,
		"rossi_conditional": ahead, "telco_conditional": ahead,
		"lung_late_entry":        "TestLateEntry_EqualsReference_01_survival_lung_late_entry",
		"telco_competing_causes": "TestCumulativeIncidence_EqualsReference_01_survival_telco_competing_causes",
	})
}
