// Package segment groups customers: RFM with the eight Chinese classes.
package segment

import "huiliu/engine"

// RFM is the segmentation as of one day with the thresholds that made it.
type RFM struct {
	AsOf    engine.Day   `json:"as_of"`
	Rule    string       `json:"rule"`    // "mean": above the mean or not (R strictly below)
	Recency float64      `json:"recency"` // threshold, days since the last purchase day
	Freq    float64      `json:"frequency"`
	Money   float64      `json:"money"`
	Classes []Class      `json:"classes"` // always eight, in the fixed order of ClassKeys
	Total   int64        `json:"customers"`
	Amount  engine.Money `json:"amount"` // net revenue of all classes
}

// Class is one of the eight classes.
type Class struct {
	Class     string       `json:"class"` // one of ClassKeys; catalogue: rfm.<class>
	R         bool         `json:"r"`     // more recent than the threshold
	F         bool         `json:"f"`
	M         bool         `json:"m"`
	Customers int64        `json:"customers"`
	Amount    engine.Money `json:"amount"` // net revenue
	Lost      int64        `json:"lost"`   // of them, silent longer than the window
}

// ClassKeys are the eight classes in report order: 重要价值 (R F M all high), 重要保持 (F M), 重要发展 (R M),
// 重要挽留 (M), 一般价值 (R F), 一般保持 (F), 一般发展 (R), 一般挽留 (none).
var ClassKeys = [8]string{
	"important_value", "important_keep", "important_develop", "important_winback",
	"general_value", "general_keep", "general_develop", "general_winback",
}
