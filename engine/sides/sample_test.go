package sides_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/sample"
	"huiliu/engine/sides"
	"huiliu/engine/store/storetest"
)

// From the file of the sample shop to the result: the intervals cover what was planted,
// the large gaps are told, and no staff becomes a customer.
func TestSample_TheFileOfTheShopTellsWhatWasPlanted(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	truth, err := sample.Write(ctx, dir, sample.Options{Seed: 2}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := ingest.Sniff(ctx, filepath.Join(dir, sample.SidesFile), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t)
	report, err := ingest.Load(ctx, s, sources, time.Unix(0, 0), engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if f := report.Files[0]; f.Role != string(ingest.RoleQuestionnaire) || f.Loaded != f.Read || report.Customers != 0 {
		t.Fatalf("%+v, %d customers", f, report.Customers)
	}
	r, err := sides.Analyse(ctx, s, truth.End)
	if err != nil || len(r.Items) != len(truth.Sides) || len(r.Sides) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	missed := 0
	for i, it := range r.Items {
		want := truth.Sides[i]
		if it.Name != want.Item || it.High != 5 {
			t.Fatalf("question %d: %+v", i, it)
		}
		for j, mean := range []float64{want.Staff, want.Audit} {
			g, planted := it.Gaps[j], engine.Number(want.Customer-mean)
			if planted < g.Low || planted > g.High {
				missed++
			}
			if planted <= -0.9 && g.Verdict != sides.Lower {
				t.Errorf("%s, %s: %s, %v", it.Name, g.Side, g.Verdict, g.Means)
			}
			if planted >= -0.1 && planted <= 0.1 && g.Verdict != sides.Alike {
				t.Errorf("%s, %s: %s", it.Name, g.Side, g.Verdict)
			}
		}
	}
	if missed > 1 { // of ten intervals of 95 %
		t.Errorf("%d intervals miss what was planted", missed)
	}
	for _, a := range r.Scales {
		if a.Code != "" || !(a.Alpha > 0.2) {
			t.Errorf("%+v", a)
		}
	}
}
