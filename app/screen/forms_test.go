package screen

import (
	"strings"
	"testing"
)

// entersCosts: a percentage is refused in words, labour is kept with its author and day and
// feeds the plan, a risk and a rule of the shop's own stand in their tables, and the ledger
// can be emptied again.
func entersCosts(t *testing.T, d *Desk) {
	d.Go(Ledger)
	if v := d.View(); len(v.Forms) != 3 || len(v.Forms[0].Fields) != 6 {
		t.Fatalf("forms: %+v", v.Forms)
	}
	d.Enter(formCost, map[string]string{"kind": "management", "per": "once", "value": "10%"}, false)
	v := until(t, d, "the refusal", func(v View) bool { return len(v.Shell.Problems) == 1 })
	if s := v.Shell.Problems[0].Sentence; !strings.Contains(s, "不是钱") && !strings.Contains(s, "not money") {
		t.Errorf("%+v", v.Shell.Problems)
	}
	d.Dismiss()
	labour := map[string]string{"kind": "labour", "per": "once", "value": "2人 × 3小时 × 40元", "name": "打电话"}
	d.Enter(formCost, labour, false)
	until(t, d, "the entered labour", func(v View) bool { return rowWith(v, "ledger", "打电话") && d.idle() })
	if got := d.results.Winback.Assumptions.FixedCost; got != 240 {
		t.Errorf("fixed cost %v", got)
	}
	d.Enter(formRisk, map[string]string{"name": "台风", "probability": "20%", "impact": "500", "owner": "店长", "mitigation": "改期"}, false)
	until(t, d, "the entered risk", func(v View) bool { return rowWith(v, "risk_register", "台风") && d.idle() })
	d.Go(Playbook)
	d.Enter(formPlay, map[string]string{"tier": "high", "remedy": "送样品", "channel": "visit", "words": "上门看看", "owner": "老板", "days": "3"}, false)
	until(t, d, "the entered rule", func(v View) bool { return rowWith(v, "playbook", "送样品") && d.idle() })
	d.Go(Ledger)
	d.Enter(formCost, labour, true)
	until(t, d, "the removed labour", func(v View) bool { return !rowWith(v, "ledger", "打电话") && d.idle() })
}

// rowWith reports whether a table of the screen holds a text.
func rowWith(v View, table, text string) bool {
	for _, t := range v.Page.Tables {
		for _, row := range t.Rows {
			for _, c := range row {
				if t.Key == table && strings.Contains(c.Text, text) {
					return true
				}
			}
		}
	}
	return false
}
