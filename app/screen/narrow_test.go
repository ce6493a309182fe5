package screen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/assets"
)

// trialFile is a campaign of two offers and a control that tells its outcome, and nothing else.
func trialFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("member id,spent before,group,responded,spent after\n")
	for i := range 600 {
		group := []string{"control", "sms", "call"}[i%3]
		yes := 0
		if i%(11-3*(i%3)) == 0 {
			yes = 1
		}
		fmt.Fprintf(&b, "m%d,%d,%s,%d,%d\n", i, i%37, group, yes, 20*yes)
	}
	path := filepath.Join(t.TempDir(), "spring.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// With a campaign alone, what it did is the first thing shown; every other page says which file it needs.
func TestNarrow_ACampaignAloneIsAnsweredAndTheRestAsksForOrders(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{trialFile(t)})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	v := until(t, d, "analysed", func(v View) bool { return v.Shell.Current == Campaigns && d.idle() })
	if v.Page.State != StateReady || len(v.Page.Charts) == 0 || !strings.Contains(v.Page.Answer, "spring") {
		t.Fatalf("%+v", v.Page)
	}
	for _, k := range []Key{Definition, Overview, Bridge, Causes, Watch, Winback, SecondLife} {
		d.Go(k)
		if p := d.View().Page; p.State != StateMissing || p.Notice == "" || len(p.Next) == 0 {
			t.Errorf("%s: %s %q", k, p.State, p.Notice)
		}
	}
	switchesEveryText(t, d)
}
