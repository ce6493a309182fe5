package screen

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/engine"
)

// held is what the data screen knows of the open project besides the sums. It is
// replaced as a whole by whoever changes the data.
type held struct {
	files []app.ImportedFile
	steps []app.Step
}

// holding is what a person looks at on the data screen of an open project.
type holding struct {
	tab      string
	file     int32 // id of the chosen table, 0 for the first
	finding  int   // position of the chosen finding
	query    app.RejectQuery
	page     app.RejectPage
	loaded   app.RejectQuery // what page answers
	known    bool            // page has been read
	pairs    pairs
	pair     int  // position of the shown pair
	deciding bool // a decision is being written down
}

// readHeld reads what the data screen shows.
func readHeld(ctx context.Context, s *app.Session) (app.Accounting, held, error) {
	accounting, err := s.Accounting(ctx)
	if err != nil {
		return accounting, held{}, err
	}
	var h held
	if h.files, err = s.Files(ctx); err != nil {
		return accounting, h, err
	}
	h.steps, err = s.Journal(ctx)
	return accounting, h, err
}

// ChooseTab shows another side of the project's data.
func (d *Desk) ChooseTab(tab string) {
	d.change(func() { d.holding.tab = tab })
	d.readPage()
	d.readPairs()
}

// ChooseFile shows another imported table.
func (d *Desk) ChooseFile(position int) {
	d.change(func() {
		if position >= 0 && position < len(d.held.files) {
			d.holding.file = d.held.files[position].ID
		}
	})
}

// ShowRejects shows the rejected rows of a table (0 for all) and a reason ("" for all).
func (d *Desk) ShowRejects(file int32, reason string) {
	d.change(func() {
		d.holding.tab = tabRejects
		d.holding.query = app.RejectQuery{File: file, Reason: reason}
	})
	d.readPage()
}

// rejectRows is how many rejected rows are shown at once.
const rejectRows = 200

// TurnRejects shows the next page of rejected rows, or the one before.
func (d *Desk) TurnRejects(pages int) {
	d.change(func() {
		q := &d.holding.query
		if to := q.Offset + pages*rejectRows; to >= 0 && int64(to) < d.holding.page.Total {
			q.Offset = to
		}
	})
	d.readPage()
}

// readPage reads the rejected rows that are to be shown; the latest wish wins.
func (d *Desk) readPage() {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, q := d.session, d.holding.query
	q.Limit = rejectRows
	if s == nil || d.closed || d.holding.tab != tabRejects || d.holding.known && d.holding.loaded == q {
		return
	}
	if d.paging != nil {
		d.paging.Cancel()
	}
	d.paging = d.runner.Submit("job.rejects", func(ctx context.Context, _ engine.Progress) error {
		page, err := s.Rejects(ctx, q)
		if err != nil {
			return err
		}
		d.change(func() {
			if d.session == s {
				d.holding.page, d.holding.loaded, d.holding.known = page, q, true
			}
		})
		return nil
	})
}

// RemoveFile takes a table out of the analysis; it stays in the project.
func (d *Desk) RemoveFile(file int32) {
	d.alter("job.remove", func(ctx context.Context, s *app.Session, _ engine.Progress) error { return s.RemoveFile(ctx, file) })
}

// RestoreFile puts a table back that was taken out or replaced.
func (d *Desk) RestoreFile(file int32) {
	d.alter("job.restore", func(ctx context.Context, s *app.Session, _ engine.Progress) error { return s.RestoreFile(ctx, file) })
}

// Correct loads a rejected row with its cells put right.
func (d *Desk) Correct(file int32, line int64, cells []string) {
	fix := app.Fix{Line: line, Cells: slices.Clone(cells)}
	d.alter("job.correct", func(ctx context.Context, s *app.Session, p engine.Progress) error {
		_, err := s.Correct(ctx, file, []app.Fix{fix}, p)
		return err
	})
}

// alter changes the data of the open project and answers the question anew.
func (d *Desk) alter(title string, f func(ctx context.Context, s *app.Session, p engine.Progress) error) *job.Job {
	d.mu.Lock()
	s := d.session
	if d.holding.tab == "" {
		d.holding.tab = tabFiles
	}
	d.mu.Unlock()
	if s == nil {
		return nil
	}
	return d.submit(title, func(ctx context.Context, p engine.Progress) error {
		if err := f(ctx, s, p); err != nil {
			return err
		}
		return d.altered(ctx, s, p)
	})
}

// altered shows the changed data and analyses it, unless nothing is left of it.
func (d *Desk) altered(ctx context.Context, s *app.Session, p engine.Progress) error {
	accounting, h, err := readHeld(ctx, s)
	if err != nil {
		return err
	}
	d.mu.Lock()
	tab, q := d.holding.tab, d.question
	d.mu.Unlock()
	empty := accounting.Customers == 0 && accounting.Orders == 0
	d.change(func() {
		d.takeSteps(h.steps)
		d.accounting, d.held, d.holding.known, d.holding.pairs.known = accounting, h, false, false
		d.stale = d.results != nil
		if empty {
			d.results, d.stale = nil, false
		}
		d.compose()
	})
	d.readPage()
	if empty {
		return nil
	}
	if tab == tabIdentity {
		if err := d.fetchPairs(ctx, s, q); err != nil {
			return err
		}
	}
	d.change(func() { d.answering = true })
	defer d.change(func() { d.answering = false })
	err = d.analyse(ctx, s, p)
	if err != nil && ctx.Err() == nil { // what is left has no answer; the old one is not its
		d.change(func() { d.results, d.stale = nil, false; d.compose() })
	}
	return err
}

// ExportRejects writes the rejected rows of a table (0 for all) to a workbook or CSV.
func (d *Desk) ExportRejects(path string, file int32) {
	d.mu.Lock()
	s, w := d.session, d.words
	d.mu.Unlock()
	if s == nil {
		return
	}
	d.submit("job.export", func(ctx context.Context, p engine.Progress) error {
		_, err := s.ExportRejects(ctx, path, file, w, p)
		return err
	})
}

// doFile performs an intent that names an imported table, such as "remove:3".
func (d *Desk) doFile(intent string) bool {
	what, id, ok := strings.Cut(intent, ":")
	n, err := strconv.ParseInt(id, 10, 32)
	if !ok || err != nil {
		return false
	}
	switch file := int32(n); what {
	case "remove":
		d.RemoveFile(file)
	case "restore":
		d.RestoreFile(file)
	case "rejects":
		d.ShowRejects(file, "")
	default:
		return false
	}
	return true
}

// targetReplace begins the target of a table that takes the place of another.
const targetReplace = "replace:"

// replaced is the id of the table a target replaces, 0 for none.
func replaced(target string) int32 {
	id, ok := strings.CutPrefix(target, targetReplace)
	n, err := strconv.ParseInt(id, 10, 32)
	if !ok || err != nil {
		return 0
	}
	return int32(n)
}

// Replace looks at a file that is to take the place of an imported table.
func (d *Desk) Replace(file int32, path string) {
	d.change(func() { d.intake.target = targetReplace + strconv.Itoa(int(file)) })
	d.Drop([]string{path})
}
