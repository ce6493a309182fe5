package modelbook

import (
	"context"
	_ "embed" // the questions are .sql files
	"encoding/json"
	"time"

	"huiliu/engine"
	"huiliu/engine/learn"
	"huiliu/engine/learn/kinds"
	"huiliu/engine/store"
)

//go:embed sql/last.sql
var lastSQL string

//go:embed sql/keep.sql
var keepSQL string

//go:embed sql/list.sql
var listSQL string

// Actions of the journal.
const (
	ActionKeep     = "model.keep"     // a version kept
	ActionWithdraw = "model.withdraw" // a version taken out of use
)

// About is what is known of a version besides the model itself.
type About struct {
	Train     []engine.Day  `json:"train_dates"`
	TrainRows int64         `json:"train_rows"`
	Columns   []string      `json:"columns"`
	Rows      int64         `json:"rows"` // it was judged on, none of which it had seen
	Churned   engine.Rate   `json:"churned"`
	AUC       learn.Area    `json:"auc"`
	Brier     engine.Number `json:"brier"`
	Usual     []Usual       `json:"usual"` // scores and columns of those rows, to tell drift by
}

// Version is one kept model.
type Version struct {
	ID     int64      `json:"id"`
	KeptAt string     `json:"kept_at"` // UTC
	Kind   string     `json:"kind"`    // words: model.<kind>
	AsOf   engine.Day `json:"as_of"`
	Known  engine.Day `json:"known"` // everything it learnt was known on this day
	Window int        `json:"window_days"`
	About
	Model learn.Model `json:"-"`
}

// New describes a model by the rows it was judged on.
func New(m learn.Model, held learn.Sample) Version {
	p := m.Predict(held.X)
	v := Version{Kind: m.Kind(), AsOf: engine.NoDay, Known: engine.NoDay, Model: m}
	v.Rows = int64(len(p))
	v.Churned = engine.NewRate(events(held.Y), v.Rows)
	v.AUC, v.Brier = learn.AreaUnderROC(p, held.Y), engine.Number(learn.Brier(p, held.Y))
	v.Usual = usualOf(p, held.X)
	for j := range held.X.Columns {
		v.Columns = append(v.Columns, held.X.Columns[j].Name)
	}
	return v
}

func events(y []bool) (n int64) {
	for _, v := range y {
		if v {
			n++
		}
	}
	return n
}

// Keep writes a version into the project as a step of the journal, which can be taken
// back, and returns its number.
func Keep(ctx context.Context, s *store.Store, v Version, at time.Time) (int64, error) {
	model, err := learn.Save(v.Model)
	if err != nil {
		return 0, err
	}
	about, err := json.Marshal(v.About)
	if err != nil {
		return 0, err
	}
	var id int64
	return id, s.Write(ctx, func(tx *store.Tx) error {
		if _, err := store.One(ctx, tx, lastSQL, nil, &id); err != nil {
			return err
		}
		id++
		err := tx.Exec(ctx, keepSQL, store.Params{"id": id, "at": at.UTC().Format(time.DateTime), "kind": v.Kind, "as_of": v.AsOf,
			"known": v.Known, "window": v.Window, "about": string(about), "model": string(model)})
		if err != nil {
			return err
		}
		return flag(ctx, tx, ActionKeep, id, true, at)
	})
}

// Withdraw takes a version out of use, as a step of the journal.
func Withdraw(ctx context.Context, s *store.Store, id int64, at time.Time) error {
	return s.Write(ctx, func(tx *store.Tx) error { return flag(ctx, tx, ActionWithdraw, id, false, at) })
}

func flag(ctx context.Context, tx *store.Tx, action string, id int64, active bool, at time.Time) error {
	flags := []store.Flag{{Of: store.FlagModel, ID: id, Active: active}}
	if err := tx.Switch(ctx, flags, false); err != nil {
		return err
	}
	return tx.Journal(ctx, at, action, store.Detail{Flags: flags, About: map[string]any{"model": id}})
}

// List reads the versions in use, the latest first. A version this program cannot read
// (a kind of a later one) has no Model.
func List(ctx context.Context, r store.Reader) ([]Version, error) {
	return store.All(ctx, r, listSQL, nil, func(scan store.Scan, v *Version) error {
		var about, model string
		if err := scan(&v.ID, &v.KeptAt, &v.Kind, &v.AsOf, &v.Known, &v.Window, &about, &model); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(about), &v.About); err != nil {
			return err
		}
		if m, err := learn.Load([]byte(model), kinds.Blank); err == nil {
			v.Model = m
		}
		return nil
	})
}
