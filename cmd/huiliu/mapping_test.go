package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// oddTable writes orders under names no one can recognise.
func oddTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("流水,谁,哪天,多少\n")
	for i := range 900 {
		c := i * 7 % 60
		fmt.Fprintf(&b, "n%d,k%02d,2024-%02d-%02d,%d\n", i, c, 1+i/75, 1+i%28, 1000+i)
	}
	path := filepath.Join(t.TempDir(), "怪表.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMapping_IsWrittenEditedAndUsedByReport(t *testing.T) {
	file, dir := oddTable(t), t.TempDir()
	m := filepath.Join(dir, "m.toml")
	r := run(t, context.Background(), "mapping", file, "-o", m, "--lang", "zh")
	if r.code != exitDone || !strings.Contains(r.out, "流水") {
		t.Fatalf("exit %d\n%s%s", r.code, r.out, r.err)
	}
	// Nobody knows what this table is: the user says it.
	text := "version = 1\n[[table]]\nrole = \"orders\"\namount_unit = \"fen\"\n[table.columns]\n" +
		"\"流水\" = \"order_id\"\n\"谁\" = \"customer_id\"\n\"哪天\" = \"order_at\"\n\"多少\" = \"amount\"\n"
	if err := os.WriteFile(m, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	v, _, _ := report(t, file, "--mapping", m)
	if loaded := at(t, v, "import", "files", 0, "loaded"); loaded != 900.0 {
		t.Errorf("%v rows", loaded)
	}
	r = run(t, context.Background(), "mapping", file, "--mapping", m, "-o", filepath.Join(dir, "again.toml"), "--lang", "zh")
	again, err := os.ReadFile(filepath.Join(dir, "again.toml"))
	if err != nil || r.code != exitDone || !strings.Contains(string(again), `"多少" = "amount" # 实付金额`) || !strings.Contains(string(again), `amount_unit = "fen"`) {
		t.Errorf("%v %s\n%s", err, r.out+r.err, again)
	}
}

func TestMapping_AWrongFileIsSaidWithItsLine(t *testing.T) {
	file := oddTable(t)
	m := filepath.Join(t.TempDir(), "m.toml")
	if err := os.WriteFile(m, []byte("version = 1\n[[table]]\nrole = \"orders\"\n[table.columns]\n\"谁\" = \"客户\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, context.Background(), "report", file, "--mapping", m, "-o", filepath.Join(t.TempDir(), "x.xlsx"), "--lang", "zh")
	if r.code != exitProblem || !strings.Contains(r.err, "第 5 行") || !strings.Contains(r.err, "customer_id") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	if r = run(t, context.Background(), "mapping", "-o", m); r.code != exitUsage {
		t.Errorf("exit %d", r.code)
	}
}
