package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLook_SaysWhatFilesHoldAndChangesNothing(t *testing.T) {
	dir := t.TempDir()
	orders := filepath.Join(dir, "订单.csv")
	people := filepath.Join(dir, "客户.csv")
	for path, text := range map[string]string{
		orders: "客户编号,付款时间,实付金额\n001,03/04/2024,5\n002,05/06/2024,bad\n合计,,5\n",
		people: "客户编号,姓名,注册日期\n1,a,2024-01-01\n2,b,2024-01-01\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for lang, want := range map[string][]string{
		"zh": {"订单.csv：认作订单", "按列名认出", "金额为空或看不懂: 1", "合计行: 1", "先月后日还是先日后月", "去掉编号前面的 0"},
		"en": {"订单.csv: read as orders", "recognised by its name", "total row: 1", "leading zeros"},
	} {
		r := run(t, context.Background(), "look", dir, "--lang", lang)
		if r.code != exitDone {
			t.Fatalf("exit %d\n%s%s", r.code, r.out, r.err)
		}
		for _, w := range want {
			if !strings.Contains(r.out, w) {
				t.Errorf("%s: no %q in\n%s", lang, w, r.out)
			}
		}
		if strings.Contains(r.out, "⟦") {
			t.Errorf("%s: a word is missing in\n%s", lang, r.out)
		}
	}
	r := run(t, context.Background(), "look", "--json", orders, "--date-order", "dmy")
	var v map[string]any
	if err := json.Unmarshal([]byte(r.out), &v); err != nil || r.code != exitDone {
		t.Fatalf("exit %d, %v\n%s", r.code, err, r.out)
	}
	if order := at(t, v, "tables", 0, "source", "mapping", "date_order"); order != "dmy" {
		t.Errorf("date order %v", order)
	}
	if read, loaded, rejected := num(t, v, "tables", 0, "check", "read"), num(t, v, "tables", 0, "check", "loaded"), num(t, v, "tables", 0, "check", "rejected"); read != 3 || loaded != 1 || rejected != 2 {
		t.Errorf("check %v = %v + %v", read, loaded, rejected)
	}
}

func TestLook_WrongReadingsAreWrongUsage(t *testing.T) {
	for _, args := range [][]string{
		{"look"}, {"look", "a.csv", "--range", "H3:B1"}, {"look", "a.csv", "--encoding", "ebcdic"}, {"look", "a.csv", "--header", "x"},
		{"look", "a.csv", "--delimiter", "ab"}, {"look", "a.csv", "--date-order", "xyz"},
		{"report", "a.csv", "b.csv", "-o", "x.xlsx", "--encoding", "big5"},
	} {
		if r := run(t, context.Background(), args...); r.code != exitUsage || strings.Contains(r.err, "⟦") {
			t.Errorf("%v: exit %d, %s", args, r.code, r.err)
		}
	}
}
