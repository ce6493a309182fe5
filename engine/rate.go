package engine

import (
	"encoding/json"
	"math"
)

// Number is a float64 that may be undefined (NaN or infinite); JSON shows such
// values as null and never as 0.
type Number float64

// Undefined is the Number of something that cannot be observed or computed.
func Undefined() Number { return Number(math.NaN()) }

// Defined reports whether the number is finite.
func (n Number) Defined() bool {
	return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0)
}

// MarshalJSON writes the shortest form that reads back equal, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads a number or null.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Undefined()
		return nil
	}
	var f float64
	err := json.Unmarshal(b, &f)
	*n = Number(f)
	return err
}

// Rate is a share with its denominator and 95 % Wilson score interval.
// With an empty base, Value, Low and High are undefined.
type Rate struct {
	Events int64  `json:"events"`
	Base   int64  `json:"base"`
	Value  Number `json:"value"`
	Low    Number `json:"low"`
	High   Number `json:"high"`
}

// SmallBase is the base below which a rate is suppressed in tables (METHODS 1.0.6).
const SmallBase = 30

// Z95 is the 97.5 % quantile of the standard normal distribution: a normal 95 % interval
// is the estimate ± Z95 standard errors.
const Z95 = 1.959963984540054

// NewRate computes events/base with its Wilson score interval without continuity
// correction (Wilson 1927): 12 of 100 gives 0.0700 to 0.1981.
func NewRate(events, base int64) Rate {
	r := Rate{Events: events, Base: base, Value: Undefined(), Low: Undefined(), High: Undefined()}
	if base <= 0 {
		return r
	}
	n, p, z2 := float64(base), float64(events)/float64(base), Z95*Z95
	mid := (p + z2/(2*n)) / (1 + z2/n)
	half := Z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	r.Value = Number(p)
	r.Low, r.High = Number(math.Max(0, mid-half)), Number(math.Min(1, mid+half))
	return r
}

// Small reports whether the base is too small to show the rate.
func (r Rate) Small() bool { return r.Base < SmallBase }
