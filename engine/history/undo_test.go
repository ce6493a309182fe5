package history_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// machine takes random steps in a project and remembers what it looked like.
type machine struct {
	t      *testing.T
	s      *store.Store
	r      *rand.Rand
	src    []ingest.Source
	states []string // after each step that is not undone
	redo   []string
}

// tables are what a machine loads: overlapping exports, spoilt rows among them.
func (m *machine) tables(seed uint64) {
	early, late := orders(seed, true, false), orders(seed, true, true)
	for i := range early.rows {
		switch i % 40 {
		case 7:
			early.rows[i].text = strings.Replace(early.rows[i].text, ",1,", ",一把,", 1)
		case 9:
			early.rows[i].text = "合计,,,,,,,"
		}
	}
	m.src = sources(m.t,
		early.between("1.csv", 0, 25), early.between("2.csv", 15, 45), late.between("3.csv", 35, days), orders(seed, false, false),
		customers(0, 30, "银"), customers(20, 40, "金"), tickets(seed).between("t1.csv", 0, 40), tickets(seed).between("t2.csv", 26, days),
		feedback(seed), contacts(seed), sheets(seed), details(seed).between("d1.csv", 0, 30), details(seed).between("d2.csv", 20, days))
}

func (m *machine) pick() ingest.Source { return m.src[m.r.IntN(len(m.src))] }

// step takes one step and reports whether it is one that can be undone.
func (m *machine) step(kind int) (string, bool, error) {
	list := files(m.t, m.s)
	file := int32(0)
	if len(list) > 0 {
		file = list[m.r.IntN(len(list))].ID
	}
	before := m.steps()
	var err error
	name := "import"
	switch {
	case kind == 0 || file == 0:
		_, err = ingest.Load(bg, m.s, []ingest.Source{m.pick()}, when, engine.NoProgress{})
	case kind == 1:
		name, err = fmt.Sprint("remove ", file), history.Remove(bg, m.s, file, when)
	case kind == 2:
		name, err = fmt.Sprint("restore ", file), history.Restore(bg, m.s, file, when)
	case kind == 3:
		name = fmt.Sprint("replace ", file)
		_, err = history.Replace(bg, m.s, file, m.pick(), when, engine.NoProgress{})
	default:
		if name, err = m.correct(); name == "" {
			return "nothing to correct", false, err
		}
	}
	var known *engine.Error
	if errors.As(err, &known) && known.Code == "import.no_order_table" {
		err = nil // there is nothing to join the lines to; nothing has changed
	}
	return name, m.steps() > before, err
}

func (m *machine) steps() int {
	j, err := history.Journal(bg, m.s)
	if err != nil {
		m.t.Fatal(err)
	}
	return len(j)
}

// correct puts some rejected rows of a table right, others not.
func (m *machine) correct() (string, error) {
	page, err := history.Rejects(bg, m.s, history.RejectQuery{})
	if err != nil || len(page.Rows) == 0 {
		return "", err
	}
	file := page.Rows[m.r.IntN(len(page.Rows))].File
	var fixes []ingest.Fix
	for _, row := range page.Rows {
		if row.File != file || m.r.IntN(3) == 0 {
			continue
		}
		cells := slices.Clone(row.Cells)
		for i, c := range cells {
			if c == "一把" && m.r.IntN(3) > 0 {
				cells[i] = "1"
			}
		}
		fixes = append(fixes, ingest.Fix{Line: row.Line, Cells: cells})
	}
	if len(fixes) == 0 {
		return "", nil
	}
	r, err := history.Correct(bg, m.s, file, fixes, when, engine.NoProgress{})
	if err == nil && (r.Read != int64(len(fixes)) || r.Read != r.Loaded+r.Rejected+r.Merged) {
		m.t.Errorf("%d rows were put right: %+v", len(fixes), r)
	}
	return fmt.Sprint("correct ", file), err
}

// turn undoes or redoes and compares with what was there.
func (m *machine) turn(undo bool) {
	act := history.Redo
	if undo {
		act = history.Undo
	}
	_, done, err := act(bg, m.s, when)
	if err != nil {
		m.t.Fatal(err)
	}
	want := len(m.redo) > 0
	if undo {
		want = len(m.states) > 1
	}
	if done != want {
		m.t.Fatalf("undo %v: done %v, want %v", undo, done, want)
	}
	if !done {
		return
	}
	if undo {
		m.redo = append(m.redo, m.states[len(m.states)-1])
		m.states = m.states[:len(m.states)-1]
	} else {
		m.states = append(m.states, m.redo[len(m.redo)-1])
		m.redo = m.redo[:len(m.redo)-1]
	}
	if got := m.look(); got != m.states[len(m.states)-1] {
		m.t.Errorf("undo %v: the project is\n%s, it was\n%s", undo, got, m.states[len(m.states)-1])
	}
}

// look describes what is derived; tables that were undone are not part of it.
func (m *machine) look() string {
	var b strings.Builder
	for _, name := range derived {
		from := "FROM " + name
		if name == "accounts" {
			from += " WHERE active"
		}
		if name == "dead_files" {
			continue
		}
		b.WriteString(name + " " + hash(m.t, m.s, from) + "\n")
	}
	return b.String()
}

// Whatever is done in whatever order: every table adds up, what counts is what is
// there, and a step taken back leaves every derived table as it was, bit for bit.
func TestHistory_EveryStepAddsUpAndCanBeTakenBack(t *testing.T) {
	for seed := range uint64(2) {
		m := &machine{t: t, s: storetest.Open(t), r: random(seed)}
		m.tables(seed)
		m.states = []string{m.look()}
		var log []string
		for range 25 {
			kind := m.r.IntN(9)
			if kind >= 6 {
				m.turn(kind != 8)
				log = append(log, fmt.Sprint("undo ", kind != 8))
			} else {
				name, stepped, err := m.step(kind)
				if err != nil {
					t.Fatalf("seed %d, %s: %v", seed, name, err)
				}
				if log = append(log, name); stepped {
					m.states, m.redo = append(m.states, m.look()), nil
				}
			}
			balance(t, m.s)
			if t.Failed() {
				t.Fatalf("seed %d: %v", seed, log)
			}
		}
		for len(m.states) > 1 {
			m.turn(true)
		}
		if n := count(t, m.s, "live_lines") + count(t, m.s, "customers"); n != 0 || t.Failed() {
			t.Fatalf("seed %d: %d rows count after all was undone: %v", seed, n, log)
		}
	}
}

func TestReplace_TheSameFileWithAnotherMappingTakesItsPlace(t *testing.T) {
	src := sources(t, orders(3, true, false))[0]
	s := storetest.Open(t)
	load(t, s, src)
	before := state(t, s)
	other := src
	other.Mapping.Columns = slices.Clone(src.Mapping.Columns)
	other.Mapping.Columns[src.Mapping.Find(ingest.FieldStatus)].Field = ingest.FieldIgnore
	r, err := history.Replace(bg, s, 1, other, when, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Files) != 1 || r.Files[0].Merged != 0 || count(t, s, "live_lines WHERE status IS NOT NULL") != 0 {
		t.Errorf("%+v", r.Files)
	}
	balance(t, s)
	list := files(t, s)
	if list[0].Active || !list[1].Active || list[1].Replaces != 1 {
		t.Errorf("%+v", list)
	}
	if _, _, err := history.Undo(bg, s, when); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(strings.Split(state(t, s), "accounts")[:1], ""); got == "" || !strings.HasPrefix(before, strings.Split(got, "dead_files")[0]) {
		t.Errorf("after undo\n%s, before\n%s", got, before)
	}
}

func TestReplace_ACancelledOneChangesNothing(t *testing.T) {
	s := loaded(t, orders(3, true, false))
	before := state(t, s)
	ctx, cancel := context.WithCancel(bg)
	_, err := history.Replace(ctx, s, 1, sources(t, orders(4, true, true))[0], when, cancelling{cancel: cancel})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if after := state(t, s); after != before || len(files(t, s)) != 1 {
		t.Errorf("before\n%s, after\n%s", before, after)
	}
}

// cancelling cancels as soon as rows are read.
type cancelling struct {
	engine.NoProgress
	cancel context.CancelFunc
}

// Add implements engine.Progress.
func (c cancelling) Add(int64) { c.cancel() }

func TestRemove_AnUnknownTableIsAnError(t *testing.T) {
	s := loaded(t, orders(3, true, false))
	var e *engine.Error
	for _, err := range []error{history.Remove(bg, s, 9, when), history.Restore(bg, s, 0, when)} {
		if !errors.As(err, &e) || e.Code != "history.no_file" {
			t.Errorf("got %v", err)
		}
	}
}

func TestUndo_OfAnEmptyProjectDoesNothing(t *testing.T) {
	s := storetest.Open(t)
	if _, done, err := history.Undo(bg, s, when); done || err != nil {
		t.Errorf("%v, %v", done, err)
	}
	if _, done, err := history.Redo(bg, s, when); done || err != nil {
		t.Errorf("%v, %v", done, err)
	}
}

func TestJournal_TellsEveryStep(t *testing.T) {
	s := loaded(t, orders(3, true, false))
	if err := history.Remove(bg, s, 1, when); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := history.Undo(bg, s, when); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := history.Redo(bg, s, when); err != nil {
		t.Fatal(err)
	}
	steps, err := history.Journal(bg, s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, step := range steps {
		got = append(got, fmt.Sprint(step.Seq, step.Action, step.Undoes, step.Undone, len(step.Tables), step.At.Equal(when)))
	}
	want := []string{"1import0 false 1 true", "2remove0 true 1 true", "3undo2 false 1 true", "4undo1 false 1 true", "5redo1 false 1 true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
