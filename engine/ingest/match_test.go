package ingest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
)

// column reads the customers of a file of the sample shop with another reader.
func column(t *testing.T, path, encoding, name string) (ids []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil && encoding == encGB18030 {
		b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], name)
	for _, r := range rows[1:] {
		if r[at] != "" {
			ids = append(ids, r[at])
		}
	}
	return ids
}

func TestMatch_EqualsSetsOfTheSampleShop(t *testing.T) {
	files, src := shop(t)
	// Some customers are taken out of the customer table, so that not all match.
	people := files[slices.IndexFunc(files, func(f string) bool { return filepath.Base(f) == "客户.csv" })]
	b, err := os.ReadFile(people)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(b)))
	kept := slices.Clone(lines[:1])
	for i, l := range lines[1:] {
		if i%7 != 0 {
			kept = append(kept, l)
		}
	}
	if err := os.WriteFile(people, []byte(strings.Join(kept, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	src = nil
	for _, f := range files {
		src = append(src, sniff(t, f)...)
	}
	got, err := Match(bg, src, engine.NoProgress{})
	if err != nil || len(got) != 7 {
		t.Fatalf("%d matches, %v", len(got), err)
	}
	for _, k := range got {
		left := column(t, src[k.Left].Path, src[k.Left].Encoding, "客户编号")
		known := map[string]bool{}
		for _, id := range column(t, src[k.Right].Path, src[k.Right].Encoding, "客户编号") {
			known[id] = true
		}
		distinct, both, without := map[string]bool{}, int64(0), int64(0)
		var missing []string
		for _, id := range left {
			if !known[id] {
				without++
			}
			if distinct[id] {
				continue
			}
			distinct[id] = true
			if known[id] {
				both++
			} else {
				missing = append(missing, id)
			}
		}
		slices.Sort(missing)
		missing = missing[:min(len(missing), unmatchedSamples)]
		if k.LeftKeys != int64(len(distinct)) || k.RightKeys != int64(len(known)) || k.Both != both || k.RowsWithout != without || !slices.Equal(k.Unmatched, missing) {
			t.Errorf("%s → %s: %+v, want %d %d %d %d %v", k.LeftRole, k.RightRole, k, len(distinct), len(known), both, without, missing)
		}
	}
}

func TestMatch_SaysHowIDsWouldMatch(t *testing.T) {
	for _, c := range []struct {
		hint        string
		left, right [2]string
	}{
		{"leading_zeros", [2]string{"00017", "00018"}, [2]string{"17", "18"}},
		{"case", [2]string{"Ab1", "Ab2"}, [2]string{"aB1", "aB2"}},
		{"spaces", [2]string{"138 0000 1111", "138 0000 1112"}, [2]string{"13800001111", "13800001112"}},
		{"suffix_dot_zero", [2]string{"a7.0", "a8.0"}, [2]string{"a7", "a8"}},
		{"masked", [2]string{"138****1111", "138****2222"}, [2]string{"13800001111", "13800002222"}},
		{"", [2]string{"x", "y"}, [2]string{"13800001111", "13800002222"}},
	} {
		orders := sniff(t, write(t, "o.csv", []byte("客户编号,付款时间,实付金额\n"+c.left[0]+",2024-01-01,5\n"+c.left[1]+",2024-01-02,6\n"+c.left[1]+",2024-01-03,6\n")))
		people := sniff(t, write(t, "c.csv", []byte("客户编号,姓名,注册日期\n"+c.right[0]+",a,2024-01-01\n"+c.right[1]+",b,2024-01-01\n")))
		got, err := Match(bg, append(orders, people...), engine.NoProgress{})
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %+v, %v", c.hint, got, err)
		}
		want := int64(2)
		if c.hint == "" {
			want = 0
		}
		if k := got[0]; k.Hint != c.hint || k.HintKeys != want || k.Both != 0 || k.RowsWithout != 3 || k.Left != 0 || k.Right != 1 {
			t.Errorf("%s: %+v", c.hint, k)
		}
	}
}

func TestMatch_TakesTablesOfOneRoleTogether(t *testing.T) {
	var src []Source
	for _, c := range []string{"1,2024-01-01,5\n2,2024-01-02,5\n", "3,2024-02-01,5\n2,2024-02-02,5\n"} {
		src = append(src, sniff(t, write(t, "o.csv", []byte("客户编号,付款时间,实付金额\n"+c)))...)
	}
	src = append(src, sniff(t, write(t, "c.csv", []byte("客户编号,姓名,注册日期\n1,a,2024-01-01\n2,b,2024-01-01\n3,c,2024-01-01\n")))...)
	got, err := Match(bg, src, engine.NoProgress{})
	if err != nil || len(got) != 1 || got[0].LeftKeys != 3 || got[0].Both != 3 || got[0].RowsWithout != 0 || got[0].LeftRows != 4 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := Match(bg, src[:2], engine.NoProgress{}); got != nil || err != nil {
		t.Errorf("orders alone: %+v, %v", got, err)
	}
}
