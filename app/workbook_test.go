package app_test

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// changed are assumptions by the name --set knows; the workbook's cell is named the
// same, offers with "offer_" before and "_" for ".".
var changed = map[string]string{
	"margin_rate": "0.28", "budget": "4100", "coupon.offer_cost": "6.5", "coupon.lift": "0.62", "call_gift.contact_cost": "2.25", "control_share": "0.15",
}

func cellName(set string) string {
	if strings.Contains(set, ".") {
		set = "offer_" + strings.ReplaceAll(set, ".", "_")
	}
	return set
}

// alwaysRecalculate makes LibreOffice compute every formula on opening.
const alwaysRecalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

func TestReport_ChangedInTheWorkbookEqualsChangedOnTheCommandLine(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	s, dir := openShop(t, 3, 1500), t.TempDir()
	edited, fresh := filepath.Join(dir, "edited.xlsx"), filepath.Join(dir, "fresh.xlsx")
	write(t, s, app.Question{}, edited)
	write(t, s, app.Question{Set: changed}, fresh)
	editNames(t, edited)
	recalculated := recalculate(t, soffice, edited)
	want, err := excelize.OpenFile(fresh)
	if err != nil {
		t.Fatal(err)
	}
	defer want.Close()

	compared := 0
	for _, sheet := range want.GetSheetList() {
		if !strings.HasSuffix(sheet, "名单") { // lists of people are drawn when the workbook is written
			compared += compareFormulas(t, recalculated, want, sheet)
		}
	}
	if compared < 200 {
		t.Errorf("only %d formula cells were compared", compared)
	}
	t.Logf("%d formula cells equal to 1e-9", compared)
}

func write(t *testing.T, s *app.Session, q app.Question, path string) {
	t.Helper()
	r, err := s.Begin(context.Background(), q, engine.NoProgress{}) // nothing foreseen is a formula over the assumptions
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.WriteReport(context.Background(), r, words(t, assets.ZH), app.Target{Workbook: path}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
}

func editNames(t *testing.T, path string) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	at := map[string]string{}
	for _, n := range f.GetDefinedName() {
		at[n.Name] = n.RefersTo
	}
	for set, text := range changed {
		sheet, cell, ok := strings.Cut(at[cellName(set)], "!")
		v, err := strconv.ParseFloat(text, 64)
		if !ok || err != nil {
			t.Fatalf("no cell for %s (%v)", set, err)
		}
		if err := f.SetCellFloat(strings.Trim(sheet, "'"), strings.ReplaceAll(cell, "$", ""), v, -1, 64); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}

func recalculate(t *testing.T, soffice, path string) *excelize.File {
	t.Helper()
	profile, out := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(alwaysRecalculate), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+filepath.ToSlash(profile), "--headless", "--convert-to", "xlsx", "--outdir", out, path)
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	f, err := excelize.OpenFile(filepath.Join(out, filepath.Base(path)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// compareFormulas compares every visible formula cell of a sheet of want with the
// recalculated workbook and returns how many there were. Check columns are hidden:
// they hold the program's values at writing time, which must differ.
func compareFormulas(t *testing.T, got, want *excelize.File, sheet string) int {
	t.Helper()
	rows, err := want.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	compared, joined := 0, joinedCells(t, want, sheet)
	for i, row := range rows {
		for j := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			col, _, _ := excelize.SplitCellName(cell)
			formula, _ := want.GetCellFormula(sheet, cell)
			visible, _ := want.GetColVisible(sheet, col)
			if formula == "" || !visible || joined[cell] {
				continue
			}
			compared++
			a, _ := got.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			x, errX := strconv.ParseFloat(a, 64)
			y, errY := strconv.ParseFloat(row[j], 64)
			same := a == row[j]
			if errX == nil && errY == nil {
				same = math.Abs(x-y) <= 1e-9*math.Max(1e-3, math.Abs(y))
			}
			// The check sheet says that something differs from the program: an assumption was changed.
			if !same && !strings.Contains(formula, "check") && !isVerdict(row[j]) {
				t.Errorf("%s!%s: recalculated %q, headless %q (=%s)", sheet, cell, a, row[j], formula)
			}
		}
	}
	return compared
}

// joinedCells are the cells of a sheet that are joined to another one and read as it.
func joinedCells(t *testing.T, f *excelize.File, sheet string) map[string]bool {
	t.Helper()
	list, err := f.GetMergeCells(sheet)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, m := range list {
		left, row, _ := excelize.CellNameToCoordinates(m.GetStartAxis())
		right, _, _ := excelize.CellNameToCoordinates(m.GetEndAxis())
		for column := left + 1; column <= right; column++ {
			at, _ := excelize.CoordinatesToCellName(column, row)
			out[at] = true
		}
	}
	return out
}

// isVerdict reports whether a cell is the check sheet's verdict, which must change.
func isVerdict(text string) bool { return text == "全部一致" }
