package neural_test

import (
	"context"
	"errors"
	"testing"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/learntest"
	"huiliu/engine/learn/neural"
)

func blank() learn.Model { return &learn.EncodedModel[*neural.Network]{} }

func TestPerceptron_KeepsThePromisesOfEstimators(t *testing.T) {
	t.Run("ramps", func(t *testing.T) { learntest.Conform(t, neural.Perceptron{Ramp: true, Epochs: 30}.Estimator(), blank) })
	t.Run("one layer", func(t *testing.T) { learntest.Conform(t, neural.Perceptron{Epochs: 30}.Estimator(), blank) })
	t.Run("two layers", func(t *testing.T) {
		learntest.Conform(t, neural.Perceptron{Hidden: []int{8, 4}, Epochs: 30}.Estimator(), blank)
	})
}

func network(t *testing.T, o neural.Perceptron, in learn.Training) (*neural.Network, learn.Model) {
	t.Helper()
	m, err := o.Estimator().Fit(context.Background(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.(*learn.EncodedModel[*neural.Network]).Inner, m
}

// Whoever is in just one of two groups leaves: no straight border tells them apart.
func TestPerceptron_LearnsWhatAStraightBorderCannot(t *testing.T) {
	s := learntest.Shop(2000, 1)
	a, b := s.X.Find("silence").Number, s.X.Find("noise").Number
	for i := range s.Y {
		s.Y[i] = (a[i] > 0) != (b[i] > 0.5)
	}
	in := learn.Training{Sample: s, Seed: 1}
	_, m := network(t, neural.Perceptron{}, in)
	if auc := learn.AUC(m.Predict(s.X), s.Y); auc < 0.95 {
		t.Errorf("AUC %.3f", auc)
	}
	straight, err := learn.NewLogistic(learn.Options{Ridge: 1}).Fit(context.Background(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if auc := learn.AUC(straight.Predict(s.X), s.Y); auc > 0.6 {
		t.Errorf("too easy: a straight border has AUC %.3f", auc)
	}
}

// Outcomes by coin toss: the log loss of later rows tells to stop before all passes are
// over, and what is kept is the best pass, not the last.
func TestPerceptron_StopsByLaterRows(t *testing.T) {
	s, later := learntest.Shop(800, 2), learntest.Shop(800, 3)
	for i := range s.Y {
		s.Y[i], later.Y[i] = i%2 == 0, i%2 == 1
	}
	o := neural.Perceptron{Hidden: []int{32}, Rate: 0.02, Epochs: 100, Patience: 5}
	n, m := network(t, o, learn.Training{Sample: s, Later: &later, Seed: 1})
	if n.Epochs > 60 || n.HeldOut != 0 {
		t.Errorf("kept pass %d, held out %d", n.Epochs, n.HeldOut)
	}
	if got := learn.LogLoss(m.Predict(later.X), later.Y); got-float64(n.Watched) > 1e-9 || got > 0.75 {
		t.Errorf("the kept network has log loss %.4f on later rows, noted %.4f", got, n.Watched)
	}
	n, _ = network(t, o, learn.Training{Sample: s, Seed: 1})
	if n.HeldOut < 100 || n.HeldOut > 130 {
		t.Errorf("held out %d of 800", n.HeldOut)
	}
}

func TestPerceptron_WarnsWhenThereAreFewEventsForItsWeights(t *testing.T) {
	n, _ := network(t, neural.Perceptron{Epochs: 2}, learn.Training{Sample: learntest.Shop(300, 4)})
	if len(n.Warnings) != 1 || n.Warnings[0].Code != "learn.small_for_network" {
		t.Errorf("warnings %v", n.Warnings)
	}
	if n, _ = network(t, neural.Perceptron{Hidden: []int{1}, Epochs: 2}, learn.Training{Sample: learntest.Shop(3000, 4)}); len(n.Warnings) != 0 {
		t.Errorf("warnings %v", n.Warnings)
	}
}

func TestPerceptron_RefusesImpossibleOptions(t *testing.T) {
	for _, o := range []neural.Perceptron{{Hidden: []int{1, 2, 3}}, {Hidden: []int{0}}, {L2: -1}, {Rate: -1}, {Batch: -1},
		{Epochs: -1}, {Patience: -1}} {
		_, err := o.Estimator().Fit(context.Background(), learn.Training{Sample: learntest.Shop(60, 1)}, nil)
		var problem *engine.Error
		if !errors.As(err, &problem) || problem.Code != "learn.bad_option" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
