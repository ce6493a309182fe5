// Package card collects everything that is known of one customer on one day: the
// history with its lives, refunds, words and contacts, and the state with its since.
package card

import (
	"context"
	_ "embed" // the questions are .sql files

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed identity/person.sql
var personSQL string

//go:embed identity/kept.sql
var keptSQL string

//go:embed identity/ids.sql
var idsSQL string

//go:embed sql/days.sql
var daysSQL string

//go:embed sql/returns.sql
var returnsSQL string

//go:embed sql/products.sql
var productsSQL string

//go:embed sql/words.sql
var wordsSQL string

// States of a customer on the as-of day.
const (
	StateOnce     = "once"     // one purchase day, not silent for too long
	StateHere     = "here"     // bought again, not silent for too long
	StateReturned = "returned" // in a later life
	StateLost     = "lost"     // silent for too long
	StateUnknown  = "unknown"  // no purchase known by then
)

// Card is one customer as of a day.
type Card struct {
	CustomerID   string       `json:"customer_id"`
	No           int32        `json:"-"` // the key of everything computed
	Name         string       `json:"name"`
	Joined       engine.Day   `json:"joined"`
	DoNotContact bool         `json:"do_not_contact"`
	OtherIDs     []string     `json:"other_ids"` // put together with this one
	AsOf         engine.Day   `json:"as_of"`
	Window       int          `json:"window_days"` // days of silence after the last purchase that are not yet a loss
	State        string       `json:"state"`
	Since        engine.Day   `json:"since"` // lost: the day it was called so; else the first day of the present life
	Silent       int          `json:"silent_days"`
	First        engine.Day   `json:"first"`
	Last         engine.Day   `json:"last"`
	Purchases    int64        `json:"purchase_days"`
	Amount       engine.Money `json:"amount"`      // net of the purchase days
	Repeated     engine.Money `json:"repeated"`    // the same without the first
	YearAmount   engine.Money `json:"year_amount"` // net of the 365 days up to the last purchase day, later refunds included
	Refunds      engine.Money `json:"refunds"`     // ≤ 0: booked refunds and sales given back
	Days         []Day        `json:"days"`
	Lives        []Life       `json:"lives"`
	Returns      []Return     `json:"returns"`
	Words        []Word       `json:"words"`

	patience int // days of silence after the last purchase day that are not yet a loss
	rule     store.Params
}

// Day is a day on which money moved.
type Day struct {
	Day      engine.Day   `json:"day"`
	Sales    engine.Money `json:"sales"`
	Refunds  engine.Money `json:"refunds"`
	Amount   engine.Money `json:"amount"`
	Purchase bool         `json:"purchase"`
	Orders   int64        `json:"orders"`
	Lines    int64        `json:"lines"`
	Coupons  int64        `json:"coupon_lines"`
	Products []string     `json:"products"` // the dearest first

	patience int // days of silence after a purchase day that are not yet a loss
}

// Life is a stretch of purchases none of whose gaps is longer than the window.
type Life struct {
	First     engine.Day   `json:"first"`
	Last      engine.Day   `json:"last"`
	LostOn    engine.Day   `json:"lost_on"` // the day the silence became longer than the window; NoDay while it runs
	Purchases int64        `json:"purchase_days"`
	Amount    engine.Money `json:"amount"`
}

// Return is a line given back.
type Return struct {
	Bought    engine.Day   `json:"bought"`
	GivenBack engine.Day   `json:"given_back"`
	Amount    engine.Money `json:"amount"`
	Product   string       `json:"product"`
}

// Word is something said by or to the customer.
type Word struct {
	Kind  string        `json:"kind"` // ticket, feedback or contact
	Day   engine.Day    `json:"day"`
	Topic string        `json:"topic"` // topic, reason or campaign
	Text  string        `json:"text"`  // words, or the offer
	Score engine.Number `json:"score"`
	Extra string        `json:"extra"` // ticket: resolved "true" or "false"; contact: the arm
}

// Read collects the card of a customer, under any of its ids, as of d.AsOf (NoDay, as
// in a contract business: everything in the project). An unknown id is Error
// card.unknown.
func Read(ctx context.Context, r store.Reader, d churn.Definition, id string) (Card, error) {
	c := Card{CustomerID: id, AsOf: d.AsOf, Window: d.WindowDays, State: StateUnknown, Since: engine.NoDay, First: engine.NoDay, Last: engine.NoDay,
		OtherIDs: []string{}, Days: []Day{}, Lives: []Life{}, Returns: []Return{}, Words: []Word{}}
	if _, err := store.One(ctx, r, keptSQL, store.Params{"customer": id}, &c.CustomerID); err != nil {
		return c, err
	}
	var ids int64
	found, err := store.One(ctx, r, personSQL, store.Params{"customer": c.CustomerID}, &c.No, &c.Name, &c.Joined, &c.DoNotContact, &ids)
	if err != nil {
		return c, err
	}
	if !found {
		return c, &engine.Error{Code: "card.unknown", Args: engine.Args{"customer": id}}
	}
	asOf := d.AsOf
	if asOf == engine.NoDay {
		asOf = engine.Day(2932896) // 9999-12-31: a contract table has no day to stand on
	}
	p := store.Params{"no": c.No, "as_of": asOf}
	c.rule = store.Params{"no": c.No, "as_of": asOf, "window": d.WindowDays, "times": d.Times}
	for _, load := range []func(context.Context, store.Reader, store.Params) error{c.loadIDs, c.loadDays, c.loadProducts, c.loadReturns, c.loadWords} {
		if err := load(ctx, r, p); err != nil {
			return c, err
		}
	}
	c.live()
	return c, nil
}

func (c *Card) loadIDs(ctx context.Context, r store.Reader, p store.Params) error {
	return store.Query(ctx, r, idsSQL, store.Params{"no": p["no"]}, func(scan store.Scan) error {
		var id string
		err := scan(&id)
		c.OtherIDs = append(c.OtherIDs, id)
		return err
	})
}

func (c *Card) loadDays(ctx context.Context, r store.Reader, _ store.Params) error {
	return store.Query(ctx, r, daysSQL, c.rule, func(scan store.Scan) error {
		d := Day{Products: []string{}}
		err := scan(&d.Day, &d.Sales, &d.Refunds, &d.Amount, &d.Purchase, &d.Orders, &d.Lines, &d.Coupons, &d.patience)
		c.Days = append(c.Days, d)
		return err
	})
}

// dearest is how many products of a day are named.
const dearest = 3

func (c *Card) loadProducts(ctx context.Context, r store.Reader, p store.Params) error {
	at := 0
	return store.Query(ctx, r, productsSQL, p, func(scan store.Scan) error {
		var day engine.Day
		var name string
		var amount engine.Money
		if err := scan(&day, &name, &amount); err != nil {
			return err
		}
		for at < len(c.Days) && c.Days[at].Day < day {
			at++
		}
		if at < len(c.Days) && c.Days[at].Day == day && name != "" && len(c.Days[at].Products) < dearest {
			c.Days[at].Products = append(c.Days[at].Products, name)
		}
		return nil
	})
}

func (c *Card) loadReturns(ctx context.Context, r store.Reader, p store.Params) error {
	return store.Query(ctx, r, returnsSQL, p, func(scan store.Scan) error {
		var x Return
		if err := scan(&x.Bought, &x.GivenBack, &x.Amount, &x.Product); err != nil {
			return err
		}
		if x.Amount > 0 { // a sale given back
			c.Refunds -= x.Amount
		} else {
			c.Refunds += x.Amount
		}
		c.Returns = append(c.Returns, x)
		return nil
	})
}

func (c *Card) loadWords(ctx context.Context, r store.Reader, p store.Params) error {
	return store.Query(ctx, r, wordsSQL, p, func(scan store.Scan) error {
		var w Word
		var score store.NullFloat
		err := scan(&w.Kind, &w.Day, &w.Topic, &w.Text, &score, &w.Extra)
		if w.Score = engine.Undefined(); score.Valid {
			w.Score = engine.Number(score.Float64)
		}
		c.Words = append(c.Words, w)
		return err
	})
}

// live cuts the purchases into lives and settles the state.
func (c *Card) live() {
	for _, d := range c.Days {
		if !d.Purchase {
			continue
		}
		if n := len(c.Lives); n == 0 || int(d.Day-c.Lives[n-1].Last) > c.patience && c.Window > 0 {
			if n > 0 {
				c.Lives[n-1].LostOn = c.lostOn(c.Lives[n-1].Last)
			}
			c.Lives = append(c.Lives, Life{First: d.Day, LostOn: engine.NoDay})
		}
		l := &c.Lives[len(c.Lives)-1]
		l.Last, l.Purchases, l.Amount = d.Day, l.Purchases+1, l.Amount+d.Amount
		if c.Purchases > 0 {
			c.Repeated += d.Amount
		}
		c.Purchases, c.Amount, c.Last, c.patience = c.Purchases+1, c.Amount+d.Amount, d.Day, d.patience
		if c.First == engine.NoDay {
			c.First = d.Day
		}
	}
	if c.Purchases == 0 {
		return
	}
	for _, d := range c.Days {
		if d.Day > c.Last-365 {
			c.YearAmount += d.Amount
		}
	}
	if c.AsOf == engine.NoDay || c.Window == 0 {
		return
	}
	c.Window = c.patience
	c.settle()
}

func (c *Card) settle() {
	now := &c.Lives[len(c.Lives)-1]
	c.Silent, c.Since = int(c.AsOf-c.Last), now.First
	switch {
	case c.Silent > c.patience:
		now.LostOn = c.lostOn(c.Last)
		c.State, c.Since = StateLost, now.LostOn
	case len(c.Lives) > 1:
		c.State = StateReturned
	case c.Purchases == 1:
		c.State = StateOnce
	default:
		c.State = StateHere
	}
}

// lostOn is the first day on which the silence has lasted too long.
func (c *Card) lostOn(last engine.Day) engine.Day { return last + engine.Day(c.patience) + 1 }
