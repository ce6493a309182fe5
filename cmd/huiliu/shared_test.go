package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/engine/store/storetest"
)

// public is a public file and what it must come to.
type public struct {
	file, business     string
	read, loaded       float64 // rows, data/README.md and reference/05_definitions.json
	churned, contracts float64 // contractual: of the label
}

func TestReport_PublicFilesNeedNoOptions(t *testing.T) {
	for _, c := range []public{
		{"transactions/online_retail.csv.gz", "noncontractual", 541909, 0, 0, 0},
		{"transactions/cdnow_master.txt", "noncontractual", 69659, 69659, 0, 0},
		{"churn/telco_ibm_reasons.xlsx", "contractual", 7043, 7043, 1869, 7043},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			v, r, _ := report(t, storetest.Shared(t, "data/"+c.file))
			t.Log(r.out)
			c.check(t, v)
			if len(list(t, v, "summary")) < 5 {
				t.Errorf("summary %v", at(t, v, "summary"))
			}
			if c.file == "transactions/online_retail.csv.gz" {
				netsCancellations(t, v)
			}
			// "Nowhere a hole in the words": a missing text shows as ⟦key⟧.
			if strings.Contains(r.out+r.err, "⟦") {
				t.Errorf("missing words in %s%s", r.out, r.err)
			}
		})
	}
}

func TestAnswer_OfFurtherPublicFilesNeedsNoOptions(t *testing.T) {
	for _, c := range []public{
		{"transactions/cn_online_orders_2019.xlsx", "noncontractual", 28833, 28833, 0, 0},
		{"churn/ecommerce_churn.xlsx", "contractual", 5630 + 20 /* sheet Data Dict, left out */, 5630, 948, 5630},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) { c.check(t, answer(t, storetest.Shared(t, "data/"+c.file))) })
	}
}

// check compares rows, kind of business, churn and causes.
func (c *public) check(t *testing.T, v any) {
	t.Helper()
	read, loaded, _ := addsUp(t, v)
	if read != c.read {
		t.Errorf("read %v rows, want %v", read, c.read)
	}
	if c.loaded > 0 && loaded != c.loaded {
		t.Errorf("loaded %v rows, want %v", loaded, c.loaded)
	}
	if got := at(t, v, "definition", "business"); got != c.business {
		t.Errorf("business %v", got)
	}
	if c.contracts > 0 && (num(t, v, "rates", "churn", "events") != c.churned || num(t, v, "rates", "churn", "base") != c.contracts) {
		t.Errorf("churn %v", at(t, v, "rates", "churn"))
	}
	var customers, margin float64
	for i := range list(t, v, "causes") {
		customers += num(t, v, "causes", i, "customers")
		margin += num(t, v, "causes", i, "margin")
	}
	if customers != num(t, v, "loss", "customers") {
		t.Errorf("causes count %v of %v lost customers", customers, num(t, v, "loss", "customers"))
	}
	if d := margin - num(t, v, "loss", "margin"); d > 0.01 || d < -0.01 {
		t.Errorf("causes hold %v of %v", margin, num(t, v, "loss", "margin"))
	}
}

// netsCancellations: reference/05_definitions.json online_retail_rows and _netting.
func netsCancellations(t *testing.T, v any) {
	t.Helper()
	reasons := map[string]float64{}
	for i := range list(t, v, "import", "files", 0, "reasons") {
		name, _ := at(t, v, "import", "files", 0, "reasons", i, "reason").(string)
		reasons[name] = num(t, v, "import", "files", 0, "reasons", i, "rows")
	}
	if reasons["no_customer"] != 135080 || reasons["not_positive"] != 40 {
		t.Errorf("rejected %v", reasons)
	}
	var amount float64
	for i := range list(t, v, "rfm") {
		amount += num(t, v, "rfm", i, "amount")
	}
	// online_retail_size: purchase days net of what was cancelled the same day.
	if amount < 8_440_597.63 || amount > 8_440_597.65 {
		t.Errorf("net amount of the purchase days %v", amount)
	}
}

func TestReport_RunsWithoutAnyNetwork(t *testing.T) {
	bin, err := filepath.Abs("../../bin/huiliu")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bin); err != nil {
		t.Skip("bin/huiliu is not built")
	}
	if err := exec.Command("unshare", "-rn", "true").Run(); err != nil {
		t.Skip("network namespaces are not allowed here")
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"sample", filepath.Join(dir, "shop"), "--customers", "400"},
		{"report", filepath.Join(dir, "shop"), "-o", filepath.Join(dir, "r.xlsx"), "--json", filepath.Join(dir, "r.json"), "--charts", filepath.Join(dir, "charts"), "--project", filepath.Join(dir, "p.huiliu")},
	} {
		cmd := exec.Command("unshare", append([]string{"-rn", bin}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "r.xlsx")); err != nil {
		t.Error(err)
	}
}
