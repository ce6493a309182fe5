package ingest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

// One column holds dates as Excel keeps them, the same without the format of a date, and
// as text; the days are the same whatever day the workbook counts from (ECMA-376 18.17.4:
// 2024-03-05 is 45356 from 1900 and 43894 from 1904).
func TestLoad_SerialsAndTextDatesOfOneColumnAreTheSameDaysInBothEpochs(t *testing.T) {
	for epoch, first := range map[bool]float64{false: 45356, true: 43894} {
		f := excelize.NewFile()
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &epoch}); err != nil {
			t.Fatal(err)
		}
		style, err := f.NewStyle(&excelize.Style{NumFmt: 22})
		if err != nil {
			t.Fatal(err)
		}
		set := func(cell string, v any) {
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		for i, h := range []string{"客户编号", "付款时间", "实付金额"} {
			set(string(rune('A'+i))+"1", h)
		}
		want := ""
		for i := range 40 {
			row, day := i+2, first+float64(i/5)
			text := fmt.Sprintf("2024-03-%02d", 5+i/5)
			set(fmt.Sprintf("A%d", row), fmt.Sprintf("c%d", i%7))
			set(fmt.Sprintf("C%d", row), 1)
			at := fmt.Sprintf("B%d", row)
			switch i % 5 {
			case 0: // a date
				set(at, day)
				if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
					t.Fatal(err)
				}
			case 1: // a date that was pasted as a number
				set(at, day)
			case 2:
				set(at, text)
			case 3:
				set(at, fmt.Sprintf("2024年3月%d日", 5+i/5))
			case 4: // a moment: a quarter of the day has gone
				set(at, day+0.25)
				if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
					t.Fatal(err)
				}
				text += " 06:00:00"
			}
			if len(text) == 10 {
				text += " 00:00:00"
			}
			want += text + "\n"
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		s, r := loadFiles(t, write(t, "a.xlsx", b.Bytes()))
		if got := r.Files[0]; got.Loaded != 40 || got.Rejected != 0 {
			t.Errorf("1904 %v: %+v", epoch, got)
		}
		got := one[string](t, s, `SELECT string_agg(strftime(placed_at, '%Y-%m-%d %H:%M:%S') || chr(10), '' ORDER BY line) FROM order_lines`)
		if got != want {
			t.Errorf("1904 %v:\n%s", epoch, got)
		}
	}
}
