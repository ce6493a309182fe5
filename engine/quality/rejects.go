package quality

import (
	"maps"
	"slices"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

const maxExamples = 5

// lost is what one reason of rejection took away.
type lost struct {
	rows, read int64 // read: rows whose amount could still be read
	amount     engine.Money
	places     []int64
}

// harmless are reasons that say the row was no data at all.
func harmless(reason string) bool { return reason == "blank_row" || reason == "total_row" }

// rejects counts what was left out at import, with the money where the row shows it.
func (in *inspector) rejects() error {
	byID, base := map[int32]*file{}, int64(0)
	for i := range in.files {
		f := &in.files[i]
		byID[f.id] = f
		if f.role == orders {
			base += f.read
		}
	}
	found := map[string]*lost{}
	err := store.Query(in.ctx, in.r, rejectedSQL, nil, func(scan store.Scan) error {
		var id int32
		var line int64
		var reason, raw string
		if err := scan(&id, &line, &reason, &raw); err != nil || harmless(reason) {
			return err
		}
		l := found[reason]
		if l == nil {
			l = &lost{}
			found[reason] = l
		}
		l.rows++
		if len(l.places) < maxExamples {
			l.places = append(l.places, int64(id)*placeBase+line)
		}
		if m, ok := rowAmount(&byID[id].mapping, raw); ok {
			l.read++
			l.amount += m
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, reason := range slices.Sorted(maps.Keys(found)) {
		l := found[reason]
		f := Finding{Code: "rejected." + reason, Role: orders, Rows: l.rows, Share: engine.NewRate(l.rows, base)}
		if l.read > 0 {
			f.Amount = &l.amount
		}
		in.add(f, l.places)
	}
	return in.rejectsElsewhere()
}

// rowAmount reads the absolute amount of a rejected row: its amount column, or price × quantity.
func rowAmount(m *ingest.Mapping, raw string) (engine.Money, bool) {
	cells := ingest.SplitCells(raw)
	read := func(f ingest.Field) (engine.Money, bool) {
		i := m.Find(f)
		if i < 0 || i >= len(cells) {
			return 0, false
		}
		return ingest.ParseMoney(cells[i])
	}
	amount, ok := read(ingest.FieldAmount)
	if !ok {
		price, hasPrice := read(ingest.FieldUnitPrice)
		quantity, hasQuantity := read(ingest.FieldQuantity)
		if !hasPrice || !hasQuantity {
			return 0, false
		}
		amount = engine.MoneyOf(price.Float() * quantity.Float())
	}
	return max(amount, -amount), true
}

// rejectsElsewhere counts the rejected rows of the other tables.
func (in *inspector) rejectsElsewhere() error {
	read := map[string]int64{}
	for _, f := range in.files {
		read[f.role] += f.read
	}
	return store.Query(in.ctx, in.r, rejectedOtherSQL, nil, func(scan store.Scan) error {
		var role, reason, places string
		var rows int64
		if err := scan(&role, &reason, &rows, &places); err != nil || harmless(reason) {
			return err
		}
		in.add(Finding{Code: "rejected." + reason, Role: role, Severity: Look, Rows: rows, Share: engine.NewRate(rows, read[role])}, placesOf(places))
		return nil
	})
}
