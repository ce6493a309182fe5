package screen

import (
	"slices"

	"huiliu/engine/outlook"
	"huiliu/engine/pattern"
)

// tableOf is the table with the numbers of a chart: choosing the chart shows it.
var tableOf = map[string]string{
	"flow": "flow", "attribute_1": "attributes", "attribute_2": "attributes", "attribute_3": "attributes",
	"bridge": "bridge", "bridge_parts": "bridge", "cohorts": "cohorts",
	"lifetime": "lifetime_curve", "lifetime_groups": "lifetime_groups",
	"rfm": "rfm", "movement": "movement", "clusters": "clusters", "habits": "habit_rates",
	"value_bands": "value_bands", "value_track": "value_holdout", "value_retention": "value_retention",
	"outlook": "outlook", "associate": "associate", "odds": "logistic_lines", "hazards": "cox_lines",
	"causes": "causes", "rules": "rules", "causes_customers": "causes", "evidence": "evidence_map", "shift": "shift", "survey": "survey_marks", "item_gaps": "items", "race": "race", "calibration": "calibration", "gains": "gains", "learning": "learning",
	"alarms": "alarm_rules", "index": "index_fifths", "importance": "importance", "model_months": "model_months", "model_alerts": "model_months",
	"curve_1": "curves", "curve_2": "curves", "curve_3": "curves", "curve_4": "curves", "curve_5": "curves", "curve_6": "curves",
	"budget": "budget", "tornado": "tornado", "natural": "natural", "campaigns": "campaigns", "uplift": "campaign_uplift", "second_lives": "second_survival", "attempts": "attempt_bands", "gaps": "gap_facts", "sweep": "sweep",
}

// cellOf names a cell of the report.
type cellOf struct{ arg, table, row, column string }

// yours are the cells with which a term is explained by the person's own numbers.
var yours = map[string][]cellOf{
	"net_retention": {{"value", "kpis", "net_retention", "value"}, {"low", "kpis", "net_retention", "low"}, {"high", "kpis", "net_retention", "high"}},
	"one_time":      {{"events", "kpis", "one_time", "events"}, {"base", "kpis", "one_time", "base"}, {"rate", "kpis", "one_time", "value"}},
	"periods": {{"first", "bridge_periods", "after", "first"}, {"last", "bridge_periods", "after", "last"},
		{"first_before", "bridge_periods", "before", "first"}, {"last_before", "bridge_periods", "before", "last"}},
	"bridge_parts":      {{"before", "bridge_periods", "before", "net"}, {"after", "bridge_periods", "after", "net"}},
	"kaplan_meier":      {{"lives", "lifetime", "lives", "value"}, {"events", "lifetime", "events", "value"}},
	"median_life":       {{"median", "lifetime", "median", "value"}, {"low", "lifetime", "median", "low"}, {"high", "lifetime", "median", "high"}},
	"restricted_mean":   {{"mean", "lifetime", "mean", "value"}, {"horizon", "lifetime", "horizon", "value"}},
	"rfm_rule":          {{"recency", "rfm_rule", "recency", "value"}, {"frequency", "rfm_rule", "frequency", "value"}, {"money", "rfm_rule", "money", "value"}},
	"value_terms":       {{"months", "value", "months", "value"}, {"margin", "value", "margin", "value"}, {"discount", "value", "discount", "value"}},
	"holdout":           {{"bias", "value", "bias", "value"}},
	"forecast_interval": {{"coverage", "outlook_race", "customers", "coverage"}, {"judged", "outlook_race", "customers", "judged"}},
	"mase":              {{"mase", "outlook_race", "customers", "mase"}},
}

// explain makes the terms of one question.
func (f *frame) explain(keys []string) []Term {
	var out []Term
	for _, key := range keys {
		if f.results.Contractual() && (key == "replay" || key == "drift") {
			continue // a table without dates says nothing of a model over time
		}
		at := "ui.explain." + key
		body := f.say(at+".text", nil)
		if f.w.Has(at + ".formula") {
			body += "\n" + f.say("ui.term.formula", map[string]any{"formula": f.say(at+".formula", nil)})
		}
		args, ok := f.cells(yours[key])
		if !ok && len(yours[key]) > 0 && f.w.Has(at+".needs") {
			continue // a term about something this data does not have
		}
		if ok && len(args) > 0 {
			body += "\n" + f.say(at+".yours", args)
		}
		out = append(out, Term{Text: f.say(at, nil), Title: f.say(at, nil), Body: body})
	}
	return out
}

// cells reads cells as shown; ok is false when one is missing or undefined.
func (f *frame) cells(list []cellOf) (map[string]any, bool) {
	args := map[string]any{}
	for _, c := range list {
		_, t := f.document.FindTable(c.table)
		if t == nil {
			return nil, false
		}
		cell, ok := t.Cell(c.row, c.column)
		if !ok || cell.Value == nil {
			return nil, false
		}
		kind, digits := t.CellKind(t.ColumnIndex(c.column), cell)
		args[c.arg] = showCell(cell, kind, digits, f.w, largeMoney(t)).Text
	}
	return args, true
}

// unlock says which file would let a question be answered, "" when it can be.
func (f *frame) unlock(k Key) string {
	code := f.skipped(k)
	if code == "" {
		return ""
	}
	for _, key := range []string{string(k) + "." + code, code} {
		if f.w.Has("ui.unlock." + key) {
			return f.say("ui.unlock."+key, nil)
		}
	}
	return f.say("ui.unlock.other", nil)
}

// skipped is the code of why a question has no answer, "" when it has one.
func (f *frame) skipped(k Key) string {
	r := f.results
	code := map[Key]string{Bridge: r.Bridge.Skipped, Lifetime: r.Lifetime.Skipped, Value: r.Value.Skipped,
		Outlook: outlookCode(&r.Outlook), Associate: r.Associate.Skipped, Rules: rulesCode(&r.Rules), Warning: r.Warning.Skipped, Index: r.Warning.System.Skipped}[k]
	switch {
	case code != "":
		return code
	case k == Surveys && len(r.Sides.Items) > 0:
		return ""
	case r.Narrow && !slices.Contains([]Key{Start, Data, Campaigns, SecondLife, Report}, k):
		return "narrow"
	case k == Shift:
		return r.Shift.Skipped
	case k == Surveys:
		return r.Opinion.Skipped
	case k == SecondLife && r.SecondLives.Lives == 0 && r.Attempts.Customers == 0:
		return "no_returns"
	case (k == Ledger || k == Playbook) && r.Winback.Skipped != "":
		return r.Winback.Skipped
	case k == Model && r.Explain.Model == "":
		return "no_model"
	case k == Campaigns && len(r.Campaigns.Campaigns) == 0:
		return "no_campaigns"
	case k == Race && len(r.Race.Entries) == 0:
		return r.Race.Skipped
	case k == Cohorts && len(r.Describe.Cohorts.Rows) == 0, k == Segments && r.RFM.Total == 0:
		if r.Contractual() {
			return "contractual"
		}
		return "too_short"
	}
	return ""
}

func outlookCode(o *outlook.Result) string {
	if o.Skipped == "" && len(o.Customers.Points) == 0 {
		return "no_method"
	}
	return o.Skipped
}

// rulesCode is empty when there are rules or what came before a silence to show.
func rulesCode(r *pattern.Result) string {
	if len(r.Paths.Patterns) > 0 {
		return ""
	}
	return r.Skipped
}
