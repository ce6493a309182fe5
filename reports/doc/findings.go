package doc

import "slices"

// findings writes the sentence each page of an analysis starts with. They come after
// all pages are composed: every figure is a cell of one of them.
func (c *composer) findings() {
	for _, f := range []struct {
		sheet string
		say   func() (Sentence, bool)
	}{{"clusters", c.sayClusters}, {"habits", c.sayHabits}, {"bridge", c.sayBridge}, {"lifetime", c.sayLifetime}, {"value", c.sayValue}, {"outlook", c.sayOutlook}, {"associate", c.sayAssociate}} {
		s, ok := f.say()
		if !ok {
			continue
		}
		c.d.Findings = append(c.d.Findings, s)
		i := slices.IndexFunc(c.d.Sheets, func(s Sheet) bool { return s.Key == f.sheet })
		if i < 0 {
			continue
		}
		block := Block{Sentence: &s, Topic: c.say("report.topic."+s.Key, nil)}
		c.d.Sheets[i].Blocks = slices.Insert(c.d.Sheets[i].Blocks, leading(c.d.Sheets[i].Blocks), block)
	}
}

// leading is how many sentences a page starts with.
func leading(blocks []Block) int {
	n := 0
	for n < len(blocks) && blocks[n].Sentence != nil {
		n++
	}
	return n
}
