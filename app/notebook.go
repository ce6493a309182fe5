package app

import (
	"cmp"
	"context"
	"os/user"
	"slices"
	"time"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/habit"
	"huiliu/engine/ledger"
	"huiliu/engine/notebook"
	"huiliu/engine/playbook"
	"huiliu/engine/risk"
	"huiliu/engine/winback"
)

// Costs is the cost ledger of the project, empty when nothing was entered.
func (s *Session) Costs(ctx context.Context) (l ledger.Ledger, err error) {
	_, err = notebook.Read(ctx, s.store, notebook.Ledger, &l)
	return l, err
}

// Risks is the risk register of the project, the built-in one when nothing was entered.
func (s *Session) Risks(ctx context.Context) (list []risk.Entry, err error) {
	found, err := notebook.Read(ctx, s.store, notebook.Risks, &list)
	if err != nil || found {
		return list, err
	}
	return risk.ReadRegister(assets.Risks())
}

// Plays is the playbook of the project, the built-in one when nothing was entered.
func (s *Session) Plays(ctx context.Context) (list []playbook.Rule, err error) {
	found, err := notebook.Read(ctx, s.store, notebook.Playbook, &list)
	if err != nil || found {
		return list, err
	}
	return playbook.Read(assets.Playbook())
}

// EnterCost puts an entry into the ledger of the project, or takes it out; what is refused
// is an [*engine.Error] and changes nothing. Replan afterwards.
func (s *Session) EnterCost(ctx context.Context, e ledger.Entry, out bool, assumed []ledger.Assumed) error {
	return s.enter(ctx, notebook.Ledger, e.Author, func() (any, error) {
		l, err := s.Costs(ctx)
		if err != nil {
			return nil, err
		}
		if e.Per == "" {
			e.Per = ledger.Once
		}
		if e.Day = s.today(); out {
			return l.Drop(e), nil
		}
		if l = l.Put(e); len(assumed) > 0 {
			_, err = ledger.Open(l, assumed)
		}
		return l, err
	})
}

// KeepCosts puts a whole ledger, as of a file, in the place of the project's, as if it had
// been typed; entries without author or day are by author today. The same ledger again
// changes nothing; what is refused is an [*engine.Error] and changes nothing either.
func (s *Session) KeepCosts(ctx context.Context, l ledger.Ledger, author string) error {
	if _, err := ledger.Open(l, winback.Occasions(winback.Assumptions{Offers: winback.Usual(0)})); err != nil {
		return err
	}
	now, err := s.Costs(ctx)
	if err != nil || sameCosts(now, l) {
		return err
	}
	return s.enter(ctx, notebook.Ledger, author, func() (any, error) {
		l.Entries = slices.Clone(l.Entries)
		for i := range l.Entries {
			e := &l.Entries[i]
			e.Per, e.Author, e.Day = cmp.Or(e.Per, ledger.Once), cmp.Or(e.Author, author), cmp.Or(e.Day, s.today())
		}
		return l, nil
	})
}

// sameCosts reports whether two ledgers say the same, whoever entered it when.
func sameCosts(a, b ledger.Ledger) bool {
	return a.Benefit == b.Benefit && slices.EqualFunc(a.Entries, b.Entries, func(x, y ledger.Entry) bool {
		x.Per, y.Per = cmp.Or(x.Per, ledger.Once), cmp.Or(y.Per, ledger.Once)
		return x.Same(&y) && x.Value == y.Value && x.Source == y.Source && x.Note == y.Note
	})
}

// Author is who sits at the computer, "" when the system does not tell.
func Author() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return cmp.Or(u.Name, u.Username)
}

// EnterBenefit says what the costs are held against, "" for what the plan expects.
func (s *Session) EnterBenefit(ctx context.Context, value, author string) error {
	return s.enter(ctx, notebook.Ledger, author, func() (any, error) {
		l, err := s.Costs(ctx)
		if err != nil {
			return nil, err
		}
		if l.Benefit = value; value != "" {
			_, err = ledger.Parse(value)
		}
		return l, err
	})
}

// EnterRisk puts a risk into the register, in the place of the one with its key, or takes it out.
func (s *Session) EnterRisk(ctx context.Context, e risk.Entry, out bool) error {
	return s.enter(ctx, notebook.Risks, e.Author, func() (any, error) {
		list, err := s.Risks(ctx)
		if err != nil {
			return nil, err
		}
		e.Day = s.today()
		at := slices.IndexFunc(list, func(o risk.Entry) bool {
			return o.Key == e.Key || o.Label["zh-Hans"] == e.Key || o.Label["en"] == e.Key
		})
		switch {
		case out && at >= 0:
			list = slices.Delete(list, at, at+1)
		case out:
		case at >= 0:
			list[at] = e
		default:
			list = append(list, e)
		}
		_, err = risk.Weigh(list, 0)
		return list, err
	})
}

// EnterPlay puts a rule into the playbook, in the place of the one for the same customers,
// or takes it out.
func (s *Session) EnterPlay(ctx context.Context, r playbook.Rule, out bool) error {
	return s.enter(ctx, notebook.Playbook, r.Author, func() (any, error) {
		list, err := s.Plays(ctx)
		if err != nil {
			return nil, err
		}
		if r.Day = s.today(); out {
			return playbook.Drop(list, r), nil
		}
		list = playbook.Put(list, r)
		return list, playbook.Check(list)
	})
}

func (s *Session) today() string { return s.clock().Format(time.DateOnly) }

// enter keeps a new version of a part of the notebook.
func (s *Session) enter(ctx context.Context, part, author string, change func() (any, error)) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	v, err := change()
	if err != nil {
		return err
	}
	return notebook.Keep(ctx, s.store, part, v, author, s.clock())
}

// couponBuyers are those who buy with coupons only.
func (a *analyser) couponBuyers() map[int32]bool {
	out := map[int32]bool{}
	for _, no := range a.out.Habits.Members(habit.CouponOnly, habit.PartAll) {
		out[no] = true
	}
	return out
}

// playbook says what to do with those the plan contacts.
func (a *analyser) playbook() error {
	rules, err := a.s.Plays(a.ctx)
	if err != nil {
		return err
	}
	a.out.Plays, a.out.Tasks = rules, []playbook.Task{}
	if a.out.Definition.AsOf != engine.NoDay {
		a.out.Tasks = playbook.Tasks(rules, playCustomers(a.out.Winback.Plan.Test), a.out.Definition.AsOf+1)
	}
	return nil
}

// playCustomers are the contacts as the playbook sees them.
func playCustomers(contacts []winback.Contact) []playbook.Customer {
	revenue := make([]float64, len(contacts))
	for i := range contacts {
		revenue[i] = contacts[i].Revenue.Float()
	}
	sorted := slices.Sorted(slices.Values(revenue))
	out := make([]playbook.Customer, len(contacts))
	for i := range contacts {
		c := &contacts[i]
		k := playbook.Customer{ID: c.CustomerID, Cause: c.Cause, Value: playbook.Tier(sorted, revenue[i]), Stage: playbook.Repeat, Price: playbook.Usual, Offer: c.Offer}
		switch {
		case c.SilenceDays > 365:
			k.Stage = playbook.Gone
		case c.PurchaseDays == "1":
			k.Stage = playbook.Once
		}
		if c.Coupons || c.Cause == "price" || c.Cause == "promotion" {
			k.Price = playbook.Sensitive
		}
		out[i] = k
	}
	return out
}
