package playbook_test

import (
	"testing"

	"huiliu/assets"
	"huiliu/engine/cause"
	"huiliu/engine/playbook"
)

func TestRead_TheBuiltInPlaybookKnowsItsCausesAndBothLanguages(t *testing.T) {
	rules, err := playbook.Read(assets.Playbook())
	if err != nil {
		t.Fatal(err)
	}
	taxonomy, err := cause.ParseTaxonomy(assets.Taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rules {
		if _, ok := taxonomy.Entry(r.Cause); r.Cause != playbook.Any && !ok {
			t.Errorf("no cause %q", r.Cause)
		}
		for _, lang := range []string{"zh-Hans", "en"} {
			if r.Offer[lang] == "" || r.Words[lang] == "" || r.Owner[lang] == "" {
				t.Errorf("%s lacks words in %s", r.Key(), lang)
			}
		}
		if seen[r.Key()] {
			t.Errorf("%s twice", r.Key())
		}
		seen[r.Key()] = true
	}
	if at := playbook.Fit(rules, &playbook.Customer{Cause: "unknown", Value: playbook.Low, Stage: playbook.Repeat, Price: playbook.Usual}); at < 0 || rules[at].Key() != "///" {
		t.Errorf("who fits no rule gets %d", at)
	}
}

func TestFit_TheMostSpecificRuleHolds(t *testing.T) {
	rules := []playbook.Rule{{}, {Cause: "price"}, {Cause: "price", Value: playbook.High}, {Value: playbook.High, Stage: playbook.Once}, {Price: playbook.Sensitive}}
	for want, c := range []playbook.Customer{{Cause: "service", Value: playbook.Low}, {Cause: "price", Value: playbook.Low}, {Cause: "price", Value: playbook.High, Stage: playbook.Once}, {Cause: "service", Value: playbook.High, Stage: playbook.Once}, {Price: playbook.Sensitive}} {
		if got := playbook.Fit(rules, &c); got != want {
			t.Errorf("%+v: rule %d, want %d", c, got, want)
		}
	}
	if got := playbook.Fit(rules[1:2], &playbook.Customer{}); got != -1 {
		t.Errorf("a rule fits nobody's cause: %d", got)
	}
}

func TestTasks_AreDueFromTheStart(t *testing.T) {
	rules := []playbook.Rule{{Days: 5}}
	tasks := playbook.Tasks(rules, []playbook.Customer{{ID: "a"}, {ID: "b"}}, 100)
	if len(tasks) != 2 || tasks[1].ID != "b" || tasks[0].Due != 105 {
		t.Errorf("%+v", tasks)
	}
	edited := playbook.Put(rules, playbook.Rule{Days: 9})
	if rules[0].Days != 5 || len(edited) != 1 || edited[0].Days != 9 || len(playbook.Put(rules, playbook.Rule{Cause: "price"})) != 2 || len(playbook.Drop(edited, playbook.Rule{})) != 0 {
		t.Errorf("%+v", edited)
	}
	sorted := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	if playbook.Tier(sorted, 10) != playbook.High || playbook.Tier(sorted, 6) != playbook.Middle || playbook.Tier(sorted, 1) != playbook.Low {
		t.Error("tiers")
	}
	if playbook.Check([]playbook.Rule{{Value: "huge"}}) == nil {
		t.Error("an unknown value is taken")
	}
}
