// Package platform recognises whose export a table is: a shop platform, an ERP, a
// till. What it knows is data, one JSON file for each kind of export, which anyone can
// extend; see docs/platforms.en.md.
//
//	known, err := platform.Read(assets)
//	platform.Apply(sources, known)
//
// A description is a claim about somebody else's software and may be out of date, so
// it only ever orders what the values allow: a column is mapped as the description
// says when its values can be of that field, else as its name and values say.
package platform

import "huiliu/engine/ingest"

// Platform describes one kind of export.
type Platform struct {
	ID   string            `json:"id"`   // lower case, digits and _
	Name map[string]string `json:"name"` // by language: zh-Hans, en
	Kind string            `json:"kind"` // orders, lines, customers, refunds
	Role ingest.Role       `json:"role"`

	// Headers. "A|B" is one header with two names. All of Required must be there and
	// none of Forbidden; Optional ones only make recognition surer.
	Required  []string `json:"required"`
	Optional  []string `json:"optional,omitempty"`
	Forbidden []string `json:"forbidden,omitempty"`

	// Fields lists the headers of every field, best first; the field "ignore" lists
	// headers that must not be taken for what they are called.
	Fields map[ingest.Field][]string `json:"fields"`

	// Statuses lists the status words by what they make of an order: sale, refunded,
	// void.
	Statuses map[string][]string `json:"statuses,omitempty"`

	Once         []ingest.Field `json:"once,omitempty"`          // told in the first row of an order only
	DateOrder    string         `json:"date_order,omitempty"`    // of short dates: dmy, mdy
	AmountUnit   string         `json:"amount_unit,omitempty"`   // fen when amounts are hundredths
	CancelPrefix string         `json:"cancel_prefix,omitempty"` // order ids beginning with it are cancellations

	// For readers of the file.
	Refunds string   `json:"refunds"`          // how refunds are told: column, rows, status, none
	Masked  []string `json:"masked,omitempty"` // headers of columns exported with ***
	Quirks  []string `json:"quirks,omitempty"` // what else is unusual: formula_ids, tab_after_ids, notes_below, title_above
	Source  string   `json:"source"`           // where the names are from, and how sure
}

// Title returns the name in that language, else in another, else the id.
func (p *Platform) Title(lang string) string {
	for _, l := range []string{lang, "zh-Hans", "en"} {
		if name := p.Name[l]; name != "" {
			return name
		}
	}
	return p.ID
}
