package ingest

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// readBlocks reads text in blocks of size bytes with that many workers.
func readBlocks(t *testing.T, text string, form textForm) []got {
	t.Helper()
	p := newPipeline(context.Background(), strings.NewReader(text), form, func() parser[[]got] {
		r := newBlockReader(form.delimiter, form.end)
		return func(b block) (o outcome[[]got]) {
			o.rest, o.line, o.err = r.rows(b, func(r *row) error {
				o.value = append(o.value, got{r.line, strings.Join(clone(r.cells), "|"), r.bad})
				return nil
			})
			return o
		}
	})
	defer p.close()
	var out []got
	for {
		rows, err := p.next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rows...)
	}
}

// awkward are texts whose blocks may end anywhere: inside quotes, between CR and LF,
// inside a character, behind a quote that is never closed or is no quote at all.
var awkward = []string{
	"",
	"a",
	"\n\n\n",
	"编号,备注\r\n1,\"一行\r\n两行\"\r\n2,\"他说\"\"好\"\"\"\r\n3,5\"寸\r\n4,x\r\n",
	"a,b\n1,\"open\n2,ok\n3,\"1,5\"\n4,\"x\ny\"\n5,z",
	"a,b\n1,\"open\n2,ok\n3,ok\n4,ok\n5,ok\n",
	"x\"y\nz\"\n\"q\n\"\n\"\"\"\n\"\",\"\n1,2\n",
	",\n\"\n\n\",\"\n\"\n   \n" + strings.Repeat("长", 40) + ",1\n2,3",
}

func TestBlocks_OfAnySizeGiveTheRowsOfOneReader(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // seeded on purpose
	texts := slices.Clone(awkward)
	for range 300 {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteString([]string{"\"", "\"", "\n", "\r\n", ",", "a", "中", " ", "\"\""}[r.IntN(9)])
		}
		texts = append(texts, b.String())
	}
	for _, text := range texts {
		want := readText(t, strings.NewReader(text), ",")
		for size := 1; size <= 24; size++ {
			form := textForm{encoding: encUTF8, delimiter: ",", end: '\n', size: size, workers: 1 + size%3}
			if out := readBlocks(t, text, form); !slices.Equal(out, want) {
				t.Fatalf("%q in blocks of %d:\ngot  %+v\nwant %+v", text, size, out, want)
			}
		}
	}
}

func TestBlocks_DecodeGB18030BlockByBlock(t *testing.T) {
	text := "客户，编号|备注\r\n" + strings.Repeat("一丂|\"丗㐀\n€\"|𠀀\n", 5) // trail bytes that look like | and others, four-byte codes
	want := readText(t, strings.NewReader(text), "|")
	for size := 1; size <= 40; size++ {
		form := textForm{encoding: encGB18030, delimiter: "|", end: '\n', size: size, workers: 2}
		if out := readBlocks(t, string(gbk(t, text)), form); !slices.Equal(out, want) {
			t.Fatalf("in blocks of %d:\ngot  %+v\nwant %+v", size, out, want)
		}
	}
}

// dirtyOrders is a table with every kind of trouble, n rows long.
func dirtyOrders(n int) []byte {
	var b strings.Builder
	b.WriteString("订单编号,客户编号,下单时间,商品名称,数量,单价,实付金额,退款金额,订单状态\n")
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // seeded on purpose
	for i := range n {
		name := []string{"女装", "一件很长的商品名称要超过十二个字节", "\"有,逗号\"", "\"两\n行\"", "5\"寸", ""}[r.IntN(6)]
		paid := []string{"12.50", "1,234.00", "\"1,234.00\"", "abc", "-5", "¥8.00", ""}[r.IntN(7)]
		status := []string{"交易成功", "已退款", "交易关闭", fmt.Sprintf("状态%d", r.IntN(5))}[r.IntN(4)]
		fmt.Fprintf(&b, "A%06d,U%d,2024-%02d-%02d 10:%02d:00,%s,%d,3.5,%s,%d,%s\n",
			i, r.IntN(n/4+1), 1+r.IntN(13), 1+r.IntN(30), r.IntN(60), name, r.IntN(4), paid, r.IntN(3), status)
		switch r.IntN(40) {
		case 0:
			b.WriteString("\n,,,,,,,,\n")
		case 1:
			b.WriteString("合计,,,,,,100,,\n")
		case 2:
			b.WriteString("X1,U1,2024-01-01,\"未闭合,1,2,3,4,5\n")
		}
	}
	return []byte(b.String())
}

const allLines = `-- one row: all lines in the order in which they lie, and all rejects
SELECT (SELECT string_agg(l::VARCHAR, chr(10) ORDER BY rowid) FROM order_lines l), (SELECT string_agg(r::VARCHAR, chr(10) ORDER BY rowid) FROM rejects r),
       (SELECT string_agg(d::VARCHAR, chr(10) ORDER BY customer_no, day, void_on) FROM customer_days d)`

// loadWith loads path with that many workers and blocks of that size.
func loadWith(t *testing.T, path string, workers, size int) (Source, Report, [3]string) {
	t.Helper()
	words, err := lexiconOnce()
	if err != nil {
		t.Fatal(err)
	}
	kind, bytes, err := fileKind(path)
	if err != nil {
		t.Fatal(err)
	}
	sn := sniffer{words: words, name: path, bytes: bytes, p: engine.NoProgress{}, workers: workers, blockSize: size}
	src, err := sn.file(bg, kind)
	if err != nil {
		t.Fatal(err)
	}
	if src[0].SHA256, err = startDigest(bg, path).wait(); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t)
	l := &loader{words: words, at: importedAt, p: engine.NoProgress{}, workers: workers, blockSize: size}
	if err := s.Write(bg, func(tx *store.Tx) error { return l.run(bg, tx, src, nil) }); err != nil {
		t.Fatal(err)
	}
	report, err := ReadReport(bg, s)
	if err != nil {
		t.Fatal(err)
	}
	var all [3]string
	if _, err := store.One(bg, s, allLines, nil, &all[0], &all[1], &all[2]); err != nil {
		t.Fatal(err)
	}
	return src[0], report, all
}

func TestImport_IsTheSameOnAnyNumberOfCores(t *testing.T) {
	data := dirtyOrders(3000)
	for name, content := range map[string][]byte{"utf8.csv": data, "gbk.csv": gbk(t, string(data))} {
		path := write(t, name, content)
		src, report, want := loadWith(t, path, 1, 0) // one block: front to back
		f := report.Files[0]
		if f.Read != f.Loaded+f.Rejected+f.Merged || f.Read != src.Rows || f.Rejected == 0 || f.Loaded == 0 {
			t.Fatalf("%+v of %d rows", f, src.Rows)
		}
		for _, c := range [][2]int{{1, 700}, {2, 4096}, {3, 1000}, {8, 65536}} {
			other, _, all := loadWith(t, path, c[0], c[1])
			if all != want {
				t.Errorf("%s: %d workers, blocks of %d: another project", name, c[0], c[1])
			}
			if a, b := fmt.Sprintf("%+v", src), fmt.Sprintf("%+v", other); a != b {
				t.Errorf("%s: %d workers, blocks of %d:\n%s\nagainst\n%s", name, c[0], c[1], b, a)
			}
		}
	}
}

func TestDistinct_CountsWithinHalfAPercent(t *testing.T) {
	for _, n := range []int{0, 1, 2000, 20_000, 20_001, 100_000, 149_000, 151_000, 300_000, 1_000_000} {
		var whole distinct
		var parts [3]distinct
		for i := range 2 * n {
			h := hash(fmt.Sprintf("v%d", i%max(n, 1)))
			whole.add(h)
			parts[i%3].add(h)
		}
		for i := range parts[1:] {
			parts[0].merge(&parts[i+1])
		}
		got := whole.count()
		if off := float64(got-int64(n)) / float64(max(n, 1)); n <= exactCount && off != 0 || off > 0.005 || off < -0.005 {
			t.Errorf("%d counted as %d", n, got)
		}
		if p := parts[0].count(); p != got {
			t.Errorf("%d counted as %d at once and %d in parts", n, got, p)
		}
	}
}

func TestLoad_CancelIsQuickAndTheProjectGoesOn(t *testing.T) {
	path := write(t, "a.csv", dirtyOrders(150_000))
	src := sniff(t, path)
	s, err := store.Open(bg, filepath.Join(t.TempDir(), "a.hlp"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(bg)
	var once sync.Once
	var at time.Time
	left := src[0].Bytes / 2
	stop := func() { once.Do(func() { at = time.Now(); cancel() }) }
	_, err = Load(ctx, s, src, importedAt, stopAfter{left: &left, cancel: stop})
	took := time.Since(at)
	if err != context.Canceled {
		t.Fatalf("got %v", err)
	}
	t.Logf("cancelled within %s", took)
	if took > 5*time.Second { // the target is 200 ms on a machine with nothing else to do
		t.Errorf("cancelled only after %s", took)
	}
	if r, err := Load(bg, s, src, importedAt, engine.NoProgress{}); err != nil || r.Lines == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
