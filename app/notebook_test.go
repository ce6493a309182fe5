package app_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/engine"
)

// A ledger given as a file is kept like one that is typed: the project has it when it is
// opened again, once however often it is given, and without it when that is undone.
func TestKeepCosts_AFileIsKeptAsWhatIsTyped(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	project, file := filepath.Join(dir, "p.huiliu"), filepath.Join(dir, "l.toml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open := func() *app.Session {
		s, err := app.Open(ctx, project, func() time.Time { return time.Date(2025, 3, 4, 5, 0, 0, 0, time.UTC) })
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	write("benefit = \"100万\"\n[[entry]]\nkind = \"labour\"\nvalue = \"2人 × 16小时 × 35元\"\n[[entry]]\nkind = \"offer\"\nper = \"return\"\noffer = \"coupon\"\nvalue = \"12元\"\nauthor = \"王芳\"\nday = \"2025-01-02\"\n")
	costs, err := app.ReadLedger(file)
	if err != nil {
		t.Fatal(err)
	}
	s := open()
	for range 2 {
		if err := s.KeepCosts(ctx, costs, "李雷"); err != nil {
			t.Fatal(err)
		}
	}
	steps, err := s.Journal(ctx)
	if err != nil || len(steps) != 1 || steps[0].Action != "note.ledger" {
		t.Errorf("%v: journal %+v", err, steps)
	}
	write("[[entry]]\nkind = \"management\"\nvalue = \"10%\"\n")
	wrong, err := app.ReadLedger(file)
	if err != nil {
		t.Fatal(err)
	}
	var refused *engine.Error
	if err := s.KeepCosts(ctx, wrong, "李雷"); !errors.As(err, &refused) || refused.Code != "ledger.percent_as_money" {
		t.Errorf("a percentage as money: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer func() { _ = s.Close() }()
	l, err := s.Costs(ctx)
	if err != nil || l.Benefit != "100万" || len(l.Entries) != 2 {
		t.Fatalf("%v: opened again it holds %+v", err, l)
	}
	if a, b := l.Entries[0], l.Entries[1]; a.Author != "李雷" || a.Day != "2025-03-04" || b.Author != "王芳" || b.Day != "2025-01-02" || b.Offer != "coupon" {
		t.Errorf("%+v", l.Entries)
	}
	if _, done, err := s.Undo(ctx); err != nil || !done {
		t.Fatal(done, err)
	}
	if l, err = s.Costs(ctx); err != nil || len(l.Entries) != 0 {
		t.Errorf("%v: after undo %+v", err, l)
	}
}
