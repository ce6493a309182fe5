package history_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// spoilt is a table with rows of every kind that cannot be read: nonsense, a row that
// is too short, one that is too long, a cell with a tab and a backslash.
func spoilt(t *testing.T) (*store.Store, int32) {
	t.Helper()
	text := "订单编号,客户编号,付款时间,实付金额,备注\n1,甲,2024-01-01,10,a\n2,甲,昨天,20,\"b\tc\\d\"\n3,乙,2024-01-03,三十,\n4,乙\n5,丙,2024-01-05,50,x,多\n合计,,,110,\n"
	path := filepath.Join(t.TempDir(), "订单.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t)
	load(t, s, sniff(t, path)...)
	return s, 1
}

func rejects(t *testing.T, s *store.Store, q history.RejectQuery) history.RejectPage {
	t.Helper()
	page, err := history.Rejects(bg, s, q)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestRejects_ArePagedWithTheirCellsUnderTheirHeaders(t *testing.T) {
	s, file := spoilt(t)
	page := rejects(t, s, history.RejectQuery{File: file, Offset: 0, Limit: 2})
	if page.Total != 5 || !slices.Equal(page.Headers, []string{"订单编号", "客户编号", "付款时间", "实付金额", "备注", "#6"}) {
		t.Errorf("%+v", page)
	}
	got := fmt.Sprintf("%d %s %s %s %q", page.Rows[0].Line, page.Rows[0].Reason, page.Rows[0].Field, page.Rows[0].Value, page.Rows[0].Cells)
	if want := `3 bad_date order_at 昨天 ["2" "甲" "昨天" "20" "b\tc\\d"]`; len(page.Rows) != 2 || got != want {
		t.Errorf("got %s", got)
	}
	rest := rejects(t, s, history.RejectQuery{Offset: 2})
	var lines []string
	for _, r := range rest.Rows {
		lines = append(lines, fmt.Sprint(r.Line, r.Reason))
	}
	if !slices.Equal(lines, []string{"5short_row", "6long_row", "7total_row"}) {
		t.Errorf("got %v", lines)
	}
	if page := rejects(t, s, history.RejectQuery{Reason: "bad_amount"}); page.Total != 1 || page.Rows[0].Value != "三十" {
		t.Errorf("%+v", page)
	}
}

func TestCorrect_MovesRowsFromRejectedToMerged(t *testing.T) {
	s, file := spoilt(t)
	r, err := history.Correct(bg, s, file, []ingest.Fix{
		{Line: 3, Cells: []string{"2", "甲", "2024-01-02", "20", "b"}},
		{Line: 4, Cells: []string{"3", "乙", "2024-01-03", "还是三十", ""}},
		{Line: 6, Cells: []string{"5", "丙", "2024-01-05", "50", "x多", ""}},
		{Line: 2, Cells: []string{"1", "甲", "2024-01-01", "10", "a"}},
	}, when, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != 4 || r.Loaded != 2 || r.Rejected != 2 {
		t.Errorf("%+v", r)
	}
	balance(t, s)
	if f := files(t, s)[0]; f.Corrected != 3 || f.Rejected != 2 || f.Merged != 3 || f.Loaded != 1 {
		t.Errorf("%+v", f)
	}
	// Line 2 was never rejected: loading it again would count it twice.
	page := rejects(t, s, history.RejectQuery{File: 2})
	if len(page.Rows) != 2 || page.Rows[0].Reason != "no_origin" || page.Rows[1].Reason != "bad_amount" || page.Rows[1].Value != "还是三十" {
		t.Errorf("%+v", page.Rows)
	}
	// A row that is still wrong waits with the correction and can be put right there.
	if r, err = history.Correct(bg, s, 2, []ingest.Fix{{Line: 4, Cells: []string{"3", "乙", "2024-01-03", "30", ""}}}, when, engine.NoProgress{}); err != nil || r.Loaded != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	balance(t, s)
	if n := count(t, s, "live_lines"); n != 4 {
		t.Errorf("%d lines count, want 4", n)
	}
	// Without the table there is nothing its corrections belong to.
	if err := history.Remove(bg, s, file, when); err != nil {
		t.Fatal(err)
	}
	balance(t, s)
	if n := count(t, s, "live_lines"); n != 0 {
		t.Errorf("%d lines count, want 0", n)
	}
}

func TestCorrect_ARowPutRightBelongsToTheOrderItWasExportedWith(t *testing.T) {
	head := "订单编号,客户编号,付款时间,商品名称,实付金额"
	s := loaded(t, table{"1.csv", head, []entry{{0, "1,甲,2024-01-10,杯子,60"}, {0, "1,甲,2024-01-10,茶,四十"}, {0, "2,乙,2024-01-11,伞,50"}}})
	if _, err := history.Correct(bg, s, 1, []ingest.Fix{{Line: 3, Cells: []string{"1", "甲", "2024-01-10", "茶", "40"}}}, when, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "live_lines"); n != 3 {
		t.Errorf("%d lines count, want 3: the other line of the order stays", n)
	}
	// The next export has the whole order.
	for _, src := range sources(t, table{"2.csv", head, []entry{{0, "1,甲,2024-01-10,杯子,60"}, {0, "1,甲,2024-01-10,茶,40"}, {0, "3,乙,2024-02-11,伞,50"}}}) {
		load(t, s, src)
	}
	if n := count(t, s, "live_lines"); n != 4 {
		t.Errorf("%d lines count, want 4", n)
	}
	balance(t, s)
}

func TestLoad_AListOfRejectedRowsOfAnotherProjectIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "拒收.csv")
	text := "回流·文件,回流·行,回流·原因,订单编号,客户编号,付款时间,实付金额,备注\n7 · 别的.csv,3,日期,2,甲,2024-01-02,20,\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := spoilt(t)
	src := sniff(t, path)
	if !src[0].Correction || len(src[0].Warnings) != 0 {
		t.Errorf("%+v", src[0])
	}
	_, err := ingest.Load(bg, s, src, when, engine.NoProgress{})
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "import.correction_unknown" {
		t.Errorf("got %v", err)
	}
	if len(files(t, s)) != 1 {
		t.Error("something was loaded")
	}
}

func TestLoad_TheSameCorrectionAgainTakesThePlaceOfTheFirst(t *testing.T) {
	s, _ := spoilt(t)
	for _, date := range []string{"2024-01-02", "2024-01-04"} {
		path := filepath.Join(t.TempDir(), "拒收.csv")
		text := "回流·文件,回流·行,回流·原因,订单编号,客户编号,付款时间,实付金额,备注\n1 · 订单.csv,3,日期,2,甲," + date + ",20,\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		load(t, s, sniff(t, path)...)
		balance(t, s)
	}
	if n := count(t, s, "live_lines WHERE order_id = '2' AND day = DATE '2024-01-04'"); n != 1 || count(t, s, "live_lines") != 2 {
		t.Errorf("%d", n)
	}
	if f := files(t, s)[1]; f.Merged != 1 || f.Superseded != 1 {
		t.Errorf("%+v", f)
	}
	if !strings.Contains(state(t, s), "superseded") {
		t.Error("nothing derived")
	}
}
