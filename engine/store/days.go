package store

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/duckdb/duckdb-go/v2"
)

// writeDays fills customer_index, customer_days and the number of orders from the
// ledger, with what rebuild_index.sql, rebuild_days.sql and rebuild_orders.sql find for a project of such lines: without
// other tables, and without ids put together.
func (tx *Tx) writeDays(ctx context.Context) error {
	l := &tx.ledger
	err := tx.SetMeta(ctx, "orders", strconv.FormatInt(l.orders(), 10))
	if err != nil {
		return err
	}
	ids, numbers := l.customers(tx.keys.ids)
	people := &customerRows{ids: ids}
	if err := tx.Exec(ctx, "DELETE FROM customer_index", nil); err != nil {
		return err
	}
	err = tx.pour(&feed{name: incomingCustomers, ctx: ctx, fields: customerFields[:], threads: 1, next: people.next}, mustText("insert_customers.sql"))
	if err != nil {
		return err
	}
	if err := tx.Exec(ctx, mustText("rebuild_numbers.sql"), nil); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	facts, first := l.byCustomer(numbers, len(ids))
	l.pages = nil
	days := &dayRows{facts: facts, first: first}
	if err := tx.Exec(ctx, "DELETE FROM customer_days", nil); err != nil {
		return err
	}
	return tx.pour(&feed{name: incomingDays, ctx: ctx, fields: dayFields[:], threads: runtime.GOMAXPROCS(0), next: days.next}, mustText("insert_days.sql"))
}

// customers returns the ids with lines in the order of their bytes, and by key the
// number of a customer: the place of the id from 1 on, 0 for one without lines and
// for nobody.
func (l *ledger) customers(all []string) (ids []string, numbers []int32) {
	numbers = make([]int32, len(all)+1)
	for _, p := range l.pages {
		for i := range p {
			numbers[p[i].customer] = 1
		}
	}
	keys := make([]int32, 0, len(all))
	for k := range all {
		if numbers[k+1] != 0 {
			keys = append(keys, int32(k)+1) //nolint:gosec // far fewer customers
		}
	}
	slices.SortFunc(keys, func(a, b int32) int { return strings.Compare(all[a-1], all[b-1]) })
	numbers[0] = 0
	for i, k := range keys {
		ids = append(ids, all[k-1])
		numbers[k] = int32(i) + 1 //nolint:gosec // far fewer customers
	}
	return ids, numbers
}

// byCustomer brings the facts of lines that were paid into the order of their
// customers; those of customer n stand from first[n-1] up to first[n].
func (l *ledger) byCustomer(numbers []int32, customers int) (facts []fact, first []int) {
	first = make([]int, customers+1)
	l.each(numbers, func(n int32, _ *fact) { first[n]++ })
	for n := 1; n <= customers; n++ {
		first[n] += first[n-1]
	}
	facts = make([]fact, first[customers])
	// Every worker has a range of customers, so that the facts of a customer keep their order.
	at := slices.Clone(first)
	workers := int32(runtime.GOMAXPROCS(0)) //nolint:gosec // few
	var group sync.WaitGroup
	for w := range workers {
		from, to := span(w, workers, customers), span(w+1, workers, customers)
		group.Go(func() {
			l.each(numbers, func(n int32, f *fact) {
				if n > from && n <= to {
					facts[at[n-1]] = *f
					at[n-1]++
				}
			})
		})
	}
	group.Wait()
	return facts, first
}

// span is where part i of n parts of the customers begins.
func span(i, n int32, customers int) int32 { return int32(int64(customers) * int64(i) / int64(n)) } //nolint:gosec // at most customers

// each calls f for every line that was paid and has a customer.
func (l *ledger) each(numbers []int32, f func(n int32, line *fact)) {
	for _, p := range l.pages {
		for i := range p {
			if n := numbers[p[i].customer]; n > 0 && p[i].kind != kindVoid {
				f(n, &p[i])
			}
		}
	}
}

// rowsAtOnce is how many rows a batch of derived rows has, or a little more.
const rowsAtOnce = 16 << 10

// customerRows are rows of customer_index.
type customerRows struct {
	ids                []string
	done               int
	text               texts
	number, place, all column[int32]
	id                 column[varchar]
}

var customerFields = [...]field{{"customer_no", duckdb.TYPE_INTEGER}, {"customer_id", duckdb.TYPE_VARCHAR}, {"place", duckdb.TYPE_INTEGER}, {"ids", duckdb.TYPE_INTEGER}}

func (c *customerRows) next() (batch, error) {
	if c.done == len(c.ids) {
		return nil, nil
	}
	for _, f := range c.fillers() {
		f.reset()
	}
	c.text = texts{}
	for n := min(rowsAtOnce, len(c.ids)-c.done); n > 0; n-- {
		c.id.add(c.text.varchar(c.ids[c.done]))
		c.done++
		c.number.add(int32(c.done)) //nolint:gosec // at most maxNoted
		c.place.add(0)
		c.all.add(1)
	}
	return c, nil
}

// Len implements batch.
func (c *customerRows) Len() int { return len(c.number.values) }

func (c *customerRows) fillers() []filler { return []filler{&c.number, &c.id, &c.place, &c.all} }

func (c *customerRows) pin(p *runtime.Pinner) { c.text.pin(p) }

// dayRows sums the facts of customer after customer.
type dayRows struct {
	facts []fact
	first []int
	mu    sync.Mutex
	done  int // customers handed out
}

// next implements the next of a feed, for several threads at once.
func (d *dayRows) next() (batch, error) {
	from, to := d.span()
	if from == to {
		return nil, nil
	}
	b := newDayBatch(d.first[to] - d.first[from])
	for n := from; n < to; n++ {
		b.customer(int32(n)+1, d.facts[d.first[n]:d.first[n+1]]) //nolint:gosec // at most maxNoted
	}
	if b.Len() == 0 { // customers whose lines are all void
		return d.next()
	}
	return b, nil
}

// span hands out the next customers.
func (d *dayRows) span() (from, to int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	from = d.done
	for to = from; to+1 < len(d.first) && (to == from || d.first[to+1]-d.first[from] <= rowsAtOnce); {
		to++
	}
	d.done = to
	return from, to
}

// dayBatch are rows of customer_days.
type dayBatch struct {
	number, day, voidOn, lines, orders, coupons, late column[int32]
	purchase, alone                                   column[bool]
	amount, sales, refunds, discount, cost            column[int64]
}

var dayFields = [...]field{
	{"customer_no", duckdb.TYPE_INTEGER}, {"day", duckdb.TYPE_DATE}, {"void_on", duckdb.TYPE_DATE}, {"purchase", duckdb.TYPE_BOOLEAN},
	{"lines", duckdb.TYPE_INTEGER}, {"orders", duckdb.TYPE_INTEGER}, {"amount", duckdb.TYPE_DECIMAL}, {"sales", duckdb.TYPE_DECIMAL},
	{"refunds", duckdb.TYPE_DECIMAL}, {"discount", duckdb.TYPE_DECIMAL}, {"cost", duckdb.TYPE_DECIMAL},
	{"coupon_lines", duckdb.TYPE_INTEGER}, {"late_lines", duckdb.TYPE_INTEGER}, {"alone", duckdb.TYPE_BOOLEAN},
}

func newDayBatch(rows int) *dayBatch {
	b := &dayBatch{}
	for _, c := range []*column[bool]{&b.purchase, &b.alone} {
		c.values = make([]bool, 0, rows)
	}
	for _, c := range []*column[int32]{&b.number, &b.day, &b.voidOn, &b.lines, &b.orders, &b.coupons, &b.late} {
		c.values = make([]int32, 0, rows)
	}
	for _, c := range []*column[int64]{&b.amount, &b.sales, &b.refunds, &b.discount, &b.cost} {
		c.values = make([]int64, 0, rows)
	}
	return b
}

// Len implements batch.
func (b *dayBatch) Len() int { return len(b.number.values) }

func (b *dayBatch) fillers() []filler {
	return []filler{&b.number, &b.day, &b.voidOn, &b.purchase, &b.lines, &b.orders, &b.amount, &b.sales, &b.refunds, &b.discount, &b.cost,
		&b.coupons, &b.late, &b.alone}
}

func (b *dayBatch) pin(*runtime.Pinner) {}

// customer adds the days of one customer.
func (b *dayBatch) customer(number int32, facts []fact) {
	if len(facts) > 1 {
		slices.SortFunc(facts, func(x, y fact) int {
			return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.voidOn, y.voidOn), cmp.Compare(x.order, y.order))
		})
	}
	for from := 0; from < len(facts); {
		to := from + 1
		for to < len(facts) && facts[to].day == facts[from].day && facts[to].voidOn == facts[from].voidOn {
			to++
		}
		b.number.add(number)
		b.add(facts[from:to])
		b.alone.add((from == 0 || facts[from-1].day != facts[from].day) && (to == len(facts) || facts[to].day != facts[from].day))
		from = to
	}
}

// add sums lines of one day, which are in the order of their orders.
func (b *dayBatch) add(facts []fact) {
	var sum, sales, discount, cost int64
	var coupons, late int32
	orders, costed, purchase := int32(1), true, false
	for i := range facts {
		f := &facts[i]
		sum += f.amount
		discount += f.discount
		cost += f.cost
		if f.kind != kindRefund {
			sales += f.amount
		}
		purchase = purchase || f.kind == kindSale
		costed = costed && f.costed
		if f.coupon {
			coupons++
		}
		if f.late {
			late++
		}
		if i > 0 && f.order != facts[i-1].order {
			orders++
		}
	}
	b.day.add(facts[0].day)
	if facts[0].voidOn == never {
		b.voidOn.addNull()
	} else {
		b.voidOn.add(facts[0].voidOn)
	}
	b.purchase.add(purchase)
	b.lines.add(int32(len(facts))) //nolint:gosec // at most maxNoted
	b.orders.add(orders)
	b.amount.add(sum)
	b.sales.add(sales)
	b.refunds.add(sum - sales)
	b.discount.add(discount)
	if costed {
		b.cost.add(cost)
	} else {
		b.cost.addNull()
	}
	b.coupons.add(coupons)
	b.late.add(late)
}
