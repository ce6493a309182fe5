package learn_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

func TestReference_EveryItemOf02LogisticIsRead(t *testing.T) {
	const glm, penalised = "TestFit_EqualsGLM", "TestElasticNet_EqualsGlmnet"
	reference.Covered(t, "02_logistic.json", map[string]string{
		"telco_simple": glm, "telco_full": glm, "mlc_simple": glm, "mlc_full": glm, "bank_simple": glm, "bank_full": glm,
		"telco_full_raw": "TestFit_DropsAliasedColumnsAsGLM", "mtcars_am_wt": "TestFit_EqualsGLMOnMtcars",
		"mlc_vif_collinear": "TestVIF_EqualsReference_02_logistic_mlc_vif_collinear",
		"separation_firth":  "TestFitFirth_EqualsReference_02_logistic_separation_firth",
		"telco_glmnet":      penalised, "mlc_glmnet": penalised, "bank_glmnet": penalised,
	})
}
