package engine_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"huiliu/engine"
)

func TestNewRate_IsTheWilsonInterval(t *testing.T) {
	// METHODS 1.1 and reference/06a_statistics.json wilson: R binom, without correction.
	for _, c := range []struct {
		events, base int64
		low, high    float64
	}{{12, 100, 0.06999406437, 0.1981209943}, {0, 20, 0, 0.1611251581}, {20, 20, 0.8388748419, 1}} {
		r := engine.NewRate(c.events, c.base)
		if math.Abs(float64(r.Low)-c.low) > 1e-9 || math.Abs(float64(r.High)-c.high) > 1e-9 {
			t.Errorf("%d of %d: %v to %v", c.events, c.base, r.Low, r.High)
		}
	}
}

func TestNewRate_HoldsItsValueAndStaysBetween0And1(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		base := rng.Int64N(1000) + 1
		r := engine.NewRate(rng.Int64N(base+1), base)
		if r.Low < 0 || r.High > 1 || r.Low > r.Value+1e-12 || r.High < r.Value-1e-12 {
			t.Fatalf("%+v", r)
		}
	}
}

func TestRate_OfNobodyIsUndefinedAndNull(t *testing.T) {
	b, err := json.Marshal(engine.NewRate(0, 0))
	if err != nil || string(b) != `{"events":0,"base":0,"value":null,"low":null,"high":null}` {
		t.Errorf("%s, %v", b, err)
	}
	var back engine.Rate
	if err := json.Unmarshal(b, &back); err != nil || back.Value.Defined() {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestDay_RoundTripsAndCountsWholeDays(t *testing.T) {
	a, err := engine.ParseDay("2024-02-28")
	if err != nil {
		t.Fatal(err)
	}
	b := engine.DayOf(time.Date(2024, 3, 1, 23, 59, 0, 0, time.FixedZone("CST", 8*3600)))
	if b-a != 2 || b.String() != "2024-03-01" {
		t.Errorf("%s − %s = %d", b, a, b-a)
	}
	for _, d := range []engine.Day{a, 0, -1, engine.NoDay} {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back engine.Day
		if err := json.Unmarshal(text, &back); err != nil || back != d {
			t.Errorf("%s became %s, %v", d, back, err)
		}
	}
	if _, err := engine.ParseDay("2024-02-30"); err == nil {
		t.Error("30 February was accepted")
	}
}

func TestMoney_IsExactToTheTenThousandth(t *testing.T) {
	sum := engine.Money(0)
	for range 10 {
		sum += engine.MoneyOf(0.1)
	}
	if sum != engine.MoneyOf(1) || sum.String() != "1.00" || engine.MoneyOf(-2.50005) != -25001 {
		t.Errorf("%v %v", sum, engine.MoneyOf(-2.50005))
	}
	b, err := json.Marshal(engine.MoneyOf(8_911_407.904))
	if err != nil || string(b) != "8911407.904" {
		t.Errorf("%s, %v", b, err)
	}
}

func TestError_KeepsItsCause(t *testing.T) {
	cause := errors.New("disk")
	err := error(&engine.Error{Code: "x.y", Place: engine.Place{File: "a.csv", Line: 3}, Cause: cause})
	if !errors.Is(err, cause) || err.Error() != "x.y in a.csv:3: disk" {
		t.Error(err)
	}
}
