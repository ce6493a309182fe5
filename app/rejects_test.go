package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// Rows of two tables are rejected, exported, put right in Excel, saved there and
// dropped again, in both languages and as workbook and text.
func TestExportRejects_ComeBackPutRight(t *testing.T) {
	ctx := context.Background()
	for _, lang := range []assets.Lang{assets.ZH, assets.EN} {
		words, err := assets.Catalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		s, dir := spoiltShop(t)
		list := filepath.Join(dir, "rejects.xlsx")
		if n, err := s.ExportRejects(ctx, list, 0, words, engine.NoProgress{}); n != 4 || err != nil {
			t.Fatalf("%d rows, %v", n, err)
		}
		putRight(t, list)
		r, err := s.Import(ctx, []string{list}, engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range r.Files {
			got = append(got, fmt.Sprintf("%s %s %d=%d+%d+%d %d", f.File, f.Role, f.Read, f.Loaded, f.Rejected, f.Merged, f.Corrected))
		}
		want := "[orders.csv orders 4=2+0+2 2 tickets.csv tickets 3=1+0+2 2 rejects.xlsx orders 2=2+0+0 0 rejects.xlsx tickets 2=1+1+0 0]"
		if fmt.Sprint(got) != want {
			t.Errorf("%s\n got %v\nwant %s", lang, got, want)
		}
		if r.Lines != 4 || r.Orders != 4 {
			t.Errorf("%d lines, %d orders", r.Lines, r.Orders)
		}
		text := filepath.Join(dir, "rest.csv")
		if n, err := s.ExportRejects(ctx, text, 0, words, engine.NoProgress{}); n != 1 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func spoiltShop(t *testing.T) (*app.Session, string) {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for _, f := range [][2]string{
		{"orders.csv", "订单编号,客户编号,付款时间,实付金额\n001,甲,2024-01-01,10\n002,甲,昨天,20\n003,乙,2024-01-03,三十\n004,乙,2024-01-04,40\n"},
		{"tickets.csv", "工单编号,客户编号,工单时间,问题类型,内容\n0001,甲,2024-01-05,物流,慢\n0002,,2024-01-06,物流,慢\n0003,乙,哪天,质量,坏了\n"},
	} {
		path := filepath.Join(dir, f[0])
		if err := os.WriteFile(path, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	s, err := app.Open(context.Background(), "", func() time.Time { return time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(context.Background(), paths, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// putRight edits the workbook as a person would; one row stays wrong.
func putRight(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fixes := map[string]string{"昨天": "2024-01-02", "三十": "30", "哪天": "2024-01-07"}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, cell := range row {
				if fix, ok := fixes[cell]; ok {
					at, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if err := f.SetCellStr(sheet, at, fix); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}
