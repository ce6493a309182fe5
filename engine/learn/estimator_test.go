package learn_test

import (
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
)

func TestLogisticOnFrames_KeepsThePromisesOfEstimators(t *testing.T) {
	learntest.Conform(t, learn.NewLogistic(learn.Options{Ridge: 1}),
		func() learn.Model { return &learn.EncodedModel[*learn.Logistic]{} })
}

func TestEncoder_PoolsRareLevelsAndFlagsMissingNumbers(t *testing.T) {
	s := learntest.Shop(2000, 1)
	names := learn.NewEncoder(s.X).Names()
	slices.Sort(names)
	want := []string{"channel=", "channel=*", "channel=app", "channel=store", "channel=web", "noise", "orders", "orders?", "silence"}
	if !slices.Equal(names, want) {
		t.Errorf("inputs %q, want %q", names, want)
	}
}

func TestLoad_RefusesWhatIsNoModel(t *testing.T) {
	none := func(string) learn.Model { return nil }
	for _, text := range []string{"", "{", `{"kind":"oracle","model":{}}`} {
		if _, err := learn.Load([]byte(text), none); code(err) != "learn.unknown_model" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
