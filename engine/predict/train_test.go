package predict

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// rowsOf prints the rows of a table without the customers' numbers, sorted.
func rowsOf(t *rows) []string {
	out := make([]string, t.count())
	for i := range out {
		var b strings.Builder
		for _, c := range t.X.Columns {
			if c.Text != nil {
				fmt.Fprint(&b, c.Text[i], " ")
				continue
			}
			fmt.Fprint(&b, c.Number[i], " ")
		}
		out[i] = fmt.Sprint(b.String(), t.Y[i])
	}
	slices.Sort(out)
	return out
}

// What a model learns for a test day — features and labels — is what a project that
// ends on that day would have taught it: purchases, and refunds of old purchases, that
// come later change nothing.
func TestTrain_KnowsNothingAfterTheTestDay(t *testing.T) {
	lines := shopLines(7, 500)
	for i := range lines {
		if i%9 == 0 {
			lines[i].Kind, lines[i].VoidOn = store.KindRefunded, engine.DayOf(lines[i].At)+engine.Day(i%70)
		}
	}
	dates := planDates(shopOpens, shopEnd(), 60, 6, 3)
	day := dates.days[0]
	var cut []store.OrderLine
	for _, l := range lines {
		if engine.DayOf(l.At) > day {
			continue
		}
		if l.Kind == store.KindRefunded && l.VoidOn > day {
			l.Kind, l.VoidOn = store.KindSale, engine.NoDay
		}
		cut = append(cut, l)
	}
	var got [2][]string
	for k, part := range [][]store.OrderLine{lines, cut} {
		s := &snapshots{reader: storetest.FromLines(t, part), window: 60, options: Options{}.withDefaults(),
			progress: engine.NoProgress{}, cache: map[engine.Day]*feature.Frame{}}
		train, _, err := s.train(context.Background(), dates.days[purge:], day)
		if err != nil {
			t.Fatal(err)
		}
		got[k] = rowsOf(train)
	}
	if len(got[0]) < 500 || !slices.Equal(got[0], got[1]) {
		t.Errorf("%d and %d training rows, or different ones", len(got[0]), len(got[1]))
	}
}

// words reads a catalogue file; the engine itself knows no words.
func words(t *testing.T, lang string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "assets", "text", "predict."+lang+".json"))
	if err != nil {
		t.Fatal(err)
	}
	w := map[string]string{}
	if err := json.Unmarshal(b, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestCodes_HaveWords(t *testing.T) {
	var keys []string
	for _, name := range []string{RuleSilence, RuleFrequency, RuleFrequencyRecency, RuleRFM, RuleExpected, RuleTenure,
		RuleTenureAmount, RuleColumn} {
		keys = append(keys, "model."+name)
	}
	for _, f := range feature.Catalogue() {
		keys = append(keys, "feature."+f.Name, f.Definition)
	}
	for _, c := range []string{"tie_use_rule", "model_wins", "rule_wins", "chance"} {
		keys = append(keys, "race.verdict."+c)
	}
	for _, c := range []string{skippedNoCustomers, skippedShortHistory, skippedFewChurners, skippedNoWindow} {
		keys = append(keys, "race.skipped."+c)
	}
	for _, c := range explain.Codes() {
		keys = append(keys, "watch.reason."+c)
	}
	for _, l := range levels(0.3) {
		keys = append(keys, "watch.level."+l.Level)
	}
	for _, lang := range []string{"zh-Hans", "en"} {
		w := words(t, lang)
		for _, k := range keys {
			if w[k] == "" {
				t.Errorf("%s: no words for %s", lang, k)
			}
		}
	}
}

func TestLevels_AreThresholdsBelowOne(t *testing.T) {
	for base := 0.01; base < 1; base += 0.01 {
		l := levels(base)
		if !(l[0].From >= 0.5 && l[0].From <= 0.8 && l[0].From >= l[1].From && l[1].From <= base && l[1].From > 0 && l[2].From == 0) {
			t.Errorf("base %v: %+v", base, l)
		}
		if odds := l[0].From / (1 - l[0].From); l[0].From < 0.8 && odds < 2*base/(1-base)-1e-9 {
			t.Errorf("base %v: odds %v are less than twice the average", base, odds)
		}
	}
}
