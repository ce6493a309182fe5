package churn_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/sample"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// sampleShop opens a project with the paid order lines of the invented shop.
func sampleShop(t *testing.T) *store.Store {
	t.Helper()
	dir := t.TempDir()
	if _, err := sample.Write(context.Background(), dir, sample.Options{Seed: 1}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, sample.OrdersFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range table[0] {
		column[h] = i
	}
	var lines []store.OrderLine
	for _, row := range table[1:] {
		at, err := time.Parse(time.DateTime, row[column["下单时间"]])
		if err != nil {
			continue // planted dirt
		}
		amount, err := strconv.ParseFloat(row[column["实付金额"]], 64)
		customer := row[column["客户编号"]]
		if err != nil || amount <= 0 || customer == "" || row[column["订单状态"]] == "交易关闭" {
			continue
		}
		lines = append(lines, storetest.Sale(customer, engine.DayOf(at), amount))
	}
	t.Logf("%d of %d lines", len(lines), len(table)-1)
	return storetest.FromLines(t, lines)
}

func TestDecide_SampleShopGetsAQuarterOrSo(t *testing.T) {
	d, lab, err := churn.Decide(context.Background(), sampleShop(t), churn.Options{AsOf: engine.NoDay})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d days (%s), false churn %.3f at %s, one time %.3f", d.WindowDays, d.Reason, d.FalseChurn.Value, d.CheckedAt, lab.OneTime.Value)
	for _, row := range lab.Sweep {
		t.Logf("W=%d churned %.4f false %.4f spend %.4f", row.Window, row.Churned.Value, row.False.Value, row.SpendShare)
	}
	for _, p := range lab.Gaps.Points {
		if p.Day%30 == 0 {
			t.Logf("by %d: %.4f", p.Day, p.Again)
		}
	}
	if d.WindowDays < 90 || d.WindowDays > 120 || d.Reason != churn.ReasonFlattened {
		t.Errorf("suggested %d (%s)", d.WindowDays, d.Reason)
	}
}
