package explain

import "math"

func logOdds(p float64) float64 { return math.Log(p) - math.Log1p(-p) }
