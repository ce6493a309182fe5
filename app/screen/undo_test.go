package screen

import (
	"context"
	"slices"
	"strings"
	"testing"

	"huiliu/assets"
	"huiliu/engine/playbook"
)

// undoesDecisions: a wish, a cost and a question are taken back one after the other, from
// whatever screen is shown, the last one first; the project remembers it.
func undoesDecisions(t *testing.T, d *Desk) {
	ctx := context.Background()
	until(t, d, "rest", func(View) bool { return d.idle() })
	d.mu.Lock()
	d.undo = nil
	id := d.results.Winback.Plan.Test[0].CustomerID
	d.mu.Unlock()
	planned := func() bool {
		return slices.ContainsFunc(d.results.Tasks, func(k playbook.Task) bool { return k.ID == id })
	}
	d.OpenCard(id)
	until(t, d, "the card", func(v View) bool { return v.Card != nil && v.Card.ID == id && d.idle() })
	d.TurnWish()
	until(t, d, "the wish", func(v View) bool { return v.Card != nil && v.Card.DoNotContact && d.idle() })
	if planned() {
		t.Error("who does not want to be contacted has a task")
	}
	d.Go(Ledger)
	d.Enter(formCost, map[string]string{"kind": "labour", "per": "once", "value": "1人 × 2小时 × 30元", "name": "贴标签"}, false)
	until(t, d, "the cost", func(v View) bool { return rowWith(v, "ledger", "贴标签") && d.idle() })
	d.Go(Winback)
	d.Assume("budget", "4321")
	until(t, d, "the budget", func(View) bool { return d.idle() && d.results.Winback.Assumptions.Budget == 4321 })
	d.Undo()
	until(t, d, "the budget of before", func(View) bool { return d.idle() && d.results.Winback.Assumptions.Budget != 4321 })
	d.Undo()
	until(t, d, "no cost", func(View) bool { return d.idle() && len(d.undo) == 1 })
	if l, err := d.session.Costs(ctx); err != nil || len(l.Entries) != 0 {
		t.Errorf("after undo the ledger holds %+v, %v", l, err)
	}
	d.OpenCard(id)
	until(t, d, "the card again", func(v View) bool { return v.Card != nil && v.Card.DoNotContact && d.idle() })
	d.Undo()
	v := until(t, d, "no wish", func(v View) bool { return v.Card != nil && !v.Card.DoNotContact && d.idle() })
	if v.Shell.CanUndo || !planned() {
		t.Errorf("can undo more: %v, planned: %v", v.Shell.CanUndo, planned())
	}
	d.Go(Data)
	d.Redo()
	until(t, d, "the wish again", func(View) bool { return d.idle() && !planned() })
	d.Undo()
	until(t, d, "no wish again", func(View) bool { return d.idle() && planned() })
}

func TestUndo_OfWeightsAndOfWhatACoderFound(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{leavers(t)})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady && d.idle() })
	d.Go(Index)
	v := d.View()
	keys, typed := v.Index.Hand.Keys, slices.Repeat([]string{"0"}, len(v.Index.Hand.Keys))
	if s := d.Share(v.Index.Hand.Shares); !s.Whole {
		t.Errorf("what is offered to begin with: %q", s.Says)
	}
	typed[0], typed[1] = "62.5", "37%"
	if s := d.Share(typed); s.Whole || !strings.Contains(s.Says, "0.5%") {
		t.Errorf("99.5%%: %+v", s)
	}
	d.KeepWeights("Li", keys, typed)
	v = until(t, d, "the refusal", func(v View) bool { return len(v.Shell.Problems) == 1 && d.idle() })
	if !strings.Contains(v.Shell.Problems[0].Sentence, "99.5") || v.Index.Hand.Kept != "" {
		t.Errorf("%+v, %+v", v.Shell.Problems, v.Index.Hand)
	}
	d.Dismiss()
	typed[1] = "37.5"
	d.KeepWeights("Li", keys, typed)
	v = until(t, d, "weights by hand", func(v View) bool { return v.Index != nil && strings.Contains(v.Index.Hand.Kept, "Li") && d.idle() })
	if y := &d.results.Warning.System; y.Used != "hand" || y.Ways[len(y.Ways)-1].Weights[0] != 0.625 || v.Index.Hand.Shares[0] != "62.5" {
		t.Errorf("used %s, %+v, %v", y.Used, y.Ways[len(y.Ways)-1], v.Index.Hand)
	}
	d.Undo()
	until(t, d, "the comparisons", func(v View) bool { return v.Index != nil && v.Index.Hand.Kept == "" && d.idle() })
	if u := d.results.Warning.System.Used; u != "ahp" {
		t.Errorf("after undo %s is used", u)
	}
}

func TestUndo_OfWhatACoderFoundAndOfTheListOfCauses(t *testing.T) {
	d := newTestDesk(t, assets.EN)
	d.Drop(wordyShop(t))
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 2 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && d.idle() })
	var v View
	d.Go(Coding)
	first := until(t, d, "texts", func(v View) bool { return v.Coding != nil && v.Coding.Text != "" }).Coding.Text
	d.CodeAs("ann")
	d.CodeText("price")
	d.SkipText()
	d.RenameCause("delivery", "Parcels")
	until(t, d, "the name", func(View) bool { return d.idle() && len(d.undo) == 2 })
	d.Undo()
	until(t, d, "the name of before", func(v View) bool { return d.idle() && v.Coding.Causes[0].Text != "Parcels" })
	d.Undo()
	v = until(t, d, "the text of before", func(v View) bool { return v.Coding.Text == first })
	if err := d.drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	if codes, err := d.session.Codes(context.Background()); err != nil || len(codes) != 0 || v.Coding.Text != first {
		t.Errorf("%v: %d codes, text %q", err, len(codes), v.Coding.Text)
	}
}
