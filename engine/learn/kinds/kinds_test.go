package kinds_test

import (
	"context"
	"slices"
	"testing"

	"huiliu/assets"
	"huiliu/engine/learn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/learn/learntest"
)

func TestStandard_EveryKindIsSavedAndReadBackWithItsCalibration(t *testing.T) {
	s, later := learntest.Shop(400, 1), learntest.Shop(50, 2)
	seen := map[string]bool{}
	for _, k := range kinds.Standard() {
		if seen[k.Name()] {
			t.Errorf("%s is listed twice", k.Name())
		}
		seen[k.Name()] = true
		for _, e := range append(k.Grid, k.Estimator, kinds.Lighter(k.Estimator)) {
			if e.Kind() != k.Name() {
				t.Errorf("the grid of %s has a %s", k.Name(), e.Kind())
			}
		}
		m, err := k.Estimator.Fit(context.Background(), learn.Training{Sample: s, Seed: 3}, nil)
		if err != nil {
			t.Errorf("%s: %v", k.Name(), err)
			continue
		}
		if m, err = learn.Calibrate(m, later, learn.Platt); err != nil {
			t.Fatal(err)
		}
		b, err := learn.Save(m)
		if err != nil {
			t.Fatal(err)
		}
		back, err := learn.Load(b, kinds.Blank)
		if err != nil {
			t.Errorf("%s: %v", k.Name(), err)
			continue
		}
		if !slices.Equal(back.Predict(later.X), m.Predict(later.X)) {
			t.Errorf("%s: read back, it predicts something else", k.Name())
		}
	}
}

func TestBlank_OfNoKindIsNil(t *testing.T) {
	if m := kinds.Blank("oracle"); m != nil {
		t.Errorf("got %v", m)
	}
}

func TestStandard_EveryKindHasANameAndASentenceInBothLanguages(t *testing.T) {
	for _, lang := range []assets.Lang{assets.ZH, assets.EN} {
		words, err := assets.Catalogue(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kinds.Standard() {
			for _, key := range []string{"model." + k.Name(), "model." + k.Name() + ".about"} {
				if !words.Has(key) {
					t.Errorf("%v: no words for %s", lang, key)
				}
			}
		}
	}
}
