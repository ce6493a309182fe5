package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/engine/store/storetest"
)

func pngBytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func truncatedWorkbook(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("<row/>"), 500)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()[:b.Len()/2]
}

func orders(rows ...string) []byte {
	return []byte("订单编号,客户编号,下单时间,实付金额\n" + strings.Join(rows, "\n") + "\n")
}

func TestReport_BadInputGetsItsSentenceAndLeavesNothing(t *testing.T) {
	var oneCustomer, oneDay []string
	for i := range 20 {
		oneCustomer = append(oneCustomer, fmt.Sprintf("A%03d,C001,2024-01-%02d,10", i, i+1))
		oneDay = append(oneDay, fmt.Sprintf("A%03d,C%03d,2024-01-05,10", i, i))
	}
	cases := []struct {
		name, file string
		content    []byte
		zh         string // part of the sentence
	}{
		{"empty", "空.csv", nil, "空"},
		{"picture", "图片.xlsx", pngBytes(t), "不是"},
		{"truncated", "断了.xlsx", truncatedWorkbook(t), "完整"},
		{"web page", "网页.csv", []byte("<!DOCTYPE html>\n<html><body><table><tr><td>订单</td></tr></table></body></html>"), "网页"},
		{"one row", "一行.csv", orders("A1,C1,2024-01-05,10"), ""},
		{"one customer", "一人.csv", orders(oneCustomer...), "客户"},
		{"one day", "一天.csv", orders(oneDay...), "天"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(in, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			checkRefused(t, in, c.zh)
		})
	}
}

func TestReport_OrdersWithoutCustomersAreRefusedInWords(t *testing.T) {
	checkRefused(t, storetest.Shared(t, "data/transactions/cn_store_sales_gbk.csv"), "客户")
}

// checkRefused runs the report on a file and demands exit 1, a sentence in both
// languages that says part, a hint, and an untouched output folder.
func checkRefused(t *testing.T, in, part string) {
	t.Helper()
	out := t.TempDir()
	for _, lang := range []string{"zh", "en"} {
		r := run(t, context.Background(), "report", in, "-o", filepath.Join(out, "r.xlsx"), "--json", filepath.Join(out, "r.json"), "--lang", lang)
		if r.code != exitProblem {
			t.Fatalf("exit %d\n%s%s", r.code, r.out, r.err)
		}
		if strings.Contains(r.err, "⟦") || strings.Contains(r.err, "意料之外") || strings.Contains(r.err, "unexpected went wrong") {
			t.Errorf("%s: no sentence: %s", lang, r.err)
		}
		if lang == "zh" && !strings.Contains(r.err, part) {
			t.Errorf("zh: %q does not say %q", r.err, part)
		}
		if !strings.Contains(r.err, "→") {
			t.Errorf("%s: no hint: %s", lang, r.err)
		}
		t.Log(strings.TrimSpace(r.err))
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestReport_AnInterruptedRunLeavesNothing(t *testing.T) {
	out := t.TempDir()
	in := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(in, orders("A1,C1,2024-01-05,10", "A2,C2,2024-02-05,10"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := run(t, ctx, "report", in, "-o", filepath.Join(out, "r.xlsx"), "--json", filepath.Join(out, "r.json"))
	if r.code != exitInterrupted {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
