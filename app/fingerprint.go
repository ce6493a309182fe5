package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"huiliu/reports/doc"
)

// fingerprint identifies what results were computed from: the files and their
// accounting, the definition, the assumptions, what was entered and coded, the seed and
// the program.
func fingerprint(r *doc.Results, q Question) string {
	b, err := json.Marshal(struct {
		Version    string
		Import     any
		Definition any
		Assumed    any
		Seed       uint64
		Alarms     float64
		NotDue     bool
		Costs      any // as entered
		Words      any // the list of causes
		Causes     any // found with it and with what was coded
	}{Version, r.Import, r.Definition, r.Winback.Assumptions, q.Seed, q.FalseAlarms, q.IncludeNotDue, r.Ledger, r.Taxonomy, r.Causes})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
