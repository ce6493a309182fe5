package cause

import (
	"context"
	_ "embed"
	"math"
	"math/bits"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
	"huiliu/engine/text"
)

//go:embed sql/population.sql
var populationSQL string

//go:embed sql/contracts.sql
var contractsSQL string

//go:embed sql/signs.sql
var signsSQL string

//go:embed sql/changes.sql
var changesSQL string

//go:embed sql/closed.sql
var closedSQL string

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

	days int32 // purchase days; 0 for contracts

	stated   [statedKinds]finding
	signs    signSet
	ago      [signKinds]int32 // days from a sign to the last purchase, negative after it; noDay when it has none
	answered bool             // was asked around the last purchase and answered
	// what was decided
	key     string
	by      string // the Source that decided
	written string // the reason as written, when a reason decided
}

// noDay is a sign that has no day.
const noDay = math.MinInt32

// show notes a sign with the days from it to the last purchase.
func (c *customer) show(bit signSet, ago int32) {
	at := bits.TrailingZeros16(uint16(bit))
	if c.signs&bit == 0 || ago != noDay && (c.ago[at] == noDay || ago < c.ago[at]) { // the latest
		c.ago[at] = ago
	}
	c.signs |= bit
}

// agoOf is how many days before the last purchase a sign was seen, [noDay] when it has none.
func (c *customer) agoOf(bit signSet) int32 { return c.ago[bits.TrailingZeros16(uint16(bit))] }

// finding is something a customer said.
type finding struct {
	key    string // "" = nothing
	text   string
	day    engine.Day
	learnt bool // words of a ticket as read by what was learnt
}

// Kinds of stated evidence, strongest first.
const (
	saidCode         = iota // reason code of a table or option of a survey
	saidSurvey              // free words of a survey
	saidTicket              // words of a ticket that was never resolved
	saidLearnt              // words of a survey as read by what was learnt from coded ones
	saidLearntTicket        // words of a ticket never resolved, likewise
	saidResolved            // words of a resolved ticket, with what was learnt last
	statedKinds
)

// material is everything read from the store.
type material struct {
	people    []customer // by customer number
	at        map[int32]int
	available map[string]bool // by source

	coded    map[string]string // by text, see Options.Codes
	examples []text.Example
	unread   map[int][]finding // by place in people
	letters  []letter
	tickets  map[string]bool // coded texts that are of tickets
	learnt   Learnt
}

func asOf(d churn.Definition) string {
	if d.AsOf == engine.NoDay {
		return endOfTime
	}
	return d.AsOf.String()
}

func load(ctx context.Context, r store.Reader, d churn.Definition, words *reader) (*material, error) {
	m := &material{at: map[int32]int{}, available: map[string]bool{}, coded: words.coded, unread: map[int][]finding{}, tickets: map[string]bool{}}
	text, params := populationSQL, d.Silence()
	if d.Business == churn.Contractual {
		text, params = contractsSQL, d.Ends()
	}
	err := store.Query(ctx, r, text, params, func(scan store.Scan) error {
		var c customer
		if err := scan(&c.no, &c.id, &c.last, &c.lost, &c.revenue, &c.reason, &c.days); err != nil {
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
	m.classify()
	if d.Business == churn.Contractual {
		return m, nil // what happened around a last purchase is not known for contracts
	}
	if err := store.Query(ctx, r, signsSQL, known, m.sign); err != nil {
		return nil, err
	}
	if err := store.Query(ctx, r, changesSQL, known, m.change); err != nil {
		return nil, err
	}
	return m, store.Query(ctx, r, closedSQL, known, m.closed(words))
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
			c.stated[saidCode] = finding{key: key, text: c.reason, day: c.last}
		} else if key := words.read(c.reason); key != "" {
			c.stated[saidSurvey] = finding{key: key, text: c.reason, day: c.last}
		} else {
			c.stated[saidSurvey] = finding{key: Unclear, text: c.reason, day: c.last}
		}
		c.answered = true
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
		m.has(true, SourceSurvey, SourceLearnt)
		if reason != "" {
			m.available[SourceReasonCode] = true
		}
		i, ok := m.at[no]
		option := words.code(reason)
		if option != "" {
			m.remember(i, option, "", finding{text: remark})
		}
		if !ok || !m.people[i].lost || day != engine.NoDay && !m.people[i].near(day) {
			return nil
		}
		c := &m.people[i]
		if option == "" {
			m.remember(i, "", words.read(reason), finding{text: reason, day: day})
			m.remember(i, "", words.read(remark), finding{text: remark, day: day})
		}
		c.say(saidCode, finding{key: option, text: reason, day: day})
		if option == "" {
			c.say(saidSurvey, finding{key: words.read(reason), text: reason, day: day})
		}
		c.say(saidSurvey, finding{key: words.read(remark), text: remark, day: day})
		if reason+remark != "" {
			c.answered = true
			c.say(saidSurvey, finding{key: Unclear, text: firstOf(reason, remark), day: day})
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
		m.has(true, SourceTicket, SourceTicketResolved, SourceOpenTicket, SourceNoAnswer)
		if m.coded[text] != "" {
			m.tickets[text] = true
		}
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
		if !resolved {
			c.show(signNoAnswer, int32(c.last-day))
		}
		if key == "" && text != "" && m.coded[text] == "" {
			m.letters = append(m.letters, letter{i, text, day, resolved})
			return nil
		}
		if key == "" || key == Unclear {
			if !resolved {
				c.show(signOpenTicket, int32(c.last-day))
			}
			return nil
		}
		c.say(kind, finding{key: key, text: firstOf(text, topic), day: day})
		return nil
	}
}

func (m *material) sign(scan store.Scan) error {
	var no int32
	var delivery, repeated, last, price, rise, refund, couponKnown, couponOnly bool
	var lateAgo, riseAgo, refundAgo int32
	err := scan(&no, &delivery, &repeated, &last, &price, &rise, &refund, &couponKnown, &couponOnly, &lateAgo, &riseAgo, &refundAgo)
	if err != nil {
		return err
	}
	i, ok := m.at[no]
	if !ok {
		return nil
	}
	c := &m.people[i]
	for _, s := range []struct {
		bit signSet
		on  bool
		ago int32
	}{
		{signLate, repeated, lateAgo}, {signLateLast, last && !repeated, lateAgo}, {signPriceRise, rise, riseAgo},
		{signRefund, refund, refundAgo}, {signCouponOnly, couponOnly, noDay},
	} {
		if s.on {
			c.show(s.bit, s.ago)
		}
	}
	m.has(delivery, SourceLate, SourceLateLast)
	m.has(price, SourcePriceRise)
	m.has(refund, SourceRefund)
	m.has(couponKnown, SourceCouponOnly)
	return nil
}

// change reads what changed towards the last purchase.
func (m *material) change(scan store.Scan) error {
	var no int32
	var discounts, channels, categories, up, channel, product bool
	if err := scan(&no, &discounts, &channels, &categories, &up, &channel, &product); err != nil {
		return err
	}
	i, ok := m.at[no]
	if !ok {
		return nil
	}
	c := &m.people[i]
	for bit, on := range map[signSet]bool{signDiscountUp: up, signChannel: channel, signProduct: product} {
		if on {
			c.show(bit, noDay)
		}
	}
	m.has(discounts, SourceDiscountUp)
	m.has(channels, SourceChannel)
	m.has(categories, SourceProduct)
	return nil
}

// closed reads orders that came to nothing.
func (m *material) closed(words *reader) func(store.Scan) error {
	return func(scan store.Scan) error {
		var no int32
		var day engine.Day
		var status string
		if err := scan(&no, &day, &status); err != nil {
			return err
		}
		m.has(true, SourceCancelled, SourceStockOut)
		i, ok := m.at[no]
		if !ok || !m.people[i].near(day) {
			return nil
		}
		c := &m.people[i]
		c.show(signCancelled, int32(c.last-day))
		if words.read(status) == words.channel {
			c.show(signStockOut, int32(c.last-day))
		}
		return nil
	}
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
