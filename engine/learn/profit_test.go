package learn_test

import (
	"math"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
	"huiliu/engine/stat/reference"
)

type wantProfit struct {
	Y         []int
	Score     []float64
	CLV, D, F float64
	MPC, EMPC float64
	Share     float64 `json:"MPC_fraction"`
	Threshold float64 `json:"MPC_threshold"`
	EMPCShare float64 `json:"EMPC_fraction"`
}

func (w wantProfit) check(t *testing.T, tol reference.Tolerance, name string, score []float64, y []bool) {
	t.Helper()
	r := learn.StandardRetention()
	if w.CLV > 0 {
		r.CLV, r.Incentive, r.Contact = w.CLV, w.D, w.F
	}
	got := learn.MaximumProfit(score, y, r, 1)
	tol.Near(t, name+" MPC", float64(got.MPC), w.MPC)
	tol.Near(t, name+" share", float64(got.Share), w.Share)
	tol.Near(t, name+" threshold", float64(got.Threshold), w.Threshold)
	tol.Near(t, name+" EMPC", float64(got.EMPC), w.EMPC)
	tol.Near(t, name+" share of EMPC", float64(got.EMPCShare), w.EMPCShare)
	if !(got.Low <= got.MPC && got.MPC <= got.High && got.EMPCLow <= got.EMPC && got.EMPC <= got.EMPCHigh) {
		t.Errorf("%s: intervals %+v", name, got)
	}
}

// 06a_statistics.json mpc_empc; the small vectors are those of empulse.
func TestMaximumProfit_EqualsReference_06a_statistics_mpc_empc(t *testing.T) {
	var want map[string]wantProfit
	tol := reference.Item(t, "06a_statistics.json", "mpc_empc", &want)
	f := glmData(t, "mlc_simple")
	fitted := fit(t, f.matrix(), f.y, learn.Options{}).Predict(f.matrix())
	for name, w := range want {
		score, y := fitted, f.y
		if len(w.Y) > 0 {
			score, y = w.Score, make([]bool, len(w.Y))
			for i, v := range w.Y {
				y[i] = v == 1
			}
		}
		w.check(t, tol, name, score, y)
	}
	if len(want) != 5 {
		t.Errorf("%d vectors", len(want))
	}
}

// The sharper the beta distribution around its mean, the closer EMPC comes to MPC.
func TestMaximumProfit_EMPCBecomesMPCAsTheAcceptanceIsKnown(t *testing.T) {
	rng := stat.NewRand(1, "profit")
	score, y := make([]float64, 400), make([]bool, 400)
	for i := range score {
		score[i] = rng.Float64()
		y[i] = rng.Float64() < 0.5*score[i]
	}
	before := math.Inf(1)
	for _, sharp := range []float64{1, 10, 100, 1e4, 1e6} {
		r := learn.StandardRetention()
		r.Alpha, r.Beta = 6*sharp, 14*sharp
		p := learn.MaximumProfit(score, y, r, 1)
		gap := float64(p.EMPC - p.MPC)
		if !(gap >= -1e-9 && gap <= before) {
			t.Errorf("sharpness %g: EMPC is %g above MPC, before %g", sharp, gap, before)
		}
		before = gap
	}
	if before > 1e-4 {
		t.Errorf("with a known share the gap is %g", before)
	}
}

// By hand: keeping a customer worth 200 for 10 at 30 % brings 0.3·190 − 1 = 56 against 11
// lost on anybody else, so who leaves with less than 11/67 is not worth a contact.
func TestMaximumProfit_ContactsNobodyWhenNobodyIsWorthIt(t *testing.T) {
	score, y := make([]float64, 100), make([]bool, 100)
	for i := range 16 {
		y[i] = true
	}
	p := learn.MaximumProfit(score, y, learn.StandardRetention(), 1)
	if p.MPC != 0 || p.Share != 0 || p.Threshold.Defined() {
		t.Errorf("got %+v", p)
	}
	y[16] = true
	if p := learn.MaximumProfit(score, y, learn.StandardRetention(), 1); math.Abs(float64(p.MPC)-(0.17*56-0.83*11)) > 1e-12 || p.Share != 1 {
		t.Errorf("with 17 %% got %+v", p)
	}
	r := learn.StandardRetention()
	r.Incentive = 300
	if p := learn.MaximumProfit(score, y, r, 1); p.MPC.Defined() || p.EMPC.Defined() {
		t.Errorf("an offer above the customer's worth: %+v", p)
	}
}
