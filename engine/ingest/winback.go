package ingest

import (
	"context"
	"slices"

	"huiliu/engine/store"
)

// winBack is what a row of a customer table tells of an attempt to win the customer
// back: whether it worked, and of the life before and after.
type winBack struct {
	line     int64
	customer string
	values   [7]store.Value // returned, first, lapse and second days, second value, offer value, running
}

// attemptFields mean something only where the table says who came back.
var attemptFields = [...]Field{FieldFirstDays, FieldLapseDays, FieldSecondDays, FieldSecondValue, FieldOfferValue, FieldSecondRunning}

// attempts takes columns of win-back attempts for ordinary ones when nothing says who came back.
func (m *Mapping) attempts() {
	if m.Role != RoleCustomers || m.Find(FieldReturned) >= 0 {
		return
	}
	for i := range m.Columns {
		if slices.Contains(attemptFields[:], m.Columns[i].Field) {
			m.Columns[i].Field = FieldIgnore
		}
	}
}

// winBack keeps the attempt of the row until the appender is free; rows that do not
// say whether the customer came back are about no attempt.
func (s *customers) winBack(line int64, id string) {
	c := s.c
	returned := c.boolOrNil(FieldReturned)
	if returned == nil {
		return
	}
	s.winBacks = append(s.winBacks, winBack{line, id, [7]store.Value{*returned,
		pointer(c.numberOrNil(FieldFirstDays)), pointer(c.numberOrNil(FieldLapseDays)), pointer(c.numberOrNil(FieldSecondDays)),
		pointer(c.numberOrNil(FieldSecondValue)), pointer(c.numberOrNil(FieldOfferValue)), pointer(c.boolOrNil(FieldSecondRunning))}})
}

func (s *customers) flushWinBacks(ctx context.Context) error {
	if len(s.winBacks) == 0 {
		return nil
	}
	err := s.tx.Append(ctx, "win_back_rows", func(a *store.Appender) error {
		for i := range s.winBacks {
			w := &s.winBacks[i]
			v := &w.values
			if err := a.Row(s.fileLoad.id, w.line, w.customer, v[0], v[1], v[2], v[3], v[4], v[5], v[6]); err != nil {
				return err
			}
		}
		return nil
	})
	s.winBacks = s.winBacks[:0]
	return err
}
