package sample

import (
	"math/rand/v2"

	"huiliu/engine"
)

// answer is one returned questionnaire.
type answer struct {
	person *person
	on     engine.Day
	score  int
	reason string
	remark string
}

const (
	shareHonest   = 0.80 // answers that name the true cause
	sharePolite   = 0.45 // of the others: "too dear" is the polite excuse
	shareOption   = 0.70 // answers that tick an option; the rest is written freely
	shareRemark   = 0.50
	stayersAnswer = 0.05
	onceAnswers   = 0.04
)

// ask sends the questionnaire: to leavers a month or two after their last
// purchase, and to some of those who stayed.
func (s *shop) ask(p *person) {
	r := s.stream(forSurvey, p.no)
	switch {
	case p.left != engine.NoDay:
		s.askLeaver(p, r)
	case p.kind == kindRegular && r.Float64() < stayersAnswer:
		day := p.visits[r.IntN(len(p.visits))] + 3 + engine.Day(r.IntN(20))
		if day <= s.end {
			a := answer{person: p, on: day, score: min(6+int(r.Float64()*r.Float64()*2+r.Float64()*5), 10)}
			if r.Float64() < shareRemark {
				a.remark = pick(r, praiseWords())
			}
			s.answers = append(s.answers, a)
		}
	}
}

func (s *shop) askLeaver(p *person, r *rand.Rand) {
	chance := planOf(p.cause).answers
	if p.kind == kindOnce {
		chance = onceAnswers
	}
	day := p.left + 30 + engine.Day(r.IntN(45))
	cameBack := p.returned != engine.NoDay && p.returned <= day
	if r.Float64() >= chance || day > s.end || cameBack {
		return
	}
	t := statedTopic(p.cause, r)
	a := answer{person: p, on: day, score: drawScore(p.cause, r)}
	if r.Float64() < shareOption {
		a.reason = optionOf(t)
	} else {
		a.reason = pick(r, reasonWords(t))
	}
	if r.Float64() < shareRemark {
		a.remark = pick(r, reasonWords(t))
	}
	s.answers = append(s.answers, a)
}

// statedTopic is what a leaver says: mostly the truth.
func statedTopic(cause string, r *rand.Rand) topic {
	honest, polite, other := r.Float64(), r.Float64(), r.IntN(7)
	switch {
	case honest < shareHonest:
		return topicOf(cause)
	case polite < sharePolite:
		return topicPrice
	}
	all := []topic{topicDelivery, topicPrice, topicService, topicQuality, topicCompetitor, topicNeedGone, topicAsk}
	return all[other]
}

// drawScore is the 0-10 likelihood to recommend: low after bad experience,
// middling when only the need is gone.
func drawScore(cause string, r *rand.Rand) int {
	switch cause {
	case causeService:
		return r.IntN(5)
	case causeDelivery:
		return r.IntN(7)
	case causeNeedGone:
		return 5 + r.IntN(6)
	}
	return 3 + r.IntN(6)
}
