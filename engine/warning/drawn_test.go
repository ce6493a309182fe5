package warning

import (
	"context"
	"fmt"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// Who is drawn depends on the ids and the seed alone: customers added later push others
// out, and change nothing else.
func TestDrawn_DependsOnIDs(t *testing.T) {
	draw := func(n, most int) map[string]bool {
		var lines []store.OrderLine
		for i := range n {
			lines = append(lines, storetest.Sale(fmt.Sprintf("C%03d", (i*37)%n), engine.Day(19000+i%5), 10))
		}
		db := storetest.FromLines(t, lines)
		all, err := readDays(context.Background(), db, 19100)
		if err != nil {
			t.Fatal(err)
		}
		s, share, err := (&shop{customers: all, seed: 5}).drawn(context.Background(), db, most)
		if err != nil || len(s.customers) != most || share != float64(most)/float64(n) {
			t.Fatal(len(s.customers), share, err)
		}
		out := map[string]bool{}
		for _, c := range s.customers {
			out[fmt.Sprintf("C%03d", c.no)] = true
		}
		return out
	}
	small, large := draw(60, 20), draw(80, 20)
	kept := 0
	for id := range large {
		if small[id] {
			kept++
		}
	}
	if kept < 10 {
		t.Errorf("%d of 20 customers are drawn again after 20 joined 60", kept)
	}
}
