package ingest

import (
	"context"
	"encoding/json"
	"strings"

	"huiliu/engine/store"
)

// identity lists the fields whose headers make two tables exports of the same list.
var identity = map[Role][]Field{
	RoleOrders:   {FieldOrderID, FieldCustomerID, FieldOrderAt, FieldAmount, FieldQuantity, FieldUnitPrice, FieldProductID, FieldProduct},
	RoleTickets:  {FieldTicketID, FieldCustomerID, FieldTicketAt, FieldTopic, FieldText},
	RoleFeedback: {FieldCustomerID, FieldAnsweredAt, FieldScore, FieldReason, FieldText},
	RoleContacts: {FieldCampaign, FieldCustomerID, FieldContactedAt, FieldArm, FieldOffer, FieldChannel},
}

// shape identifies what a row of the table is. A platform that adds a column keeps
// it; a list of orders and a list of their lines differ. Of customer tables only
// those with the same headers are the same list: others tell more about the same
// customers and fill gaps.
func (m *Mapping) shape() string {
	fields, ok := identity[m.Role]
	if !ok {
		return m.Fingerprint()
	}
	headers := make([]string, len(fields))
	for i, f := range fields {
		for j := range m.Columns {
			if m.Columns[j].Field == f {
				headers[i] = m.Columns[j].Header
				break
			}
		}
	}
	return Fingerprint(headers)
}

// shapeOf returns the shape of a table to be loaded: that of an earlier table with
// the same headers, which a person may have mapped differently, else its own.
func shapeOf(ctx context.Context, r store.Reader, m *Mapping) (string, error) {
	shape := ""
	_, err := store.One(ctx, r, sqlKnownShape, store.Params{"role": string(m.Role), "fingerprint": m.Fingerprint()}, &shape)
	if err == nil && shape == "" {
		shape = m.shape()
	}
	return shape, err
}

// Settle brings everything derived in line with the rows and flags of the project;
// every step that changes them ends with it.
func Settle(ctx context.Context, tx *store.Tx) error {
	if err := nameShapes(ctx, tx); err != nil {
		return err
	}
	if err := tx.Rebuild(ctx); err != nil {
		return err
	}
	if err := noteTotals(ctx, tx); err != nil {
		return err
	}
	return noteOverlaps(ctx, tx)
}

// nameShapes fills in what a project of an older version does not have.
func nameShapes(ctx context.Context, tx *store.Tx) error {
	type table struct {
		id      int32
		mapping string
	}
	tables, err := store.All(ctx, tx, sqlShapeless, nil, func(scan store.Scan, t *table) error { return scan(&t.id, &t.mapping) })
	if err != nil {
		return err
	}
	for _, t := range tables {
		var m Mapping
		if err := json.Unmarshal([]byte(t.mapping), &m); err != nil {
			return err
		}
		shape, err := shapeOf(ctx, tx, &m)
		if err != nil {
			return err
		}
		err = tx.Exec(ctx, sqlSetShape, store.Params{"file_id": t.id, "fingerprint": m.Fingerprint(), "shape": shape})
		if err != nil {
			return err
		}
	}
	return nil
}

// joinCells keeps the cells of a row in one text of its own.
func joinCells(cells []string) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteByte('\t')
		}
		if strings.ContainsAny(c, "\t\\") {
			c = cellEscape.Replace(c)
		}
		b.WriteString(c)
	}
	return b.String()
}

// SplitCells returns the cells of a row kept in a reject.
func SplitCells(raw string) []string {
	cells := strings.Split(raw, "\t")
	for i, c := range cells {
		cells[i] = cellUnescape.Replace(c)
	}
	return cells
}

// A cell may hold what separates cells.
var (
	cellEscape   = strings.NewReplacer(`\`, `\\`, "\t", `\t`)
	cellUnescape = strings.NewReplacer(`\\`, `\`, `\t`, "\t")
)
