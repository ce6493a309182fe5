package screen

import (
	"os"
	"strings"
	"testing"

	"huiliu/assets"
)

func TestQuality_AWalkInAccountIsLeftOutAndCountedAgain(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	paths := twins(t, t.TempDir())
	text, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	many := string(text)
	for i := 0; i < 60; i++ {
		many += "B" + strings.Repeat("x", i) + ",散客,2023-05-03,8\n"
	}
	if err := os.WriteFile(paths[1], []byte(many), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Drop(paths)
	until(t, d, "the tables", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 2 })
	d.Import()
	until(t, d, "the answer", func(v View) bool { return v.Page.Key == Overview && d.idle() })
	d.Go(Data)
	d.ChooseTab(tabQuality)
	v := d.View()
	at := -1
	for i, f := range v.Data.Held.Quality.Findings {
		if strings.Contains(f.Name, "散客") {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("no word of it: %+v", v.Data.Held.Quality.Findings)
	}
	d.ChooseFinding(at)
	before := d.View()
	if before.Data.Held.Quality.Account != "不计入“散客”" {
		t.Fatalf("the action is %q", before.Data.Held.Quality.Account)
	}
	d.TurnAccount()
	d.TurnAccount() // an impatient second press
	v = until(t, d, "one customer less", func(v View) bool { return d.idle() && v.Page.More[0] != before.Page.More[0] && !d.stale })
	if !strings.Contains(before.Page.More[0], "61") || !strings.Contains(v.Page.More[0], "60") || v.Data.Held.Undo != "不再计入 散客" {
		t.Errorf("%s, %s, %s", before.Page.More[0], v.Page.More[0], v.Data.Held.Undo)
	}
	if v.Page.Answer != before.Page.Answer {
		t.Errorf("the account of the rows changed: %s, %s", before.Page.Answer, v.Page.Answer)
	}
	for i, f := range v.Data.Held.Quality.Findings {
		if strings.Contains(f.Name, "散客") {
			d.ChooseFinding(i)
		}
	}
	if a := d.View().Data.Held.Quality.Account; a != "重新计入“散客”" {
		t.Errorf("the action is %q", a)
	}
	d.Undo()
	until(t, d, "all customers", func(v View) bool { return d.idle() && v.Page.More[0] == before.Page.More[0] })
}
