package ingest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/sample"
	"huiliu/engine/store/storetest"
)

// checkEqualsLoad compares what Check says of every table that loads with what
// Load does, and returns how many there are.
func checkEqualsLoad(t *testing.T, path string) (tables int) {
	t.Helper()
	src, err := Sniff(bg, path, engine.NoProgress{})
	if err != nil {
		return 0
	}
	for i := range src {
		got, err := Check(bg, src[i], engine.NoProgress{})
		s := storetest.Open(t)
		r, lerr := Load(bg, s, src[i:i+1], importedAt, engine.NoProgress{})
		if src[i].Mapping.Details() { // alone they are refused: their customers stand in another table
			if err != nil || lerr == nil {
				t.Errorf("%s: check %v, load %v", path, err, lerr)
			}
			continue
		}
		if (err == nil) != (lerr == nil) {
			t.Errorf("%s: check %v, load %v", path, err, lerr)
		}
		if err != nil || lerr != nil {
			continue
		}
		tables++
		f := r.Files[0]
		if got.Read != f.Read || got.Loaded != f.Loaded || got.Rejected != f.Rejected || got.Merged != f.Merged || !slices.Equal(got.Reasons, f.Reasons) {
			t.Errorf("%s: check %+v, load %+v", path, got, f)
		}
		for _, e := range got.Examples {
			if n := one[int64](t, s, "SELECT count(*) FROM rejects WHERE line = "+strconv.FormatInt(e.Line, 10)+" AND reason = '"+e.Reason+"' AND coalesce(field, '') = '"+string(e.Field)+"'"); n != 1 {
				t.Errorf("%s: line %d is no reject for %s", path, e.Line, e.Reason)
			}
		}
	}
	return tables
}

func TestCheck_SaysWhatLoadDoesWithEveryFileAtHand(t *testing.T) {
	tables := 0
	root := filepath.Dir(storetest.Shared(t, "data/README.md"))
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(path) != ".md" {
			tables += checkEqualsLoad(t, path)
		}
		return err
	})
	if err != nil || tables < 15 {
		t.Errorf("%d tables, %v", tables, err)
	}
}

// shop writes the sample shop and looks at its files.
func shop(t *testing.T) (files []string, src []Source) {
	t.Helper()
	dir := t.TempDir()
	if _, err := sample.Write(bg, dir, sample.Options{Seed: 3, Customers: 600}, engine.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		src = append(src, sniff(t, f)...)
	}
	return files, src
}

func TestCheck_SaysWhatLoadDoesWithTheSampleShop(t *testing.T) {
	files, _ := shop(t)
	rejected := int64(0)
	for _, f := range files {
		if checkEqualsLoad(t, f) != 1 {
			t.Errorf("%s does not load", f)
		}
		trial, err := Check(bg, sniff(t, f)[0], engine.NoProgress{})
		if err != nil {
			t.Fatal(err)
		}
		rejected += trial.Rejected
		for _, c := range trial.Reasons {
			n := int64(0)
			for _, e := range trial.Examples {
				if e.Reason == c.Reason {
					n++
				}
			}
			if n != min(c.Rows, reasonExamples) {
				t.Errorf("%s: %d examples of %d %s", f, n, c.Rows, c.Reason)
			}
		}
	}
	if rejected == 0 {
		t.Error("the sample shop has rows to reject")
	}
}

func TestCheck_SaysWhatLoadDoesWithBadRows(t *testing.T) {
	for name, content := range map[string]string{
		"orders.csv":    "customer_id,date,amount\n1,2024-01-01,5\n,2024-01-01,5\n2,never,5\n2,2024-01-01,many\n,,\n2\n2,2024-01-01,5,6\n合计,,5\n\"2,2024-01-01,5\n",
		"customers.csv": "customer_id,name,joined,churned\n1,a,2024-01-01,1\n1,b,2024-01-01,0\n2,c,never,1\n3,d,2024-01-01,1\n,e,2024-01-01,0\n",
		"tickets.csv":   "工单编号,客户编号,时间,类型,内容\n1,a,2024-01-01,投诉,差\n2,,2024-01-01,投诉,差\n3,b,x,投诉,差\n",
	} {
		if checkEqualsLoad(t, write(t, name, []byte(content))) != 1 {
			t.Errorf("%s does not load", name)
		}
	}
}

func TestCheck_ExamplesShowTheRow(t *testing.T) {
	src := sniff(t, write(t, "a.csv", []byte("customer_id,date,amount\n1,2024-01-01,5\n2,2024-02-30,6\n3,2024-01-01,7\n")))
	got, err := Check(bg, src[0], engine.NoProgress{})
	want := RejectExample{Line: 3, Reason: "bad_date", Field: FieldOrderAt, Value: "2024-02-30", Cells: []string{"2", "2024-02-30", "6"}}
	if err != nil || len(got.Examples) != 1 || got.Examples[0].Line != want.Line || got.Examples[0].Field != want.Field ||
		got.Examples[0].Value != want.Value || !slices.Equal(got.Examples[0].Cells, want.Cells) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCheck_AndMatchNoticeAChangedFile(t *testing.T) {
	path := write(t, "a.csv", []byte(fewOrders))
	src := sniff(t, path)
	customers := sniff(t, write(t, "c.csv", []byte("customer_id,name,joined\n1,a,2024-01-01\n2,b,2024-01-01\n")))
	both := append(slices.Clone(src), customers...)
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(fewOrders, "5", "9")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(bg, src[0], engine.NoProgress{}); code(err) != "import.changed" {
		t.Errorf("check: %v", err)
	}
	if _, err := Match(bg, both, engine.NoProgress{}); code(err) != "import.changed" {
		t.Errorf("match: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(bg, src[0], engine.NoProgress{}); code(err) != "import.cannot_open" {
		t.Errorf("check: %v", err)
	}
	if _, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{}); code(err) != "import.cannot_open" {
		t.Errorf("load: %v", err)
	}
}
