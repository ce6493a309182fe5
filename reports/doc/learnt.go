package doc

import "huiliu/engine/coding"

// learntTable is how well coded words teach to read others, on words not seen.
func (c *composer) learntTable() *Table {
	l := &c.r.Causes.Learnt
	t := c.table("learnt", "cause:text", "examples:int", "recall:percent", "recall_low:percent", "recall_high:percent", "precision:percent", "precision_low:percent", "precision_high:percent")
	if l.Verdict.Accuracy.Base == 0 {
		return t
	}
	for _, k := range l.Verdict.Classes {
		name := c.causeName(k.Class)
		if k.Class == coding.None {
			name = c.say("ui.coding.none", nil)
		}
		recall, precision := rateCells(k.Recall), rateCells(k.Precision)
		t.add(k.Class, name, k.Examples, recall[0], recall[1], recall[2], precision[0], precision[1], precision[2])
	}
	key := "report.note.learnt.not"
	if l.Used {
		key = "report.note.learnt.used"
	}
	t.Note = c.say(key, map[string]any{"share": c.w.Percent(float64(l.Verdict.Accuracy.Value), 1), "low": c.w.Percent(float64(l.Verdict.Accuracy.Low), 1), "high": c.w.Percent(float64(l.Verdict.Accuracy.High), 1),
		"usual": c.w.Percent(float64(l.Verdict.Majority.Value), 1), "examples": c.w.Int(l.Examples), "coded": c.w.Int(l.Coded), "classified": c.w.Int(l.Classified)})
	if v := &l.Tickets; v.Accuracy.Base > 0 {
		key = "cause.note.tickets.not"
		if l.UsedTickets {
			key = "cause.note.tickets.used"
		}
		t.Note += " " + c.say(key, map[string]any{"base": c.w.Int(v.Accuracy.Base), "share": c.w.Percent(float64(v.Accuracy.Value), 1), "usual": c.w.Percent(float64(v.Majority.Value), 1)})
	}
	return t
}
