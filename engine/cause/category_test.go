package cause_test

import (
	"context"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/ingest"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store/storetest"
)

// reference/08_text_reasons.json, telco_categories: the status table joined with the services
// table, with the column of categories taken for the reason as a person may choose.
func TestAnalyse_TelcoCategoriesEqualTheReference(t *testing.T) {
	var want struct {
		Churned int64
		Monthly float64 `json:"monthly_lost"`
		Rows    []struct {
			Category  string `json:"Churn Category"`
			Customers int64
			Monthly   float64
			Share     float64
		}
	}
	reference.Item(t, "08_text_reasons.json", "telco_categories", &want)
	s, ctx := storetest.Open(t), context.Background()
	for _, name := range []string{"status", "services"} {
		sources, err := ingest.Sniff(ctx, storetest.Shared(t, "data/churn/telco_ibm_"+name+".xlsx"), engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range sources {
			for j := range sources[i].Mapping.Columns {
				switch c := &sources[i].Mapping.Columns[j]; c.Header {
				case "Churn Category":
					c.Field = ingest.FieldReason
				case "Churn Reason":
					c.Field = ingest.FieldIgnore
				}
			}
		}
		if _, err := ingest.Load(ctx, s, sources, time.Unix(0, 0), engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
	}
	res := analyse(t, s, churn.Definition{Business: churn.Contractual, AsOf: engine.NoDay}, 1)
	got := map[string]cause.Stated{}
	for _, c := range res.Causes {
		for _, r := range c.Reasons {
			was := got[r.Text]
			was.Customers, was.Margin = was.Customers+r.Customers, was.Margin+r.Margin
			got[r.Text] = was
		}
	}
	if res.Lost != want.Churned || res.LostMargin != engine.MoneyOf(12*want.Monthly) || len(got) != 5 || len(want.Rows) != 5 {
		t.Errorf("%d lost of %s in %v", res.Lost, res.LostMargin, got)
	}
	for _, w := range want.Rows {
		share := float64(got[w.Category].Customers) / float64(res.Lost)
		if g := got[w.Category]; g.Customers != w.Customers || g.Margin != engine.MoneyOf(12*w.Monthly) || share-w.Share > 1e-9 || w.Share-share > 1e-9 {
			t.Errorf("%s: %+v, want %d and 12 × %v", w.Category, g, w.Customers, w.Monthly)
		}
	}
}
