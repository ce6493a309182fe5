package assets

import (
	"bytes"
	"image/png"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/image/font/sfnt"
)

func catalogues(t *testing.T) (zh, en *Words) {
	t.Helper()
	for _, l := range Langs() {
		if _, err := Catalogue(l); err != nil {
			t.Fatal(err)
		}
	}
	zh, _ = Catalogue(ZH)
	en, _ = Catalogue(EN)
	return zh, en
}

func TestCatalogue_BothLanguagesHaveTheSameKeys(t *testing.T) {
	zh, en := catalogues(t)
	for _, k := range zh.Keys() {
		if !en.Has(k) {
			t.Errorf("%s is missing in en", k)
		}
	}
	for _, k := range en.Keys() {
		if !zh.Has(k) {
			t.Errorf("%s is missing in zh-Hans", k)
		}
	}
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func TestCatalogue_BothLanguagesHaveTheSamePlaceholders(t *testing.T) {
	zh, en := catalogues(t)
	name := regexp.MustCompile(`^\{[a-z][a-z0-9_]*\}$`)
	used := func(s string) []string {
		p := placeholder.FindAllString(s, -1)
		slices.Sort(p)
		return slices.Compact(p)
	}
	for _, k := range zh.Keys() {
		a, b := used(zh.Say(k, nil)), used(en.Say(k, nil))
		if en.Has(k) && !slices.Equal(a, b) {
			t.Errorf("%s: placeholders differ: zh %v, en %v", k, a, b)
		}
		for _, p := range a {
			if !name.MatchString(p) {
				t.Errorf("%s: odd placeholder %s", k, p)
			}
		}
		if strings.TrimSpace(zh.Say(k, nil)) == "" || strings.TrimSpace(en.Say(k, nil)) == "" {
			t.Errorf("%s: empty text", k)
		}
	}
}

func TestCatalogue_EveryRuneHasAGlyph(t *testing.T) {
	zh, en := catalogues(t)
	for face, raw := range map[string][]byte{"regular": Font(), "bold": BoldFont()} {
		f, err := sfnt.Parse(raw)
		if err != nil {
			t.Fatal(face, err)
		}
		var buf sfnt.Buffer
		for _, w := range []*Words{zh, en} {
			for _, k := range w.Keys() {
				for _, r := range w.Say(k, nil) {
					if i, err := f.GlyphIndex(&buf, r); r != '\n' && (err != nil || i == 0) {
						t.Errorf("%s: %s/%s has no glyph for %q (%U)", face, w.Lang(), k, r, r)
					}
				}
			}
		}
		for _, r := range "¥￥—…→±≥≤×·“”€£□①⑩" {
			if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
				t.Errorf("%s has no glyph for %q", face, r)
			}
		}
	}
}

// The keys of a file stand in order, so that two people adding words do not collide and
// a reviewer finds them; every file exists in both languages.
func TestTextFiles_AreSortedAndPaired(t *testing.T) {
	names, err := fs.Glob(texts, "text/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := texts.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pairs, err := flatPairs(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for i := 1; i < len(pairs); i++ {
			if pairs[i].key <= pairs[i-1].key {
				t.Errorf("%s: %q must stand before %q", name, pairs[i].key, pairs[i-1].key)
				break
			}
		}
		area, lang, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".json"), ".")
		if !ok || (lang != string(ZH) && lang != string(EN)) {
			t.Errorf("%s: want <area>.zh-Hans.json or <area>.en.json", name)
			continue
		}
		for _, l := range Langs() {
			if _, err := texts.ReadFile("text/" + area + "." + string(l) + ".json"); err != nil {
				t.Errorf("area %s has no %s file", area, l)
			}
		}
	}
}

func TestCatalogueFrom_RefusesDuplicatesAndNesting(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"two files": {"text/a.en.json": {Data: []byte(`{"k":"1"}`)}, "text/b.en.json": {Data: []byte(`{"k":"2"}`)}},
		"one file":  {"text/a.en.json": {Data: []byte(`{"k":"1","k":"2"}`)}},
		"nested":    {"text/a.en.json": {Data: []byte(`{"k":{"x":"1"}}`)}},
		"number":    {"text/a.en.json": {Data: []byte(`{"k":1}`)}},
		"list":      {"text/a.en.json": {Data: []byte(`["k"]`)}},
		"cut short": {"text/a.en.json": {Data: []byte(`{"k":"1"`)}},
		"none":      {"text/a.zh-Hans.json": {Data: []byte(`{"k":"1"}`)}},
	} {
		if w, err := catalogueFrom(files, EN); err == nil {
			t.Errorf("%s: accepted with keys %v", name, w.Keys())
		}
	}
}

func TestSay_FillsPlaceholdersAndShowsWhatIsMissing(t *testing.T) {
	files := fstest.MapFS{"text/a.en.json": {Data: []byte(`{"a":"{n} of {name}, {x} {","b":"plain"}`)}}
	w, err := catalogueFrom(files, EN)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key  string
		args map[string]any
		want string
	}{
		{"a", map[string]any{"n": 12345, "name": "{n}"}, "12,345 of {n}, {x} {"},
		{"a", map[string]any{"n": int64(-1), "name": "b", "x": 1.5}, "-1 of b, 1.5 {"},
		{"b", nil, "plain"},
		{"nope", nil, "⟦nope⟧"},
	} {
		if got := w.Say(c.key, c.args); got != c.want {
			t.Errorf("Say(%q, %v) = %q, want %q", c.key, c.args, got, c.want)
		}
	}
}

func TestParseLang_KnowsHowSystemsWriteLanguages(t *testing.T) {
	for in, want := range map[string]Lang{
		"zh": ZH, "zh-CN": ZH, "zh_CN.UTF-8": ZH, "zh-Hans": ZH, "cn": ZH, " ZH ": ZH, "中文": ZH,
		"en": EN, "en-US": EN, "en_GB.UTF-8": EN, "English": EN,
	} {
		if got, ok := ParseLang(in); !ok || got != want {
			t.Errorf("ParseLang(%q) = %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "fr", "C", "zhx"} {
		if got, ok := ParseLang(in); ok {
			t.Errorf("ParseLang(%q) = %q, want unknown", in, got)
		}
	}
}

func TestMoney_SpeaksLikeTheReader(t *testing.T) {
	for _, c := range []struct {
		amount   float64
		currency string
		zh, en   string
	}{
		{0, "CNY", "¥0", "¥0"},
		{12.5, "¥", "¥12.50", "¥12.50"},
		{99.996, "CNY", "¥100", "¥100"},
		{1234.5, "CNY", "¥1,235", "¥1,235"},
		{9999.4, "CNY", "¥9,999", "¥9,999"},
		{9999.6, "CNY", "¥1.00 万", "¥10,000"},
		{12345, "CNY", "¥1.23 万", "¥12,345"},
		{99996, "CNY", "¥10.0 万", "¥99,996"},
		{123456, "CNY", "¥12.3 万", "¥123,456"},
		{3846000, "CNY", "¥384.6 万", "¥3,846,000"},
		{99999999, "CNY", "¥1.0 亿", "¥99,999,999"},
		{123456789, "", "1.2 亿", "123,456,789"},
		{-20000, "USD", "-$2.00 万", "-$20,000"},
		{500, "CHF", "CHF 500", "CHF 500"},
		{-0.001, "CNY", "¥0.00", "¥0.00"},
		{math.NaN(), "CNY", "—", "—"},
		{math.Inf(1), "CNY", "—", "—"},
	} {
		if got := Numbers(ZH).Money(c.amount, c.currency); got != c.zh {
			t.Errorf("zh Money(%v, %q) = %q, want %q", c.amount, c.currency, got, c.zh)
		}
		if got := Numbers(EN).Money(c.amount, c.currency); got != c.en {
			t.Errorf("en Money(%v, %q) = %q, want %q", c.amount, c.currency, got, c.en)
		}
	}
}

func TestNumbers_AreWrittenAlikeInBothLanguages(t *testing.T) {
	for _, w := range []*Words{Numbers(ZH), Numbers(EN)} {
		for got, want := range map[string]string{
			w.Int(1234567):             "1,234,567",
			w.Int(-1234):               "-1,234",
			w.Int(999):                 "999",
			w.Int(math.MinInt64):       "-9,223,372,036,854,775,808",
			w.Percent(0.417, 1):        "41.7%",
			w.Percent(-0.00001, 1):     "0.0%",
			w.Percent(math.NaN(), 1):   "—",
			w.Decimal(1234.5, 0):       "1,235",
			w.Decimal(0.125, 2):        "0.13",
			w.Decimal(math.Inf(-1), 1): "—",
		} {
			if got != want {
				t.Errorf("%s: got %q, want %q", w.Lang(), got, want)
			}
		}
	}
}

func TestIcon_IsASquarePNG(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(Icon()))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Errorf("icon: %v, %d×%d", err, c.Width, c.Height)
	}
}

// The window's typeface is a Chinese one: in it a curly quotation mark or apostrophe takes
// a whole square, which tears English words apart.
func TestCatalogue_EnglishHasStraightQuotationMarks(t *testing.T) {
	_, en := catalogues(t)
	for _, k := range en.Keys() {
		if text := en.Say(k, nil); strings.ContainsAny(text, "“”‘’") {
			t.Errorf("%s: %q", k, text)
		}
	}
}
