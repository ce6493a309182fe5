package cause

import (
	"cmp"
	"slices"

	"huiliu/engine"
	"huiliu/engine/stat"
)

// HeatRow is a stated cause and what happened to those who stated it.
type HeatRow struct {
	Key       string     `json:"key"`       // cause, as stated
	Customers int64      `json:"customers"` // lost customers who stated it
	Words     []Spoken   `json:"words"`     // of them, by where they said it, strongest source first
	Cells     []HeatCell `json:"cells"`     // in the order of the sources
}

// Spoken is how many stated a cause in one kind of words.
type Spoken struct {
	Source    string `json:"source"`
	Customers int64  `json:"customers"`
}

// HeatCell is how often something happened to those who stated a cause, beside how often
// to those who stated another.
type HeatCell struct {
	Source string      `json:"source"`
	Rate   engine.Rate `json:"rate"`
	Others engine.Rate `json:"others"`
	// Q is the p of the difference after Benjamini and Hochberg over all cells. Sign is
	// +1 or −1 where Q is at most 0.05, else 0: no difference visible.
	Q    engine.Number `json:"q"`
	Sign int           `json:"sign"`
	// Match: what happened points to the cause stated.
	Match bool `json:"match"`
}

// minStated is how many customers must state a cause to have a row.
const minStated = 10

// heat lays what lost customers said beside what happened to them.
func heat(lost []*customer, v *verdict, t Taxonomy, available map[string]bool) []HeatRow {
	said, where := map[string]int64{}, map[[2]string]int64{}
	shown := map[string]map[signSet]int64{}
	var all int64
	total := map[signSet]int64{}
	for _, c := range lost {
		key, source := v.said(c)
		if key == "" {
			continue
		}
		if shown[key] == nil {
			shown[key] = map[signSet]int64{}
		}
		all++
		said[key]++
		where[[2]string{key, source}]++
		for _, s := range v.signs {
			if c.signs&s.bit != 0 {
				shown[key][s.bit]++
				total[s.bit]++
			}
		}
	}
	rows := []HeatRow{}
	var p []float64
	for _, e := range t.Causes {
		n := said[e.Key]
		if n < minStated {
			continue
		}
		row := HeatRow{Key: e.Key, Customers: n}
		for _, source := range spoken() {
			if k := where[[2]string{e.Key, source}]; k > 0 {
				row.Words = append(row.Words, Spoken{source, k})
			}
		}
		for _, s := range v.signs {
			if !available[s.source] || total[s.bit] == 0 {
				continue
			}
			k := shown[e.Key][s.bit]
			d := stat.TwoProportions(k, n, total[s.bit]-k, all-n)
			p = append(p, float64(d.P))
			row.Cells = append(row.Cells, HeatCell{Source: s.source, Rate: engine.NewRate(k, n),
				Others: engine.NewRate(total[s.bit]-k, all-n), Sign: d.Sign(), Match: s.key == e.Key})
		}
		rows = append(rows, row)
	}
	settle(rows, stat.BenjaminiHochberg(p))
	slices.SortStableFunc(rows, func(a, b HeatRow) int { return cmp.Compare(b.Customers, a.Customers) })
	return rows
}

// settle keeps the signs that survive the number of cells looked at.
func settle(rows []HeatRow, q []float64) {
	i := 0
	for r := range rows {
		for c := range rows[r].Cells {
			cell := &rows[r].Cells[c]
			if cell.Q = engine.Number(q[i]); !(q[i] <= 0.05) {
				cell.Sign = 0
			}
			i++
		}
	}
}

// Timing is when something happened, in days before the last purchase; negative is after.
type Timing struct {
	Customers int64         `json:"customers"`
	Early     engine.Number `json:"early"` // a quarter happened this long before or longer
	Median    engine.Number `json:"median"`
	Late      engine.Number `json:"late"`
}

// timing reads when a sign was seen at the lost customers who show it.
func timing(lost []*customer, bit signSet) Timing {
	t := Timing{Early: engine.Undefined(), Median: engine.Undefined(), Late: engine.Undefined()}
	var ago []float64
	for _, c := range lost {
		if a := c.agoOf(bit); c.signs&bit != 0 && a != noDay {
			ago = append(ago, float64(a))
		}
	}
	if t.Customers = int64(len(ago)); len(ago) == 0 {
		return t
	}
	slices.Sort(ago)
	t.Early, t.Median, t.Late = engine.Number(stat.Quantile(ago, 0.75)), engine.Number(stat.Quantile(ago, 0.5)), engine.Number(stat.Quantile(ago, 0.25))
	return t
}
