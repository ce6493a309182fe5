package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/assets"
	"huiliu/engine/quality"
)

// twins writes a small shop in which some customers have a second id with the same
// phone, and a row without a date.
func twins(t testing.TB, dir string) []string {
	t.Helper()
	var people, orders strings.Builder
	people.WriteString("客户编号,姓名,手机\n")
	orders.WriteString("订单编号,客户编号,下单时间,实付金额\nA0,U00,,5\n")
	start, n := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC), 0
	for c := range 60 {
		fmt.Fprintf(&people, "U%02d,李%c芳,1391234%04d\n", c, '一'+rune(c), 1000+c/2+c%2*(30+c)*min(1, c/6))
		for day := c % 9; day < 200+c*3; day += 20 + c%7 {
			n++
			fmt.Fprintf(&orders, "A%d,U%02d,%s,%d\n", n, c, start.AddDate(0, 0, day).Format(time.DateOnly), 20+c)
		}
	}
	out := []string{filepath.Join(dir, "客户.csv"), filepath.Join(dir, "订单.csv")}
	for i, text := range []string{people.String(), orders.String()} {
		if err := os.WriteFile(out[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestIdentities_AreDecidedOneByOneAndTakenBack(t *testing.T) {
	d := newTestDesk(t, assets.ZH)
	d.Drop(twins(t, t.TempDir()))
	until(t, d, "the tables", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 2 })
	d.Import()
	until(t, d, "the answer", func(v View) bool { return v.Page.Key == Overview && d.idle() })
	d.Go(Data)
	d.ChooseTab(tabIdentity)
	pair := func(v View) *IdentityView { return v.Data.Held.Identity }
	v := until(t, d, "the pairs", func(v View) bool { return pair(v) != nil && pair(v).Count > 1 && !pair(v).Waiting })
	first, customers := pair(v), v.Page.More[0]
	if len(first.Rows) < 7 || first.Rows[2].Kept != first.Rows[2].Gone || !strings.Contains(first.Rows[2].Kept, "****") || !first.Rows[2].Same {
		t.Fatalf("the pair is shown as %+v", first.Rows)
	}
	if !slices.ContainsFunc(first.Effects, func(x Table) bool { return x.Key == "identity_effect" && len(x.Rows) == 1+len(quality.Levels()) }) {
		t.Error("what merging changes is not shown")
	}

	d.DecidePair(VerdictLater)
	if v = d.View(); pair(v).Position != 1 {
		t.Errorf("later leads to pair %d", pair(v).Position)
	}
	d.ChoosePair(0)
	d.DecidePair(VerdictSame)
	v = until(t, d, "the next pair", func(v View) bool { return pair(v).Position == 1 && !pair(v).Waiting })
	if v.Page.More[0] == customers {
		t.Errorf("after merging still: %s", customers)
	}
	d.DecidePair(VerdictOther)
	v = until(t, d, "both decided", func(v View) bool { return pair(v).Position != 1 && !pair(v).Waiting })
	d.ChoosePair(1)
	if v = d.View(); pair(v).Verdict == "" || !strings.Contains(v.Data.Held.Undo, first.Rows[0].Kept[:1]) {
		t.Errorf("decided: %q, undo %q", pair(v).Verdict, v.Data.Held.Undo)
	}
	d.Undo()
	d.Undo()
	v = until(t, d, "the shop as before", func(v View) bool { return v.Page.More[0] == customers && !pair(v).Waiting && d.idle() })
	if pair(v).Verdict != "" {
		t.Errorf("%+v", pair(v))
	}
	d.ChooseTab(tabJournal)
	for path, s := range map[string]string{"step": d.View().Data.Held.Journal.Rows[0][1].Text, "undo": d.View().Data.Held.Redo} {
		if strings.Contains(s, "⟦") || strings.TrimSpace(s) == "" {
			t.Errorf("%s: %q", path, s)
		}
	}
}
