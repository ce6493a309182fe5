package ingest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// dirtyBook is a sheet with blank rows, totals, unreadable cells and a second table
// below, n rows long.
func dirtyBook(t testing.TB, n int) []byte {
	r := rand.New(rand.NewPCG(9, 10)) //nolint:gosec // seeded on purpose
	rows := [][]any{{"店铺订单"}, {"订单编号", "客户编号", "下单时间", "商品名称", "数量", "单价", "实付金额", "退款金额", "订单状态"}}
	for i := range n {
		paid := []any{12.5, "1,234.00", "abc", -5, "¥8.00", nil, 0.1 + 0.2}[r.IntN(7)]
		rows = append(rows, []any{fmt.Sprintf("A%06d", i), fmt.Sprintf("U%d", r.IntN(n/4+1)), fmt.Sprintf("2024-%02d-%02d 10:%02d:00", 1+r.IntN(13), 1+r.IntN(30), r.IntN(60)),
			[]any{"女装", "两\n行", "a_x000D_b", nil}[r.IntN(4)], r.IntN(4), 3.5, paid, r.IntN(3), []any{"交易成功", "已退款", "交易关闭"}[r.IntN(3)]})
		switch r.IntN(40) {
		case 0:
			rows = append(rows, nil, []any{"", " ", ""}, nil)
		case 1:
			rows = append(rows, []any{"合计", nil, nil, nil, nil, nil, 100})
		}
	}
	rows = append(rows, nil, []any{"品类", "负责人", "备注"}, []any{"女装", "李", "x"})
	return book(t, map[string][][]any{"订单": rows})
}

// A long sheet is read once: what is kept of it is what the file says.
func TestImport_OfASpooledSheetIsThatOfTheFile(t *testing.T) {
	path := write(t, "orders.xlsx", dirtyBook(t, 2000))
	src, report, want := loadWith(t, path, 1, 0)
	if f := report.Files[0]; src.spool != nil || f.Rejected == 0 || f.Loaded == 0 || src.BlankRows == 0 || !hasWarning(src.Warnings, "import.table_below") {
		t.Fatalf("%+v, %+v", f, src)
	}
	for _, c := range [][2]int{{1, 700}, {2, 4096}, {3, 20_000}} {
		other, _, all := loadWith(t, path, c[0], c[1])
		if other.spool.Len() < 2 {
			t.Fatalf("blocks of %d: %d in the spool", c[1], other.spool.Len())
		}
		if all != want {
			t.Errorf("%d workers, blocks of %d: another project", c[0], c[1])
		}
		other.spool = nil
		if a, b := fmt.Sprintf("%+v", src), fmt.Sprintf("%+v", other); a != b {
			t.Errorf("%d workers, blocks of %d:\n%s\nagainst\n%s", c[0], c[1], b, a)
		}
	}
}

// longBook is more than fits into one block; the file is packed with few rows a shop
// would not have.
func longBook(t testing.TB, role string) string {
	head := []any{"订单编号", "客户编号", "下单时间", "实付金额", "备注"}
	if role == "customers" {
		head = []any{"会员卡号", "客户编号", "注册时间", "等级", "备注"}
	}
	rows := [][]any{head}
	for i := range 1500 {
		rows = append(rows, []any{fmt.Sprintf("A%06d", i), fmt.Sprintf("U%d", i), "2024-03-05", i, strings.Repeat("长", 500)})
	}
	return write(t, role+".xlsx", book(t, map[string][][]any{"S": rows}))
}

func TestLoad_ReadsTheFileAgainWhereNothingIsKeptOfIt(t *testing.T) {
	for _, role := range []string{"orders", "customers"} {
		path := longBook(t, role)
		src, err := Sniff(bg, path, engine.NoProgress{})
		if err != nil || src[0].spool.Len() < 2 {
			t.Fatalf("%s: %v, %+v", role, err, src)
		}
		trial, err := Check(bg, src[0], engine.NoProgress{})
		if err != nil || trial.Loaded != 1500 {
			t.Errorf("%s: %+v, %v", role, trial, err)
		}
		for round := range 2 {
			report, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
			if err != nil || report.Files[0].Loaded != 1500 {
				t.Errorf("%s, round %d: %+v, %v", role, round, report, err)
			}
			if src[0].spool.Len() > 0 {
				t.Errorf("%s: the rows are still kept after Load", role)
			}
		}
	}
}

func TestLoad_AChangedFileIsRefusedThoughItsRowsAreKept(t *testing.T) {
	path := longBook(t, "orders")
	src, err := Sniff(bg, path, engine.NoProgress{})
	if err != nil || src[0].spool.Len() < 2 {
		t.Fatalf("%v, %+v", err, src)
	}
	if err := os.WriteFile(path, book(t, map[string][][]any{"S": {{"客户编号", "下单时间"}, {"U1", "2024-01-01"}}}), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{}); code(err) != "import.changed" {
		t.Errorf("got %v", err)
	}
}
