package xls

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
)

type line struct {
	number int
	cells  string
}

func read(data []byte, name string) (out []line, err error) {
	b, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if name == "" && len(b.Sheets()) > 0 {
		name = b.Sheets()[0]
	}
	r, err := b.Rows(name)
	if err != nil {
		return nil, err
	}
	for {
		n, cells, err := r.Next()
		if err == io.EOF {
			return out, r.Close()
		}
		if err != nil {
			return out, err
		}
		out = append(out, line{n, strings.TrimRight(strings.Join(cells, "|"), "|")})
	}
}

// readXLSX reads what was converted.
func readXLSX(t *testing.T, data []byte, name string) (out []line) {
	t.Helper()
	b, err := sheet.Open(bytes.NewReader(data), int64(len(data)), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Rows(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		n, cells, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if s := strings.TrimRight(strings.Join(cells, "|"), "|"); s != "" {
			out = append(out, line{n, s})
		}
	}
}

// convert makes an .xls of a workbook with LibreOffice.
func convert(t *testing.T, data []byte) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not here")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xls:MS Excel 97", "--outdir", dir, filepath.Join(dir, "a.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	old, err := os.ReadFile(filepath.Join(dir, "a.xls"))
	if err != nil {
		t.Fatal(err)
	}
	return old
}

// bookOf makes a workbook with two sheets: every kind of cell, and many texts, so
// that the table of strings goes over several records.
func bookOf(t *testing.T, r *rand.Rand) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.NewSheet("多文字")
	must(err)
	day := `yyyy"年"m"月"d"日"`
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	must(err)
	must(f.SetSheetRow("Sheet1", "A1", &[]any{"客户编号", "付款时间", "实付金额", "会员", "备注"}))
	for i := 2; i < 200; i++ {
		at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(2000)).Add(time.Duration(r.IntN(86400)) * time.Second)
		row := []any{fmt.Sprintf("U%05d", r.IntN(1000)), at, math.Round(r.NormFloat64()*1e6) / 100, r.IntN(2) == 0, strings.Repeat("备注é😀", r.IntN(4))}
		must(f.SetSheetRow("Sheet1", fmt.Sprint("A", i), &row))
		if r.IntN(3) == 0 {
			must(f.SetCellInt("Sheet1", fmt.Sprint("F", i), int64(20200000+i)))
		}
		if r.IntN(3) == 0 {
			must(f.SetCellFloat("Sheet1", fmt.Sprint("G", i), 45000+float64(r.IntN(400)), -1, 64))
			must(f.SetCellStyle("Sheet1", fmt.Sprint("G", i), fmt.Sprint("G", i), date))
		}
		if r.IntN(9) == 0 {
			must(f.SetCellFormula("Sheet1", fmt.Sprint("H", i), fmt.Sprintf(`A%d&"号"`, i)))
			must(f.SetCellFormula("Sheet1", fmt.Sprint("I", i), fmt.Sprintf("C%d*0+1.5", i)))
			must(f.SetCellFormula("Sheet1", fmt.Sprint("J", i), "1/0"))
		}
	}
	w, err := f.NewStreamWriter("多文字")
	must(err)
	for i := 1; i < 3000; i++ {
		must(w.SetRow(fmt.Sprint("A", i), []any{fmt.Sprint(i, strings.Repeat("回流churn", r.IntN(30))), strings.Repeat("plain", r.IntN(9)) + fmt.Sprint(i)}))
	}
	must(w.Flush())
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func TestRows_EqualTheWorkbookThatWasConverted(t *testing.T) {
	data := bookOf(t, rand.New(rand.NewPCG(1, 2)))
	old := convert(t, data)
	for _, name := range []string{"Sheet1", "多文字"} {
		got, err := read(old, name)
		if err != nil {
			t.Fatal(err)
		}
		want := readXLSX(t, data, name)
		for i := range want {
			w := want[i].cells
			if i < len(got) && name == "Sheet1" && strings.HasSuffix(got[i].cells, "|1.5|#DIV/0!") {
				// Formulas have no result in the .xlsx; LibreOffice works them out.
				id, _, _ := strings.Cut(w, "|")
				w += strings.Repeat("|", 7-strings.Count(w, "|")) + id + "号|1.5|#DIV/0!"
			}
			if i >= len(got) || got[i] != (line{want[i].number, w}) {
				t.Fatalf("%s row %d: got %v, want %v", name, i, got[min(i, len(got)-1)], w)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d rows, want %d", name, len(got), len(want))
		}
	}
}

// rec makes one record.
func rec(id uint16, body ...byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, id)
	return append(binary.LittleEndian.AppendUint16(b, uint16(len(body))), body...)
}

// bare makes a bare stream of one sheet "S" from the globals and the cells.
func bare(version uint16, globals, cells []byte) []byte {
	bof := rec(recBOF, byte(version), byte(version>>8), 5, 0)
	name := rec(recSheet, 0, 0, 0, 0, 0, 0, 1, 0, 'S')
	if version != biff8 {
		name = rec(recSheet, 0, 0, 0, 0, 0, 0, 1, 'S')
	}
	start := len(bof) + len(name) + len(globals) + 4
	binary.LittleEndian.PutUint32(name[4:], uint32(start))
	out := slices.Concat(bof, name, globals, rec(recEOF))
	return slices.Concat(out, rec(recBOF, byte(version), byte(version>>8), 0x10, 0), cells, rec(recEOF))
}

func TestRows_ReadEveryRecord(t *testing.T) {
	sst := slices.Concat(
		rec(recSST, 4, 0, 0, 0, 4, 0, 0, 0,
			2, 0, 0, 'a', 'b', // latin
			3, 0, 1, 0x2D, 0x4E), // 中
		rec(recContinue, 0, 'b', 'x', // cut inside, the rest in one byte each
			2, 0, 8, 1, 0, 'r', 't', 9, 9, 9, 9, // rich text
			1, 0, 5, 2, 0, 0, 0, 0xE9, 0), // with two bytes behind
		rec(recContinue, 7, 7))
	globals := slices.Concat(sst, rec(recFormat, 200, 0, 6, 0, 0, 'y', 'y', 'y', 'y', '/', 'm'), rec(recXF, 0, 0, 0, 0), rec(recXF, 0, 0, 200, 0), rec(recDate1904, 1))
	cells := slices.Concat(
		rec(recLabelSST, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), rec(recLabelSST, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0),
		rec(recLabelSST, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0), rec(recLabelSST, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0),
		rec(recMulRK, 2, 0, 1, 0, 0, 0, 0x02, 0, 0, 0, 1, 0, 0xDA, 0xAD, 0x02, 0, 2, 0),
		rec(recBool, 3, 0, 0, 0, 0, 0, 1, 0), rec(recBool, 3, 0, 1, 0, 0, 0, 0x07, 1),
		rec(recFormula, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0), rec(recString, 1, 0, 0, 'z'),
		rec(recNumber, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F), // 1.5 in an earlier row
	)
	got, err := read(bare(biff8, globals, cells), "S")
	want := []line{{1, "ab|中bx|rt|é"}, {2, "1.5"}, {3, "|0|2024-03-05"}, {4, "TRUE|#DIV/0!|z"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestRows_ReadTheCodePageOfBIFF5(t *testing.T) {
	globals := rec(recCodePage, 0xA8, 3) // 936
	cells := rec(recLabel, 0, 0, 0, 0, 0, 0, 4, 0, 0xBB, 0xD8, 0xC1, 0xF7)
	got, err := read(bare(0x0500, globals, cells), "S")
	if err != nil || !slices.Equal(got, []line{{1, "回流"}}) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestOpen_SaysWhatIsWrong(t *testing.T) {
	code := func(err error) string {
		var e *engine.Error
		if errors.As(err, &e) {
			return e.Code
		}
		return fmt.Sprint(err)
	}
	good := bare(biff8, nil, rec(recBool, 3, 0, 0, 0, 0, 0, 1, 0))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"password": {bare(biff8, rec(recFilePass, 0, 0), nil), "import.password"},
		"excel 4":  {[]byte("\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00"), "import.unsupported"},
		"cut":      {good[:len(good)-6], "import.truncated"},
		"ole":      {append([]byte(signature), make([]byte, 600)...), "import.truncated"},
	} {
		_, err := read(c.data, "")
		if code(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if _, err := read(good, ""); err != nil {
		t.Error(err)
	}
}

// A chain of sectors that runs in a circle is an error, not a hang.
func TestOpen_RefusesCircles(t *testing.T) {
	b := make([]byte, 512*4)
	copy(b, signature)
	binary.LittleEndian.PutUint16(b[30:], 9)
	binary.LittleEndian.PutUint32(b[48:], 1) // directory
	binary.LittleEndian.PutUint32(b[60:], noSector+4)
	binary.LittleEndian.PutUint32(b[68:], noSector+4)
	for i := 76; i < 512; i += 4 {
		binary.LittleEndian.PutUint32(b[i:], noSector+5)
	}
	binary.LittleEndian.PutUint32(b[76:], 0)    // table of sectors
	binary.LittleEndian.PutUint32(b[512+4:], 1) // 1 is followed by 1
	if _, err := read(b, ""); err == nil {
		t.Error("a circle was read")
	}
}

func TestOpen_CutAnywhere(t *testing.T) {
	data, err := os.ReadFile("testdata/orders.xls")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := read(data, "")
	if err != nil || len(whole) != 21 {
		t.Fatalf("%d rows, %v", len(whole), err)
	}
	if want := (line{2, "U001|2024-03-01|12.5|交易成功"}); whole[1] != want {
		t.Errorf("got %v", whole[1])
	}
	for n := 0; n < len(data); n += 37 {
		if got, err := read(data[:n], ""); err == nil && !slices.Equal(got, whole) {
			t.Errorf("cut at %d: %d rows without an error", n, len(got))
		}
	}
}

// A damaged workbook is an error or reads; it never panics or hangs.
func FuzzXLS(f *testing.F) {
	if data, err := os.ReadFile("testdata/orders.xls"); err == nil {
		f.Add(data)
	}
	f.Add(bare(biff8, rec(recSST, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 'a', 'b'), rec(recLabelSST, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
	f.Add(bare(0x0500, rec(recCodePage, 0xA8, 3), rec(recLabel, 0, 0, 0, 0, 0, 0, 4, 0, 0xBB, 0xD8, 0xC1, 0xF7)))
	f.Add(bare(biff8, nil, rec(recMulRK, 2, 0, 1, 0, 0, 0, 0x02, 0, 0, 0, 1, 0, 0xDA, 0xAD, 0x02, 0, 2, 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for _, name := range b.Sheets() {
			rows, err := read(data, name)
			if err == nil && !slices.IsSortedFunc(rows, func(a, b line) int { return a.number - b.number }) {
				t.Fatal("rows out of order")
			}
		}
	})
}
