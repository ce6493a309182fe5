package screen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/assets"
)

// wordyShop is a shop whose lost customers wrote why they left.
func wordyShop(t *testing.T) []string {
	t.Helper()
	var orders, survey strings.Builder
	orders.WriteString("customer id,order date,amount\n")
	survey.WriteString("customer id,answered on,score,comment\n")
	for i := range 120 {
		for k := range 3 + i%4 {
			fmt.Fprintf(&orders, "c%d,2024-%02d-%02d,%d\n", i, 1+k+(i%2)*6, 1+i%28, 20+i%9)
		}
		if i%2 == 0 {
			fmt.Fprintf(&survey, "c%d,2024-07-%02d,%d,delivery took %d days\n", i, 1+i%28, i%11, i)
		}
	}
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "orders.csv"), filepath.Join(dir, "survey.csv")}
	for i, text := range []string{orders.String(), survey.String()} {
		if err := os.WriteFile(paths[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

func TestCoding_TwoPeopleReadAndTheProjectKeepsIt(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop(wordyShop(t))
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 2 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && d.idle() })
	d.Go(Coding)
	v := until(t, d, "texts", func(v View) bool { return v.Coding != nil && v.Coding.Text != "" })
	first := v.Coding.Text
	for _, coder := range []string{"ann", "bo"} {
		d.CodeAs(coder)
		for i := range 10 {
			key := "delivery"
			if i%2 == 1 || coder == "bo" && i == 0 {
				key = "price"
			}
			d.CodeText(key)
		}
		d.CodeBack() // the tenth is taken back
	}
	v = until(t, d, "codes kept", func(v View) bool { return v.Coding != nil && d.idle() })
	if !strings.Contains(v.Coding.Agree, "ann") || !strings.Contains(v.Coding.Agree, "9") || v.Coding.Changed == "" || v.Coding.Text == first {
		t.Errorf("%+v", v.Coding)
	}
	if err := d.drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	codes, err := d.session.Codes(context.Background())
	if err != nil || len(codes) != 18 {
		t.Errorf("%v: %d codes are kept", err, len(codes))
	}
	d.SkipText()
	d.RenameCause("delivery", "Parcels")
	d.MergeCause("service", "delivery")
	v = until(t, d, "the list", func(v View) bool { return v.Coding != nil && len(v.Coding.Causes) > 0 })
	if err := d.drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	list, err := d.session.Taxonomy(context.Background())
	if _, there := list.Entry("service"); err != nil || there || list.Label("delivery", "en") != "Parcels" || v.Coding.Causes[0].Text != "Parcels" {
		t.Errorf("%v: %+v", err, v.Coding.Causes)
	}
	d.ResetCauses()
	until(t, d, "the built-in list", func(v View) bool { return v.Coding.Causes[0].Text != "Parcels" && d.idle() })
}
