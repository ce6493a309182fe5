package cluster_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

func TestReference_EveryItemOf06bIsRead(t *testing.T) {
	const rules = "in engine/rules"
	reference.Covered(t, "06b_cluster_rules.json", map[string]string{
		"online_retail_kmeans":     "TestFit_EqualsReference_06b_cluster_rules_online_retail_kmeans",
		"online_retail_2pct_rules": rules, "online_retail_1pct_rules": rules, "telco_attributes_rules": rules,
	})
}
