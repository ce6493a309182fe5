package doc_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/engine/feature"
)

var update = flag.Bool("update", false, "write docs/features.*.md anew")

// The list of features in docs is made from the catalogue and its words:
// go test ./reports/doc -run FeatureDocs -update
func TestFeatureDocs_AreTheCatalogue(t *testing.T) {
	for lang, path := range map[assets.Lang]string{assets.ZH: "../../docs/features.zh.md", assets.EN: "../../docs/features.en.md"} {
		want := featureDocs(t, lang)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not the catalogue; write it anew with -update", path)
		}
	}
}

func featureDocs(t *testing.T, lang assets.Lang) string {
	w := words(t, lang)
	say := func(key string) string {
		text := w.Say(key, nil)
		if strings.Contains(text, "⟦") {
			t.Errorf("%s: no words for %s", lang, key)
		}
		return text
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", say("report.table.features"), say("report.note.features"))
	for _, group := range groupsOf(feature.Catalogue()) {
		fmt.Fprintf(&b, "\n## %s\n\n| %s | %s | %s | %s | JSON |\n|---|---|---|---|---|\n", say("feature.group."+group),
			say("report.column.feature"), say("report.column.meaning"), say("report.column.unit"), say("report.column.features.needs"))
		for _, f := range feature.Catalogue() {
			if f.Group == group {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` |\n", say("feature."+f.Name), say(f.Definition),
					say("feature.unit."+string(f.Unit)), say("feature.source."+string(f.Source)), f.Name)
			}
		}
	}
	return b.String()
}

func groupsOf(list []feature.Info) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range list {
		if !seen[f.Group] {
			seen[f.Group], out = true, append(out, f.Group)
		}
	}
	return out
}
