package roster

import (
	"cmp"
	"context"
	_ "embed" // the questions are .sql files
	"slices"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/store"
)

//go:embed sql/shop.sql
var shopSQL string

//go:embed sql/contract_facts.sql
var contractFactsSQL string

// Customer is what a list of customers says of one.
type Customer struct {
	ID      string
	First   engine.Day // purchase days; NoDay of a contract, and when everything was given back
	Last    engine.Day
	Days    int64        // purchase days
	Silence int          // days since the last
	Revenue engine.Money // net, ever; of a contract the total amount
	Year    engine.Money // net, of the last 365 days; of a contract 12 × the monthly amount
	Churned bool
	Tenure  engine.Number // months of a contract
}

// List tells about the customers with these ids, the largest revenue first; an id that
// stands in the list twice is told about twice.
func List(ctx context.Context, r store.Reader, d churn.Definition, ids []string) ([]Customer, error) {
	wanted := map[string]int{}
	for _, id := range ids {
		wanted[id]++
	}
	var out []Customer
	add := func(c *Customer) {
		for range wanted[c.ID] {
			out = append(out, *c)
		}
	}
	read := readShop
	if d.Business == churn.Contractual {
		read = readContracts
	}
	if err := read(ctx, r, d, add); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b Customer) int {
		return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func readShop(ctx context.Context, r store.Reader, d churn.Definition, add func(*Customer)) error {
	return store.Query(ctx, r, shopSQL, d.Silence(), func(scan store.Scan) error {
		c := Customer{Tenure: engine.Undefined()}
		patience := 0
		err := scan(&c.ID, &c.First, &c.Last, &c.Days, &patience, &c.Revenue, &c.Year)
		if c.Days == 0 {
			c.First, c.Last = engine.NoDay, engine.NoDay
		} else {
			c.Silence = int(d.AsOf - c.Last)
			c.Churned = c.Silence > patience
		}
		add(&c)
		return err
	})
}

func readContracts(ctx context.Context, r store.Reader, d churn.Definition, add func(*Customer)) error {
	return store.Query(ctx, r, contractFactsSQL, d.Ends(), func(scan store.Scan) error {
		c := Customer{First: engine.NoDay, Last: engine.NoDay, Tenure: engine.Undefined()}
		var tenure, monthly, total store.NullFloat
		err := scan(&c.ID, &c.Churned, &tenure, &monthly, &total)
		if tenure.Valid {
			c.Tenure = engine.Number(tenure.Float64)
		}
		c.Year, c.Revenue = 12*engine.Money(monthly.Float64), engine.Money(total.Float64)
		add(&c)
		return err
	})
}
