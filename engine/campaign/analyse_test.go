package campaign_test

import (
	"context"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/campaign"
	"huiliu/engine/cause/causetest"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/ingest"
	"huiliu/engine/stat/reference"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func analyse(t *testing.T, s *store.Store, asOf engine.Day) campaign.Result {
	t.Helper()
	r, err := campaign.Analyse(context.Background(), s, asOf, campaign.Options{Seed: 1}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestQuestions_ReadOnlyWhatWasKnown(t *testing.T) { churntest.OnlyMacros(t, os.DirFS("sql")) }

func TestAnalyse_TheSampleShopsTrueEffectLiesInTheInterval(t *testing.T) {
	shop := causetest.Sample(t, 0, 1)
	truth := shop.Truth.Campaign
	r := analyse(t, shop.Store, shop.Truth.End)
	if len(r.Campaigns) != 1 || len(r.Campaigns[0].Effects) != 1 {
		t.Fatalf("%+v", r.Campaigns)
	}
	c := r.Campaigns[0]
	e := c.Effects[0]
	if float64(e.Response.Low) > float64(truth.Effect) || float64(e.Response.High) < float64(truth.Effect) || c.Code != campaign.Works || c.HorizonDays != truth.Window {
		t.Errorf("effect %v in %v to %v, %s", truth.Effect, e.Response.Low, e.Response.High, c.Code)
	}
	if int(e.Treated.Events) != truth.TreatedReturned || int(e.Control.Events) != truth.ControlReturned || int(e.Treated.Base) != truth.Treated || int(e.Control.Base) != truth.Control {
		t.Errorf("counted %+v %+v, the truth is %+v", e.Treated, e.Control, truth)
	}
	for _, b := range c.Balance {
		if float64(b.P) < 0.001 {
			t.Errorf("drawn by lot, yet %+v", b)
		}
	}
	if c.Before == "" || !e.Cuped.Diff.Defined() {
		t.Errorf("nothing to adjust by: %q %+v", c.Before, e.Cuped)
	}
}

// build is a project with one campaign: everybody bought 100 days before and, of the
// back ones, 30 days after the draw.
func build(t *testing.T, sent engine.Day, sizes, back []int, offers []string) *store.Store {
	t.Helper()
	var lines []store.OrderLine
	s := storetest.Open(t)
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		n := 0
		err := tx.Append(context.Background(), "contacts", func(ap *store.Appender) error {
			for k := range sizes {
				for i := range sizes[k] {
					id := "c" + strconv.Itoa(n)
					arm := "treated"
					var offer store.Value
					if k == 0 {
						arm = "control"
					} else if offers != nil {
						offer = offers[k-1]
					}
					lines = append(lines, storetest.Sale(id, sent-100, 50))
					if i < back[k] {
						lines = append(lines, storetest.Sale(id, sent+30, 80))
					}
					if err := ap.Row(int32(1), int64(n), "召回", id, sent.Time(), arm, offer, nil, nil, nil, nil); err != nil {
						return err
					}
					n++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := tx.AppendLines(context.Background(), lines); err != nil {
			return err
		}
		return tx.Rebuild(context.Background())
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnalyse_VerdictsFollowTheData(t *testing.T) {
	sent := engine.Day(19000)
	for _, c := range []struct {
		control, treated, backControl, backTreated int
		asOf                                       engine.Day
		want                                       string
	}{
		{1000, 1000, 97, 120, sent + 60, campaign.NoDifference}, // METHODS B6: −0.42 % to +5.02 %
		{1000, 1000, 97, 160, sent + 60, campaign.Works},
		{1000, 1000, 97, 60, sent + 60, campaign.Hurts},
		{1000, 1000, 97, 160, sent + 59, campaign.Open},
		{4700, 5300, 400, 600, sent + 60, campaign.BrokenSplit}, // METHODS B6: χ² = 36
		{100, 900, 5, 200, sent + 60, campaign.Works},           // unequal by design is not broken
		{0, 500, 0, 50, sent + 60, campaign.NoControl},
		{20, 20, 1, 9, sent + 60, campaign.Small},
	} {
		r := analyse(t, build(t, sent, []int{c.control, c.treated}, []int{c.backControl, c.backTreated}, nil), c.asOf)
		if len(r.Campaigns) != 1 || r.Campaigns[0].Code != c.want || r.Campaigns[0].Effects[0].Code != c.want {
			t.Errorf("%+v: got %+v", c, r.Campaigns)
			continue
		}
		if got := r.Campaigns[0].Effects[0]; int(got.Treated.Events) != c.backTreated || got.Offer != "" {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// Eight offers without any effect: now and then one looks good, and the correction says so.
func TestAnalyse_ManyOffersAreCorrectedFor(t *testing.T) {
	sent := engine.Day(19000)
	r := analyse(t, build(t, sent, []int{500, 500, 500, 500}, []int{50, 74, 52, 49}, []string{"a", "b", "c"}), sent+60)
	e := r.Campaigns[0].Effects[0]
	if float64(e.Response.P) > 0.05 || e.Response.Sign() <= 0 || float64(e.Adjusted) < 0.05 || e.Code != campaign.NoDifference {
		t.Errorf("%+v", e)
	}
	if l := r.Campaigns[0].Lead; l == nil || l.Best != "a" || l.Next != "b" {
		t.Errorf("lead %+v", l)
	}
}

// With a different offer for everybody there is one group of treated.
func TestAnalyse_AnOfferOfTheirOwnIsNoArm(t *testing.T) {
	sent := engine.Day(19000)
	s := build(t, sent, []int{60, 10, 10, 10, 10, 10, 10, 10}, []int{5, 2, 2, 2, 2, 2, 2, 2}, []string{"1", "2", "3", "4", "5", "6", "7"})
	r := analyse(t, s, sent+60)
	if e := r.Campaigns[0].Effects; len(e) != 1 || e[0].Treated.Base != 70 || e[0].Treated.Events != 14 {
		t.Errorf("%+v", e)
	}
}

// reference/07_campaigns.json: hillstrom_mens and hillstrom_womens, through the import.
func TestAnalyse_ATableThatTellsTheOutcomeEqualsReference_07_campaigns(t *testing.T) {
	path := reference.Path(t, "data/campaigns/hillstrom_email.csv.gz")
	s := storetest.Open(t)
	sources, err := ingest.Sniff(context.Background(), path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.Load(context.Background(), s, sources, time.Unix(0, 0), engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	r := analyse(t, s, engine.NoDay)
	if len(r.Campaigns) != 1 || r.Campaigns[0].Source != campaign.FromTable || len(r.Campaigns[0].Effects) != 2 {
		t.Fatalf("%+v", r.Campaigns)
	}
	c := r.Campaigns[0]
	for k, id := range []string{"hillstrom_mens", "hillstrom_womens"} {
		var want struct {
			Visit, Conversion struct {
				Difference float64
				Newcombe   [2]float64 `json:"newcombe_ci"`
			}
			Spend struct {
				Difference float64
				Welch      [2]float64 `json:"welch_ci"`
			}
			Cuped struct{ Difference, Theta float64 } `json:"spend_cuped_history"`
		}
		tol := reference.Item(t, "07_campaigns.json", id, &want)
		e := c.Effects[k]
		tol.Near(t, id, float64(e.Response.Diff), want.Conversion.Difference)
		tol.Near(t, id+" low", float64(e.Response.Low), want.Conversion.Newcombe[0])
		tol.Near(t, id+" spend", float64(e.Money.Diff), want.Spend.Difference)
		tol.Near(t, id+" spend low", float64(e.Money.Low), want.Spend.Welch[0])
		if e.Code != campaign.Works || c.Before != "history" {
			t.Errorf("%s: %s, adjusted by %q", id, e.Code, c.Before)
		}
		tol.Near(t, id+" cuped", float64(e.Cuped.Diff), want.Cuped.Difference)
		if len(c.Further) != 1 || c.Further[0].Name != "visit" {
			t.Fatalf("further outcomes: %+v", c.Further)
		}
		tol.Near(t, id+" visit", float64(c.Further[0].Effects[k].Response.Diff), want.Visit.Difference)
	}
	if c.Lead == nil || c.Lead.Best != "Mens E-Mail" || !c.Lead.Clear || !c.Lead.Earns {
		t.Errorf("lead %+v", c.Lead)
	}
	if len(c.Balance) != 2*5 || len(c.Groups) < 6 || len(c.Uplift) == 0 {
		t.Errorf("%d balances, %d groups, %d uplifts", len(c.Balance), len(c.Groups), len(c.Uplift))
	}
	for _, b := range c.Balance {
		if math.Abs(float64(b.Difference)) > 0.03 {
			t.Errorf("drawn by lot, yet %+v", b)
		}
	}
	for _, u := range c.Uplift {
		if u.Test < 20000 || !u.Low.Defined() || len(u.Curve) > 60 {
			t.Errorf("%+v", u)
		}
	}
}

func TestAnalyse_WithoutCampaignsIsEmpty(t *testing.T) {
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", 19000, 5)})
	if r := analyse(t, s, 19010); r.Campaigns == nil || len(r.Campaigns) != 0 || r.Waves == nil {
		t.Errorf("%+v", r)
	}
}
