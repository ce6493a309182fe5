package warning

import (
	"context"
	_ "embed" // the questions are .sql files
	"slices"

	"huiliu/engine"
	"huiliu/engine/store"
)

//go:embed sql/days.sql
var daysSQL string

// forever is later than every day: a purchase that still counts.
const forever = engine.Day(1<<31 - 1)

// customer is somebody's purchase days, ascending, and until when each counted.
type customer struct {
	no    int32
	days  []engine.Day
	until []engine.Day // nil when all still count
}

// readDays are the purchase days of everybody known at asOf.
func readDays(ctx context.Context, r store.Reader, asOf engine.Day) ([]customer, error) {
	var all []customer
	err := store.Query(ctx, r, daysSQL, store.Params{"as_of": asOf}, func(scan store.Scan) error {
		var no int32
		var day engine.Day
		var until *engine.Day
		if err := scan(&no, &day, &until); err != nil {
			return err
		}
		if n := len(all); n == 0 || all[n-1].no != no {
			all = append(all, customer{no: no})
		}
		c := &all[len(all)-1]
		if until != nil && c.until == nil {
			c.until = slices.Repeat([]engine.Day{forever}, len(c.days))
		}
		c.days = append(c.days, day)
		if c.until != nil {
			end := forever
			if until != nil {
				end = *until
			}
			c.until = append(c.until, end)
		}
		return nil
	})
	return all, err
}

// at are the purchase days as they were known at the end of day t.
func (c *customer) at(t engine.Day) []engine.Day {
	n, _ := slices.BinarySearch(c.days, t+1)
	if c.until == nil {
		return c.days[:n]
	}
	var out []engine.Day
	for i, d := range c.days[:n] {
		if c.until[i] > t {
			out = append(out, d)
		}
	}
	return out
}

// next is the first purchase day after t that counts at the end of the data; forever
// when there is none.
func (c *customer) next(t engine.Day) engine.Day {
	n, _ := slices.BinarySearch(c.days, t+1)
	for i := n; i < len(c.days); i++ {
		if c.until == nil || c.until[i] == forever {
			return c.days[i]
		}
	}
	return forever
}

// countIn counts the days in (from, to].
func countIn(days []engine.Day, from, to engine.Day) int {
	a, _ := slices.BinarySearch(days, from+1)
	b, _ := slices.BinarySearch(days, to+1)
	return b - a
}
