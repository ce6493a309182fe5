package winback

import (
	"cmp"
	"context"
	_ "embed"
	"math"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/campaigns.sql
var campaignsSQL string

// CampaignHorizon is the days after assignment in which a purchase counts as a return.
const CampaignHorizon = 60

// Verdicts on a campaign; catalogue: campaign.verdict.<code>.
const (
	VerdictWorks        = "works"
	VerdictNoDifference = "no_difference"
	VerdictHurts        = "hurts"
	VerdictBrokenSplit  = "broken_split"
	VerdictOpen         = "open"
	VerdictNoControl    = "no_control"
)

// brokenBelow is the p-value of the sample-ratio test below which a split is broken.
const brokenBelow = 0.001

// outcome collects one campaign's customers.
type outcome struct {
	campaign Campaign
	n, back  [2]int64 // control, treated
	margin   [2][]float64
	cost     engine.Money
	offers   map[string]int64
	channel  string
}

// Campaigns measures every logged campaign against its control group as assigned,
// whether a contact reached the customer or not: a purchase within 60 days of the
// assignment is a return. While the 60 days of any assigned customer are not over,
// everybody is watched for the days that are, and the campaign is marked Open.
// Campaigns come by day and name.
func Campaigns(ctx context.Context, r store.Reader, d churn.Definition, marginRate float64) ([]Campaign, error) {
	if d.AsOf == engine.NoDay {
		return []Campaign{}, nil
	}
	var all []*outcome
	p := store.Params{"as_of": d.AsOf, "horizon": CampaignHorizon}
	err := store.Query(ctx, r, campaignsSQL, p, func(scan store.Scan) error {
		var name, offer, channel string
		var day engine.Day
		var days int
		var treated, back bool
		var amount, cost engine.Money
		if err := scan(&name, &day, &days, &treated, &back, &amount, &cost, &offer, &channel); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].campaign.Name != name {
			all = append(all, &outcome{offers: map[string]int64{}, campaign: Campaign{Name: name, Day: day, HorizonDays: days}})
		}
		o := all[len(all)-1]
		o.campaign.Day = min(o.campaign.Day, day)
		g := 0
		if treated {
			g = 1
			o.cost += cost
			o.offers[offer]++
			o.channel = max(o.channel, channel)
		}
		o.n[g]++
		if back {
			o.back[g]++
		}
		o.margin[g] = append(o.margin[g], amount.Float()*marginRate)
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Campaign, len(all))
	for i, o := range all {
		out[i] = o.measure()
	}
	slices.SortFunc(out, func(a, b Campaign) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Name, b.Name)) })
	return out, nil
}

func (o *outcome) measure() Campaign {
	c := o.campaign
	c.Control, c.Treated = engine.NewRate(o.back[0], o.n[0]), engine.NewRate(o.back[1], o.n[1])
	d := stat.TwoProportions(o.back[1], o.n[1], o.back[0], o.n[0])
	c.Effect, c.Low, c.High, c.P = d.Diff, d.Low, d.High, d.P
	m := stat.MeanDifference(o.margin[1], o.margin[0])
	c.MarginEach, c.MarginLow, c.MarginHigh = m.Diff, m.Low, m.High
	c.RatioDesign, c.RatioP = splitTest(o.n[1], o.n[0])
	c.Cost, c.Open = o.cost.Float(), c.HorizonDays < CampaignHorizon
	c.ContactCost = ratio(c.Cost, float64(o.n[1]))
	c.Offer = mostFrequent(o.offers)
	c.OfferKey = offerLike(c.Offer, o.channel)
	c.Code = verdict(c)
	return c
}

func verdict(c Campaign) string {
	switch {
	case c.Control.Base == 0 || c.Treated.Base == 0:
		return VerdictNoControl
	case c.RatioP < brokenBelow:
		return VerdictBrokenSplit
	case c.Open:
		return VerdictOpen
	case c.Low > 0:
		return VerdictWorks
	case c.High < 0:
		return VerdictHurts
	}
	return VerdictNoDifference
}

// splitTest tests the sizes against the usual split nearest to them, since exports
// do not say how the split was designed: an unequal split must not look broken.
func splitTest(treated, control int64) (design, p engine.Number) {
	if treated == 0 || control == 0 {
		return engine.Undefined(), engine.Undefined()
	}
	got, best := float64(treated)/float64(treated+control), 0.5
	for _, usual := range []float64{0.95, 0.9, 0.8, 0.75, 2.0 / 3, 1.0 / 3, 0.25, 0.2, 0.1} {
		if math.Abs(usual-got) < math.Abs(best-got) {
			best = usual
		}
	}
	_, prob := stat.SampleRatio([]int64{treated, control}, []float64{best, 1 - best})
	return engine.Number(best), engine.Number(prob)
}

func mostFrequent(counts map[string]int64) string {
	best, most := "", int64(0)
	for text, n := range counts {
		if n > most || n == most && text < best {
			best, most = text, n
		}
	}
	return best
}

// offerLike maps an offer as logged to the built-in one it resembles; "" when no
// offer was logged: its effect must not be credited to one that costs less.
func offerLike(offer, channel string) string {
	text := strings.ToLower(strings.TrimSpace(offer))
	switch {
	case text == "":
		return ""
	case containsAny(text, "赠", "礼", "gift", "sample", "试用"), containsAny(strings.ToLower(channel), "电话", "phone", "call"):
		return OfferCallGift
	case containsAny(text, "券", "折", "减", "优惠", "coupon", "voucher", "discount", "%", "off"):
		return OfferCoupon
	}
	return OfferReminder
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}
