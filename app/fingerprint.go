package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"huiliu/reports/doc"
)

// fingerprint identifies what results were computed from: the files and their
// accounting, the definition, the assumptions, the seed and the program.
func fingerprint(r *doc.Results, q Question) string {
	b, err := json.Marshal(struct {
		Version    string
		Import     any
		Definition any
		Assumed    any
		Seed       uint64
		Alarms     float64
	}{Version, r.Import, r.Definition, r.Winback.Assumptions, q.Seed, q.FalseAlarms})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
