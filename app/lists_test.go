package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/reports/doc/doctest"
)

func TestWriteLists_MasksUnlessAskedAndNamesEverybodyOnce(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := doctest.Shop()
	id := r.Tasks[0].ID
	orders, people := filepath.Join(dir, "订单.csv"), filepath.Join(dir, "客户.csv")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(orders, "订单编号,客户编号,下单时间,实付金额\n1,"+id+",2024-01-02 10:00:00,20\n2,X,2024-01-03 10:00:00,20\n")
	write(people, "客户编号,姓名,手机,邮箱\n"+id+",李娜,13912345678,li.na@example.com\nX,王芳,13887654321,fang@example.com\n")
	s, err := app.Open(ctx, "", func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Import(ctx, []string{orders, people}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	for _, full := range []bool{false, true} {
		out := filepath.Join(dir, "lists")
		files, err := s.WriteLists(ctx, r, words(t, assets.ZH), out, full)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, l := range files {
			path := l.Path
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text, masked := string(b), strings.HasSuffix(path, "_masked.csv")
			if masked {
				rows += strings.Count(text, "\r\n") - 1
			}
			if masked && (strings.Contains(text, "13912345678") || strings.Contains(text, "li.na")) || strings.Contains(text, "⟦") {
				t.Errorf("%s tells who it is, or lacks words:\n%s", path, text)
			}
			if strings.Contains(text, id+",") && !strings.Contains(path, "control") {
				want := "139****5678,l****@example.com"
				if !masked {
					want = "13912345678,li.na@example.com"
				}
				if !strings.Contains(text, want) {
					t.Errorf("%s does not hold %s:\n%s", path, want, text)
				}
			}
			if !masked && (!full || l.Channel == app.KeptBack) {
				t.Errorf("%s was not asked for", path)
			}
			for i := range r.Winback.Plan.Control {
				if kept := r.Winback.Plan.Control[i].CustomerID; l.Channel != app.KeptBack && strings.Contains(text, "\n"+kept+",") {
					t.Errorf("%s of the control group is to be contacted: %s", kept, path)
				}
			}
			if l.Masked != masked || l.Customers != int64(strings.Count(text, "\r\n")-1) {
				t.Errorf("%+v holds %d lines", l, strings.Count(text, "\r\n"))
			}
		}
		if want := len(r.Tasks) + len(r.Winback.Plan.Control); rows != want {
			t.Errorf("%d rows in the lists, want %d", rows, want)
		}
	}
}

func TestWriteTasks_NamesEveryCustomerOfThePlanWithWhatToDo(t *testing.T) {
	r, path := doctest.Shop(), filepath.Join(t.TempDir(), "tasks.csv")
	if err := app.WriteTasks(r, words(t, assets.EN), path); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\r\n")
	if len(lines) != len(r.Tasks)+1 || strings.Contains(string(b), "⟦") {
		t.Errorf("%d lines for %d tasks:\n%s", len(lines), len(r.Tasks), b)
	}
	for i, line := range lines[1:] {
		if !strings.HasPrefix(line, r.Tasks[i].ID+","+r.Tasks[i].Due.String()) {
			t.Errorf("line %d is %q", i+1, line)
		}
	}
	r.Tasks = nil
	if err := app.WriteTasks(r, words(t, assets.EN), path); err == nil {
		t.Error("a list of nobody is written")
	}
}
