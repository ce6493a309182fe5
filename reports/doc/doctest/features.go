package doctest

import (
	"huiliu/engine"
	"huiliu/engine/feature"
)

// featuresAndProof is a shop without surveys whose features have stood the test.
func featuresAndProof() ([]feature.Listed, feature.Proof) {
	known := feature.Sources{}
	for _, f := range feature.Catalogue() {
		known[f.Source] = f.Source != feature.Surveys
	}
	return feature.List(known), feature.Proof{Days: []engine.Day{Day("2023-09-14"), Day("2024-05-02")}, Customers: 300, Features: 74,
		Values: 41580, Cut: 5120, Leaking: []string{}}
}
