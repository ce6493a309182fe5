package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// contractTable is a table of 60 contracts in the layout of the public telco file,
// whose copies on the web are damaged in six ways.
func contractTable() []string {
	lines := []string{"customerID,gender,tenure,Contract,MonthlyCharges,TotalCharges,Churn"}
	for i := range 60 {
		churned, contract := "No", [...]string{"Month-to-month", "One year", "Two year"}[i%3]
		if i%4 == 1 || i%9 == 0 {
			churned = "Yes"
		}
		month := 20 + i%50
		lines = append(lines, fmt.Sprintf("%04d-ABCDE,%s,%d,%s,%d.50,%d.00,%s", 7590+i, [...]string{"Female", "Male"}[i%2], 1+i%48, contract, month, month*(1+i%48), churned))
	}
	return lines
}

func joined(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// damagedKinds are the six kinds of copies of WA_Fn-UseC_-Telco-Customer-Churn.csv
// that circulate: a merge conflict with the data twice, a saved web page, a file cut
// off, a different small table, tabs for commas, a column that numbers the rows.
func damagedKinds() []struct{ name, file, content string } {
	lines := contractTable()
	whole := joined(lines)
	numbered := slices.Clone(lines)
	for i := range numbered {
		if numbered[i] = "," + numbered[i]; i > 0 {
			numbered[i] = fmt.Sprint(i-1) + numbered[i]
		}
	}
	page := "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>telco.csv at master</title></head>\n<body>%s</body></html>\n"
	cells := strings.NewReplacer(",", "</td><td>", "\n", "</td></tr>\n<tr><td>")
	return []struct{ name, file, content string }{
		{"merge conflict", "telco.csv", "<<<<<<< HEAD\n" + whole + "=======\n" + whole + ">>>>>>> 4f2c1de\n"},
		{"merge conflict further down", "telco.csv", joined(lines[:30]) + "<<<<<<< HEAD\n" + joined(lines[30:40]) + "=======\n" + joined(lines[40:]) + ">>>>>>> 4f2c1de\n"},
		{"saved web page", "telco.csv", fmt.Sprintf(page, "<p>Sign in to see this file</p>")},
		{"saved web page with a table", "telco.csv", fmt.Sprintf(page, "<table><tr><td>File</td><td>Size</td></tr><tr><td>telco.csv</td><td>955 KB</td></tr></table>")},
		{"saved web page that shows the data", "telco.csv", fmt.Sprintf(page, "<table><tr><td>"+cells.Replace(strings.TrimSpace(whole))+"</td></tr></table>")},
		{"cut off", "telco.csv", whole[:len(whole)-25]},
		{"other table", "telco.csv", "Month,Passengers\n2024-01,112\n2024-02,118\n2024-03,132\n2024-04,129\n2024-05,121\n2024-06,135\n2024-07,148\n2024-08,148\n2024-09,136\n2024-10,119\n"},
		{"tab-separated", "telco.csv", strings.ReplaceAll(whole, ",", "\t")},
		{"row-number column", "telco.csv", joined(numbered)},
	}
}

// What is printed for each is in testdata/damaged.golden.txt, to be read by a person;
// HUILIU_UPDATE=1 writes it anew.
func TestReport_SaysWhatEachDamagedCopyIs(t *testing.T) {
	const golden = "testdata/damaged.golden.txt"
	var b strings.Builder
	for _, c := range damagedKinds() {
		in := filepath.Join(t.TempDir(), c.file)
		if err := os.WriteFile(in, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"zh", "en"} {
			r := run(t, context.Background(), "report", in, "--json", filepath.Join(t.TempDir(), "r.json"), "--lang", lang)
			fmt.Fprintf(&b, "== %s, %s: exit %d\n%s\n", c.name, lang, r.code, said(r))
		}
	}
	if os.Getenv("HUILIU_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("differs from %s:\n%s", golden, b.String())
	}
}

// said is what was printed about the import: the problem and its hint, or the lines
// of the accounting.
func said(r ran) string {
	text, _, _ := strings.Cut(r.out, "\n\n")
	if r.code != exitDone {
		text = r.err
	}
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasSuffix(line, "…\n") { // a stage
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}
