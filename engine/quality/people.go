package quality

import (
	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Ids and names that stand for nobody in particular, and for trials; matched against
// the whole text in lower case.
const (
	anonymousWords = `(散客|匿名.*|游客.*|路人|无名|无|未知|普通顾客|零售客户|现金客户|线下散客|门店散客|不详|guest.*|anonymous.*|walk.?in.*|unknown|cash|null|none|nan|n/a|-|0+)`
	testWords      = `(测试.*|test.*|demo.*|内部.*|员工.*|刷单.*)`
)

// buyersShown is how many accounts that count are named; those left out are all.
const buyersShown = 10

// buyers looks for ids that are not one person.
func (in *inspector) buyers() error {
	params := in.with(store.Params{"anonymous": anonymousWords, "test": testWords})
	n := 0
	return store.Query(in.ctx, in.r, bigBuyersSQL, params, func(scan store.Scan) error {
		f := Finding{Role: orders, Customers: 1, Amount: new(engine.Money)}
		var mine, all, place int64
		var excluded bool
		if err := scan(&f.Code, &f.Who, &mine, &f.Rows, f.Amount, &all, &place, &excluded); err != nil {
			return err
		}
		f.Share = engine.NewRate(mine, all)
		if excluded {
			f.Severity, f.Done = Note, DoneExcluded
		}
		if n++; n <= buyersShown || excluded {
			in.add(f, []int64{place})
		}
		return nil
	})
}

// people looks at the customer table.
func (in *inspector) people() error {
	var n, noName, noJoined, future, ancient, ended, idle, strangers, buyers, flagged, unflagged, monthly, total, tenure, negative int64
	var money engine.Money
	_, err := store.One(in.ctx, in.r, peopleSQL, in.with(store.Params{"today": in.today}), &n, &noName, &noJoined, &future, &ancient, &ended,
		&idle, &strangers, &buyers, &money, &flagged, &unflagged, &monthly, &total, &tenure, &negative)
	if err != nil || n == 0 {
		return err
	}
	customers := string(ingest.RoleCustomers)
	note := func(code, column string, rows, base int64) {
		if rows > 0 {
			in.add(Finding{Code: code, Role: customers, Column: column, Rows: rows, Share: engine.NewRate(rows, base), Customers: rows}, nil)
		}
	}
	partly := func(column string, missing int64) {
		if missing < n {
			note("missing", column, missing, n)
		}
	}
	partly("name", noName)
	partly("joined", noJoined)
	if flagged > 0 {
		partly("churned", unflagged)
		partly("monthly_amount", n-monthly)
		partly("total_amount", n-total)
		partly("tenure_months", n-tenure)
	}
	note("future_date", "joined", future, n)
	note("ancient_date", "joined", ancient, n)
	note("ended_before_joined", "", ended, n)
	note("negative_money", "", negative, n)
	if in.all.loaded.Rows > 0 {
		note("no_orders", "", idle, n)
		if strangers > 0 {
			in.add(Finding{Code: "no_profile", Role: customers, Rows: strangers, Customers: strangers,
				Share: engine.NewRate(strangers, buyers), Amount: &money}, nil)
		}
	}
	return in.attributes(n)
}

// attributes looks at the further columns of the customer tables.
func (in *inspector) attributes(customers int64) error {
	return store.Query(in.ctx, in.r, attributeFillSQL, nil, func(scan store.Scan) error {
		var name string
		var filled, distinct, place int64
		if err := scan(&name, &filled, &distinct, &place); err != nil {
			return err
		}
		role := string(ingest.RoleCustomers)
		if filled < customers {
			in.add(Finding{Code: "missing", Role: role, Column: name, Rows: customers - filled, Customers: customers - filled,
				Share: engine.NewRate(customers-filled, customers)}, nil)
		}
		if distinct == 1 && filled == customers && customers >= spreadRows {
			in.add(Finding{Code: "constant", Role: role, Column: name, Rows: customers, Share: engine.NewRate(customers, customers)}, nil)
		}
		return nil
	})
}

// facts looks at tickets, answers and contacts.
func (in *inspector) facts() error {
	return store.Query(in.ctx, in.r, factsSQL, in.with(store.Params{"today": in.today}), func(scan store.Scan) error {
		var role, futureAt, ancientAt, strangerAt string
		var n, future, ancient, stranger, who int64
		if err := scan(&role, &n, &future, &ancient, &stranger, &who, &futureAt, &ancientAt, &strangerAt); err != nil {
			return err
		}
		for _, e := range []struct {
			code            string
			rows, customers int64
			at              string
		}{{"future_date", future, 0, futureAt}, {"ancient_date", ancient, 0, ancientAt}, {"stranger", stranger, who, strangerAt}} {
			if e.rows > 0 {
				in.add(Finding{Code: e.code, Role: role, Rows: e.rows, Customers: e.customers, Share: engine.NewRate(e.rows, n)}, placesOf(e.at))
			}
		}
		return nil
	})
}
