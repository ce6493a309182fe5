package doc

import (
	"math"
	"slices"
	"strings"

	"huiliu/engine/churn"
	"huiliu/engine/predict"
	"huiliu/engine/winback"
)

// watchSheet lists the customers still here, largest expected loss first.
func (c *composer) watchSheet() (Sheet, bool) {
	if len(c.r.Watch.Rows) == 0 {
		return Sheet{}, false
	}
	t := c.table("watch", "rank:int", "customer:id", "probability:percent", "level:text", "silence_days:int", "purchase_days:int",
		"year_margin:money", "expected_loss:money", "reasons:text")
	t.Columns[8].Width = 72
	t.Note = c.watchNote()
	if c.r.Contractual() {
		t.Columns[6].Header = c.say("report.column.watch.year_margin.contract", nil)
	}
	from, to := c.unknownOfWatch()
	t.Columns = slices.Delete(t.Columns, from, to)
	unwilling := slices.ContainsFunc(c.r.Watch.Rows, func(r predict.WatchRow) bool { return r.DoNotContact })
	if unwilling {
		t.Columns = append(t.Columns, c.column("watch", "contact", "text"))
	}
	for i := range c.r.Watch.Rows {
		if !c.lists {
			break
		}
		row := &c.r.Watch.Rows[i]
		level := TableCell{Value: c.label("watch.level", row.Level), Tone: levelTone(row.Level)}
		values := []any{i + 1, row.CustomerID, row.Probability, level, row.SilenceDays, row.PurchaseDays,
			c.lostRevenue(row.YearMargin), c.lostRevenue(row.ExpectedLoss), c.reasons(row.Reasons)}
		values = slices.Delete(values, from, to)
		if unwilling {
			values = append(values, c.contact(row.DoNotContact))
		}
		t.add(row.CustomerID, values...)
	}
	if len(t.Rows) > 0 && !c.moneyless() {
		t.total(c.say("common.total", nil), "year_margin", "expected_loss")
	}
	s := c.sheet("watch", tableBlock(t))
	s.List = true
	return s, true
}

// moneyless tells that a customer table has no amounts.
func (c *composer) moneyless() bool {
	return c.r.Contractual() && c.r.Race.Terms.Source == predict.ValueDefault
}

// unknownOfWatch are the columns of the list nobody can fill: of contracts the purchases,
// without amounts the money as well.
func (c *composer) unknownOfWatch() (from, to int) {
	switch {
	case c.moneyless():
		return 4, 8
	case c.r.Contractual():
		return 4, 6
	}
	return 0, 0
}

// watchNote says what the probability is of, and what the list is ordered by.
func (c *composer) watchNote() string {
	key, d := "report.note.watch", &c.r.Definition
	switch {
	case c.moneyless():
		key = "report.note.watch.no_money"
	case c.r.Contractual():
		key = "report.note.watch.contract"
	case d.Rule == churn.RuleRhythm:
		key = "report.note.watch.rhythm"
	}
	return c.say(key, map[string]any{"days": d.WindowDays})
}

// contact says that somebody is not to be contacted; else nothing.
func (c *composer) contact(unwanted bool) string {
	if unwanted {
		return c.say("report.watch.do_not_contact", nil)
	}
	return ""
}

// levelTone colours a level of risk.
func levelTone(level string) Tone {
	switch level {
	case "high":
		return ToneWarning
	case "medium":
		return ToneContrast
	}
	return ToneAuto
}

// reasons writes two or three reasons in plain words.
func (c *composer) reasons(list []predict.Reason) string {
	texts := make([]string, 0, len(list))
	for _, r := range list {
		texts = append(texts, reasonText(c, r))
	}
	return strings.Join(texts, c.say("report.reason.separator", nil))
}

func reasonText(c *composer, r predict.Reason) string {
	name := r.Name
	if strings.HasPrefix(r.Code, "feature") {
		name = c.label("feature", r.Name)
	}
	args := map[string]any{"value": c.quantity(r.Value, r.Unit), "usual": c.quantity(r.Usual, r.Unit), "name": name, "text": r.Text}
	if k := "watch.reason." + r.Code; c.w.Has(k) {
		return c.say(k, args)
	}
	return r.Code
}

// quantity writes a number of a reason with its unit, as short as it can be read.
func (c *composer) quantity(v float64, unit string) string {
	switch unit {
	case "money":
		return c.w.Money(v, c.d.Currency)
	case "ratio":
		return c.w.Percent(v, 0)
	}
	whole := unit == "days" || unit == "count"
	if whole && math.Abs(v) >= 0.95 || math.Abs(v-math.Round(v)) < 1e-9 || math.Abs(v) >= 100 {
		return c.w.Decimal(v, 0)
	}
	return c.w.Decimal(v, 1)
}

func (c *composer) testSheet() (Sheet, bool) { return c.contactSheet("test", c.r.Winback.Plan.Test) }
func (c *composer) controlSheet() (Sheet, bool) {
	return c.contactSheet("control", c.r.Winback.Plan.Control)
}

// contactSheet is one of the two lists of the plan.
func (c *composer) contactSheet(key string, contacts []winback.Contact) (Sheet, bool) {
	if len(contacts) == 0 {
		return Sheet{}, false
	}
	t := c.table(key, "customer:id", "silence_days:int", "purchase_days:text", "offer:text", "last_day:day", "revenue:money", "profit:money", "cause:text")
	for i := range contacts {
		if !c.lists {
			break
		}
		k := &contacts[i]
		reason := ""
		if k.Cause != "" {
			reason = c.causeName(k.Cause)
		}
		t.add(k.CustomerID, k.CustomerID, k.SilenceDays, c.purchaseDays(k.PurchaseDays), c.label("offer", k.Offer), k.LastDay, k.Revenue, k.Profit, reason)
	}
	if len(t.Rows) > 0 {
		t.total(c.say("common.total", nil), "revenue", "profit")
	}
	s := c.sheet(key, tableBlock(t))
	s.List, s.Portrait = true, true
	return s, true
}
