package assets

import (
	_ "embed" // risks.json
	"slices"
)

//go:embed risks.json
var risks []byte

// Risks returns the built-in risk register as JSON, examples to be judged anew for every
// shop; risk.ReadRegister reads it. The copy is the caller's.
func Risks() []byte { return slices.Clone(risks) }
