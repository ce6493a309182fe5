package screen

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// imported drops the shop and waits for its first answer alone.
func imported(t *testing.T) *Desk {
	t.Helper()
	d := newTestDesk(t, assets.EN)
	d.Drop([]string{shop(t, t.TempDir())})
	until(t, d, "the mapping", func(v View) bool { return v.Data != nil && v.Data.Import != nil && len(v.Data.Import.Tables) == 1 })
	d.Import()
	until(t, d, "the overview", func(v View) bool { return v.Page.Key == Overview && v.Page.State == StateReady })
	return d
}

func TestForesight_ComesAfterTheFirstAnswerAndFillsItsScreens(t *testing.T) {
	d := imported(t)
	d.mu.Lock()
	pending := d.results.Pending()
	d.mu.Unlock()
	if !pending {
		t.Error("the first answer waited for the prediction")
	}
	d.Go(Watch)
	if v := d.View(); v.Page.State != StateLoading || v.Page.Answer == "" || v.Page.Notice == "" {
		t.Errorf("the list that is on its way looks like %+v", v.Page)
	}
	v := until(t, d, "the list", func(v View) bool { return v.Page.State != StateLoading && d.idle() })
	if d.results.Pending() || v.Page.State == StateFailed {
		t.Errorf("no list: %+v", v.Page)
	}
}

func TestForesight_StoppedIsBegunAgainOnlyWhenAsked(t *testing.T) {
	d := imported(t)
	until(t, d, "the foresight", func(View) bool { return d.foreseeing() })
	d.Cancel()
	d.Go(Watch)
	v := until(t, d, "the stop", func(v View) bool { return v.Page.State == StateFailed && !d.foreseeing() })
	if len(v.Page.Next) == 0 || v.Page.Next[0].Intent != "foresee" || len(v.Shell.Problems) != 0 {
		t.Errorf("stopped: %+v %+v", v.Page.Next, v.Shell.Problems)
	}
	d.Go(Overview)
	d.Assume("margin_rate", "31%")
	until(t, d, "the new plan", func(View) bool { return d.idle() && !d.foreseeing() && d.results.Money.MarginRate == 0.31 })
	d.Do("foresee")
	until(t, d, "the list", func(View) bool { return !d.results.Pending() && d.idle() })
}

// foreseeing reports whether a foresight runs.
func (d *Desk) foreseeing() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.foresight.job != nil
}

func TestForesight_OfAnotherQuestionIsNotShown(t *testing.T) {
	d := imported(t)
	d.SetWindow(77)
	until(t, d, "77 days", func(View) bool { return d.idle() && d.results.Definition.WindowDays == 77 })
	if d.results.Race.Horizon != 77 {
		t.Errorf("race of %d days", d.results.Race.Horizon)
	}
}

func TestForesight_AReportAskedForMeanwhileIsWhole(t *testing.T) {
	d := imported(t)
	file := filepath.Join(t.TempDir(), "r.json")
	d.Save(app.Target{JSON: file}, "")
	until(t, d, "the report", func(View) bool { return d.idle() })
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte(`"pending"`)) {
		t.Error("the report says that something is still being computed")
	}
}

func TestForesight_AReportThatIsStoppedOnlyStopsWaiting(t *testing.T) {
	d := imported(t)
	until(t, d, "the foresight", func(View) bool { return d.foreseeing() })
	d.mu.Lock()
	began := d.foresight.job
	d.mu.Unlock()
	file := filepath.Join(t.TempDir(), "r.json")
	d.Save(app.Target{JSON: file}, "")
	until(t, d, "the report to wait", func(View) bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.saving
	})
	d.Cancel()
	until(t, d, "the stop", func(View) bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.job == nil
	})
	d.mu.Lock()
	now := d.foresight.job
	d.mu.Unlock()
	if now != began {
		t.Error("the prediction ended, or began anew, with the report")
	}
	until(t, d, "the list", func(View) bool { return d.idle() && !d.results.Pending() })
	if _, err := os.Stat(file); err == nil {
		t.Error("a report that was stopped is written")
	}
}

// What a window shows step by step is what a report computes at once.
func TestForesight_IsWhatAnalyseFinds(t *testing.T) {
	d := imported(t)
	until(t, d, "the list", func(View) bool { return d.idle() })
	whole, err := d.session.Analyse(t.Context(), d.answered, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	a, errA := whole.JSON(d.words, nil)
	b, errB := d.results.JSON(d.words, nil)
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		t.Errorf("%v %v: %d and %d bytes differ", errA, errB, len(a), len(b))
	}
}

// The margin is part of every amount: moved on the win-back screen, it moves them all.
func TestAssume_TheMarginMovesEveryAmount(t *testing.T) {
	d := imported(t)
	until(t, d, "the list", func(View) bool { return d.idle() })
	d.Go(Winback)
	d.Assume("margin_rate", "41%")
	v := until(t, d, "the new margin", func(View) bool { return d.idle() && d.answered.Set["margin_rate"] == "41%" })
	if v.Winback == nil || v.Winback.Moved == "" {
		t.Error("what the margin moved is no longer said")
	}
	whole, err := d.session.Analyse(t.Context(), d.question, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	a, errA := whole.JSON(d.words, nil)
	b, errB := d.results.JSON(d.words, nil)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("%v %v: some amounts are at the margin of before", errA, errB)
	}
}
