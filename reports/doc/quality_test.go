package doc_test

import (
	"strings"
	"testing"

	"huiliu/engine/quality"
	"huiliu/reports/doc"
)

// Every figure of the sentences on the quality sheet is a cell of the document, and every
// finding has a name, a meaning and is told in one sentence with what to do.
func TestQuality_SentencesAreBoundToCells(t *testing.T) {
	each(t, func(t *testing.T, r *doc.Results, d *doc.Document) {
		if len(r.Quality.Findings) == 0 {
			t.Skip("no findings")
		}
		said := 0
		for _, sheet := range d.Sheets {
			if sheet.Key != "quality" {
				continue
			}
			for _, b := range sheet.Blocks {
				if b.Sentence == nil {
					continue
				}
				said++
				for _, ref := range b.Sentence.Cells {
					_, table := d.FindTable(ref.TableKey)
					if cell, ok := table.Cell(ref.RowKey, ref.ColumnKey); !ok || cell.Value != ref.Value {
						t.Errorf("%s.%s@%s is not %v", ref.TableKey, ref.ColumnKey, ref.RowKey, ref.Value)
					}
				}
				if rest := figuresLeft(*b.Sentence); rest != "" {
					t.Errorf("figures without a cell: %q", rest)
				}
			}
		}
		if said != 7 {
			t.Errorf("%d sentences", said)
		}
		_, table := d.FindTable("quality_advice")
		for i, row := range table.Rows {
			for _, column := range []string{"finding", "advice"} {
				if v, _ := table.Cell(row.Key, column); v.Value == "" || strings.Contains(v.Value.(string), "⟦") {
					t.Errorf("%s: %s is %q", r.Quality.Findings[i].Code, column, v.Value)
				}
			}
		}
	})
}

func TestQuality_EveryCodeHasWordsInBothLanguages(t *testing.T) {
	each(t, func(t *testing.T, _ *doc.Results, d *doc.Document) {
		w := words(t, d.Lang)
		for _, code := range quality.Codes() {
			for _, key := range []string{"quality.finding." + code, "quality.meaning." + code} {
				if !w.Has(key) {
					t.Errorf("no %s", key)
				}
			}
		}
	})
}
