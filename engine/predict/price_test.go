package predict

import (
	"math"
	"testing"

	"huiliu/engine"
)

func TestGains_PriceFindsTheShareThatPaysMost(t *testing.T) {
	score, y := make([]float64, 100), make([]bool, 100)
	for i := range score {
		score[i], y[i] = float64(-i), i < 20 && i%2 == 0
	}
	g := Gains{Points: gains(score, y)}
	terms := Terms{Value: 100, Offer: 10, Contact: 1, Accept: 0.5}
	p := g.Price(terms, engine.NewRate(10, 100))
	if want := (10*(0.5*90-1) - 9*11) / 100.0; p.Share != 0.19 || math.Abs(float64(p.Profit.Value)-want) > 1e-12 {
		t.Errorf("%+v, want profit %v", p, want)
	}
	if want := (10*44 - 90*11) / 100.0; math.Abs(float64(p.Everybody)-want) > 1e-12 {
		t.Errorf("everybody brings %v, want %v", p.Everybody, want)
	}
	if math.Abs(p.Threshold-11.0/55) > 1e-12 {
		t.Errorf("threshold %v", p.Threshold)
	}
	terms.Contact = 50
	if p := g.Price(terms, engine.NewRate(10, 100)); p.Share != 0 || p.Profit.Value != 0 {
		t.Errorf("dear contacts: %+v", p)
	}
}
