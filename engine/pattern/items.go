package pattern

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"encoding/binary"
	"math"
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/snapshot"
	"huiliu/engine/stat"
	"huiliu/engine/store"
)

//go:embed sql/items.sql
var itemsSQL string

//go:embed sql/buyers.sql
var buyersSQL string

// book numbers items.
type book struct {
	items   []Item
	at      map[Item]int32
	dropped []Item
}

func newBook() *book { return &book{at: map[Item]int32{}, dropped: []Item{}} }

// number gives a text item its number.
func (b *book) number(kind, name, value string) int32 {
	at := Item{Kind: kind, Name: name, Value: value}
	n, ok := b.at[at]
	if !ok {
		n = int32(len(b.items))
		b.at[at] = n
		at.Low, at.High = engine.Undefined(), engine.Undefined()
		b.items = append(b.items, at)
	}
	return n
}

// band numbers an item that is a range.
func (b *book) band(name, kind string, low, high float64) int32 {
	b.items = append(b.items, Item{Kind: kind, Name: name, Low: engine.Number(low), High: engine.Number(high)})
	return int32(len(b.items) - 1)
}

// known reads what is known of a shop's customers on a day.
func known(ctx context.Context, r store.Reader, d churn.Definition, day engine.Day, b *book) (crowd, error) {
	var c crowd
	p := store.Params{"as_of": day, "window": d.WindowDays, "least": fewLeft}
	at := map[int32]int{}
	err := store.Query(ctx, r, itemsSQL, p, func(scan store.Scan) error {
		var kind, name, value string
		var list []any
		if err := scan(&kind, &name, &value, &list); err != nil {
			return err
		}
		for _, v := range list {
			no, _ := v.(int32)
			if kind == "" {
				at[no] = len(c.numbers)
				c.numbers, c.baskets = append(c.numbers, no), append(c.baskets, nil)
			} else {
				c.baskets[at[no]] = append(c.baskets[at[no]], b.number(kind, name, value))
			}
		}
		return nil
	})
	return c, err
}

// decide says who of a shop's customers bought nothing after day until another day.
func (c *crowd) decide(ctx context.Context, r store.Reader, day, until engine.Day) error {
	c.left = make([]bool, len(c.numbers))
	for i := range c.left {
		c.left[i] = true
	}
	return store.Query(ctx, r, buyersSQL, store.Params{"as_of": day, "until": until}, func(scan store.Scan) error {
		var no int32
		err := scan(&no)
		if i, ok := slices.BinarySearch(c.numbers, no); ok {
			c.left[i] = false
		}
		return err
	})
}

// Kinds of items of a customer table.
const (
	kindAttribute = "attribute"
	kindBuilt     = "built" // a column of ours
)

// ofTable are the customers of a table with its columns as items: each level of a text,
// and thirds of a number.
func ofTable(t *snapshot.Table, b *book) crowd {
	c := crowd{numbers: t.Numbers, baskets: make([][]int32, len(t.Churned)), left: t.Churned}
	for k := range t.Columns {
		col := &t.Columns[k]
		kind := kindAttribute
		if col.Built {
			kind = kindBuilt
		}
		if col.Text == nil {
			c.thirds(b, kind, col)
			continue
		}
		for i, v := range col.Text {
			if v != snapshot.Other && v != snapshot.Unknown {
				c.baskets[i] = append(c.baskets[i], b.number(kind, col.Name, v))
			}
		}
	}
	return c
}

// thirds puts a number into up to three bands of about as many customers.
func (c *crowd) thirds(b *book, kind string, col *snapshot.Column) {
	var x []float64
	for _, v := range col.Number {
		if !math.IsNaN(v) {
			x = append(x, v)
		}
	}
	slices.Sort(x)
	cuts := []float64{stat.Quantile(x, 1.0/3), stat.Quantile(x, 2.0/3)}
	cuts = slices.DeleteFunc(slices.Compact(cuts), func(v float64) bool { return !(v < x[len(x)-1]) })
	number := make([]int32, len(cuts)+1)
	for k := range number {
		low, high := math.NaN(), math.NaN()
		if k > 0 {
			low = cuts[k-1]
		}
		if k < len(cuts) {
			high = cuts[k]
		}
		number[k] = b.band(col.Name, kind, low, high)
	}
	for i, v := range col.Number {
		if !math.IsNaN(v) {
			k, _ := slices.BinarySearch(cuts, v)
			c.baskets[i] = append(c.baskets[i], number[k])
		}
	}
}

// dropRestating takes out attributes that tell who left too well to have been known
// before, by the crowd rules are found among.
func (b *book) dropRestating(found *crowd, others ...*crowd) {
	left, base := make([]int64, len(b.items)), make([]int64, len(b.items))
	for i, basket := range found.baskets {
		for _, item := range basket {
			base[item]++
			if found.left[i] {
				left[item]++
			}
		}
	}
	byName := map[string][]int32{}
	for i, item := range b.items {
		if item.Kind == kindAttribute {
			byName[item.Name] = append(byName[item.Name], int32(i))
		}
	}
	out := map[int32]bool{}
	for name, items := range byName {
		var l, n []int64
		for _, i := range items {
			l, n = append(l, left[i]), append(n, base[i])
		}
		if restates(l, n) {
			b.dropped = append(b.dropped, Item{Kind: kindAttribute, Name: name, Low: engine.Undefined(), High: engine.Undefined()})
			for _, i := range items {
				out[i] = true
			}
		}
	}
	if len(out) == 0 {
		return
	}
	slices.SortFunc(b.dropped, func(a, c Item) int { return cmp.Compare(a.Name, c.Name) })
	for _, c := range append(others, found) {
		for i := range c.baskets {
			c.baskets[i] = slices.DeleteFunc(c.baskets[i], func(item int32) bool { return out[item] })
		}
	}
}

// key is a set of items as a map key.
func key(items []int32) string {
	b := make([]byte, 0, 4*len(items))
	for _, i := range items {
		b = binary.BigEndian.AppendUint32(b, uint32(i))
	}
	return string(b)
}

// restates reports levels that tell who left better than anything known before could:
// the area under the curve of each level's own rate is above telling.
func restates(left, base []int64) bool {
	order := make([]int, len(left))
	var events, others float64
	for i := range left {
		order[i] = i
		events, others = events+float64(left[i]), others+float64(base[i]-left[i])
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(left[i]*base[j], left[j]*base[i]) })
	var below, area float64
	for _, i := range order {
		stayed := float64(base[i] - left[i])
		area += float64(left[i]) * (below + stayed/2)
		below += stayed
	}
	return events > 0 && others > 0 && area/(events*others) > telling
}

const telling = 0.95
