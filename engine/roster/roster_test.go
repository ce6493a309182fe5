package roster_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/churn/churntest"
	"huiliu/engine/roster"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestSQL_ReadsOnlyTheAsOfMacros(t *testing.T) { churntest.OnlyMacros(t, os.DirFS(".")) }

// The parts of a whole are disjoint and together the whole: headline rates, the flow of
// a month, the movement between the states.
func TestMembers_PartsMakeUpTheWhole(t *testing.T) {
	s, ctx := storetest.CDNOWSample(t), context.Background()
	d, _, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	of := func(g roster.Group) []string {
		t.Helper()
		ids, ok, err := roster.Members(ctx, s, d, g)
		if err != nil || !ok {
			t.Fatalf("%+v: %v %v", g, ok, err)
		}
		return ids
	}
	for _, c := range []struct {
		whole roster.Group
		parts []roster.Group
	}{
		{roster.Group{Of: roster.Rates, Part: "active"}, []roster.Group{{Of: roster.Rates, Part: "churned"}, {Of: roster.Rates, Part: "kept"}}},
		{roster.Group{Of: roster.Flow, Part: "start", Level: "1998-01"}, []roster.Group{{Of: roster.Flow, Part: "kept", Level: "1998-01"}, {Of: roster.Flow, Part: "lapsed", Level: "1998-01"}}},
		{roster.Group{Of: roster.Flow, Part: "end", Level: "1998-01"}, []roster.Group{{Of: roster.Flow, Part: "kept", Level: "1998-01"}, {Of: roster.Flow, Part: "returned", Level: "1998-01"}, {Of: roster.Flow, Part: "new", Level: "1998-01"}}},
		{roster.Group{Of: roster.Rates, Part: "silent"}, []roster.Group{{Of: roster.Lost, Part: "value", Level: "high"}, {Of: roster.Lost, Part: "value", Level: "medium"}, {Of: roster.Lost, Part: "value", Level: "low"}}},
		{roster.Group{Of: roster.Rates, Part: "silent"}, []roster.Group{{Of: roster.Movement, Part: "", Level: "lost"}}},
	} {
		var all []string
		for _, g := range c.parts {
			all = append(all, of(g)...)
		}
		slices.Sort(all)
		if whole := of(c.whole); !slices.Equal(all, whole) || len(whole) == 0 {
			t.Errorf("%+v: %d, its parts %d", c.whole, len(whole), len(all))
		}
	}
}

func TestMembers_OfAnUnknownGroupAreAnErrorOrNobody(t *testing.T) {
	s, ctx := storetest.CDNOWSample(t), context.Background()
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 90, AsOf: churntest.Day(t, "1998-06-30")}
	for _, g := range []roster.Group{{Of: roster.Flow, Part: "new", Level: "soon"}, {Of: roster.RFM, Part: "best"}, {Of: roster.Cohort, Part: "1997-01", Level: "x"}} {
		if _, _, err := roster.Members(ctx, s, d, g); err == nil {
			t.Errorf("%+v has customers", g)
		}
	}
	if ids, ok, err := roster.Members(ctx, s, d, roster.Group{Of: "nonsense"}); ok || err != nil || ids != nil {
		t.Errorf("%v %v %v", ids, ok, err)
	}
}

// Two of a list come twice, in the order of revenue, with the facts of the day.
func TestList_TellsAboutEveryIdOfTheList(t *testing.T) {
	day := func(s string) engine.Day { return churntest.Day(t, s) }
	s := storetest.FromLines(t,
		[]store.OrderLine{storetest.Sale("small", day("2024-01-01"), 5), storetest.Sale("large", day("2023-01-01"), 50), storetest.Sale("large", day("2024-05-01"), 7)})
	d := churn.Definition{Business: churn.NonContractual, WindowDays: 60, AsOf: day("2024-06-01")}
	list, err := roster.List(context.Background(), s, d, []string{"small", "large", "small"})
	if err != nil || len(list) != 3 || list[0].ID != "large" || list[2].ID != "small" {
		t.Fatalf("%+v, %v", list, err)
	}
	l := list[0]
	if l.Days != 2 || l.Revenue.Float() != 57 || l.Year.Float() != 7 || l.Silence != 31 || l.Churned || !list[1].Churned {
		t.Errorf("%+v", list)
	}
}
