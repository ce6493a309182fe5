package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/assets"
)

// trialFile is a campaign of two offers and a control that tells its outcome, and nothing else.
func trialFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("member id,spent before,group,responded,spent after\n")
	for i := range 600 {
		group := []string{"control", "sms", "call"}[i%3]
		yes := 0
		if i%(11-3*(i%3)) == 0 {
			yes = 1
		}
		fmt.Fprintf(&b, "m%d,%d,%s,%d,%d\n", i, i%37, group, yes, 20*yes)
	}
	path := filepath.Join(t.TempDir(), "spring.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// With a campaign alone, what it did is the first thing shown; every other page says which file it needs.
func TestNarrow_ACampaignAloneIsAnsweredAndTheRestAsksForOrders(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{trialFile(t)})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	v := until(t, d, "analysed", func(v View) bool { return v.Shell.Current == Campaigns && d.idle() })
	if v.Page.State != StateReady || len(v.Page.Charts) == 0 || !strings.Contains(v.Page.Answer, "spring") {
		t.Fatalf("%+v", v.Page)
	}
	for _, k := range []Key{Definition, Overview, Bridge, Causes, Watch, Winback, SecondLife} {
		d.Go(k)
		if p := d.View().Page; p.State != StateMissing || p.Notice == "" || len(p.Next) == 0 {
			t.Errorf("%s: %s %q", k, p.State, p.Notice)
		}
	}
	switchesEveryText(t, d)
}

// A questionnaire of staff alone: its name says who answered, the page of surveys opens with it, and nobody became a customer.
func TestNarrow_AQuestionnaireAloneOpensTheSurveys(t *testing.T) {
	var b strings.Builder
	b.WriteString("respondent,1. Quality,2. Delivery (1-5)\n")
	for i := range 60 {
		fmt.Fprintf(&b, "p%d,%d,%d\n", i, 3+i%3, 1+i%3)
	}
	path := filepath.Join(t.TempDir(), "staff survey.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{path})
	v := until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && v.Data.Import.Columns != nil })
	if c := v.Data.Import.Columns; c.Side == nil || c.Side.Chosen != "staff" || c.Missing != "" || c.Doubts != 0 {
		t.Fatalf("%+v", c)
	}
	d.SetSide(0, "customer")
	if c := d.View().Data.Import.Columns; c.Side == nil || c.Side.Chosen != "customer" || len(c.Notes) != 0 {
		t.Fatalf("%+v", c)
	}
	d.Undo()
	d.Import()
	v = until(t, d, "analysed", func(v View) bool { return v.Shell.Current == Surveys && d.idle() })
	if v.Page.State != StateReady || len(v.Page.Charts) != 1 || !strings.Contains(v.Page.Answer, "staff") || !strings.Contains(v.Page.Answer, "Delivery") {
		t.Fatalf("%+v", v.Page)
	}
	p, err := d.Draw("item_gaps", 700, 400, 1, true)
	if err != nil || len(p.Spots) != 2 || len(p.Spots[0].Lines) != 2 {
		t.Errorf("%+v, %v", p.Spots, err)
	}
	switchesEveryText(t, d)
}
