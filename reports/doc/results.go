// Package doc is the report as data: every number of an analysis ([Results]),
// and the document composed from it — sentences bound to cells, tables, charts —
// which the window, the workbook and the JSON all read.
package doc

import (
	"encoding/json"
	"slices"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/associate"
	"huiliu/engine/bridge"
	"huiliu/engine/campaign"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/explain"
	"huiliu/engine/feature"
	"huiliu/engine/habit"
	"huiliu/engine/ingest"
	"huiliu/engine/ledger"
	"huiliu/engine/lifetime"
	"huiliu/engine/modelbook"
	"huiliu/engine/opinion"
	"huiliu/engine/outlook"
	"huiliu/engine/pattern"
	"huiliu/engine/playbook"
	"huiliu/engine/predict"
	"huiliu/engine/quality"
	"huiliu/engine/risk"
	"huiliu/engine/secondlife"
	"huiliu/engine/segment"
	"huiliu/engine/shift"
	"huiliu/engine/sides"
	"huiliu/engine/value"
	"huiliu/engine/warning"
	"huiliu/engine/winback"
)

// Results is everything one analysis found. It is computed once, never changed,
// and is the only source of the window, the workbook, the sentences and the JSON.
type Results struct {
	Version     string              // program version
	Fingerprint string              // of data, definition, assumptions and program version
	Money       MoneyBasis          // what amounts mean
	Import      ingest.Report       // what was read
	Quality     quality.Report      // what is wrong or odd in it
	Identity    quality.Study       // who may be one person under several ids
	Definition  churn.Definition    // the one definition of churn
	Lab         churn.Lab           // why that window
	Describe    describe.Result     // what happened
	Bridge      bridge.Result       // why revenue changed
	Lifetime    lifetime.Result     // how long customers stay
	Value       value.Result        // what they will be worth
	Outlook     outlook.Result      // how many will be lost
	Associate   associate.Result    // what goes together with leaving
	RFM         segment.RFM         // who the customers are
	Movement    segment.Movement    // from which state to which
	Segments    segment.Detail      // from which tier and class to which, scores, concentration
	Clusters    segment.Clusters    // groups among the lost
	Habits      habit.Result        // whose silence does not mean leaving
	Race        predict.Race        // rules against the model
	Features    []feature.Listed    // what a model is told, and what this data cannot tell it
	Watch       predict.Watch       // who leaves next
	Explain     explain.Study       // what the model goes by
	Life        modelbook.Life      // how models did over time
	Subject     *explain.Subject    // for questions about one customer; not printed
	Warning     warning.Result      // who broke with their habit
	Causes      cause.Result        // why they left
	Rules       pattern.Result      // what is found together with leaving
	Opinion     opinion.Result      // the marks of surveys
	Sides       sides.Result        // what customers, staff and audits mark for the same questions
	Shift       shift.Result        // why churn changed between two periods
	Taxonomy    cause.Taxonomy      // the words of the causes
	Winback     winback.Result      // whom to win back
	Ledger      ledger.Account      // what winning back costs
	Risk        risk.Study          // what could go wrong with it
	Plays       []playbook.Rule     // what to do with whom
	Tasks       []playbook.Task     // for those the plan contacts
	Ahead       campaign.Ahead      // what the planned campaign could show
	Campaigns   campaign.Result     // what past campaigns did
	SecondLives secondlife.Result   // what became of those who came back
	Attempts    secondlife.Attempts // what a table of win-back attempts tells
	// Narrow: there are no purchases and no contracts, only what campaigns, attempts and questionnaires tell by themselves.
	Narrow   bool
	Warnings []engine.Warning  // of every step
	Skipped  map[string]string // analyses that could not be done: name → code
}

// Pending reports that nobody has asked yet who leaves next: prediction and model are missing.
func (r *Results) Pending() bool { return r.Race.Skipped == predict.Pending }

// MoneyBasis says what amounts are.
type MoneyBasis struct {
	Currency     string                `json:"currency"` // ISO code, "" when unknown
	Basis        string                `json:"basis"`    // "margin": every amount named margin, loss, profit; amounts named revenue or amount are net revenue
	MarginRate   engine.Number         `json:"margin_rate"`
	MarginSource describe.MarginSource `json:"margin_source"`
}

// Contractual reports whether the analysis is of a contract business.
func (r *Results) Contractual() bool { return r.Definition.Business == churn.Contractual }

// onlyQuestionnaires reports that there is nothing but questionnaires.
func (r *Results) onlyQuestionnaires() bool {
	return r.Narrow && len(r.Campaigns.Campaigns) == 0 && r.Attempts.Customers == 0
}

// JSON renders every number of the report; the keys are documented in docs/results.md
// and stay stable. summary are the sentences in the report's language.
func (r *Results) JSON(w *assets.Words, summary []string) ([]byte, error) {
	d, lang := &r.Describe, string(w.Lang())
	labelled := slices.Clone(r.Causes.Causes)
	for i := range labelled {
		labelled[i].Label = causeLabel(r, w, &labelled[i])
	}
	return json.MarshalIndent(struct {
		Version     string                `json:"version"`
		Lang        string                `json:"lang"`
		Fingerprint string                `json:"fingerprint"`
		Summary     []string              `json:"summary"`
		Money       MoneyBasis            `json:"money"`
		Import      ingest.Report         `json:"import"`
		Quality     quality.Report        `json:"quality"`
		Identity    quality.Study         `json:"identity"`
		Definition  churn.Definition      `json:"definition"`
		Lab         churn.Lab             `json:"definition_lab"`
		Rates       describe.Rates        `json:"rates"`
		Converted   []describe.Converted  `json:"rates_converted"`
		NetRetained describe.NetRetention `json:"net_retention"`
		Loss        describe.Loss         `json:"loss"`
		Groups      groups                `json:"groups"`
		Cohorts     describe.Triangle     `json:"cohorts"`
		Flow        flow                  `json:"flow"`
		Bridge      bridge.Result         `json:"bridge"`
		Lifetime    lifetime.Result       `json:"lifetime"`
		Value       value.Result          `json:"value"`
		Outlook     outlook.Result        `json:"outlook"`
		Associate   associate.Result      `json:"associate"`
		Natural     naturals              `json:"natural_return"`
		RFM         classes               `json:"rfm"`
		RFMRule     rfmRule               `json:"rfm_rule"`
		Movement    segment.Movement      `json:"movement"`
		TierMoves   segment.Movement      `json:"movement_value"`
		ClassMoves  segment.Movement      `json:"movement_rfm"`
		Scores      segment.Scores        `json:"rfm_scores"`
		Median      []int64               `json:"rfm_median"`
		Top         []segment.Top         `json:"concentration"`
		Clusters    segment.Clusters      `json:"clusters"`
		Habits      habit.Result          `json:"habits"`
		Race        entries               `json:"race"`
		RaceVerdict predict.Verdict       `json:"race_verdict"`
		RaceDesign  raceDesign            `json:"race_design"`
		Features    []feature.Listed      `json:"features"`
		Proof       feature.Proof         `json:"proof"`
		Watch       predict.Watch         `json:"watch"`
		Explain     *explain.Study        `json:"explanation"`
		Life        modelbook.Life        `json:"model_life"`
		Warning     warning.Result        `json:"warning"`
		Causes      causes                `json:"causes"`
		CauseDetail causeDetail           `json:"cause_detail"`
		Rules       pattern.Result        `json:"rules"`
		Opinion     opinion.Result        `json:"surveys"`
		Sides       sides.Result          `json:"questionnaires"`
		Shift       shift.Result          `json:"churn_change"`
		Winback     winback.Result        `json:"winback"`
		Ledger      ledger.Account        `json:"ledger"`
		Risk        risk.Study            `json:"risk"`
		Plays       []playbook.Rule       `json:"playbook"`
		Ahead       campaign.Ahead        `json:"campaign_ahead"`
		Campaigns   campaign.Result       `json:"campaigns"`
		SecondLives secondlife.Result     `json:"second_lives"`
		Attempts    secondlife.Attempts   `json:"win_back_attempts"`
		Warnings    []engine.Warning      `json:"warnings"`
		Skipped     map[string]string     `json:"skipped"`
	}{
		Version: r.Version, Lang: lang, Fingerprint: r.Fingerprint, Summary: summary, Money: r.Money,
		Import: r.Import, Quality: r.Quality, Identity: r.Identity, Definition: r.Definition, Lab: r.Lab, Rates: d.Rates, Converted: d.Converted, NetRetained: d.NetRetention, Loss: d.Loss,
		Groups:  groups{d.TimeBands, d.ValueTiers, d.Stages, d.Attributes},
		Cohorts: d.Cohorts, Flow: d.Flow, Bridge: r.Bridge, Lifetime: r.Lifetime, Value: r.Value, Outlook: r.Outlook, Associate: r.Associate, Natural: r.Winback.Natural,
		RFM: r.RFM.Classes, RFMRule: rfmRule{r.RFM.AsOf, r.RFM.Rule, r.RFM.Recency, r.RFM.Freq, r.RFM.Money},
		Movement: r.Movement, TierMoves: r.Segments.Tiers, ClassMoves: r.Segments.Classes, Scores: r.Segments.Scores, Median: r.Segments.Median, Top: r.Segments.Top, Clusters: r.Clusters, Habits: r.Habits, Race: r.Race.Entries, RaceVerdict: r.Race.Verdict,
		RaceDesign: raceDesign{r.Race.Design, r.Race.Train, r.Race.Test, r.Race.Horizon, r.Race.Churned, r.Race.Calibration, r.Race.LeftOut, r.Race.Suspicious, r.Race.Skipped, r.Race.TrainRows, r.Race.TestRows, r.Race.Rounds, r.Race.Terms, r.Race.Gains, r.Race.Tuned, r.Race.Learning, r.Race.Robust, r.Race.Guards},
		Features:   r.Features, Proof: r.Race.Proof,
		Watch: r.Watch, Explain: studied(r), Life: r.Life, Warning: r.Warning, Causes: labelled,
		CauseDetail: causeDetail{r.Causes.Lost, r.Causes.LostMargin, r.Causes.Adjustment, r.Causes.Sources, r.Causes.Quotes, r.Causes.Agreement, r.Causes.AgreementPairs, r.Causes.AgreementLow, r.Causes.AgreementHigh, r.Causes.Answered, r.Causes.Heat, r.Causes.Learnt, r.Causes.Pivots},
		Rules:       r.Rules, Opinion: r.Opinion, Sides: r.Sides, Shift: r.Shift, Winback: r.Winback, Ledger: r.Ledger, Risk: r.Risk, Plays: r.Plays, Ahead: r.Ahead, Campaigns: r.Campaigns, SecondLives: r.SecondLives, Attempts: r.Attempts, Warnings: r.Warnings, Skipped: r.Skipped,
	}, "", "  ")
}

// studied is the study of the model, nil when there is none.
func studied(r *Results) *explain.Study {
	if r.Explain.Model == "" {
		return nil
	}
	return &r.Explain
}

type (
	flow     []describe.FlowMonth
	naturals []winback.NaturalCell
	classes  []segment.Class
	entries  []predict.Entry
	causes   []cause.Cause

	groups struct {
		TimeBands  []describe.Group     `json:"time_bands"`
		ValueTiers []describe.Group     `json:"value_tiers"`
		Stages     []describe.Group     `json:"stages"`
		Attributes []describe.Attribute `json:"attributes"`
	}
	rfmRule struct {
		AsOf    engine.Day `json:"as_of"`
		Rule    string     `json:"rule"`
		Recency float64    `json:"recency"`
		Freq    float64    `json:"frequency"`
		Money   float64    `json:"money"`
	}
	raceDesign struct {
		Design      string                   `json:"design"`
		Train       []engine.Day             `json:"train_dates"`
		Test        []engine.Day             `json:"test_dates"`
		Horizon     int                      `json:"horizon_days"`
		Churned     engine.Rate              `json:"churned"`
		Calibration []predict.CalibrationBin `json:"calibration"`
		LeftOut     []predict.LeftOut        `json:"left_out"`
		Suspicious  []string                 `json:"suspicious"`
		Skipped     string                   `json:"skipped"`
		TrainRows   int64                    `json:"train_rows"`
		TestRows    int64                    `json:"test_rows"`
		Rounds      []predict.Round          `json:"rounds"` // earlier test days, AUC only
		Terms       predict.Terms            `json:"terms"`
		Gains       []predict.Gains          `json:"gains"`
		Tuned       string                   `json:"tuned"`
		Learning    []predict.LearningPoint  `json:"learning"`
		Robust      []predict.Trial          `json:"robust"`
		Guards      []predict.Guard          `json:"guards"`
	}
	causeDetail struct {
		Lost           int64           `json:"lost"`
		LostMargin     engine.Money    `json:"lost_margin"`
		Adjustment     string          `json:"adjustment"`
		Sources        []cause.Source  `json:"sources"`
		Quotes         []cause.Quote   `json:"quotes"`
		Agreement      engine.Number   `json:"kappa"`
		AgreementPairs int64           `json:"kappa_pairs"`
		AgreementLow   engine.Number   `json:"kappa_low"`
		AgreementHigh  engine.Number   `json:"kappa_high"`
		Answered       engine.Rate     `json:"answered"`
		Heat           []cause.HeatRow `json:"evidence"`
		Learnt         cause.Learnt    `json:"learnt"`
		Pivots         cause.Pivots    `json:"pivots"`
	}
)
