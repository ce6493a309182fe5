package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"huiliu/engine"
)

// Whatever the bytes and whatever the name, looking at a file ends in tables or in
// an error that has words.
func FuzzSniff(f *testing.F) {
	f.Add([]byte(fewOrders))
	f.Add([]byte(lines))
	f.Add([]byte(flat))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00"))
	f.Add(gbk(f, "客户编号;付款时间;实付金额\n甲;2024年3月5日;¥1,200.50\n"))
	f.Add(gzipped(f, fewOrders))
	f.Add(zipped(f, map[string]string{"a.csv": fewOrders, "b.html": page}))
	f.Add(testdata(f, "xls/testdata/orders.xls"))
	f.Add(book(f, map[string][][]any{"s": {{"客户编号", "付款时间", "实付金额"}, {"a", 45356, 5}}}))
	path := filepath.Join(f.TempDir(), "a.xls")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := Sniff(bg, path, engine.NoProgress{})
		var e *engine.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if err == nil && len(src) == 0 {
			t.Fatal("neither a table nor an error")
		}
	})
}
