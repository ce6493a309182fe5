package tree_test

import (
	"context"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/tree"
)

func TestSQL_RefusesOtherModels(t *testing.T) {
	m, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(context.Background(), learn.Training{Sample: learntest.Shop(300, 1)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := tree.SQL(m, "t"); err == nil || text != "" {
		t.Errorf("got %q, %v", text, err)
	}
}
