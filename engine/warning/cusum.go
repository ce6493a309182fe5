package warning

import "math"

// Cusum sums the evidence that a rate has halved: the logarithm of how much likelier
// what was seen is with half the rate, never below 0 (Page 1954). The zero value has
// seen nothing.
type Cusum struct{ sum float64 }

// Quiet adds a time without a purchase, in purchases that were expected in it.
func (c *Cusum) Quiet(expected float64) { c.sum += expected / 2 }

// Purchase adds a purchase.
func (c *Cusum) Purchase() { c.sum = math.Max(0, c.sum-math.Ln2) }

// Evidence is the sum: e^Evidence is how many times likelier half the rate is.
func (c *Cusum) Evidence() float64 { return c.sum }
