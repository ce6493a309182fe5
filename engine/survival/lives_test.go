package survival_test

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat/reference"
	"huiliu/engine/survival"
)

// study is one of the reference data sets as the models take it.
type study struct {
	file, time, event, yes string
}

var (
	rossi = study{"data/survival/rossi.csv", "week", "arrest", "1"}
	lung  = study{"data/survival/lung.csv", "time", "status", "1"}
	telco = study{"data/churn/telco_ibm_v1.csv", "tenure", "Churn", "Yes"}
)

// read builds the columns named as R names them ("ContractOne year"): a number
// column by its name, a level as attribute and value. Rows with a missing value
// in them, or refused by keep, are left out.
func (s study) read(t testing.TB, terms []string, keep func(reference.Table, int) bool) (*mat.Dense, survival.Lives, reference.Table, []int) {
	t.Helper()
	table := reference.CSV(t, s.file)
	var l survival.Lives
	var values []float64
	var rows []int
	for i := range table.Rows {
		row, ok := rowOf(t, table, i, terms)
		if !ok || keep != nil && !keep(table, i) {
			continue
		}
		values, rows = append(values, row...), append(rows, i)
		l.Times = append(l.Times, number(t, table.Get(i, s.time)))
		l.Events = append(l.Events, table.Get(i, s.event) == s.yes)
	}
	if len(terms) == 0 {
		return nil, l, table, rows
	}
	return mat.NewDense(len(rows), len(terms), values), l, table, rows
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func rowOf(t testing.TB, table reference.Table, i int, terms []string) ([]float64, bool) {
	row := make([]float64, len(terms))
	for j, term := range terms {
		if _, plain := table.Column[term]; plain {
			v := table.Get(i, term)
			if v == "" || v == "NA" {
				return nil, false
			}
			row[j] = number(t, v)
			continue
		}
		column := attribute(table, term)
		if column == "" {
			t.Fatalf("no column for %s", term)
		}
		if table.Get(i, column) == term[len(column):] {
			row[j] = 1
		}
	}
	return row, true
}

// attribute is the longest column name that starts the term.
func attribute(table reference.Table, term string) string {
	best := ""
	for c := range table.Column {
		if strings.HasPrefix(term, c) && len(c) > len(best) {
			best = c
		}
	}
	return best
}

func column(table reference.Table, rows []int, name string) []string {
	out := make([]string, len(rows))
	for k, i := range rows {
		out[k] = table.Get(i, name)
	}
	return out
}

// workbook reads the first sheet of a plain .xlsx as a table.
func workbook(t testing.TB, file string) reference.Table {
	t.Helper()
	z, err := zip.OpenReader(reference.Path(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	part := func(name string, v any) {
		f, err := z.Open(name)
		if err != nil {
			return // no shared strings
		}
		b, err := io.ReadAll(f)
		if err == nil {
			err = xml.Unmarshal(b, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var words struct {
		SI []struct {
			T string   `xml:"t"`
			R []string `xml:"r>t"`
		} `xml:"si"`
	}
	var sheet struct {
		Rows []struct {
			C []struct {
				Ref  string `xml:"r,attr"`
				Type string `xml:"t,attr"`
				V    string `xml:"v"`
				Is   string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	part("xl/sharedStrings.xml", &words)
	part("xl/worksheets/sheet1.xml", &sheet)
	out := reference.Table{Column: map[string]int{}}
	for k, r := range sheet.Rows {
		var cells []string
		for _, c := range r.C {
			at := 0
			for _, letter := range strings.TrimRight(c.Ref, "0123456789") {
				at = at*26 + int(letter-'A') + 1
			}
			for len(cells) < at {
				cells = append(cells, "")
			}
			cells[at-1] = c.V + c.Is
			if c.Type == "s" {
				n, _ := strconv.Atoi(c.V)
				cells[at-1] = words.SI[n].T + strings.Join(words.SI[n].R, "")
			}
		}
		if k == 0 {
			for i, c := range cells {
				out.Column[c] = i
			}
			continue
		}
		for len(cells) < len(out.Column) {
			cells = append(cells, "")
		}
		out.Rows = append(out.Rows, cells)
	}
	return out
}
