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
)

// Info describes one feature.
type Info struct {
	Name       string // words: feature.<Name>
	Unit       Unit
	Definition string // key of the exact definition in the word catalogue
}

// Catalogue lists the features in column order.
func Catalogue() []Info {
	list := []Info{
		{Name: "silence_days", Unit: Days},
		{Name: "tenure_days", Unit: Days},
		{Name: "purchase_days", Unit: Count},
		{Name: "purchase_days_30", Unit: Count},
		{Name: "purchase_days_90", Unit: Count},
		{Name: "purchase_days_180", Unit: Count},
		{Name: "purchase_days_365", Unit: Count},
		{Name: "amount", Unit: Money},
		{Name: "amount_365", Unit: Money},
		{Name: "mean_amount", Unit: Money},
		{Name: "mean_gap", Unit: Days},
		{Name: "overdue", Unit: Ratio},
		{Name: "slope", Unit: Ratio},
		{Name: "coupon_share", Unit: Ratio},
		{Name: "discount_share", Unit: Ratio},
		{Name: "refund_share", Unit: Ratio},
		{Name: "late_share", Unit: Ratio},
		{Name: "tickets_90", Unit: Count},
		{Name: "categories", Unit: Count},
	}
	for i := range list {
		list[i].Definition = "feature." + list[i].Name + ".def"
	}
	return list
}

// blank is the columns of a frame without rows.
func blank() []learn.Column {
	list := Catalogue()
	out := make([]learn.Column, len(list))
	for j, f := range list {
		// Ratios are within a few units, but silence over one's own gap has a long tail.
		out[j] = learn.Column{Name: f.Name, Number: []float64{}, Log: f.Unit != Ratio || f.Name == "overdue"}
	}
	return out
}
