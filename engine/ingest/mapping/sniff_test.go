package mapping

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/traditionalchinese"

	"huiliu/engine"
	"huiliu/engine/ingest"
)

// written puts bytes into a file and reads them as c says.
func written(t *testing.T, text []byte, c ingest.Choice) (string, []ingest.Source) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ingest.SniffAs(context.Background(), path, c, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	return path, s
}

func TestSniff_ReadsAFileAsTheFileBeforeItWasChosenToBeRead(t *testing.T) {
	big5, err := traditionalchinese.Big5.NewEncoder().String("訂單編號,客戶編號,下單日期,實付金額,備註\n1,甲,2024-01-02,5,這是第一張訂單\n2,乙,2024-01-03,6,謝謝\n3,甲,2024-02-03,7,再來\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text   string
		choice ingest.Choice
	}{
		"encoding":  {big5, ingest.Choice{Encoding: "big5"}},
		"delimiter": {"order~id^customer,id^order,date^amount\n1^a^2024-01-02^5\n2^b^2024-01-03^6\n", ingest.Choice{Delimiter: "^"}},
		"header": {"order id,customer id,order date,amount\n单号,客户编号,下单时间,实付\n1,a,2024-01-02,5\n2,b,2024-01-03,6\n",
			ingest.Choice{Header: 2}},
		"no header": {"1,a,2024-01-02,5\n2,b,2024-01-03,6\n", ingest.Choice{Header: -1}},
	} {
		path, src := written(t, []byte(c.text), c.choice)
		if src[0].Mapping.Role == ingest.RoleUnknown {
			if err := src[0].SetRole(ingest.RoleOrders); err != nil {
				t.Fatal(err)
			}
		}
		saved, err := Read("m.toml", Write([]Saved{Of(&src[0])}, Plain))
		if err != nil {
			t.Fatal(name, err)
		}
		again, err := Sniff(context.Background(), path, saved, engine.NoProgress{})
		if err != nil || len(again) != 1 || again[0].Choice != src[0].Choice || again[0].Mapping.Fingerprint() != src[0].Mapping.Fingerprint() {
			t.Errorf("%s: %v %+v, want %+v", name, err, again, src[0].Choice)
		}
		_, other := written(t, []byte("customer,note\na,b\nc,d\n"), ingest.Choice{})
		if got, err := Sniff(context.Background(), other[0].Path, saved, engine.NoProgress{}); err != nil || got[0].Choice != (ingest.Choice{}) {
			t.Errorf("%s: another table is read so too: %v %+v", name, err, got)
		}
	}
}

func TestApply_BringsBackWhatNoColumnSays(t *testing.T) {
	const unclear = "order id,customer id,order date,amount\n1,a,03/04/2024,\"1.250\"\n1,b,05/06/2024,\"1.251\"\n"
	_, src := written(t, []byte(unclear), ingest.Choice{})
	if !src[0].Mapping.DateAsk {
		t.Fatal("the dates are clear")
	}
	if Of(&src[0]).DateOrder != "" {
		t.Error("a guess is saved as if somebody had said it")
	}
	src[0].SetDateOrder("dmy")
	src[0].Mapping.Decimal, src[0].Mapping.Once = ",", []ingest.Field{ingest.FieldAmount}
	saved, err := Read("m.toml", Write([]Saved{Of(&src[0])}, Plain))
	if err != nil {
		t.Fatal(err)
	}
	_, later := written(t, []byte(unclear), ingest.Choice{})
	if got := Apply(later, saved); got[0] != 0 {
		t.Fatal(got)
	}
	m := later[0].Mapping
	if m.DateOrder != "dmy" || m.DateAsk || m.Decimal != "," || !slices.Equal(m.Once, []ingest.Field{ingest.FieldAmount}) {
		t.Errorf("%+v", m)
	}
	if slices.ContainsFunc(later[0].Warnings, func(w engine.Warning) bool { return w.Code == "import.date_order" }) {
		t.Error("what is known is asked again")
	}
}
