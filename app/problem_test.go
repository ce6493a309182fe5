package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

func TestExplain_UnknownErrorsNeverLeakAndKnownOnesSayWhatToDo(t *testing.T) {
	for _, l := range assets.Langs() {
		w, err := assets.Catalogue(l)
		if err != nil {
			t.Fatal(err)
		}
		secret := errors.New("pq: secret internals at /home/me")
		for _, err := range []error{secret, &engine.Error{Code: "no.such.code", Cause: secret}} {
			p := app.Explain(err, w)
			if p.Code != "internal" || strings.Contains(p.Sentence+p.Hint, "secret") || !strings.Contains(p.Detail, "secret") && !strings.Contains(p.Detail, "no.such.code") {
				t.Errorf("%v: %+v", err, p)
			}
		}
		p := app.Explain(fmt.Errorf("wrapped: %w", &engine.Error{Code: "import.empty_file", Place: engine.Place{File: "/a/b/空.csv"}}), w)
		if p.Code != "import.empty_file" || !strings.Contains(p.Sentence, "空.csv") || strings.Contains(p.Sentence, "/a/b") || p.Hint == "" {
			t.Errorf("known: %+v", p)
		}
		if p := app.Explain(fmt.Errorf("x: %w", context.Canceled), w); p.Code != "cancelled" {
			t.Errorf("cancelled: %+v", p)
		}
		if got := app.ExplainAll(errors.Join(secret, &engine.Error{Code: "import.no_files"}), w); len(got) != 2 {
			t.Errorf("joined: %+v", got)
		}
	}
}

// Every error and warning code written in the source has its words.
func TestWords_EveryErrorCodeHasItsSentence(t *testing.T) {
	w, err := assets.Catalogue(assets.ZH)
	if err != nil {
		t.Fatal(err)
	}
	codes := codesInSource(t)
	if len(codes) < 30 {
		t.Fatalf("only %d codes found", len(codes))
	}
	for _, code := range codes {
		if !w.Has("error."+code) && !w.Has("warning."+code) {
			t.Errorf("%s has no sentence", code)
		}
	}
}

func TestExplainAll_NoErrorIsNoProblem(t *testing.T) {
	if got := app.ExplainAll(nil, words(t, assets.ZH)); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
