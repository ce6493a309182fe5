package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// filesArgs are the parsed arguments of `huiliu files`.
type filesArgs struct {
	project         string
	remove, restore int
	undo, redo      bool
	journal         bool
	rejects         string
	exclude         string // an id that is no customer
	include         string // one that is
}

func (p process) parseFiles(args []string, words *assets.Words) (filesArgs, error) {
	var a filesArgs
	f := flag.NewFlagSet("files", flag.ContinueOnError)
	f.StringVar(&a.project, "project", "", "")
	f.IntVar(&a.remove, "remove", 0, "")
	f.IntVar(&a.restore, "restore", 0, "")
	f.BoolVar(&a.undo, "undo", false, "")
	f.BoolVar(&a.redo, "redo", false, "")
	f.BoolVar(&a.journal, "journal", false, "")
	f.StringVar(&a.rejects, "rejects", "", "")
	f.StringVar(&a.exclude, "exclude", "", "")
	f.StringVar(&a.include, "include", "", "")
	rest, err := p.parse(f, args, words)
	if err != nil {
		return a, err
	}
	if a.project == "" && len(rest) == 1 {
		a.project, rest = rest[0], nil
	}
	chosen := 0
	for _, on := range []bool{a.remove != 0, a.restore != 0, a.undo, a.redo, a.exclude != "", a.include != ""} {
		if on {
			chosen++
		}
	}
	switch {
	case len(rest) > 0 || chosen > 1 || a.remove < 0 || a.restore < 0:
		return a, p.wrongUsage(words.Say("cli.one_step", nil), words)
	case a.project == "":
		return a, p.wrongUsage(words.Say("cli.no_project", nil), words)
	}
	// A mistyped name would otherwise become a new, empty project.
	if _, err := os.Stat(a.project); err != nil {
		return a, &engine.Error{Code: "project.cannot_open", Place: engine.Place{File: a.project}, Cause: err}
	}
	return a, nil
}

// files takes at most one step in the history of a project and lists its tables.
func (p process) files(ctx context.Context, args []string, words *assets.Words) error {
	a, err := p.parseFiles(args, words)
	if err != nil {
		return err
	}
	session, err := app.Open(ctx, a.project, p.now)
	if err != nil {
		return err
	}
	return errors.Join(p.filesIn(ctx, session, a, words), session.Close())
}

func (p process) filesIn(ctx context.Context, session *app.Session, a filesArgs, words *assets.Words) error {
	if err := p.filesStep(ctx, session, a, words); err != nil {
		return err
	}
	if a.rejects != "" {
		rows, err := session.ExportRejects(ctx, a.rejects, 0, words, engine.NoProgress{})
		if err != nil {
			return err
		}
		fmt.Fprintln(p.out, words.Say("cli.rejects", map[string]any{"path": absolute(a.rejects), "rows": words.Int(rows)}))
	}
	if a.journal {
		return p.tellJournal(ctx, session, words)
	}
	return p.tellFiles(ctx, session, words)
}

func (p process) filesStep(ctx context.Context, session *app.Session, a filesArgs, words *assets.Words) error {
	switch {
	case a.remove > 0:
		return session.RemoveFile(ctx, int32(a.remove)) //nolint:gosec // checked by the engine: there is no such table
	case a.restore > 0:
		return session.RestoreFile(ctx, int32(a.restore)) //nolint:gosec // as above
	case a.exclude != "":
		return p.say(session.Exclude(ctx, []string{a.exclude}), words, "cli.excluded", map[string]any{"id": a.exclude})
	case a.include != "":
		return p.say(session.Include(ctx, []string{a.include}), words, "cli.included", map[string]any{"id": a.include})
	}
	turn, done, nothing := session.Undo, "cli.undone", "cli.nothing_to_undo"
	if a.redo {
		turn, done, nothing = session.Redo, "cli.redone", "cli.nothing_to_redo"
	} else if !a.undo {
		return nil
	}
	step, ok, err := turn(ctx)
	if err != nil {
		return err
	}
	if !ok {
		fmt.Fprintln(p.out, words.Say(nothing, nil))
		return nil
	}
	fmt.Fprintln(p.out, words.Say(done, map[string]any{"step": stepText(step, words)}))
	return nil
}

// say tells what was done, unless it failed.
func (p process) say(err error, words *assets.Words, key string, args map[string]any) error {
	if err == nil {
		fmt.Fprintln(p.out, words.Say(key, args))
	}
	return err
}

func (p process) tellFiles(ctx context.Context, session *app.Session, words *assets.Words) error {
	files, err := session.Files(ctx)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		fmt.Fprintln(p.out, words.Say("cli.no_files", nil))
	}
	for _, f := range files {
		key := "cli.file"
		if !f.Active {
			key = "cli.file_off"
		}
		fmt.Fprintln(p.out, words.Say(key, map[string]any{
			"id": f.ID, "file": tableName(f.Name, f.Sheet), "role": words.Say("role."+f.Role, nil),
			"read": words.Int(f.Read), "loaded": words.Int(f.Loaded), "rejected": words.Int(f.Rejected), "merged": words.Int(f.Merged),
		}))
		p.tellChanges(f.Superseded, f.Corrected, words)
		if f.Corrects > 0 {
			fmt.Fprintln(p.out, "    "+words.Say("cli.corrects", map[string]any{"id": f.Corrects}))
		}
		if f.Replaces > 0 {
			fmt.Fprintln(p.out, "    "+words.Say("cli.replaces", map[string]any{"id": f.Replaces}))
		}
	}
	return nil
}

// tellChanges says how the accounting of a table differs from the day of its import.
func (p process) tellChanges(superseded, corrected int64, words *assets.Words) {
	if superseded > 0 {
		fmt.Fprintln(p.out, "    "+words.Say("cli.superseded", map[string]any{"rows": words.Int(superseded)}))
	}
	if corrected > 0 {
		fmt.Fprintln(p.out, "    "+words.Say("cli.corrected", map[string]any{"rows": words.Int(corrected)}))
	}
}

func (p process) tellJournal(ctx context.Context, session *app.Session, words *assets.Words) error {
	steps, err := session.Journal(ctx)
	if err != nil {
		return err
	}
	for _, s := range steps {
		text := fmt.Sprintf("%d  %s  %s", s.Seq, s.At.Format(time.DateTime), stepText(s, words))
		if s.Undone {
			text += "  " + words.Say("step.undone", nil)
		}
		fmt.Fprintln(p.out, text)
	}
	return nil
}

// stepText says what a step did.
func stepText(s app.Step, words *assets.Words) string {
	if d, ok := app.DefinedBy(&s); ok {
		return d.Text(words)
	}
	names := ""
	for i, t := range s.Tables {
		if i > 0 {
			names += words.Say("common.list.separator", nil)
		}
		names += tableName(t.File, t.Sheet)
	}
	key := "step." + s.Action
	for _, other := range []string{"ui.journal." + s.Action, "ui.journal.other"} { // decisions are told as in the window
		if !words.Has(key) {
			key = other
		}
	}
	return words.Say(key, map[string]any{"tables": names, "step": s.Undoes, "ids": strings.Join(s.IDs, words.Say("common.list.separator", nil))})
}

func tableName(file, sheet string) string {
	if sheet == "" {
		return file
	}
	return file + " · " + sheet
}
