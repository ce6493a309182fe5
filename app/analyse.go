package app

import (
	"context"
	"errors"
	"maps"
	"slices"

	"huiliu/engine"
	"huiliu/engine/associate"
	"huiliu/engine/bridge"
	"huiliu/engine/campaign"
	"huiliu/engine/cause"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/habit"
	"huiliu/engine/ingest"
	"huiliu/engine/ledger"
	"huiliu/engine/lifetime"
	"huiliu/engine/modelbook"
	"huiliu/engine/opinion"
	"huiliu/engine/outlook"
	"huiliu/engine/pattern"
	"huiliu/engine/predict"
	"huiliu/engine/quality"
	"huiliu/engine/secondlife"
	"huiliu/engine/segment"
	"huiliu/engine/shift"
	"huiliu/engine/sides"
	"huiliu/engine/snapshot"
	"huiliu/engine/value"
	"huiliu/engine/winback"
	"huiliu/reports/doc"
)

// Question is what a person can choose about an analysis; the zero value chooses everything by itself.
type Question struct {
	AsOf       engine.Day // replay as of this past day; 0 or NoDay = the last day of the data
	WindowDays int        // 0 = the suggested window
	Rule       string     // how an end is recognised, churn.RuleRhythm or RuleDates; "" = by silence, or as the table says
	Grace      int        // days of grace after the end of a contract; 0 = the suggested ones, -1 = none
	// IncludeNotDue puts lost customers on the win-back lists whose silence still fits their habit (gift,
	// season, coupons); by default they wait until they are due.
	IncludeNotDue bool
	FalseAlarms   float64           // a kind of alarm may cause a month; 0 = one percent of those judged, at most 20
	Set           map[string]string // assumptions by name ("margin_rate": "35%"), see winback.Override
	Seed          uint64            // 0 = Seed
}

// watchRows is how many customers the watch list shows.
const watchRows = 500

// pairRows is how many pairs of ids the report keeps; all are counted.
const pairRows = 200

// analysis is one step of the road: what it is called and what it does with the
// results so far.
type analysis struct {
	name string
	run  func(*analyser) error
}

// analyses are the steps of a first answer, in the order they need each other.
var analyses = [...]analysis{
	{"definition", (*analyser).define},
	{"quality", (*analyser).quality},
	{"campaigns", (*analyser).campaigns},
	{"assumptions", (*analyser).assume},
	{"description", (*analyser).describe},
	{"bridge", (*analyser).bridge},
	{"lifetime", (*analyser).lifetime},
	{"value", (*analyser).value},
	{"outlook", (*analyser).outlook},
	{"associate", (*analyser).associate},
	{"segments", (*analyser).segment},
	{"habits", (*analyser).habits},
	{"warning", (*analyser).warn},
	{"causes", (*analyser).causes},
	{"rules", (*analyser).rules},
	{"shift", (*analyser).shift},
	{"surveys", (*analyser).surveys},
	{"winback", (*analyser).winback},
	{"second_lives", (*analyser).secondLives},
	{"risk", (*analyser).risk},
	{"playbook", (*analyser).playbook},
}

// foresights are the steps that take longest and that no other step needs: a window
// shows everything else while they run.
var foresights = [...]analysis{
	{"second_causes", (*analyser).secondCauses},
	{"shift_causes", (*analyser).shiftCauses},
	{"prediction", (*analyser).predict},
	{"model", (*analyser).model},
}

// analyser carries one analysis from step to step.
type analyser struct {
	ctx      context.Context
	s        *Session
	q        Question
	p        engine.Progress
	out      *doc.Results
	assumed  winback.Assumptions
	book     ledger.Book     // of costs, over what is assumed without it
	table    *snapshot.Table // customers as they stood, for tests and models
	scorer   *predict.Scorer
	measured bool // the margin rate comes from the costs in the data
}

// Analyse answers every question about the project as of one day.
func (s *Session) Analyse(ctx context.Context, q Question, p engine.Progress) (*doc.Results, error) {
	r, err := s.Begin(ctx, q, p)
	if err != nil {
		return nil, err
	}
	return s.Foresee(ctx, r, q, p)
}

// Begin answers everything but who leaves next: results that are still Pending, a
// fraction of the time.
func (s *Session) Begin(ctx context.Context, q Question, p engine.Progress) (*doc.Results, error) {
	report, err := ingest.ReadReport(ctx, s.store)
	if err != nil {
		return nil, err
	}
	q = q.settled()
	a := &analyser{ctx: ctx, s: s, q: q, p: p, out: &doc.Results{Version: Version, Import: report, Taxonomy: s.taxonomy,
		Skipped: map[string]string{}, Race: predict.NoRace(predict.Pending), Rules: pattern.None("narrow"), Ahead: campaign.LookAhead(campaign.Planned{Monthly: engine.Undefined()}), Life: modelbook.None(modelbook.SkippedNoModel)}}
	if err := a.walk(analyses[:]); err != nil {
		return nil, err
	}
	a.out.Fingerprint = fingerprint(a.out, q)
	return a.out, nil
}

// Foresee adds what Begin left out for the same question; results that have it come
// back as they are. The rest of the results is shared, not copied.
func (s *Session) Foresee(ctx context.Context, r *doc.Results, q Question, p engine.Progress) (*doc.Results, error) {
	if !r.Pending() {
		return r, nil
	}
	next := *r
	a := &analyser{ctx: ctx, s: s, q: q.settled(), p: p, out: &next}
	a.assumed.MarginRate = winback.Percent(r.Money.MarginRate)
	if err := a.walk(foresights[:]); err != nil {
		return nil, err
	}
	return &next, nil
}

// settled is the question with what was left open filled in.
func (q Question) settled() Question {
	if q.Seed == 0 {
		q.Seed = Seed
	}
	if q.AsOf == 0 {
		q.AsOf = engine.NoDay
	}
	return q
}

// walk takes the steps one after the other, as far as the data go.
func (a *analyser) walk(steps []analysis) error {
	a.p.Stage("analyse", int64(len(steps)))
	for _, step := range steps {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if a.out.Narrow {
			return nil
		}
		a.p.Stage("analyse."+step.name, 0)
		if err := step.run(a); err != nil {
			return err
		}
	}
	return nil
}

func (a *analyser) define() (err error) {
	a.out.Definition, a.out.Lab, err = churn.Decide(a.ctx, a.s.store, churn.Options{AsOf: a.q.AsOf, WindowDays: a.q.WindowDays, Rule: a.q.Rule, Grace: a.q.grace()})
	if refused := (*engine.Error)(nil); !errors.As(err, &refused) || refused.Code != "churn.no_orders" {
		return err
	}
	return a.narrow(err)
}

// narrow goes on without purchases when there are campaigns or attempts to win back;
// without them there is nothing to analyse, which is the refusal.
func (a *analyser) narrow(refusal error) error {
	a.out.Definition = churn.Definition{AsOf: engine.NoDay, CheckedAt: engine.NoDay, FalseChurn: engine.NewRate(0, 0)}
	if err := errors.Join(a.campaigns(), a.secondLives(), a.questionnaires()); err != nil {
		return err
	}
	if len(a.out.Campaigns.Campaigns) == 0 && a.out.Attempts.Customers == 0 && len(a.out.Sides.Items) == 0 {
		return refusal
	}
	a.out.Race, a.out.Life = predict.Race{}, modelbook.Life{} // nothing will be foreseen
	a.out.Narrow, a.out.Money.Currency = true, a.out.Import.Currency
	a.out.Money.MarginRate = engine.Undefined()
	return nil
}

// grace is what was chosen; nil follows the suggestion.
func (q *Question) grace() *int {
	switch {
	case q.Grace > 0:
		return &q.Grace
	case q.Grace < 0:
		return new(int)
	}
	return nil
}

func (a *analyser) quality() (err error) {
	d := a.out.Definition
	if a.out.Quality, err = a.s.inspect(a.ctx, d.AsOf); err != nil {
		return err
	}
	a.out.Identity, err = quality.Examine(a.ctx, a.s.store, d)
	a.out.Identity.Pairs = a.out.Identity.Pairs[:min(len(a.out.Identity.Pairs), pairRows)]
	return err
}

// campaigns measures what was tried before, in revenue: what it teaches goes into the
// assumptions.
func (a *analyser) campaigns() (err error) {
	a.out.Campaigns, err = campaign.Analyse(a.ctx, a.s.store, a.out.Definition.AsOf, campaign.Options{Seed: a.q.Seed}, a.p)
	return err
}

// assume settles the assumptions first: the margin rate is part of every amount.
func (a *analyser) assume() error {
	d := a.out.Definition
	margin, ok, err := describe.MeasuredMargin(a.ctx, a.s.store, d.AsOf)
	if err != nil {
		return err
	}
	a.measured = ok
	if a.assumed, err = winback.Defaults(a.ctx, a.s.store, d, winback.MarginInput{Rate: margin.Rate, Measured: ok}, a.out.Campaigns.Campaigns); err != nil {
		return err
	}
	if err := a.charge(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(a.q.Set)) {
		if isCost(name) {
			continue
		}
		if err := winback.Override(&a.assumed, name, a.q.Set[name]); err != nil {
			return err
		}
		a.measured = a.measured && name != "margin_rate"
	}
	a.out.Money = doc.MoneyBasis{
		Currency: a.out.Import.Currency, Basis: "margin",
		MarginRate: engine.Number(a.assumed.MarginRate), MarginSource: a.margin().Source,
	}
	return nil
}

func (a *analyser) margin() describe.Margin {
	m := describe.Margin{Rate: float64(a.assumed.MarginRate), Source: describe.MarginAssumed}
	if a.measured {
		m.Source = describe.MarginFromCost
	}
	if _, set := a.q.Set["margin_rate"]; set {
		m.Source = describe.MarginUser
	}
	return m
}

func (a *analyser) describe() (err error) {
	a.out.Describe, err = describe.Describe(a.ctx, a.s.store, a.out.Definition, a.margin())
	return err
}

func (a *analyser) bridge() (err error) {
	a.out.Bridge, err = bridge.Analyse(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay)
	a.skip("bridge", a.out.Bridge.Skipped)
	return err
}

func (a *analyser) lifetime() (err error) {
	if a.out.Contractual() {
		if a.table, err = snapshot.Contracts(a.ctx, a.s.store, a.out.Definition); err != nil {
			return err
		}
		a.out.Lifetime, err = lifetime.Contracts(a.ctx, a.table, a.p)
	} else {
		a.out.Lifetime, err = lifetime.Shop(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay)
	}
	a.skip("lifetime", a.out.Lifetime.Skipped)
	return err
}

func (a *analyser) value() (err error) {
	terms := value.Terms{Margin: engine.Number(a.assumed.MarginRate), Discount: engine.Number(a.assumed.DiscountRate)}
	if a.out.Contractual() {
		a.out.Value, err = value.Contracts(a.ctx, a.table, terms, a.p)
	} else {
		a.out.Value, err = value.Shop(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay, terms, a.p)
	}
	a.skip("value", a.out.Value.Skipped)
	return err
}

func (a *analyser) outlook() (err error) {
	o := outlook.Options{MarginRate: float64(a.assumed.MarginRate), Festival: a.festival(), Seed: a.q.Seed}
	a.out.Outlook, err = outlook.Analyse(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay, o, a.p)
	a.skip("outlook", a.out.Outlook.Skipped)
	return err
}

func (a *analyser) associate() (err error) {
	if !a.out.Contractual() {
		if a.table, err = snapshot.Shop(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay, a.q.Seed); err != nil {
			return err
		}
	}
	a.out.Associate, err = associate.Analyse(a.ctx, a.table, a.p)
	a.skip("associate", a.out.Associate.Skipped)
	return err
}

// skip notes why a question has no answer; an empty code notes nothing.
func (a *analyser) skip(name, code string) {
	if code != "" {
		a.out.Skipped[name] = code
	}
}

func (a *analyser) segment() (err error) {
	if a.out.Contractual() {
		a.out.RFM.AsOf = engine.NoDay
		a.out.Segments, a.out.Clusters = segment.NoDetail(), segment.NoGroups()
		a.out.Skipped["segments"] = "contractual"
		return nil
	}
	if a.out.RFM, err = segment.ByRFM(a.ctx, a.s.store, a.out.Definition); err != nil {
		return err
	}
	if a.out.Movement, err = segment.Move(a.ctx, a.s.store, a.out.Definition); err != nil {
		return err
	}
	if a.out.Segments, err = segment.Study(a.ctx, a.s.store, a.out.Definition); err != nil {
		return err
	}
	a.out.Clusters, err = segment.Groups(a.ctx, a.s.store, a.out.Definition, a.q.Seed, a.p)
	a.skip("clusters", a.out.Clusters.Skipped)
	return err
}

func (a *analyser) habits() (err error) {
	a.out.Habits, err = habit.Recognise(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay, habit.Options{Festival: a.festival()})
	a.skip("habits", a.out.Habits.Skipped)
	return err
}

// festival reports whether the shop's customers keep the Spring Festival.
func (a *analyser) festival() bool { return a.out.Money.Currency == "CNY" }

func (a *analyser) predict() (err error) {
	if d := &a.out.Definition; d.Rule == churn.RuleDates && d.AsOf < a.out.Lab.LastDay { // what a table says of people is as of its own day
		a.out.Race = predict.NoRace("replayed_contract")
		return nil
	}
	a.out.Race, a.scorer, err = predict.Run(a.ctx, a.s.store, a.out.Definition, predict.Options{Seed: a.q.Seed, MarginRate: float64(a.assumed.MarginRate)}, a.p)
	if err != nil {
		return err
	}
	if err := a.features(); err != nil || a.scorer == nil {
		return err
	}
	if a.out.Watch, err = a.scorer.Watch(a.ctx, a.s.store, a.out.Definition.AsOf, float64(a.assumed.MarginRate), watchRows); err != nil {
		return err
	}
	return a.wishes()
}

// wishes notes on the list who is not to be contacted.
func (a *analyser) wishes() (err error) {
	a.out.Watch, err = a.out.Watch.Mark(a.ctx, a.s.store)
	return err
}

// secondLives follows those who came back.
func (a *analyser) secondLives() (err error) {
	if a.out.SecondLives, err = secondlife.Follow(a.ctx, a.s.store, a.out.Definition); err != nil {
		return err
	}
	a.out.Attempts, err = secondlife.ReadAttempts(a.ctx, a.s.store)
	return err
}

// secondCauses looks up why those who came back had left, and why they left again.
func (a *analyser) secondCauses() error {
	var days []secondlife.Known
	for _, day := range a.out.SecondLives.Lookups() {
		of := a.out.Causes.Of
		if day != a.out.Definition.AsOf {
			var err error
			if of, err = a.causesOn(day); err != nil {
				return err
			}
		}
		of = maps.Clone(of)
		maps.DeleteFunc(of, func(_ int32, key string) bool { return key == cause.Unexplained || key == cause.Unclear })
		days = append(days, secondlife.Known{Day: day, Of: of})
	}
	a.out.SecondLives.Again = a.out.SecondLives.Why(days)
	return nil
}

// rules looks for what is found together with leaving, and what came before it.
func (a *analyser) rules() (err error) {
	a.out.Rules, err = pattern.Analyse(a.ctx, a.s.store, a.out.Definition, a.table, pattern.Options{First: a.out.Lab.FirstDay, Seed: a.q.Seed})
	return err
}

// surveys reads the marks customers gave.
func (a *analyser) surveys() (err error) {
	if a.out.Opinion, err = opinion.Analyse(a.ctx, a.s.store, a.out.Definition); err != nil {
		return err
	}
	return a.questionnaires()
}

// questionnaires compares what customers, staff and audits mark for the same questions.
func (a *analyser) questionnaires() (err error) {
	a.out.Sides, err = sides.Analyse(a.ctx, a.s.store, a.out.Definition.AsOf)
	return err
}

// shift compares the churn of two periods.
func (a *analyser) shift() (err error) {
	a.out.Shift, err = shift.Analyse(a.ctx, a.s.store, a.out.Definition, a.out.Lab.FirstDay, a.q.Seed)
	a.skip("shift", a.out.Shift.Skipped)
	return err
}

// shiftCauses looks up why those of the earlier period had left, and splits the change by cause.
func (a *analyser) shiftCauses() error {
	if a.out.Shift.Skipped != "" || len(a.out.Causes.Of) == 0 {
		return nil
	}
	past, err := a.causesOn(a.out.Shift.Before.To)
	if err != nil {
		return err
	}
	a.out.Shift.Causes = a.out.Shift.Why(past, a.out.Causes.Of)
	return nil
}

func (a *analyser) winback() (err error) {
	a.out.Winback, err = winback.Analyse(a.ctx, a.s.store, a.out.Definition, a.assumed, a.out.Causes.Of, winback.Options{Seed: a.q.Seed, NotDue: a.out.Habits.NotDue(), IncludeNotDue: a.q.IncludeNotDue, Coupons: a.couponBuyers()}, a.p)
	a.out.Ledger = winback.Account(a.book, a.out.Winback)
	plan := &a.out.Winback.Plan
	a.out.Ahead = campaign.LookAhead(campaign.Planned{Without: plan.PlannedP0, With: plan.PlannedP1, Control: plan.ControlSize, Treated: plan.TestSize, Monthly: a.out.Describe.LostMonthly()})
	return err
}

// Replan recomputes only the win-back model with changed assumptions, for the
// window's sliders; the rest of the results is shared, not copied.
func (s *Session) Replan(ctx context.Context, r *doc.Results, q Question, p engine.Progress) (*doc.Results, error) {
	if r == nil {
		return nil, errors.New("app: nothing analysed yet")
	}
	next := *r
	a := &analyser{ctx: ctx, s: s, q: q.settled(), p: p, out: &next}
	for _, step := range []func(*analyser) error{(*analyser).assume, (*analyser).describe, (*analyser).winback, (*analyser).risk, (*analyser).playbook, (*analyser).wishes} {
		if err := step(a); err != nil {
			return nil, err
		}
	}
	next.Fingerprint = fingerprint(&next, q)
	return &next, nil
}
