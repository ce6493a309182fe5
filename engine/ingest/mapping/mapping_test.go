package mapping

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

const orders = `流水,谁,哪天,多少,数目,备注,备注
a1,甲,2024-01-02,1250,1,x,y
a2,乙,2024-01-03,300,1,x,y
a3,甲,2024-02-03,99,2,x,y
`

func sniff(t *testing.T, content string) []ingest.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "表.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.Sniff(context.Background(), path, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const byHand = `version = 1
[[table]]
name = "自己写的"
role = "orders"
amount_unit = "fen"
[table.columns]
"谁" = "customer_id"
哪天 = "order_at"
"多少" = "amount"
[table.statuses]
"ON_HOLD" = "void"
`

func TestApply_AHandWrittenMappingFitsEveryTableWithItsColumns(t *testing.T) {
	saved, err := Read("m.toml", []byte(strings.Replace(byHand, "哪天 =", "'哪天' =", 1)))
	if err != nil {
		t.Fatal(err)
	}
	src := sniff(t, orders)
	if got := Apply(src, saved); !slices.Equal(got, []int{0}) {
		t.Fatalf("matched %v: %+v", got, src[0].Warnings)
	}
	m := src[0].Mapping
	if m.Role != ingest.RoleOrders || m.Find(ingest.FieldCustomerID) != 1 || m.Find(ingest.FieldOrderAt) != 2 || m.Find(ingest.FieldAmount) != 3 ||
		m.AmountUnit != ingest.UnitFen || m.Statuses["on hold"] != "void" || m.Columns[1].Why != Why {
		t.Errorf("%+v", m)
	}
	if !slices.ContainsFunc(src[0].Warnings, func(w engine.Warning) bool { return w.Code == "import.amount_in_fen" }) {
		t.Error("amounts are divided by 100 in silence")
	}
	other := sniff(t, "谁,哪天\n甲,2024-01-01\n")
	if got := Apply(other, saved); got[0] != -1 {
		t.Error("a table without the column is matched")
	}
}

func TestApply_AMappingThatNoLongerFitsIsReportedAndNotUsed(t *testing.T) {
	src := sniff(t, orders)
	if err := src[0].SetRole(ingest.RoleOrders); err != nil {
		t.Fatal(err)
	}
	for i, f := range map[int]ingest.Field{1: ingest.FieldCustomerID, 2: ingest.FieldOrderAt, 3: ingest.FieldAmount} {
		src[0].Mapping.Columns[i].Field = f
	}
	saved := []Saved{Of(&src[0])}
	later := sniff(t, strings.NewReplacer("1250", "很多", "300", "一点", "99", "不少").Replace(orders))
	before := later[0].Mapping
	if got := Apply(later, saved); got[0] != -1 {
		t.Fatal("used although the amounts are words now")
	}
	if !reflect.DeepEqual(later[0].Mapping, before) {
		t.Error("the mapping has changed")
	}
	i := slices.IndexFunc(later[0].Warnings, func(w engine.Warning) bool { return w.Code == "import.mapping_misfit" })
	if i < 0 || later[0].Warnings[i].Args["column"] != "多少" {
		t.Errorf("%+v", later[0].Warnings)
	}
}

func TestApply_TheFingerprintDecidesBeforeTheColumns(t *testing.T) {
	src := sniff(t, orders)
	if err := src[0].SetRole(ingest.RoleOrders); err != nil {
		t.Fatal(err)
	}
	exact := Of(&src[0])
	exact.Columns[6].Field = ingest.FieldCustomerID
	loose := Saved{Role: ingest.RoleOrders, Columns: []Column{{"谁", ingest.FieldCustomerID}}}
	if got := Apply(src, []Saved{exact, loose}); got[0] != 0 || src[0].Mapping.Find(ingest.FieldCustomerID) != 6 {
		t.Errorf("matched %v: %+v", got, src[0].Mapping.Columns)
	}
	swapped := sniff(t, strings.Replace(orders, "流水,谁", "谁,流水", 1))
	if got := Apply(swapped, []Saved{exact, loose}); got[0] != 1 {
		t.Errorf("matched %v", got)
	}
}

func TestRead_SaysTheLineOfWhatItDoesNotUnderstand(t *testing.T) {
	for _, c := range []struct {
		from, to, code string
		line           int64
		value          string
	}{
		{`name = "自己写的"`, `nmae = "x"`, "import.mapping_unknown_key", 3, "table.nmae"},
		{`role = "orders"`, `role = "order"`, "import.mapping_bad_value", 4, "order"},
		{`role = "orders"`, `# none`, "import.mapping_bad_value", 2, ""},
		{`"fen"`, `"fen"` + "\nencoding = \"klingon\"", "import.mapping_bad_value", 6, "klingon"},
		{`"fen"`, `"fen"` + "\nheader = -2", "import.mapping_bad_value", 6, "-2"},
		{`"fen"`, `"fen"` + "\ndelimiter = \"::\"", "import.mapping_bad_value", 6, "::"},
		{`"fen"`, `"fen"` + "\ndecimal = \";\"", "import.mapping_bad_value", 6, ";"},
		{`"fen"`, `"fen"` + "\nonce = [\"score\"]", "import.mapping_bad_value", 6, "score"},
		{`"fen"`, `"cent"`, "import.mapping_bad_value", 5, "cent"},
		{`"customer_id"`, `"客户"`, "import.mapping_bad_value", 7, "客户"},
		{`"amount"`, `"order_at"`, "import.mapping_twice", 9, "order_at"},
		{`"void"`, `"gone"`, "import.mapping_bad_value", 11, "gone"},
		{`version = 1`, `version = 9`, "import.mapping_bad_value", 1, "9"},
		{`"多少" =`, `"多少"`, "import.mapping_syntax", 9, ""},
		{`amount_unit`, `colour = 1` + "\namount_unit", "import.mapping_unknown_key", 5, "table.colour"},
	} {
		text := strings.Replace(strings.Replace(byHand, "哪天 =", "'哪天' =", 1), c.from, c.to, 1)
		_, err := Read("/x/m.toml", []byte(text))
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Place.Line != c.line || e.Place.File != "m.toml" {
			t.Errorf("%s: %v", c.to, err)
			continue
		}
		if c.value != "" && e.Args["value"] != c.value && e.Args["key"] != c.value {
			t.Errorf("%s: %v", c.to, e.Args)
		}
	}
}

func TestWrite_IsReadBackEqual(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"金额", "\"", "\\", "\t", "\n", "a b", "(元)", "#", "=", "𠮷", "]", "\u007f", "'", "\u0001"}
	word := func() string {
		var s string
		for range 1 + rng.IntN(4) {
			s += pieces[rng.IntN(len(pieces))]
		}
		return s
	}
	roles := []ingest.Role{ingest.RoleOrders, ingest.RoleCustomers, ingest.RoleTickets, ingest.RoleFeedback, ingest.RoleContacts}
	for n := range 200 {
		var list []Saved
		for k := range 1 + rng.IntN(3) {
			s := Saved{Name: word(), Role: roles[rng.IntN(len(roles))], DateOrder: []string{"", "ymd", "dmy"}[rng.IntN(3)],
				AmountUnit: []string{"", "yuan", "fen_price"}[rng.IntN(3)], CancelPrefix: []string{"", "C"}[rng.IntN(2)],
				Decimal: []string{"", ".", ","}[rng.IntN(3)], Encoding: []string{"", "big5", "utf-16le"}[rng.IntN(3)],
				Delimiter: []string{"", "\t", "|", "blanks"}[rng.IntN(4)], Header: []int64{-1, 0, 0, 3}[rng.IntN(4)]}
			if s.Role == ingest.RoleOrders {
				s.Once = [][]ingest.Field{nil, {}, {ingest.FieldAmount}, {ingest.FieldStatus, ingest.FieldDiscount}}[rng.IntN(4)]
			}
			if rng.IntN(2) > 0 {
				s.Fingerprint = ingest.Fingerprint([]string{strconv.Itoa(k)})
			}
			fields := ingest.FieldsOf(s.Role)
			for i := range 1 + rng.IntN(len(fields)) {
				s.Columns = append(s.Columns, Column{word() + strconv.Itoa(i), fields[i]})
			}
			if rng.IntN(2) > 0 {
				s.Statuses = ingest.Statuses{ingest.FoldStatus(word()): "sale", "x": "void"}
			}
			list = append(list, s)
		}
		explain := func(key string) string { return "关于 " + key + "\n第二行\u0002" }
		got, err := Read("m.toml", Write(list, []Explain{Plain, explain}[n%2]))
		if err != nil || !reflect.DeepEqual(got, list) {
			t.Fatalf("%v\n%s\ngot  %+v\nwant %+v", err, Write(list, Plain), got, list)
		}
	}
}

func TestPutAndDrop_KeepOneMappingForEachLayout(t *testing.T) {
	list := Put(Put(Put(nil, Saved{Fingerprint: "a", Name: "1"}), Saved{Fingerprint: "b"}), Saved{Fingerprint: "a", Name: "2"})
	if len(list) != 2 || list[0].Name != "2" {
		t.Errorf("%+v", list)
	}
	if list = Drop(list, "a"); len(list) != 1 || list[0].Fingerprint != "b" {
		t.Errorf("%+v", list)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(byHand))
	f.Add([]byte("version = 1\n[[table]]\nrole = \"customers\"\n[table.columns]\na.b = \"name\"\n"))
	f.Add([]byte("table = [{role = \"orders\", columns = {\"\" = \"amount\"}}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		saved, err := Read("m.toml", text)
		if err != nil {
			var e *engine.Error
			if !errors.As(err, &e) || e.Place.Line < 1 && e.Code != "import.mapping_syntax" {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := Read("m.toml", Write(saved, Plain))
		if err != nil || len(again) != len(saved) {
			t.Fatalf("%v\n%s", err, Write(saved, Plain))
		}
	})
}
