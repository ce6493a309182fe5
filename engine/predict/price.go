package predict

import (
	"math"

	"huiliu/engine"
	"huiliu/engine/learn"
)

// Priced is what contacting the riskiest customers would bring under other terms.
type Priced struct {
	Share     float64       // of the customers, the most profitable; 0: contact nobody
	Profit    learn.Measure // per customer, at that share; the interval is that of the churn captured
	Everybody engine.Number // per customer, contacting all
	Captured  engine.Number // of the churn, at that share
	Threshold float64       // probability from which a contact pays
}

// Price finds the most profitable share on a gains curve under the terms: per customer
// π·c·(γ(V−d) − f) − (s − π·c)·(d+f) for a share s that holds c of the churn (METHODS 1.13).
func (g *Gains) Price(t Terms, churned engine.Rate) Priced {
	out := Priced{Threshold: t.Threshold(), Captured: 0, Everybody: engine.Undefined()}
	base := float64(churned.Value)
	if math.IsNaN(base) {
		return out
	}
	of := func(share float64, captured engine.Number) engine.Number {
		hit := base * float64(captured)
		return engine.Number(hit*(t.Accept*(t.Value-t.Offer)-t.Contact) - (share-hit)*(t.Offer+t.Contact))
	}
	for _, p := range g.Points {
		if v := of(p.Share, p.Captured); v > out.Profit.Value {
			out.Share, out.Captured = p.Share, p.Captured
			out.Profit = learn.Measure{Value: v, Low: of(p.Share, p.Low), High: of(p.Share, p.High)}
		}
		out.Everybody = of(p.Share, p.Captured) // the last point is all
	}
	return out
}
