package reveal_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/ingest"
	"huiliu/engine/predict"
	"huiliu/engine/reveal"
	"huiliu/engine/store/storetest"
)

// By hand, as of 2024-03-31 without grace: A and B had left, A renewed on 04-20; C left on
// 05-01, D stayed. The data end with the last start, on 2024-06-30.
func TestReveal_ContractsTellWhoRenewedAndWhoLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "members.csv")
	text := "会员编号,开始日期,到期日期\nA,2023-01-01,2023-12-31\nB,2023-02-01,2024-01-31\nC,2023-05-01,2024-04-30\nD,2023-06-01,2025-05-31\nA,2024-04-20,2025-04-19\nE,2024-06-30,2025-06-29\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, s := context.Background(), storetest.Open(t)
	tables, err := ingest.Sniff(ctx, path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(ctx, s, tables, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	none := 0
	d, _, err := churn.Decide(ctx, s, churn.Options{AsOf: churntest.Day(t, "2024-03-31"), Grace: &none})
	if err != nil {
		t.Fatal(err)
	}
	r, err := reveal.Reveal(ctx, s, d, predict.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Contract || r.Skipped != "" || r.Horizon != 90 || r.Follow != 91 || r.LastDay.String() != "2024-06-30" {
		t.Errorf("%+v", r)
	}
	if r.Lost.Back != engine.NewRate(1, 2) || r.Here.Back != engine.NewRate(1, 2) || r.Here.Stayed.Events != 1 || r.Here.Ever != engine.NewRate(1, 2) {
		t.Errorf("lost %+v, here %+v", r.Lost, r.Here)
	}
}
