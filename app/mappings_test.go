package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/ingest"
)

const oddOrders = `流水,谁,哪天,多少
a1,甲,2024-01-02,12.5
a2,乙,2024-01-03,3
a3,甲,2024-02-03,9
`

func openWith(t *testing.T, k Knowledge) *Session {
	t.Helper()
	s, err := Open(context.Background(), "", func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	s.Use(k)
	return s
}

func writeText(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mapByHand maps the odd table as a person would.
func mapByHand(t *testing.T, s *ingest.Source) {
	t.Helper()
	if err := s.SetRole(ingest.RoleOrders); err != nil {
		t.Fatal(err)
	}
	for i, f := range []ingest.Field{ingest.FieldOrderID, ingest.FieldCustomerID, ingest.FieldOrderAt, ingest.FieldAmount} {
		s.Mapping.Columns[i].Field, s.Mapping.Columns[i].Why = f, "user"
	}
}

func TestMappings_AreRememberedForTheNextFileAndForgotten(t *testing.T) {
	ctx, p := context.Background(), engine.NoProgress{}
	k, err := ReadKnowledge(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	first := openWith(t, k)
	sources, err := first.Sniff(ctx, []string{writeText(t, "一月.csv", oddOrders)}, p)
	if err != nil {
		t.Fatal(err)
	}
	mapByHand(t, &sources[0])
	if _, err := first.Load(ctx, sources, p); err != nil {
		t.Fatal(err)
	}
	february := writeText(t, "二月.csv", strings.ReplaceAll(oddOrders, "2024-0", "2024-1"))
	sources, err = openWith(t, k).Sniff(ctx, []string{february}, p)
	if err != nil {
		t.Fatal(err)
	}
	m := sources[0].Mapping
	if m.Role != ingest.RoleOrders || m.Find(ingest.FieldAmount) != 3 || m.Columns[3].Why != "remembered" {
		t.Fatalf("not remembered: %+v", m)
	}
	if err := k.Mappings.Forget(m.Fingerprint()); err != nil {
		t.Fatal(err)
	}
	if list, err := k.Mappings.Remembered(); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}

func TestMappings_WhatNobodyChangedIsNotRemembered(t *testing.T) {
	home := t.TempDir()
	s := openWith(t, Knowledge{Mappings: Mappings{Home: home}})
	text := "客户编号,付款时间,实付金额\n1,2024-01-02,5\n2,2024-01-02,5\n"
	if _, err := s.Import(context.Background(), []string{writeText(t, "a.csv", text)}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(home, mappingsFile)); err == nil {
		t.Error("a file was written")
	}
}

func TestMappings_AGivenFileMapsTheTablesOrSaysThatItFitsNone(t *testing.T) {
	ctx, p := context.Background(), engine.NoProgress{}
	for _, lang := range assets.Langs() {
		words, err := assets.Catalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		s := openWith(t, Knowledge{})
		file := writeText(t, "a.csv", oddOrders)
		sources, err := s.Sniff(ctx, []string{file}, p)
		if err != nil {
			t.Fatal(err)
		}
		mapByHand(t, &sources[0])
		var k Knowledge
		saved := filepath.Join(t.TempDir(), "m.toml")
		if err := k.Mappings.Save(saved, sources, words); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(saved); err != nil || strings.Count(string(text), "#") < 10 {
			t.Errorf("too few explanations (%v):\n%s", err, text)
		}
		if k.Given, err = k.Mappings.Load(saved); err != nil {
			t.Fatal(err)
		}
		s.Use(k)
		r, err := s.Import(ctx, []string{file}, p)
		if err != nil || r.Lines != 3 || r.Customers != 2 {
			t.Fatalf("%v: %+v", err, r)
		}
		var e *engine.Error
		if _, err = s.Sniff(ctx, []string{writeText(t, "b.csv", "x,y\n1,2\n")}, p); !errors.As(err, &e) || e.Code != "import.mapping_no_match" {
			t.Errorf("%v", err)
		}
	}
}

func TestKnowledge_ReadsOwnPlatformsAndNamesTheBroken(t *testing.T) {
	home := t.TempDir()
	dir := filepath.Join(home, platformsFolder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	own := `{"id":"my_till","name":{"en":"My till"},"kind":"orders","role":"orders","required":["Slip","Who","When"],
"fields":{"order_id":["Slip"],"customer_id":["Who"],"order_at":["When"],"amount":["How much"]},"refunds":"none","source":"my own"}`
	for name, text := range map[string]string{"a.json": own, "b.json": `{"id":"x",` + "\n\n" + `"colour":1}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k, err := ReadKnowledge(home)
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "import.platform_syntax" || e.Place.File != "b.json" || e.Place.Line != 3 {
		t.Errorf("%v", err)
	}
	sources, err := openWith(t, k).Sniff(context.Background(),
		[]string{writeText(t, "a.csv", "Slip,Who,When,How much\n1,a,2024-01-02,5\n2,a,2024-02-02,6\n")}, engine.NoProgress{})
	if err != nil || sources[0].Platform.ID != "my_till" || sources[0].Mapping.Find(ingest.FieldAmount) != 3 {
		t.Errorf("%v: %+v", err, sources)
	}
}
