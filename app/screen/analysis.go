package screen

import (
	"strings"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/reports/doc"
)

// recipe says what a screen of results shows: which sentences, charts and tables
// of the report, and where to go next.
type recipe struct {
	answer string   // key of the leading sentence
	more   []string // keys of further sentences
	charts []string
	tables []string
	next   []string // intents
	// explain are the terms of this question that explain themselves.
	explain []string
}

var recipes = map[Key]recipe{
	Overview: {
		answer: "left", more: []string{"cost"},
		charts:  []string{"flow", "attribute_1", "attribute_2", "attribute_3"},
		tables:  []string{"kpis", "flow", "attributes", "time_bands", "value_tiers", "stages"},
		next:    []string{"list:kpis:churn:events", "go:causes", "go:watch"},
		explain: []string{"one_time", "net_retention"},
	},
	Bridge: {
		answer:  "bridge",
		charts:  []string{"bridge", "bridge_parts"},
		tables:  []string{"bridge", "bridge_periods", "bridge_customers"},
		next:    []string{"list:bridge:lapsed:customers", "list:bridge:frequency:customers", "go:winback"},
		explain: []string{"periods", "bridge_parts"},
	},
	Cohorts: {
		answer:  "cohorts",
		charts:  []string{"cohorts", "flow"},
		tables:  []string{"cohorts", "flow"},
		next:    []string{"go:lifetime", "list:kpis:one_time_lost:events", "go:shift"},
		explain: []string{"cohort", "open_cell"},
	},
	Lifetime: {
		answer:  "lifetime",
		charts:  []string{"lifetime", "lifetime_groups", "hazards"},
		tables:  []string{"lifetime", "lifetime_curve", "lifetime_groups", "lifetime_pairs", "remaining", "cox", "cox_lines"},
		next:    []string{"list:remaining:0:customers", "go:associate", "go:watch"},
		explain: []string{"kaplan_meier", "median_life", "restricted_mean", "at_risk"},
	},
	Segments: {
		answer: "segments", more: []string{"clusters", "habits"},
		charts:  []string{"rfm", "movement", "clusters", "habits"},
		tables:  []string{"rfm", "movement", "movement_value", "movement_rfm", "clusters", "cluster_traits", "cluster_facts", "habits", "habit_rates", "habit_customers", "rfm_rule", "value_tiers", "stages", "time_bands"},
		next:    []string{"list:rfm:important_keep:customers", "list:movement:slowing:lost", "list:rfm:important_value:customers", "go:winback", "go:value"},
		explain: []string{"rfm_rule", "movement", "clusters"},
	},
	Value: {
		answer:  "value",
		charts:  []string{"value_bands", "value_track", "value_retention"},
		tables:  []string{"value", "value_bands", "value_top", "value_holdout", "value_track", "value_retention"},
		next:    []string{"list:value_bands:0:customers", "go:watch", "go:winback"},
		explain: []string{"expected_value", "value_terms", "holdout"},
	},
	Outlook: {
		answer:  "outlook",
		charts:  []string{"outlook"},
		tables:  []string{"outlook", "outlook_months", "outlook_race"},
		next:    []string{"go:watch", "go:winback", "go:report"},
		explain: []string{"forecast_interval", "mase", "open_months"},
	},
	Associate: {
		answer:  "associate",
		charts:  []string{"associate", "odds", "attribute_1", "attribute_2", "attribute_3"},
		tables:  []string{"associate", "logistic", "logistic_lines", "attributes", "associate_dropped"},
		next:    []string{"go:causes", "go:lifetime", "go:watch"},
		explain: []string{"strength", "fdr", "odds"},
	},
	Causes: {
		answer:  "why",
		charts:  []string{"causes", "causes_customers", "evidence", "associate"},
		tables:  []string{"causes", "evidence_map", "evidence", "cause_sources", "cause_agreement", "cause_reasons", "cause_amounts", "reason_amounts", "cause_groups", "quotes", "associate", "logistic_lines"},
		next:    []string{"go:winback", "go:rules", "open:causes"},
		explain: []string{"triangle", "answered_adjusted", "kappa"},
	},
	Rules: {
		answer: "rules", more: []string{"rule_paths"},
		charts:  []string{"rules"},
		tables:  []string{"rules", "rule_paths", "rule_measures", "rule_steps", "rule_facts"},
		next:    []string{"list:rules:1:now", "go:causes", "go:watch"},
		explain: []string{"lift", "fdr", "matched", "no_cause"},
	},
	Surveys: {
		answer: "survey", more: []string{"items"},
		charts:  []string{"survey", "item_gaps"},
		tables:  []string{"survey_scores", "survey_marks", "survey_groups", "survey_quarters", "survey_effort", "item_gaps", "items", "item_marks", "item_sides"},
		next:    []string{"go:coding", "go:causes", "go:winback"},
		explain: []string{"nps", "weighted", "sides", "alpha"},
	},
	Coding: {
		tables:  []string{"learnt", "cause_reasons", "quotes"},
		next:    []string{"analyse", "go:causes", "go:surveys"},
		explain: []string{"kappa", "learnt"},
	},
	Shift: {
		answer:  "shift",
		charts:  []string{"shift"},
		tables:  []string{"shift", "shift_causes", "shift_parts", "shift_periods"},
		next:    []string{"go:causes", "go:watch", "go:winback"},
		explain: []string{"mix_rate", "point"},
	},
	Watch: {
		answer: "next", more: []string{"proof"},
		charts: []string{"race", "calibration"},
		tables: []string{"watch", "risk_levels", "race", "verdict", "proof", "features"},
		next:   []string{"table", "go:warning", "go:race"},
	},
	Warning: {
		answer: "warning", more: []string{"warning_own"},
		charts:  []string{"alarms"},
		tables:  []string{"alarms", "alarm_rules", "alarm_equal", "alarm_kinds", "alarm_levels", "alarm_facts", "alarm_curve"},
		next:    []string{"alarms:more", "alarms:fewer", "go:index"},
		explain: []string{"broken_habit", "false_alarm", "notice", "season"},
	},
	Index: {
		answer:  "index",
		charts:  []string{"index"},
		tables:  []string{"index_ways", "index_weights", "index_fifths", "index_rows", "index_levels", "index_matrix", "index_opinion"},
		next:    []string{"go:watch", "go:race", "go:winback"},
		explain: []string{"ahp", "entropy", "tiers"},
	},
	Race: {
		answer:  "race",
		charts:  []string{"race", "gains", "calibration", "learning"},
		tables:  []string{"race", "guards", "left_out", "race_profit", "race_terms", "race_order", "race_probability", "race_decision", "gains", "calibration", "learning", "tuning", "robust", "rounds", "verdict"},
		next:    []string{"go:watch", "go:model", "go:winback"},
		explain: []string{"auc", "holm", "gains", "mpc"},
	},
	Model: {
		answer:  "model",
		charts:  []string{"importance", "curve_1", "curve_2", "curve_3", "curve_4", "curve_5", "curve_6", "model_months", "model_alerts"},
		tables:  []string{"importance", "curves", "model_months", "model_versions", "score_input", "scorecard", "score_bands"},
		next:    []string{"keep_model", "export_model", "withdraw_model"},
		explain: []string{"permutation", "replay", "drift"},
	},
	Winback: {
		answer: "winback", more: []string{"ahead", "campaign"},
		charts: []string{"budget", "natural"},
		tables: []string{"segments", "plan", "budget", "natural", "ahead", "test", "control"},
		next:   []string{"go:ledger", "go:playbook", "go:campaigns", "go:report"},
	},
	Ledger: {
		answer: "ledger", more: []string{"risk"},
		charts:  []string{"tornado", "budget"},
		tables:  []string{"ledger_statement", "ledger", "risk", "tornado", "risk_register", "ledger_charges", "cost_history", "taught", "budget"},
		next:    []string{"go:winback", "go:campaigns", "go:report"},
		explain: []string{"one_base", "subsidy", "payback", "copula"},
	},
	Playbook: {
		answer:  "playbook",
		charts:  []string{"causes_customers", "natural"},
		tables:  []string{"tasks", "playbook", "causes", "natural"},
		next:    []string{"lists", "go:campaigns", "go:winback"},
		explain: []string{"judged", "specific"},
	},
	Campaigns: {
		answer: "campaign", more: []string{"uplift"},
		charts:  []string{"campaigns", "uplift"},
		tables:  []string{"campaigns", "campaign_money", "campaign_cost", "campaign_lead", "campaign_waves", "campaign_further", "campaign_uplift", "campaign_uplift_more", "campaign_groups", "campaign_balance"},
		next:    []string{"go:second_lives", "lists", "go:winback"},
		explain: []string{"assigned", "cuped", "qini"},
	},
	SecondLife: {
		answer:  "second_lives",
		charts:  []string{"second_lives", "attempts"},
		tables:  []string{"second_groups", "second_survival", "second_causes", "second_rows", "attempts", "attempt_bands"},
		next:    []string{"go:campaigns", "go:winback", "go:report"},
		explain: []string{"second_life", "not_because", "at_risk"},
	},
	Definition: {
		charts: []string{"sweep", "gaps", "grace"},
		tables: []string{"grace", "windows", "rhythm", "sweep", "gap_facts", "gaps_by_order", "definition"},
		next:   []string{"go:overview"},
	},
	Report: {
		tables: []string{"contents", "accounting"},
	},
}

// analysis is a screen of results.
func (f *frame) analysis(k Key) Page {
	p := Page{Key: k, Title: f.say("ui.nav."+string(k), nil)}
	if !f.state(&p) {
		return p
	}
	r := recipes[k]
	p.Terms = append(f.terms(), f.explain(r.explain)...)
	p.Answer = f.sentence(r.answer)
	for _, key := range r.more {
		if s := f.sentence(key); s != "" {
			p.More = append(p.More, s)
		}
	}
	if k == Model {
		p.More = append(p.More, f.modelMore()...)
	}
	p.Charts = f.chartRefs(r.charts)
	p.Tables = f.tables(r.tables)
	f.withList(&p)
	p.Next = f.actions(r.next)
	if k == Causes && f.noEvidence() {
		p.Notice = f.say("ui.needs.causes", nil)
		p.Next = f.actions([]string{"open:causes", "go:winback", "go:report"})
	}
	if p.Answer == "" && len(p.More) > 0 {
		p.Answer, p.More = p.More[0], p.More[1:]
	}
	if p.Answer == "" {
		p.Answer = f.say("ui.answer.none", nil)
	}
	return p
}

// state fills State and Notice; false means there are no results to show.
func (f *frame) state(p *Page) bool {
	switch {
	case f.results == nil && f.busy:
		p.State, p.Answer, p.Notice = StateLoading, f.say("ui.state.loading", nil), f.say("ui.state.loading.hint", nil)
	case f.results == nil && f.open:
		p.State, p.Answer, p.Notice = StateFailed, f.say("ui.state.unfinished", nil), f.say("ui.state.unfinished.hint", nil)
		p.Next = f.actions([]string{"analyse", "go:data"})
	case f.results == nil:
		p.State, p.Answer, p.Notice = StateEmpty, f.say("ui.empty."+string(p.Key), nil), f.say("ui.empty.hint", nil)
		p.Next = f.actions([]string{"open", "sample"})
	case f.awaits(p):
	case f.results.Narrow && f.missing(p.Key) != "":
		p.State, p.Answer, p.Notice = StateMissing, f.say("ui.missing.narrow", nil), f.missing(p.Key)
		p.Next = f.actions([]string{"open", "go:" + string(opening(f.results))})
	case f.missing(p.Key) != "":
		p.State, p.Answer, p.Notice = StateMissing, f.say("ui.missing."+string(p.Key), nil), f.missing(p.Key)
		p.Next = f.actions([]string{"open", "go:overview"})
	case f.stale:
		p.State, p.Notice = StateStale, f.say("ui.state.stale", nil)
		return true
	case f.results.Describe.Rates.Churn.Base > 0 && f.results.Describe.Rates.Churn.Small():
		p.State, p.Notice = StateSmall, f.say("ui.state.small", map[string]any{"base": f.results.Describe.Rates.Churn.Base})
		return true
	default:
		p.State = StateReady
		return true
	}
	return false
}

// noEvidence reports whether nothing in the data tells why customers left.
func (f *frame) noEvidence() bool { return f.results.Causes.Code == "no_evidence" }

func (f *frame) sentence(key string) string {
	s, _ := f.document.Finding(key)
	return s.Text
}

func (f *frame) chartRefs(keys []string) []ChartRef {
	var out []ChartRef
	for _, key := range keys {
		for _, c := range f.charts {
			if c.Key == key {
				out = append(out, ChartRef{Key: key, Name: f.chartName(key, &c), Title: c.Title, Table: tableOf[key]})
			}
		}
	}
	return out
}

func (f *frame) tables(keys []string) []Table {
	var out []Table
	for _, key := range keys {
		if t, ok := f.cache.table(f.document, f.w, key); ok {
			if t.Name = f.label("tab", key); t.Name == "" {
				t.Name = t.Title
			}
			out = append(out, t)
		}
	}
	return out
}

// chartName is short enough to stand beside others.
func (f *frame) chartName(key string, c *doc.Chart) string {
	if k := "ui.chart." + key; f.w.Has(k) {
		return f.say(k, nil)
	}
	name := []rune(c.Name)
	if len(c.Series) > 0 && c.Name == "" {
		name = []rune(c.Series[0].Name) // churn by an attribute: the file's own header
	}
	if len(name) == 0 {
		return key
	}
	for TextWidth(string(name)) > longestName {
		name = append(name[:len(name)-2], '…')
	}
	return string(name)
}

// longestName bounds a chart's name in Latin characters.
const longestName = 18

// mostActions is how many next steps stand beside a chart.
const mostActions = 3

// actions names next steps as far as they lead somewhere; the first one leads.
func (f *frame) actions(intents []string) []Action {
	var out []Action
	for _, intent := range intents {
		if len(out) == mostActions {
			break
		}
		if name, ok := strings.CutPrefix(intent, "list:"); ok && f.nobody(name) {
			continue
		}
		if intent == "withdraw_model" && len(f.results.Life.Reviews) == 0 || intent == "keep_model" && !f.keepable() {
			continue
		}
		if target, ok := strings.CutPrefix(intent, "go:"); ok && f.results != nil && (f.results.Narrow || f.results.Contractual()) && f.skipped(Key(target)) != "" {
			continue
		}
		a := Action{Intent: intent, Text: f.say("ui.next."+intent, nil), Primary: len(out) == 0}
		if key := "ui.next." + intent + ".note"; f.w.Has(key) {
			a.Note = f.say(key, nil)
		}
		out = append(out, a)
	}
	return out
}

// nobody reports that the cell table:row:column counts no customers.
func (f *frame) nobody(name string) bool {
	parts := strings.Split(name, ":")
	if len(parts) != 3 || f.document == nil {
		return true
	}
	_, t := f.document.FindTable(parts[0])
	if t == nil {
		return true
	}
	cell, ok := t.Cell(parts[1], parts[2])
	n, _ := cell.Value.(int64)
	return !ok || n == 0 || cell.Group.None()
}

// meaning explains a term of the report with its formula.
func (f *frame) meaning(term string) string {
	text := f.say("report.term."+term+".text", nil)
	if key := "report.term." + term + ".formula"; f.w.Has(key) {
		if formula := f.say(key, nil); formula != "—" {
			text += "\n" + f.say("ui.term.formula", map[string]any{"formula": formula})
		}
	}
	return text
}

// terms is the line that is always there: as of when, what counts as gone, of whom.
func (f *frame) terms() []Term {
	r := f.results
	var out []Term
	if r.Narrow {
		return nil // nothing rests on a definition of churn
	}
	if d := r.Definition.AsOf; d != engine.NoDay {
		out = append(out, Term{Text: f.say("ui.term.as_of", map[string]any{"day": d.String()}),
			Title: f.labelOr("term", "as_of"), Body: f.meaning("as_of"), Intent: "as_of"})
	}
	if r.Contractual() {
		text := f.say("ui.term.contract", nil)
		if r.Definition.Rule == churn.RuleDates {
			text = f.say("ui.term.dates", map[string]any{"days": r.Definition.GraceDays})
		}
		out = append(out, Term{Text: text, Title: f.labelOr("term", "churn"),
			Body: f.meaning("churn"), Intent: "go:definition"})
	} else {
		args := map[string]any{"days": r.Definition.WindowDays}
		key := "ui.term.window"
		if r.Definition.Rule == churn.RuleRhythm {
			key, args["times"] = "ui.term.rhythm", r.Definition.Times
		}
		out = append(out, Term{Text: f.say(key, args), Title: f.labelOr("term", "churn"),
			Body: f.meaning("churn") + "\n" + f.say(key+".yours", args), Intent: "go:definition"})
	}
	rate := r.Describe.Rates.Churn
	args := map[string]any{"base": rate.Base, "events": rate.Events, "rate": f.w.Percent(float64(rate.Value), 1),
		"low": f.w.Percent(float64(rate.Low), 1), "high": f.w.Percent(float64(rate.High), 1)}
	out = append(out, Term{Text: f.say("ui.term.base", args), Title: f.say("ui.term.base.title", nil),
		Body: f.say("ui.term.base.text", args) + "\n" + f.meaning("interval")})
	if r.Describe.Loss.MarginRate.Defined() {
		rate := f.w.Percent(float64(r.Describe.Loss.MarginRate), 1)
		source := f.say("ui.margin."+string(r.Describe.Loss.MarginSource), nil)
		out = append(out, Term{Text: f.say("ui.term.margin", map[string]any{"rate": rate, "source": source}), Title: f.labelOr("term", "lost_margin"),
			Body: f.meaning("lost_margin"), Intent: "go:winback"})
	}
	return out
}
