package cause

import "testing"

func TestDecide_StrongerEvidenceWins(t *testing.T) {
	v := &verdict{counting: []sign{{bit: signLate, source: SourceLate, key: "delivery"}}, resolved: map[string]bool{"price": true}}
	all := customer{lost: true, signs: signLate}
	all.stated = [statedKinds]finding{{key: "service", text: "投诉"}, {key: "price", text: "太贵"}, {key: "product", text: "坏了"}, {key: "channel", text: "难用"}, {}, {key: "price", text: "涨价"}}
	for _, step := range []struct {
		drop      int
		key, from string
	}{
		{-1, "service", SourceReasonCode}, {saidCode, "price", SourceSurvey}, {saidSurvey, "product", SourceTicket},
		{saidTicket, "channel", SourceLearnt}, {saidLearnt, "price", SourceTicketResolved}, {saidResolved, "delivery", SourceLate},
	} {
		if step.drop >= 0 {
			all.stated[step.drop] = finding{}
		}
		c := all
		v.decide(&c)
		if c.key != step.key || c.by != step.from {
			t.Errorf("got %s by %s, want %s by %s", c.key, c.by, step.key, step.from)
		}
	}
	vague := customer{lost: true, signs: signLate}
	vague.stated[saidCode] = finding{key: Unclear, text: "其他"}
	if v.decide(&vague); vague.key != "delivery" {
		t.Errorf("what happened lost against “other”: %s", vague.key)
	}
	vague.signs = 0
	if v.decide(&vague); vague.key != Unclear {
		t.Errorf("got %s", vague.key)
	}
	nothing := customer{lost: true}
	if v.decide(&nothing); nothing.key != Unexplained || nothing.by != "" {
		t.Errorf("got %s by %s", nothing.key, nothing.by)
	}
}
