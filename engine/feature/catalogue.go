package feature

import "huiliu/engine/learn"

// Unit says how a feature's value is read.
type Unit string

// Units.
const (
	Days  Unit = "days"
	Count Unit = "count"
	Money Unit = "money"
	Ratio Unit = "ratio" // a share, or one rate over another
	Score Unit = "score" // on the scale of the survey
	Text  Unit = "text"
)

// Source is a kind of facts a shop's files may or may not hold.
type Source string

// Sources, in the order of sources.sql. Orders are always there.
const (
	Orders        Source = "orders"
	Categories    Source = "categories"
	Products      Source = "products"
	Prices        Source = "prices"
	Coupons       Source = "coupons"
	Discounts     Source = "discounts"
	Returns       Source = "returns"
	Cancellations Source = "cancellations"
	Channels      Source = "channels"
	Deliveries    Source = "deliveries"
	Tickets       Source = "tickets"
	Topics        Source = "topics"
	Surveys       Source = "surveys"
	Contacts      Source = "contacts"
	Joined        Source = "joined"
)

// Info describes one feature.
type Info struct {
	Name       string `json:"name"`       // words: feature.<Name>
	Definition string `json:"definition"` // key of the exact definition in the word catalogue
	Group      string `json:"group"`      // words: feature.group.<Group>
	Unit       Unit   `json:"unit"`       // words: feature.unit.<Unit>
	Source     Source `json:"source"`     // words: feature.source.<Source>; without it the feature is not known
	// Log says that a number is long-tailed; see learn.Column.
	Log bool `json:"log,omitempty"`
}

// Catalogue lists the features in column order.
func Catalogue() []Info {
	var out []Info
	for _, q := range queries() {
		out = append(out, q.features...)
	}
	return append(out, seasonal()...)
}

// group gives a list of features their group and what follows from their names.
func group(name string, list ...Info) []Info {
	for i := range list {
		f := &list[i]
		f.Group, f.Definition = name, "feature."+f.Name+".def"
		if f.Source == "" {
			f.Source = Orders
		}
		// Ratios are within a few units, but silence over one's own gap has a long tail.
		f.Log = f.Log || f.Unit == Days || f.Unit == Count || f.Unit == Money
	}
	return list
}

// columns are the columns of a frame without rows.
func columns(list []Info) []learn.Column {
	out := make([]learn.Column, len(list))
	for j, f := range list {
		out[j] = learn.Column{Name: f.Name, Log: f.Log}
		if f.Unit == Text {
			out[j].Text = []string{}
		} else {
			out[j].Number = []float64{}
		}
	}
	return out
}
