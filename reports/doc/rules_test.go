package doc_test

import (
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/engine/campaign"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

func TestRules_TheStrongestThatHoldsIsToldWithItsCells(t *testing.T) {
	for _, l := range assets.Langs() {
		d := doc.Compose(doctest.Shop(), words(t, l))
		said, ok := d.Finding("rules")
		if !ok || len(said.Cells) != 9 {
			t.Fatalf("%s: %+v", l, said)
		}
		_, table := d.FindTable("rules")
		if table == nil || len(table.Rows) != 2 {
			t.Fatalf("%s: %+v", l, table)
		}
		rule, _ := table.Cell("1", "rule")
		if text, _ := rule.Value.(string); !strings.Contains(said.Text, text) || strings.Contains(text, "report.") {
			t.Errorf("%s: %q is not in %q", l, text, said.Text)
		}
	}
}

func TestRules_NoneThatHoldsIsSaidSo(t *testing.T) {
	r := doctest.Shop()
	r.Rules.Rules, r.Rules.Held = r.Rules.Rules[1:], 0
	said, ok := doc.Compose(r, words(t, assets.EN)).Finding("rules")
	if !ok || !strings.Contains(said.Text, "none holds") {
		t.Errorf("%+v", said)
	}
}

func TestAhead_EveryAdviceHasItsSentence(t *testing.T) {
	for _, p := range []campaign.Planned{
		{Without: 0.097, With: 0.12, Control: 2870, Treated: 2870, Monthly: 10}, {Without: 0.097, With: 0.12, Control: 600, Treated: 5400, Monthly: 10},
		{Without: 0.097, With: 0.12, Control: 1000, Treated: 1000, Monthly: 400}, {Without: 0.097, With: 0.12, Control: 150, Treated: 150, Monthly: 40},
		{Without: 0.097, With: 0.097, Control: 150, Treated: 150, Monthly: 40}, {Without: 0.097, With: 0.12, Treated: 300, Monthly: 2000},
	} {
		r := doctest.Shop()
		r.Ahead = campaign.LookAhead(p)
		for _, l := range assets.Langs() {
			d := doc.Compose(r, words(t, l))
			said, ok := d.Finding("ahead")
			if !ok || strings.Contains(said.Text, "{") || strings.Contains(said.Text, "report.") {
				t.Errorf("%s %s: %q", l, r.Ahead.Advice, said.Text)
			}
		}
	}
}
