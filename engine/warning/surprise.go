package warning

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Prior is the distribution of purchase rates per day over the customers of a shop:
// Gamma with shape R and rate Alpha (days).
type Prior struct {
	R     float64 `json:"r"`
	Alpha float64 `json:"alpha"`
}

// Mean is the rate expected of a customer with x purchases in T days.
func (p Prior) Mean(x, T float64) float64 { return (p.R + x) / (p.Alpha + T) }

// Surprise is the probability that a customer with x purchases in T days makes at most
// k in the next w days without having changed: a negative binomial with size r+x and
// probability (α+T)/(α+T+w). METHODS 1.10.
func (p Prior) Surprise(x, T, w float64, k int) float64 {
	size, stay := p.R+x, (p.Alpha+T)/(p.Alpha+T+w)
	term := math.Exp(size * math.Log(stay))
	if term < 1e-290 { // the sum would begin with nothing
		return mathext.RegIncBeta(size, float64(k+1), stay)
	}
	sum := term
	for j := 0; j < k; j++ {
		term *= (size + float64(j)) / float64(j+1) * (1 - stay)
		sum += term
	}
	return math.Min(1, sum)
}

// exposure is what is known of one customer's rate: Count purchases in Days days.
type exposure struct{ count, days float64 }

// fitPrior fits the prior to customers by moments: the mean rate and the spread of
// rates beyond what chance gives to equal customers. Where chance explains all, rates
// are nearly equal (a large R). ok is false without purchases.
func fitPrior(list []exposure) (p Prior, ok bool) {
	const nearlyEqual = 1000
	var x, t, tt float64
	for _, e := range list {
		x, t, tt = x+e.count, t+e.days, tt+e.days*e.days
	}
	if !(x > 0) || !(t > 0) {
		return Prior{}, false
	}
	m := x / t
	var spread float64
	for _, e := range list {
		d := e.count - m*e.days
		spread += d*d - m*e.days
	}
	shape := float64(nearlyEqual)
	if v := spread / tt; v > 0 {
		shape = math.Min(nearlyEqual, m*m/v)
	}
	return Prior{R: shape, Alpha: shape / m}, true
}
