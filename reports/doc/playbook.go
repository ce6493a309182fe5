package doc

import (
	"huiliu/engine/playbook"
	"huiliu/engine/winback"
)

// taskSheet is what to do with each customer of the plan, and who does it by when.
func (c *composer) taskSheet() (Sheet, bool) {
	if len(c.r.Tasks) == 0 {
		return Sheet{}, false
	}
	t := c.table("tasks", "customer:id", "due:day", "owner:text", "channel:text", "offer:text", "remedy:text", "words:text", "cause:text", "value:text", "stage:text", "price:text", "basis:text")
	t.Columns[5].Width, t.Columns[6].Width = 36, 60
	for i := range c.r.Tasks {
		if !c.lists {
			break
		}
		k := &c.r.Tasks[i]
		r := &c.r.Plays[k.Rule]
		reason := ""
		if k.Cause != "" {
			reason = c.causeName(k.Cause)
		}
		t.add(k.ID, k.ID, k.Due, c.spoken(r.Owner), c.label("play.channel", r.Channel), c.label("offer", k.Offer), c.spoken(r.Offer), c.spoken(r.Words), reason,
			c.label("play.value", k.Value), c.label("play.stage", k.Stage), c.label("play.price", k.Price), c.basis(k.Offer))
	}
	s := c.sheet("tasks", tableBlock(t))
	s.List = true
	return s, true
}

// basis says whether the lift of an offer was measured against a control group.
func (c *composer) basis(offer string) string {
	if c.r.Winback.Assumptions.Sources[offer+".lift"] == winback.SourceMeasured {
		return c.say("report.play.measured", nil)
	}
	return c.say("report.play.judged", nil)
}

// playSheet is the playbook itself.
func (c *composer) playSheet() (Sheet, bool) {
	if len(c.r.Plays) == 0 || c.r.Winback.Skipped != "" {
		return Sheet{}, false
	}
	counts := make([]int64, len(c.r.Plays))
	for _, k := range c.r.Tasks {
		counts[k.Rule]++
	}
	t := c.table("playbook", "cause:text", "value:text", "stage:text", "price:text", "remedy:text", "channel:text", "words:text", "owner:text", "days:int", "customers:int", "source:text")
	t.Columns[4].Width, t.Columns[6].Width = 36, 60
	for i := range c.r.Plays {
		r := &c.r.Plays[i]
		source := c.say("report.play.example", nil)
		if r.Author != "" || r.Day != "" {
			source = joined(c.say("report.play.judged", nil), r.Author, r.Day)
		}
		t.add(r.Key(), c.anyOr(r.Cause, c.causeName), c.anyOr(r.Value, c.of("play.value")), c.anyOr(r.Stage, c.of("play.stage")), c.anyOr(r.Price, c.of("play.price")),
			c.spoken(r.Offer), c.label("play.channel", r.Channel), c.spoken(r.Words), c.spoken(r.Owner), int64(r.Days), counts[i], source)
	}
	return c.sheet("playbook", paragraph(c.say("report.playbook.how", nil)), tableBlock(t)), true
}

func (c *composer) of(area string) func(string) string {
	return func(key string) string { return c.label(area, key) }
}

// anyOr names what a rule fits.
func (c *composer) anyOr(key string, name func(string) string) string {
	if key == playbook.Any {
		return c.say("report.play.any", nil)
	}
	return name(key)
}

// sayPlaybook says how many are to be contacted, and that what to say is judgement.
func (c *composer) sayPlaybook() (Sentence, bool) {
	if len(c.r.Tasks) == 0 {
		return Sentence{}, false
	}
	return c.sentence().ref("contacts", "plan", "contacts", "value").end("playbook", "report.say.playbook")
}
