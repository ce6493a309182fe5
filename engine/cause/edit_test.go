package cause

import (
	"encoding/json"
	"testing"
)

// sound checks that an edited list can be kept and read back.
func sound(t *testing.T, x Taxonomy) *reader {
	t.Helper()
	raw, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseTaxonomy(raw)
	if err != nil {
		t.Fatal(err)
	}
	return newReader(back)
}

func TestTaxonomy_CanBeChangedAndStaysSound(t *testing.T) {
	was := builtIn(t)
	now := was.Renamed("delivery", "zh-Hans", "快递").WithWord("delivery", "黄牛太多").WithWord("price", "黄牛太多").Merged("service", "delivery")
	r := sound(t, now)
	if now.Label("delivery", "zh-Hans") != "快递" || was.Label("delivery", "zh-Hans") == "快递" {
		t.Errorf("named %s, was %s", now.Label("delivery", "zh-Hans"), was.Label("delivery", "zh-Hans"))
	}
	for text, want := range map[string]string{"黄牛太多": "price", "客服态度差，没人理": "delivery", "快递太慢了": "delivery"} {
		if got := r.read(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if now.Home("service") != "delivery" || now.Home("price") != "price" || was.Home("service") != "service" {
		t.Error("what was merged has no home")
	}
	if twice := now.Merged("delivery", "price"); twice.Home("service") != "price" {
		t.Errorf("merged twice: %s", twice.Home("service"))
	}
	for _, x := range []Taxonomy{was.Merged(Unclear, "price"), was.Merged("price", Unexplained), was.Merged("price", "price"), was.Merged("nothing", "price"), was.WithWord("price", " "), was.Renamed("price", "en", " ")} {
		if sound(t, x); len(x.Causes) != len(was.Causes) || x.Label("price", "en") != was.Label("price", "en") {
			t.Error("a change without sense changed something")
		}
	}
}
