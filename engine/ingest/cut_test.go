package ingest

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// cutOrders is a table of orders with Chinese in every row, the last cell quoted.
func cutOrders() string {
	var b strings.Builder
	b.WriteString("订单编号,买家会员名,付款时间,实付金额,商品名称\n")
	for i := range 12 {
		fmt.Fprintf(&b, "%06d,张三%d,2024-03-%02d 10:11:12,%d.50,\"连衣裙，大码\"\n", i, i, i+1, 10+i)
	}
	return b.String()
}

// A download that stopped anywhere keeps its encoding, loses no whole row and is
// called incomplete wherever that can be seen.
func TestImport_AFileCutAnywhereKeepsItsWholeRowsAndSaysSo(t *testing.T) {
	whole := cutOrders()
	for name, enc := range encodings {
		text, err := enc.NewEncoder().String(whole)
		if err != nil {
			t.Fatal(err)
		}
		size := 1
		if strings.HasPrefix(name, "UTF-16") {
			size = 2
		}
		s := storetest.Open(t)
		for n := len(text) - len(text)/13; n <= len(text)-size; n++ {
			label := fmt.Sprintf("%s cut at %d of %d", name, n, len(text))
			src, err := Sniff(bg, write(t, "a.csv", []byte(text[:n])), engine.NoProgress{})
			if err != nil || src[0].Encoding != name || src[0].Delimiter != "," {
				t.Fatalf("%s: %v %+v", label, err, src)
			}
			rest, _ := enc.NewDecoder().String(text[:n])
			rest = rest[strings.LastIndexByte(rest, '\n')+1:]
			broken := strings.HasSuffix(rest, "\uFFFD") || strings.Count(rest, `"`) == 1 || strings.Contains(rest, ",") && strings.Count(rest, ",") < 4
			if hasWarning(src[0].Warnings, "import.cut_off") != broken {
				t.Errorf("%s: %q, warned %v", label, rest, src[0].Warnings)
			}
			if n%3 == 0 {
				loadCut(t, s, src, label)
			}
		}
	}
}

// loadCut loads a file of 11 whole orders and a piece.
func loadCut(t *testing.T, s *store.Store, src []Source, label string) {
	t.Helper()
	r, err := Load(bg, s, src, importedAt, engine.NoProgress{})
	if err != nil {
		t.Fatalf("%s: %v", label, err)
	}
	f := r.Files[len(r.Files)-1]
	whole := one[int](t, s, "SELECT count(*) FROM order_lines WHERE product = '连衣裙，大码' AND file_id = (SELECT max(file_id) FROM files)")
	if whole < 11 || f.Read != src[0].Rows || f.Read != f.Loaded+f.Rejected {
		t.Errorf("%s: %d whole rows of %+v", label, whole, f)
	}
}

func TestDecoder_GivesWholeCharactersInPiecesOfAnySize(t *testing.T) {
	const text = "a编号é😀末尾"
	for cut := 1; cut <= len(text); cut++ {
		want := text[:cut]
		for !utf8.ValidString(want) {
			want = want[:len(want)-1]
		}
		for piece := 1; piece < 9; piece++ {
			for _, src := range []io.Reader{strings.NewReader(text[:cut]), iotest.OneByteReader(strings.NewReader(text[:cut])), iotest.DataErrReader(strings.NewReader(text[:cut]))} {
				var got []byte
				r, p := decoder(src, encUTF8), make([]byte, piece)
				for {
					n, err := r.Read(p)
					if got = append(got, p[:n]...); err == io.EOF {
						break
					}
				}
				if string(got) != want {
					t.Fatalf("cut at %d, pieces of %d: %q", cut, piece, got)
				}
			}
		}
	}
}
