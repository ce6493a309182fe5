package churn_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

// Of 05_definitions.json: who reads each item, for each of the three shops.
func TestReference_EveryItemOf05DefinitionsIsRead(t *testing.T) {
	const counts = "TestOnlineRetail_RowsAddUpToTheReference"
	by := map[string]string{
		"online_retail_rows": counts, "online_retail_duplicates": counts, "online_retail_netting": counts,
		"cn2019_rows": "TestCN2019_RowsAddUpToTheReference",
	}
	for _, shop := range []string{"online_retail", "cdnow", "cn2019"} {
		for item, who := range map[string]string{
			"gap_finished": "TestStudy_MeetsTheReferences", "gap_km": "TestStudy_MeetsTheReferences", "churn_windows": "TestStudy_MeetsTheReferences",
			"gap_km_by_order": "TestStudy_GapsByNumberOfThePurchaseMeetTheReferences", "personal_rhythm": "TestStudyRhythm_MeetsTheReferences",
			"size":           "in engine/segment",
			"natural_return": "in engine/winback", "natural_return_totals": "in engine/winback",
			"flow": "in engine/describe", "cohort": "in engine/describe",
			"rfm_summary": "in engine/segment", "rfm8_mean": "in engine/segment", "rfm8_median": "in engine/segment",
			"rfm_quintile_cuts": "in engine/segment", "rfm_scores": "in engine/segment", "concentration": "in engine/segment",
		} {
			by[shop+"_"+item] = who
		}
	}
	reference.Covered(t, "05_definitions.json", by)
}

func TestReference_EveryItemOf05bNettingIsRead(t *testing.T) {
	reference.Covered(t, "05b_netting.json", map[string]string{
		"online_retail_exact_netting": "in engine/quality",
	})
}
