// Package associate says which properties of customers go together with leaving: one
// by one with tests corrected for their number, and together in a logistic model. It
// describes customers as they are; nothing here says what would happen if a property
// were changed.
package associate

import (
	"huiliu/engine"
	"huiliu/engine/snapshot"
)

// Kinds of association.
const (
	Numbers = "number" // point-biserial, Spearman and Mann–Whitney
	Levels  = "level"  // bias-corrected Cramér's V and chi-square
)

// Result is what goes together with leaving.
type Result struct {
	AsOf     engine.Day         `json:"as_of"` // NoDay: a customer table without dates
	Horizon  int                `json:"horizon_days"`
	Left     engine.Rate        `json:"left"`
	Single   []Single           `json:"single"` // strongest first
	Together *Model             `json:"together"`
	Dropped  []snapshot.Dropped `json:"dropped"`
	Skipped  string             `json:"skipped"` // associate.skipped.<code>
}

// Single is one column alone. Strength is between 0 and 1 for every kind, so that
// columns can be ordered: |point-biserial| of ranks (Spearman), or corrected V.
type Single struct {
	Column   string        `json:"column"`
	Built    bool          `json:"built"`
	Kind     string        `json:"kind"`
	N        int           `json:"n"`
	Strength engine.Number `json:"strength"`
	// Numbers: correlation with leaving, plain and of ranks, with the interval of the
	// latter; and the chance that somebody who left has the larger value.
	PointBiserial engine.Number `json:"point_biserial"`
	Spearman      engine.Number `json:"spearman"`
	Low           engine.Number `json:"low"`
	High          engine.Number `json:"high"`
	Larger        engine.Number `json:"larger"` // Mann–Whitney, one half is no difference
	LargerLow     engine.Number `json:"larger_low"`
	LargerHigh    engine.Number `json:"larger_high"`
	MedianLeft    engine.Number `json:"median_left"`
	MedianStayed  engine.Number `json:"median_stayed"`
	V             engine.Number `json:"cramers_v"` // bias-corrected (Bergsma 2013)
	Thin          engine.Number `json:"thin"`      // share of cells too small for the test
	P             engine.Number `json:"p"`
	Q             engine.Number `json:"q"` // Benjamini–Hochberg over all columns
}

// Model is a logistic regression of leaving on several columns.
type Model struct {
	Rows    int64         `json:"rows"`
	Events  int64         `json:"events"`
	AUC     engine.Number `json:"auc"` // on the rows it was fitted to
	AUCLow  engine.Number `json:"auc_low"`
	AUCHigh engine.Number `json:"auc_high"`
	LogLik  engine.Number `json:"loglik"`
	// Firth: a column told for certain who left, so that the penalised fit was used.
	Firth   bool   `json:"firth"`
	Limited bool   `json:"limited"` // more columns than the model takes
	Lines   []Line `json:"lines"`
}

// Line is one coefficient.
type Line struct {
	Column     string        `json:"column"`
	Built      bool          `json:"built"`
	Level      string        `json:"level"`
	Reference  string        `json:"reference"`
	Unit       float64       `json:"unit"` // step of a number
	Coef       engine.Number `json:"coef"`
	SE         engine.Number `json:"se"`
	Z          engine.Number `json:"z"`
	P          engine.Number `json:"p"`
	Odds       engine.Number `json:"odds_ratio"`
	OddsLow    engine.Number `json:"odds_low"`
	OddsHigh   engine.Number `json:"odds_high"`
	VIF        engine.Number `json:"vif"` // GVIF^(1/df) squared: comparable between columns
	Effect     engine.Number `json:"effect"`
	EffectLow  engine.Number `json:"effect_low"`
	EffectHigh engine.Number `json:"effect_high"`
}
