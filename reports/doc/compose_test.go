package doc_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/describe"
	"huiliu/reports/doc"
	"huiliu/reports/doc/doctest"
)

func words(t *testing.T, l assets.Lang) *assets.Words {
	t.Helper()
	w, err := assets.Catalogue(l)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// each composes every fixture in every language.
func each(t *testing.T, f func(t *testing.T, r *doc.Results, d *doc.Document)) {
	t.Helper()
	fixtures := map[string]func() *doc.Results{"shop": doctest.Shop, "contract": doctest.Contract}
	for name, make := range fixtures {
		for _, l := range assets.Langs() {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				r := make()
				f(t, r, doc.Compose(r, words(t, l)))
			})
		}
	}
}

// texts visits every text the report itself says; customers' words and the file's own
// labels are not ours.
func texts(d *doc.Document, visit func(where, text string)) {
	for _, c := range d.Charts {
		for _, s := range []string{c.Title, c.XLabel, c.YLabel, c.Note, c.OpenLabel} {
			visit("chart "+c.Key, s)
		}
	}
	for _, s := range d.Sheets {
		visit("sheet", s.Title)
		for _, b := range s.Blocks {
			visit(s.Key, b.Heading)
			visit(s.Key, b.Text)
			if b.Sentence != nil {
				visit(b.Sentence.Key, b.Sentence.Text)
			}
			if b.Table == nil {
				continue
			}
			visit(b.Table.Key, b.Table.Title+b.Table.Note)
			for _, c := range b.Table.Columns {
				visit(b.Table.Key, c.Header)
			}
			for _, row := range b.Table.Rows {
				for j, cell := range row.Cells {
					if kind, _ := b.Table.CellKind(j, cell); kind == doc.KindText {
						if v, ok := cell.Value.(string); ok {
							visit(b.Table.Key, v)
						}
					}
				}
			}
		}
	}
}

func TestCompose_KnowsEveryWord(t *testing.T) {
	each(t, func(t *testing.T, _ *doc.Results, d *doc.Document) {
		left := regexp.MustCompile(`\{[a-z_0-9]+\}`)
		texts(d, func(where, text string) {
			if strings.Contains(text, "⟦") || left.MatchString(text) {
				t.Errorf("%s: %q", where, text)
			}
		})
	})
}

// Wording per SPEC 6.6: associated, never caused, unless randomised.
func TestCompose_NeverSaysCaused(t *testing.T) {
	banned := regexp.MustCompile(`(?i)导致|造成|引起|使得|害得|归因于|\bcaus(e|es|ed|ing)\b|\bbecause of\b|\bdue to\b|\bleads? to\b|\bdriven by\b|\bdrives\b|\bresult(s|ed)? in\b`)
	each(t, func(t *testing.T, _ *doc.Results, d *doc.Document) {
		texts(d, func(where, text string) {
			if banned.MatchString(withoutTerms(text)) {
				t.Errorf("%s: %q", where, text)
			}
		})
	})
}

// withoutTerms removes the noun "cause" of the cause table's name.
func withoutTerms(s string) string {
	for _, term := range []string{"Causes", "Cause", "about causes", "to rank causes", "any cause"} {
		s = strings.ReplaceAll(s, term, "")
	}
	return s
}

func TestSentences_AreBoundToCells(t *testing.T) {
	each(t, func(t *testing.T, r *doc.Results, d *doc.Document) {
		if len(d.Summary) < 5 {
			t.Errorf("%d sentences: %q", len(d.Summary), d.Texts())
		}
		for _, s := range append(slices.Clone(d.Summary), d.Findings...) {
			for _, ref := range s.Cells {
				sheet, table := d.FindTable(ref.TableKey)
				if table == nil || sheet.Key != ref.SheetKey {
					t.Errorf("%s: %s is not on sheet %s", s.Key, ref.TableKey, ref.SheetKey)
					continue
				}
				cell, ok := table.Cell(ref.RowKey, ref.ColumnKey)
				if !ok || cell.Value != ref.Value {
					t.Errorf("%s: %s.%s@%s is %v, the sentence says %v", s.Key, ref.TableKey, ref.ColumnKey, ref.RowKey, cell.Value, ref.Value)
				}
			}
			if rest := figuresLeft(s); rest != "" {
				t.Errorf("%s: %q has figures without a cell: %q", s.Key, s.Text, rest)
			}
		}
	})
}

// figuresLeft removes what the cells show from the text and returns it when digits remain.
func figuresLeft(s doc.Sentence) string {
	text := s.Text
	for _, ref := range s.Cells {
		text = strings.Replace(text, ref.Shown, "", 1)
	}
	if strings.ContainsAny(text, "0123456789") {
		return text
	}
	return ""
}

// The figures of a sentence follow the results: another result, other figures.
func TestSentences_FollowTheResults(t *testing.T) {
	r := doctest.Shop()
	w := words(t, assets.ZH)
	r.Describe.Rates.Churn = engine.NewRate(1000, 4000)
	left := sentence(t, doc.Sentences(r, w), "left")
	for _, want := range []string{"1,000", "4,000", "25.0%", "90 天", "2024-12-31", "9.7%"} {
		if !strings.Contains(left.Text, want) {
			t.Errorf("%q lacks %s", left.Text, want)
		}
	}
}

// Money is shown as money and rates as rates, whatever the formula behind the cell.
func TestSentences_ShowMoneyAsMoney(t *testing.T) {
	for _, l := range assets.Langs() {
		w, r := words(t, l), doctest.Shop()
		loss := r.Describe.Loss
		s := sentence(t, doc.Sentences(r, w), "cost")
		for _, want := range []string{w.Money(loss.Revenue.Float(), r.Money.Currency), w.Money(loss.Revenue.Float()*float64(loss.MarginRate), r.Money.Currency)} {
			if !strings.Contains(s.Text, want) {
				t.Errorf("%q lacks %s", s.Text, want)
			}
		}
	}
}

func TestSentences_HedgeByTheInterval(t *testing.T) {
	for _, l := range assets.Langs() {
		w := words(t, l)
		none := w.Say("common.no_difference", nil)
		r := doctest.Shop()
		for _, key := range []string{"next", "campaign"} {
			if s := sentence(t, doc.Sentences(r, w), key); !strings.Contains(s.Text, none) {
				t.Errorf("interval across zero: %q lacks %q", s.Text, none)
			}
		}
		r.Race.Verdict.GainLow = 0.001
		e := &r.Campaigns.Campaigns[1].Effects[0]
		e.Response.Low, e.Adjusted = 0.001, 0.04
		for _, key := range []string{"next", "campaign"} {
			if s := sentence(t, doc.Sentences(r, w), key); strings.Contains(s.Text, none) {
				t.Errorf("interval above zero: %q", s.Text)
			}
		}
	}
}

// A table without dates tells who is alike, not who leaves by when.
func TestSentences_WithoutDatesNobodyLeavesByADay(t *testing.T) {
	for _, l := range assets.Langs() {
		w, r := words(t, l), doctest.Contract()
		when := map[assets.Lang]string{assets.ZH: "说不出他们多久之内会走", assets.EN: "cannot say how soon"}[l]
		if s := sentence(t, doc.Sentences(r, w), "next"); r.Watch.Horizon != 0 || !strings.Contains(s.Text, when) {
			t.Errorf("%d days: %q", r.Watch.Horizon, s.Text)
		}
	}
}

// Repeating last month is not better than repeating; a wide interval is no plan.
func TestSentences_ForecastSaysWhenRepeatingDoesAndWhenItIsTooWide(t *testing.T) {
	for _, l := range assets.Langs() {
		w, r := words(t, l), doctest.Shop()
		repeat, _, _ := strings.Cut(w.Say("report.say.outlook.repeat", map[string]any{"coverage": "|"}), "|")
		wide := w.Say("report.say.outlook.wide", nil)
		if s := sentence(t, doc.Compose(r, w).Findings, "outlook"); strings.Contains(s.Text, repeat) || strings.Contains(s.Text, wide) {
			t.Errorf("a method that learns, and a narrow interval: %q", s.Text)
		}
		r.Outlook.Customers.Method, r.Outlook.Customers.Points[0].Low = "naive", -2*r.Outlook.Customers.Points[0].Mean
		if s := sentence(t, doc.Compose(r, w).Findings, "outlook"); !strings.Contains(s.Text, repeat) || !strings.Contains(s.Text, wide) {
			t.Errorf("repeating, and a wide interval: %q", s.Text)
		}
	}
}

func TestSentences_SuppressSmallBases(t *testing.T) {
	r := doctest.Shop()
	r.Describe.Rates.Churn = engine.NewRate(7, 29)
	s := sentence(t, doc.Sentences(r, words(t, assets.ZH)), "left")
	if !strings.Contains(s.Text, "样本太少") || strings.Contains(s.Text, "%") {
		t.Errorf("base 29: %q", s.Text)
	}
}

func TestSentences_SayEightThingsAboutAShop(t *testing.T) {
	var keys []string
	for _, s := range doc.Sentences(doctest.Shop(), words(t, assets.ZH)) {
		keys = append(keys, s.Key)
	}
	if got := strings.Join(keys, " "); got != "left cost why next winback campaign uplift limits" {
		t.Error(got)
	}
}

func sentence(t *testing.T, list []doc.Sentence, key string) doc.Sentence {
	t.Helper()
	for _, s := range list {
		if s.Key == key {
			return s
		}
	}
	t.Fatalf("no sentence %q", key)
	return doc.Sentence{}
}

func TestCompose_TablesAreSound(t *testing.T) {
	each(t, func(t *testing.T, _ *doc.Results, d *doc.Document) {
		seen := map[string]bool{}
		for _, s := range d.Sheets {
			for _, b := range s.Blocks {
				if b.Table == nil {
					continue
				}
				if seen[b.Table.Key] {
					t.Errorf("table %s twice", b.Table.Key)
				}
				seen[b.Table.Key] = true
				soundTable(t, b.Table)
			}
		}
	})
}

func soundTable(t *testing.T, table *doc.Table) {
	t.Helper()
	keys := map[string]bool{}
	for _, row := range table.Rows {
		if keys[row.Key] {
			t.Errorf("%s: row %s twice", table.Key, row.Key)
		}
		keys[row.Key] = true
		if len(row.Cells) != len(table.Columns) {
			t.Errorf("%s@%s: %d cells for %d columns", table.Key, row.Key, len(row.Cells), len(table.Columns))
		}
		for j, c := range row.Cells {
			if v, ok := c.Value.(float64); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
				t.Errorf("%s.%s@%s is %v", table.Key, table.Columns[j].Key, row.Key, v)
			}
		}
	}
}

// Charts come with a finding as title and only where there is something to draw.
func TestCharts_DrawOnlyWhatIsThere(t *testing.T) {
	w := words(t, assets.ZH)
	keys := map[string]bool{}
	for _, c := range doc.Charts(doctest.Shop(), w) {
		if c.Empty() || c.Title == "" {
			t.Errorf("%s: empty %v, title %q", c.Key, c.Empty(), c.Title)
		}
		if keys[c.Key] {
			t.Errorf("%s twice", c.Key)
		}
		keys[c.Key] = true
	}
	for _, want := range []string{"gaps", "sweep", "causes", "flow", "bridge", "cohorts", "race", "calibration", "natural", "budget", "rfm", "attribute_1"} {
		if !keys[want] {
			t.Errorf("no chart %s", want)
		}
	}
	for _, c := range doc.Charts(doctest.Contract(), w) {
		if c.Key == "gaps" || c.Key == "budget" || c.Key == "flow" {
			t.Errorf("a contract business has no chart %s", c.Key)
		}
	}
	if n := len(doc.Charts(&doc.Results{}, w)); n != 0 {
		t.Errorf("%d charts of nothing", n)
	}
}

// A person with nothing but an empty file still gets a document, not a crash.
func TestCompose_SurvivesEmptyResults(t *testing.T) {
	d := doc.Compose(&doc.Results{Definition: doctest.Contract().Definition}, words(t, assets.ZH))
	if len(d.Sheets) == 0 {
		t.Error("no sheets")
	}
}

// Without amounts in the file nothing is said in money, and never "0".
func TestCompose_WithoutAmountsShowsNoMoney(t *testing.T) {
	for _, l := range assets.Langs() {
		r := doctest.Contract()
		r.Describe.Loss.Revenue, r.Describe.Loss.Margin, r.Describe.Loss.Basis = 0, 0, describe.BasisNone
		d := doc.Compose(r, words(t, l))
		s := sentence(t, d.Summary, "cost")
		if len(s.Cells) != 1 || strings.Contains(s.Text, "0.00") {
			t.Errorf("%q", s.Text)
		}
		_, kpis := d.FindTable("kpis")
		for _, row := range []string{"lost_revenue", "lost_margin"} {
			if cell, ok := kpis.Cell(row, "value"); !ok || cell.Value != nil {
				t.Errorf("%s is %v", row, cell.Value)
			}
		}
	}
}

// Every page that has a finding starts with it.
func TestFindings_LeadTheirPages(t *testing.T) {
	d := doc.Compose(doctest.Shop(), words(t, assets.EN))
	var keys []string
	for _, f := range d.Findings {
		keys = append(keys, f.Key)
	}
	if got := strings.Join(keys, " "); got != "segments clusters habits cohorts bridge lifetime value outlook associate rules rule_paths items race proof ahead model ledger risk playbook" {
		t.Error(got)
	}
	for _, s := range d.Sheets {
		if s.Key == "bridge" && (s.Blocks[0].Sentence == nil || s.Blocks[0].Sentence.Key != "bridge") {
			t.Errorf("the page starts with %+v", s.Blocks[0])
		}
	}
}
