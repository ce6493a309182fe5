package assets

import (
	_ "embed" // taxonomy.json
	"slices"
)

//go:embed taxonomy.json
var taxonomy []byte

// Taxonomy returns the built-in list of loss causes with their words, labels and
// actions as JSON; cause.ParseTaxonomy reads it. The copy is the caller's.
func Taxonomy() []byte { return slices.Clone(taxonomy) }
