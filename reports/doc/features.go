package doc

import (
	"strings"

	"huiliu/engine/feature"
)

// featureSheet says what a model is told about a customer, and what this data cannot
// tell it.
func (c *composer) featureSheet() (Sheet, bool) {
	if len(c.r.Features) == 0 {
		return Sheet{}, false
	}
	return c.sheet("features", tableBlock(c.featureTable())), true
}

func (c *composer) featureTable() *Table {
	t := c.table("features", "feature:text", "group:text", "meaning:text", "unit:text", "needs:text", "known:text")
	t.Columns[2].Width = 60
	for _, f := range c.r.Features {
		known := c.say("report.features.known", nil)
		if !f.Known {
			known = c.say("report.features.absent", nil)
		}
		t.add(f.Name, c.say("feature."+f.Name, nil), c.say("feature.group."+f.Group, nil), c.say(f.Definition, nil),
			c.say("feature.unit."+string(f.Unit), nil), c.say("feature.source."+string(f.Source), nil), known)
	}
	return t
}

// proofTable is nil when nothing was compared.
func (c *composer) proofTable() *Table {
	p := &c.r.Race.Proof
	if p.Values == 0 {
		return nil
	}
	t := c.table("proof", "item:text", "value:text")
	add := func(key string, v TableCell) { t.add(key, c.say("report.proof."+key, nil), v) }
	whole := func(n int64) TableCell { return TableCell{Value: n, Kind: KindInt} }
	add("days", TableCell{Value: c.days(p.Days)})
	add("customers", whole(p.Customers))
	add("features", whole(p.Features))
	add("cut", whole(p.Cut))
	add("values", whole(p.Values))
	add("different", whole(p.Different))
	if len(p.Leaking) > 0 {
		add("leaking", TableCell{Value: c.leaking(p), Tone: ToneWarning})
	}
	return t
}

func (c *composer) leaking(p *feature.Proof) string {
	var names []string
	for _, name := range p.Leaking {
		if name == "" {
			names = append(names, c.say("report.proof.rows", nil))
			continue
		}
		names = append(names, c.say("feature."+name, nil))
	}
	return strings.Join(names, c.say("common.list.separator", nil))
}

// sayProof says whether the features could have known the future.
func (c *composer) sayProof() (Sentence, bool) {
	p := &c.r.Race.Proof
	switch {
	case len(c.r.Race.Entries) == 0:
		return Sentence{}, false
	case p.Skipped != "":
		return c.sentence().word("reason", c.clause("proof.skipped", p.Skipped)).end("proof", "report.say.proof.skipped")
	}
	s := c.sentence()
	for _, key := range []string{"days", "customers", "features", "values"} {
		s.ref(key, "proof", key, "value")
	}
	if p.Different > 0 {
		s.ref("different", "proof", "different", "value").ref("leaking", "proof", "leaking", "value")
		return s.end("proof", "report.say.proof.leaks")
	}
	return s.end("proof", "report.say.proof")
}
