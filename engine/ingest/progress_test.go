package ingest

import (
	"slices"
	"sync"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// watcher keeps what a person would be told.
type watcher struct {
	mu     sync.Mutex
	stages []*told
}

type told struct {
	key               string
	total, done, rows int64
}

func (w *watcher) last(change func(*told)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(w.stages[len(w.stages)-1])
}

func (w *watcher) Stage(key string, total int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stages = append(w.stages, &told{key: key, total: total})
}
func (w *watcher) Add(n int64)       { w.last(func(s *told) { s.done += n }) }
func (w *watcher) Rows(n int64)      { w.last(func(s *told) { s.rows += n }) }
func (*watcher) Warn(engine.Warning) {}

// All bytes are counted once and no more, and all rows; the work behind the last row
// is a stage of its own.
func TestProgress_CountsBytesAndRowsOfEveryFormat(t *testing.T) {
	table := dirtyOrders(4000)
	short, long := dirtyBook(t, 1500), longBook(t, "orders")
	for name, path := range map[string]string{
		"csv": write(t, "a.csv", table), "gb18030": write(t, "b.csv", gbk(t, string(table))),
		"xlsx": write(t, "c.xlsx", short), "long xlsx": long,
		"zip": write(t, "d.zip", zipped(t, map[string]string{"a.csv": string(table)})),
	} {
		var w watcher
		src, err := Sniff(bg, path, &w)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s := w.stages[0]; s.key != "import.sniff" || s.rows < src[0].Rows || s.done > s.total || s.done < s.total*7/10 {
			t.Errorf("%s, Sniff: %+v of %d rows", name, *s, src[0].Rows)
		}
		for _, work := range []string{"import.check", "import.read"} {
			w = watcher{}
			if work == "import.check" {
				_, err = Check(bg, src[0], &w)
			} else {
				_, err = Load(bg, storetest.Open(t), src[:1], importedAt, &w)
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if s := w.stages[0]; s.key != work || s.rows != src[0].Rows || s.done > s.total || s.done < s.total*9/10 {
				t.Errorf("%s: %+v of %d rows", name, *s, src[0].Rows)
			}
		}
		var keys []string
		for _, s := range w.stages {
			keys = append(keys, s.key)
		}
		if !slices.Equal(keys, []string{"import.read", "import.settle", "import.write"}) {
			t.Errorf("%s: stages %v", name, keys)
		}
	}
}
