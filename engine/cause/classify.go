package cause

import (
	"huiliu/engine"
	"huiliu/engine/text"
)

// Learnt is what was learnt from words with a code: options ticked beside written words,
// and texts coded by hand.
type Learnt struct {
	Examples int64        `json:"examples"`
	Coded    int64        `json:"coded"`   // of them, by hand
	Verdict  text.Verdict `json:"verdict"` // on texts not seen, ten parts
	// Used: better than always naming the most frequent cause, so that it may name one.
	Used bool `json:"used"`
	// Tickets is the same on texts of tickets alone, which are worded otherwise: coded by hand, at
	// least 50 of them. UsedTickets: by the same rule it may name causes of tickets nobody could read.
	Tickets     text.Verdict `json:"tickets"`
	UsedTickets bool         `json:"used_tickets"`
	// Classified is how many lost customers have their cause by it.
	Classified int64 `json:"classified"`
}

// A text is named by what was learnt when belief in one cause is at least this and it
// holds this many known pieces; naive Bayes is surer of itself than it should be.
const (
	leastBelief   = 0.9
	leastKnown    = 2
	leastExamples = 50
)

// noReason is the code of words that name no cause.
const noReason = "none"

// letter is a ticket whose words neither the list of causes nor a coder could read.
type letter struct {
	at       int // place in people
	text     string
	day      engine.Day
	resolved bool
}

// learn takes the examples to mind and judges what was learnt, on all and on tickets.
func (m *material) learn() *text.Model {
	for words, key := range m.coded {
		m.examples = append(m.examples, text.Example{Text: words, Class: key})
	}
	l := &m.learnt
	l.Examples, l.Coded = int64(len(m.examples)), int64(len(m.coded))
	l.Verdict, l.Tickets = text.Judge(nil, nil, ""), text.Judge(nil, nil, "")
	if len(m.examples) < leastExamples {
		return nil
	}
	l.Verdict = text.CrossValidate(m.examples, text.Mixed)
	l.Used = l.Verdict.Useful()
	if len(m.tickets) >= leastExamples {
		l.Tickets = text.CrossValidateOf(m.examples, text.Mixed, func(i int) bool { return m.tickets[m.examples[i].Text] })
		l.UsedTickets = l.Used && l.Tickets.Useful()
	}
	if !l.Used {
		return nil
	}
	return text.Train(m.examples, text.Mixed)
}

// classify names a cause for words that neither the list of causes nor a coder could read:
// of lost customers' answers, and of tickets of everybody, so that those of the lost can be
// compared with those of the others.
func (m *material) classify() {
	model := m.learn()
	if model != nil {
		for i, open := range m.unread {
			for _, o := range open {
				if key := named(model, o.text); key != "" {
					m.people[i].say(saidLearnt, finding{key: key, text: o.text, day: o.day})
					break
				}
			}
		}
	}
	m.has(m.learnt.UsedTickets, SourceLearntTicket)
	for _, l := range m.letters {
		c, key := &m.people[l.at], ""
		if m.learnt.UsedTickets {
			key = named(model, l.text)
		}
		switch {
		case key != "" && l.resolved:
			c.say(saidResolved, finding{key: key, text: l.text, day: l.day, learnt: true})
		case key != "":
			c.say(saidLearntTicket, finding{key: key, text: l.text, day: l.day, learnt: true})
		case !l.resolved:
			c.show(signOpenTicket, int32(c.last-l.day))
		}
	}
}

// named is the cause of words by what was learnt, "" when it is not sure.
func named(model *text.Model, words string) string {
	key, belief, known := model.Classify(words)
	if key == noReason || key == Unclear || belief < leastBelief || known < leastKnown {
		return ""
	}
	return key
}

// remember keeps what an answer teaches and what nobody could read; key is the cause of the
// option ticked, read that of the words.
func (m *material) remember(i int, key, read string, f finding) {
	switch {
	case f.text == "":
	case key != "":
		m.examples = append(m.examples, text.Example{Text: f.text, Class: key})
	case read == "" && m.coded[f.text] == "":
		m.unread[i] = append(m.unread[i], f)
	}
}
