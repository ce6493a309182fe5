package doc

import (
	"strings"

	"huiliu/engine/quality"
)

// pairsPrinted is how many pairs of ids the report lists; the window shows all.
const pairsPrinted = 40

// identityEffects says how the figures move when ids that may be one person are merged.
func (c *composer) identityEffects() *Table {
	t := c.table("identity_effect", "level:text", "pairs:int", "accepted:int", "rejected:int", "merged:int", "customers:int", "churn:percent", "low:percent", "high:percent",
		"repeat:percent", "repeat_low:percent", "repeat_high:percent", "spend:money", "spend_low:money", "spend_high:money")
	for _, name := range []string{"repeat_low", "repeat_high", "spend_low", "spend_high"} {
		t.Columns[t.ColumnIndex(name)].Minor = true
	}
	var pairs, accepted, rejected int64
	for _, e := range c.r.Identity.Effects {
		for _, n := range c.r.Identity.Counts {
			if n.Level == e.Level {
				pairs, accepted, rejected = pairs+n.Pairs, accepted+n.Accepted, rejected+n.Rejected
			}
		}
		churn, repeat := rateCells(e.Churn), rateCells(e.Repeat)
		t.add(e.Level, c.say("quality.level."+e.Level, nil), pairs, accepted, rejected, e.Merged, e.Customers, churn[0], churn[1], churn[2],
			repeat[0], repeat[1], repeat[2], e.Spend, e.SpendLow, e.SpendHigh)
	}
	return t
}

// pairTable lists the surest pairs for review.
func (c *composer) pairTable() *Table {
	t := c.table("identity_pairs", "level:text", "kept:id", "absorbed:id", "reasons:text", "life:text", "kept_orders:int", "absorbed_orders:int", "amount:money", "verdict:text")
	for i, p := range c.r.Identity.Pairs[:min(len(c.r.Identity.Pairs), pairsPrinted)] {
		t.add(itoa(i+1), c.say("quality.level."+p.Level, nil), p.Kept.CustomerID, p.Absorbed.CustomerID, c.inCommon(p.Reasons), c.life(&p),
			p.Kept.Orders, p.Absorbed.Orders, p.Kept.Amount+p.Absorbed.Amount, c.say("quality.verdict."+verdictKey(p.Verdict), nil))
	}
	return t
}

func verdictKey(verdict string) string {
	if verdict == "" {
		return "open"
	}
	return verdict
}

func (c *composer) inCommon(codes []string) string {
	out := make([]string, len(codes))
	for i, code := range codes {
		out[i] = c.say("quality.reason."+code, nil)
	}
	return strings.Join(out, c.say("common.list.separator", nil))
}

// life says how the orders of the two ids lie to one another.
func (c *composer) life(p *quality.Pair) string {
	return c.say("quality.life."+p.Life, map[string]any{"days": p.GapDays})
}

// sayIdentity says how churn moves from no merging to merging every candidate.
func (c *composer) sayIdentity() (Sentence, bool) {
	const t = "identity_effect"
	s := c.sentence().ref("pairs", t, quality.Loose, "pairs").ref("merged", t, quality.Loose, "merged")
	s.ref("before", t, quality.Unmerged, "churn").ref("before_low", t, quality.Unmerged, "low").ref("before_high", t, quality.Unmerged, "high")
	s.ref("after", t, quality.Loose, "churn").ref("after_low", t, quality.Loose, "low").ref("after_high", t, quality.Loose, "high")
	return s.end("quality_identity", "quality.say.identity")
}
