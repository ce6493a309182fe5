package cause

import (
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

// learn takes the examples to mind and judges what was learnt.
func (m *material) learn() *text.Model {
	for words, key := range m.coded {
		m.examples = append(m.examples, text.Example{Text: words, Class: key})
	}
	m.learnt.Examples, m.learnt.Coded = int64(len(m.examples)), int64(len(m.coded))
	if len(m.examples) < leastExamples {
		m.learnt.Verdict = text.Judge(nil, nil, "")
		return nil
	}
	m.learnt.Verdict = text.CrossValidate(m.examples, text.Mixed)
	if m.learnt.Used = m.learnt.Verdict.Useful(); !m.learnt.Used {
		return nil
	}
	return text.Train(m.examples, text.Mixed)
}

// classify names a cause for lost customers whose words neither the list of causes nor a
// coder could read.
func (m *material) classify() {
	model := m.learn()
	if model == nil {
		return
	}
	for i, open := range m.unread {
		c := &m.people[i]
		for _, o := range open {
			key, belief, known := model.Classify(o.text)
			if key == noReason || key == Unclear || belief < leastBelief || known < leastKnown {
				continue
			}
			c.say(saidLearnt, finding{key, o.text, o.day})
			break
		}
	}
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
