package winback

import (
	"huiliu/engine/campaign"
	"huiliu/engine/risk"
)

// Learnt is what one arm of a past campaign, or a table of attempts, teaches about the
// return rate with an offer: the Beta posterior of counts, any rate being as likely before.
type Learnt struct {
	Campaign string  `json:"campaign"` // "" for a table of attempts
	Offer    string  `json:"offer"`    // as logged
	Like     string  `json:"like"`     // the offer of the plan it resembles, "" for none
	Contacts int64   `json:"contacts"`
	Returned int64   `json:"returned"`
	Mean     float64 `json:"mean"`
	Low      float64 `json:"low"` // 5 %
	High     float64 `json:"high"`
	// Used: the lift of the plan's offer comes from here. Only an effect above zero against a
	// control group does; later campaigns take the place of earlier ones.
	Used bool `json:"used"`
}

// Learn lists what past campaigns teach, and which of it the assumptions use.
func Learn(past []campaign.Campaign, a Assumptions) []Learnt {
	out := []Learnt{}
	last := map[string]int{}
	for _, c := range past {
		for _, e := range c.Effects {
			if e.Treated.Base == 0 {
				continue
			}
			l := posterior(e.Treated.Events, e.Treated.Base)
			l.Campaign, l.Offer, l.Like = c.Name, e.Offer, offerLike(e.Offer, e.Channel)
			if e.Code == campaign.Works && e.Control.Events > 0 && a.Sources[l.Like+".lift"] == SourceMeasured {
				last[l.Like] = len(out)
			}
			out = append(out, l)
		}
	}
	for _, i := range last {
		out[i].Used = true
	}
	return out
}

// FromAttempts is what a table of attempts teaches: a rate without a control group, which
// no assumption uses.
func FromAttempts(returned, customers int64) Learnt { return posterior(returned, customers) }

func posterior(events, base int64) Learnt {
	q := risk.Beta(events, base)
	return Learnt{Contacts: base, Returned: events, Mean: risk.BetaMean(events, base), Low: q(0.05), High: q(0.95)}
}
