package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// truth is the part of the sample shop's truth/truth.json that the report must find.
type truth struct {
	Causes []struct {
		Key       string `json:"key"`
		Customers int64  `json:"customers"`
	} `json:"causes"`
	Campaign struct {
		Effect   float64 `json:"effect"`
		Realised float64 `json:"realised"`
	} `json:"campaign"`
}

func TestReport_SampleShopShowsItsKnownTruth(t *testing.T) {
	shop := filepath.Join(t.TempDir(), "样例")
	if r := run(t, context.Background(), "sample", shop); r.code != exitDone {
		t.Fatalf("exit %d: %s", r.code, r.err)
	}
	b, err := os.ReadFile(filepath.Join(shop, "truth", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want truth
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	v := answer(t, shop)
	addsUp(t, v)

	known := map[string]bool{}
	var order []string
	for _, c := range want.Causes {
		if c.Key != "none" {
			known[c.Key] = true
			order = append(order, c.Key)
		}
	}
	var found []string
	for i := range list(t, v, "causes") {
		if key, _ := at(t, v, "causes", i, "key").(string); known[key] {
			found = append(found, key)
		}
	}
	if len(found) != len(order) {
		t.Fatalf("found %v of %v", found, order)
	}
	for i := range order {
		if found[i] != order[i] {
			t.Errorf("causes in order %v, truth %v", found, order)
			break
		}
	}

	effect := func(key string) float64 { return num(t, v, "campaigns", "campaigns", 0, "effects", 0, "response", key) }
	if want.Campaign.Effect < effect("low") || want.Campaign.Effect > effect("high") {
		t.Errorf("planted effect %v is outside %v to %v", want.Campaign.Effect, effect("low"), effect("high"))
	}
	if d := effect("diff") - want.Campaign.Realised; d > 0.005 || d < -0.005 {
		t.Errorf("measured %v, realised %v", effect("diff"), want.Campaign.Realised)
	}
}
