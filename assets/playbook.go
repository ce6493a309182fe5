package assets

import (
	_ "embed" // playbook.json
	"slices"
)

//go:embed playbook.json
var plays []byte

// Playbook returns the built-in playbook as JSON; playbook.Read reads it. It is judgement
// and causes are keys of the taxonomy. The copy is the caller's.
func Playbook() []byte { return slices.Clone(plays) }
