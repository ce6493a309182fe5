package predict

import (
	"context"
	_ "embed" // the question is a .sql file
	"errors"

	"huiliu/engine"
	"huiliu/engine/btyd"
	"huiliu/engine/store"
)

//go:embed sql/histories.sql
var historiesText string

// fitExpected fits BG/NBD to everybody's purchase days known at a day; nil when they
// have no rhythm to learn (too few repeats, no maximum).
func fitExpected(ctx context.Context, r store.Reader, day engine.Day) (*btyd.Fitted, error) {
	var list []btyd.Customer
	err := store.Query(ctx, r, historiesText, store.Params{"as_of": day}, func(scan store.Scan) error {
		var repeats, last, age, customers int64
		if err := scan(&repeats, &last, &age, &customers); err != nil {
			return err
		}
		for range customers {
			list = append(list, btyd.Customer{Repeats: repeats, Last: float64(last), Age: float64(age)})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m, err := btyd.Fit(ctx, list, btyd.Options{Model: btyd.BGNBD}, nil)
	if err != nil && ctx.Err() == nil {
		var problem *engine.Error
		if errors.As(err, &problem) {
			return nil, nil
		}
	}
	return m, err
}
