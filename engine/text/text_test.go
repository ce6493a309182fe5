package text_test

import (
	"archive/zip"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine/stat/reference"
	"huiliu/engine/store/storetest"
	"huiliu/engine/text"
)

type bar struct {
	Accuracy   float64 `json:"nb_accuracy"`
	MacroF1    float64 `json:"nb_macro_f1"`
	Vocabulary int
}

// shopping reads the reviews: category, mark, words.
func shopping(t *testing.T) [][]string {
	t.Helper()
	z, err := zip.OpenReader(storetest.Shared(t, "data/text/cn_online_shopping_10_cats.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	f, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	return records(t, f)
}

func records(t *testing.T, r io.Reader) [][]string {
	t.Helper()
	c := csv.NewReader(r)
	c.LazyQuotes = true
	rows, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// tested tells which rows of a split are for testing.
func tested(t *testing.T, name string) map[int]bool {
	t.Helper()
	f, err := os.Open(storetest.Shared(t, "reference/splits/"+name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	out := map[int]bool{}
	for _, r := range records(t, f) {
		n, _ := strconv.Atoi(r[0])
		out[n] = r[1] == "test"
	}
	return out
}

// tried trains on one part of a split and judges on the other.
func tried(examples []text.Example, test map[int]bool, tokens text.Tokens) (*text.Model, text.Verdict) {
	var train []text.Example
	for i := range examples {
		if !test[i] {
			train = append(train, examples[i])
		}
	}
	m := text.Train(train, tokens)
	var given, found []string
	for i := range examples {
		if test[i] {
			class, _, _ := m.Classify(examples[i].Text)
			given, found = append(given, examples[i].Class), append(found, class)
		}
	}
	return m, text.Judge(given, found, "1")
}

func examples(rows [][]string, words, class int) []text.Example {
	out := make([]text.Example, len(rows))
	for i, r := range rows {
		out[i] = text.Example{Text: r[words], Class: r[class]}
	}
	return out
}

// The tolerance is that of the reference: ties and blank rows may move a few rows.
func TestPairs_SortChineseReviewsAsTheReference(t *testing.T) {
	rows, test := shopping(t), tested(t, "cn_online_shopping_10_cats.csv")
	var mark struct {
		Rows, Test int
		Majority   float64 `json:"majority_accuracy"`
		Pairs      bar     `json:"char_bigram"`
	}
	reference.Item(t, "08_text_reasons.json", "shopping_sentiment", &mark)
	m, v := tried(examples(rows, 2, 1), test, text.Pairs)
	t.Logf("mark: %d pieces, %v, F1 %v", m.Pieces(), v.Accuracy.Value, v.MacroF1)
	if len(rows) != mark.Rows || v.Accuracy.Base != int64(mark.Test) || m.Pieces() != mark.Pairs.Vocabulary ||
		math.Abs(float64(v.Accuracy.Value)-mark.Pairs.Accuracy) > 5e-4 || math.Abs(float64(v.MacroF1)-mark.Pairs.MacroF1) > 5e-4 ||
		math.Abs(float64(v.Majority.Value)-mark.Majority) > 1e-9 {
		t.Errorf("%d rows, %d pieces, %+v", len(rows), m.Pieces(), v)
	}
	if _, own := tried(examples(rows, 2, 1), test, text.Mixed); float64(own.Accuracy.Value) < mark.Pairs.Accuracy-0.02 {
		t.Errorf("the mixed reading reaches %v only", own.Accuracy.Value)
	} else {
		t.Logf("mixed: %v", own.Accuracy.Value)
	}
	var kind bar
	reference.Item(t, "08_text_reasons.json", "shopping_category", &kind)
	m, v = tried(examples(rows, 2, 0), test, text.Pairs)
	t.Logf("kind: %d pieces, %v, F1 %v", m.Pieces(), v.Accuracy.Value, v.MacroF1)
	if math.Abs(float64(v.Accuracy.Value)-kind.Accuracy) > 5e-4 || math.Abs(float64(v.MacroF1)-kind.MacroF1) > 5e-4 {
		t.Errorf("%+v", v)
	}
}

func TestWords_SortEnglishQuestionsAsTheReference(t *testing.T) {
	f, err := os.Open(storetest.Shared(t, "data/text/en_banking77_train.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, test := records(t, z), tested(t, "en_banking77.csv")
	var want bar
	reference.Item(t, "08_text_reasons.json", "banking77", &want)
	m, v := tried(examples(rows, 0, 1), test, text.Words)
	t.Logf("%d pieces, %v, F1 %v", m.Pieces(), v.Accuracy.Value, v.MacroF1)
	if m.Pieces() != want.Vocabulary || math.Abs(float64(v.Accuracy.Value)-want.Accuracy) > 1e-3 || math.Abs(float64(v.MacroF1)-want.MacroF1) > 1e-3 {
		t.Errorf("%d pieces, want %+v", m.Pieces(), want)
	}
	if _, own := tried(examples(rows, 0, 1), test, text.Mixed); float64(own.Accuracy.Value) < want.Accuracy-0.02 {
		t.Errorf("the mixed reading reaches %v only", own.Accuracy.Value)
	}
}

func pieces(tokens text.Tokens, s string) []string {
	var out []string
	tokens(s, func(p string) { out = append(out, p) })
	return out
}

func TestTokens_CutEachScriptItsWay(t *testing.T) {
	for _, c := range []struct {
		tokens text.Tokens
		in     string
		want   []string
	}{
		{text.Pairs, "快递慢", []string{"快递", "递慢"}},
		{text.Pairs, "好 \t\n x", []string{"好 ", " x"}},
		{text.Pairs, "a  b  ", []string{"a ", " b", "b "}},
		{text.Pairs, "贵", nil},
		{text.Words, "My Card's late, a lot", []string{"my", "card", "my card", "late", "card late", "lot", "late lot"}},
		{text.Mixed, "快递太慢！OK Bye，贵", []string{"快递", "递太", "太慢", "ok", "bye", "ok bye", "贵"}},
	} {
		if got := pieces(c.tokens, c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCrossValidate_IsHonestAndIgnoresTheOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var rows, noise []text.Example
	for i := range 400 {
		class := []string{"delivery", "price", "service"}[i%3]
		said := map[string]string{"delivery": "快递很慢", "price": "价格太贵", "service": "客服不理"}[class]
		rows = append(rows, text.Example{Text: strings.Repeat("嗯", r.IntN(4)) + said + strconv.Itoa(i), Class: class})
		noise = append(noise, text.Example{Text: strconv.Itoa(1000 + r.IntN(9000)), Class: class})
	}
	v := text.CrossValidate(rows, text.Mixed)
	if v.Accuracy.Value < 0.99 || !v.Useful() {
		t.Errorf("%+v", v)
	}
	r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if again := text.CrossValidate(rows, text.Mixed); !reflect.DeepEqual(v, again) {
		t.Errorf("%+v\n%+v", v, again)
	}
	if v := text.CrossValidate(noise, text.Mixed); v.Useful() {
		t.Errorf("noise can be read: %+v", v)
	}
	// One text twice with its class proves nothing: equal texts are left out together.
	same := make([]text.Example, 60)
	for i := range same {
		same[i] = text.Example{Text: strconv.Itoa(i % 30), Class: strconv.Itoa(i % 30 % 2)}
	}
	if v := text.CrossValidate(same, text.Mixed); v.Accuracy.Value > 0.8 {
		t.Errorf("%+v", v)
	}
}
