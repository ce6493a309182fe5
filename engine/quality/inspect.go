package quality

import (
	"context"
	"encoding/json"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// forever is a day after every order: NoDay as as-of day sees everything.
const forever = engine.Day(2932896) // 9999-12-31

// file is one imported table.
type file struct {
	id                             int32
	name, sheet, role              string
	read, loaded, rejected, merged int64
	mapping                        ingest.Mapping
}

// columns of order lines whose gaps are reported, in the order totals.sql and
// months.sql count them.
var lineColumns = [...]string{"product", "category", "quantity", "unit_price", "cost", "status", "channel", "region"}

// totals is what the order lines hold.
type totals struct {
	loaded, counted Level
	money           engine.Money // absolute
	sold            int64
	filled          [len(lineColumns)]int64
}

// inspector carries one inspection.
type inspector struct {
	ctx    context.Context
	r      store.Reader
	params store.Params
	today  engine.Day
	files  []file
	all    totals
	rules  map[string]rule
	out    Report
	places []int64
	spots  [][]int64 // the places of each finding's examples
}

// Inspect looks at everything imported that is dated up to asOf (NoDay: all of it);
// today is the day of the look, later days are in the future. It changes nothing.
func Inspect(ctx context.Context, r store.Reader, asOf, today engine.Day) (Report, error) {
	day := asOf
	if day == engine.NoDay {
		day = forever
	}
	in := &inspector{ctx: ctx, r: r, today: today, rules: rules(), params: store.Params{"as_of": day},
		out: Report{AsOf: asOf, Today: today, Findings: []Finding{}, Levels: []Level{}, Netting: []Rule{}}}
	if err := in.open(); err != nil {
		return Report{}, err
	}
	for _, step := range []func() error{in.rejects, in.people, in.facts, in.lines, in.orders, in.time, in.buyers, in.refunds} {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		if err := step(); err != nil {
			return Report{}, err
		}
	}
	in.levels()
	if err := in.show(); err != nil {
		return Report{}, err
	}
	rank(in.out.Findings)
	return in.out, nil
}

// ImportDay is the day of the last import, NoDay without one: what is dated later was
// in the future when the data was read, whenever it is looked at.
func ImportDay(ctx context.Context, r store.Reader) (engine.Day, error) {
	day := engine.NoDay
	_, err := store.One(ctx, r, importDaySQL, nil, &day)
	return day, err
}

// open reads the files and what the order lines hold.
func (in *inspector) open() (err error) {
	in.files, err = store.All(in.ctx, in.r, filesSQL, nil, func(scan store.Scan, f *file) error {
		var mapping string
		if err := scan(&f.id, &f.name, &f.sheet, &f.role, &f.read, &f.loaded, &f.rejected, &f.merged, &mapping); err != nil {
			return err
		}
		return json.Unmarshal([]byte(mapping), &f.mapping)
	})
	if err != nil {
		return err
	}
	t, l, c := &in.all, &in.all.loaded, &in.all.counted
	l.Amount, c.Amount = new(engine.Money), new(engine.Money)
	into := []any{&l.Rows, &l.Orders, &l.Customers, &l.Days, l.Amount, &c.Rows, &c.Orders, &c.Customers, &c.Days, c.Amount, &t.money, &t.sold}
	for i := range t.filled {
		into = append(into, &t.filled[i])
	}
	_, err = store.One(in.ctx, in.r, totalsSQL, in.params, into...)
	return err
}

// levels accounts for the way from rows to customers.
func (in *inspector) levels() {
	if in.all.loaded.Rows == 0 {
		return
	}
	read := Level{Code: "read"}
	for _, f := range in.files {
		if f.role == string(ingest.RoleOrders) {
			read.Rows += f.read
		}
	}
	in.all.loaded.Code, in.all.counted.Code = "loaded", "counted"
	in.out.Levels = append(in.out.Levels, read, in.all.loaded, in.all.counted)
}

// with returns the parameters with some more.
func (in *inspector) with(more store.Params) store.Params {
	for k, v := range in.params {
		more[k] = v
	}
	return more
}

// add notes a finding; places are up to five rows to show.
func (in *inspector) add(f Finding, places []int64) {
	area, _, _ := strings.Cut(f.Code, ".")
	rule := in.rules[area]
	if f.Severity == "" {
		f.Severity = rule.severity
	}
	if f.Done == "" {
		f.Done = rule.done
	}
	f.distorts = rule.distorts && f.Done != DoneExcluded
	if f.From == 0 && f.To == 0 {
		f.From, f.To = engine.NoDay, engine.NoDay
	}
	if f.Factor == 0 {
		f.Factor = engine.Undefined()
	}
	if f.Share.Base == 0 {
		f.Share = engine.NewRate(0, 0)
	}
	f.AmountShare = engine.Undefined()
	if whole := in.all.money; f.Amount != nil && whole > 0 {
		if f.Done == DoneRejected {
			whole += *f.Amount
		}
		f.AmountShare = engine.Number(f.Amount.Float() / whole.Float())
	}
	in.out.Findings = append(in.out.Findings, f)
	in.spots = append(in.spots, places)
	in.places = append(in.places, places...)
}

// show fills the examples in.
func (in *inspector) show() error {
	seen := map[int64]Example{}
	if len(in.places) > 0 {
		err := store.Query(in.ctx, in.r, shownSQL, store.Params{"places": in.places}, func(scan store.Scan) error {
			var place int64
			var amount engine.Money
			var e Example
			err := scan(&place, &e.OrderID, &e.CustomerID, &e.Day, &amount)
			e.Amount = &amount
			seen[place] = e
			return err
		})
		if err != nil {
			return err
		}
	}
	names := map[int32]string{}
	for _, f := range in.files {
		names[f.id] = f.name
	}
	for i := range in.out.Findings {
		f := &in.out.Findings[i]
		f.Examples = []Example{}
		for _, place := range in.spots[i] {
			e, ok := seen[place]
			if !ok || f.Role != string(ingest.RoleOrders) {
				e = Example{Day: engine.NoDay}
			}
			e.File, e.Line = names[int32(place/placeBase)], place%placeBase
			f.Examples = append(f.Examples, e)
		}
	}
	return nil
}
