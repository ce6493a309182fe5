package cause

import (
	"context"
	_ "embed"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/population.sql
var populationSQL string

//go:embed sql/contracts.sql
var contractsSQL string

//go:embed sql/signs.sql
var signsSQL string

//go:embed sql/feedback.sql
var feedbackSQL string

//go:embed sql/tickets.sql
var ticketsSQL string

// around is how many days before the last purchase words and refunds may lie to
// have to do with leaving.
const around = 60

// endOfTime stands for "everything that is known" where a snapshot has no dates.
const endOfTime = "9999-12-31"

// customer is one customer with the evidence about it.
type customer struct {
	no      int32
	id      string
	last    engine.Day // last purchase or end of contract; NoDay when unknown
	lost    bool
	revenue engine.Money
	margin  engine.Money
	reason  string // reason code of the customer table

	stated [statedKinds]finding
	signs  signSet
	// what was decided
	key     string
	by      string // the Source that decided
	written string // the reason as written, when a reason decided
}

// finding is something a customer said.
type finding struct {
	key  string // "" = nothing
	text string
	day  engine.Day
}

// Kinds of stated evidence, strongest first.
const (
	saidCode     = iota // reason code of a table or option of a survey
	saidSurvey          // free words of a survey
	saidTicket          // words of a ticket that was never resolved
	saidResolved        // words of a resolved ticket
	statedKinds
)

// material is everything read from the store.
type material struct {
	people    []customer // by customer number
	at        map[int32]int
	available map[string]bool // by source
}

func asOf(d churn.Definition) string {
	if d.AsOf == engine.NoDay {
		return endOfTime
	}
	return d.AsOf.String()
}

func load(ctx context.Context, r store.Reader, d churn.Definition, words *reader) (*material, error) {
	m := &material{at: map[int32]int{}, available: map[string]bool{}}
	text, params := populationSQL, d.Silence()
	if d.Business == churn.Contractual {
		text, params = contractsSQL, d.Ends()
	}
	err := store.Query(ctx, r, text, params, func(scan store.Scan) error {
		var c customer
		if err := scan(&c.no, &c.id, &c.last, &c.lost, &c.revenue, &c.reason); err != nil {
			return err
		}
		m.at[c.no] = len(m.people)
		m.people = append(m.people, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.readReasons(words)
	known := store.Params{"as_of": asOf(d)}
	if err := store.Query(ctx, r, feedbackSQL, known, m.feedback(words)); err != nil {
		return nil, err
	}
	if err := store.Query(ctx, r, ticketsSQL, known, m.ticket(words)); err != nil {
		return nil, err
	}
	if d.Business == churn.Contractual {
		return m, nil // what happened around a last purchase is not known for contracts
	}
	return m, store.Query(ctx, r, signsSQL, known, m.sign)
}

// readReasons takes the reason of the customer table: a code of the taxonomy, or
// else words to be read like an answer.
func (m *material) readReasons(words *reader) {
	for i := range m.people {
		c := &m.people[i]
		if c.reason == "" {
			continue
		}
		m.available[SourceReasonCode] = true
		if key := words.code(c.reason); key != "" {
			c.stated[saidCode] = finding{key, c.reason, c.last}
		} else if key := words.read(c.reason); key != "" {
			c.stated[saidSurvey] = finding{key, c.reason, c.last}
		} else {
			c.stated[saidSurvey] = finding{Unclear, c.reason, c.last}
		}
	}
}

// near tells whether words of a day may have to do with leaving.
func (c *customer) near(day engine.Day) bool { return c.last == engine.NoDay || day >= c.last-around }

func (m *material) feedback(words *reader) func(store.Scan) error {
	return func(scan store.Scan) error {
		var no int32
		var day engine.Day
		var reason, remark string
		if err := scan(&no, &day, &reason, &remark); err != nil {
			return err
		}
		m.available[SourceSurvey] = true
		if reason != "" {
			m.available[SourceReasonCode] = true
		}
		i, ok := m.at[no]
		if !ok || !m.people[i].lost || day != engine.NoDay && !m.people[i].near(day) {
			return nil
		}
		c := &m.people[i]
		c.say(saidCode, finding{words.code(reason), reason, day})
		if words.code(reason) == "" {
			c.say(saidSurvey, finding{words.read(reason), reason, day})
		}
		c.say(saidSurvey, finding{words.read(remark), remark, day})
		if reason+remark != "" {
			c.say(saidSurvey, finding{Unclear, firstOf(reason, remark), day})
		}
		return nil
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// say keeps the first clear finding of a kind: answers come latest first.
func (c *customer) say(kind int, f finding) {
	if f.key == "" || c.stated[kind].key != "" && c.stated[kind].key != Unclear {
		return
	}
	if f.key == Unclear && c.stated[kind].key == Unclear {
		return
	}
	c.stated[kind] = f
}

func (m *material) ticket(words *reader) func(store.Scan) error {
	return func(scan store.Scan) error {
		var no int32
		var day engine.Day
		var topic, text string
		var resolved bool
		if err := scan(&no, &day, &topic, &text, &resolved); err != nil {
			return err
		}
		m.has(true, SourceTicket, SourceTicketResolved, SourceOpenTicket)
		i, ok := m.at[no]
		if !ok || !m.people[i].near(day) {
			return nil
		}
		c, key := &m.people[i], words.read(text)
		if key == "" && text == "" {
			if key = words.code(topic); key == "" {
				key = words.read(topic)
			}
		}
		kind := saidTicket
		if resolved {
			kind = saidResolved
		}
		if key == "" || key == Unclear {
			if !resolved {
				c.signs |= signOpenTicket
			}
			return nil
		}
		c.say(kind, finding{key, firstOf(text, topic), day})
		return nil
	}
}

func (m *material) sign(scan store.Scan) error {
	var no int32
	var delivery, repeated, last, price, rise, refund, couponKnown, couponOnly bool
	if err := scan(&no, &delivery, &repeated, &last, &price, &rise, &refund, &couponKnown, &couponOnly); err != nil {
		return err
	}
	i, ok := m.at[no]
	if !ok {
		return nil
	}
	c := &m.people[i]
	c.signs.set(signLate, repeated)
	c.signs.set(signLateLast, last && !repeated)
	c.signs.set(signPriceRise, rise)
	c.signs.set(signRefund, refund)
	c.signs.set(signCouponOnly, couponOnly)
	m.has(delivery, SourceLate, SourceLateLast)
	m.has(price, SourcePriceRise)
	m.has(refund, SourceRefund)
	m.has(couponKnown, SourceCouponOnly)
	return nil
}

// has notes that the files have data for these sources.
func (m *material) has(yes bool, sources ...string) {
	if !yes {
		return
	}
	for _, s := range sources {
		m.available[s] = true
	}
}
