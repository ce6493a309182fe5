package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/ingest"
	"huiliu/engine/ledger"
)

// reportArgs are the parsed arguments of `huiliu report`.
type reportArgs struct {
	files    []string
	target   app.Target
	question app.Question
	project  string
	mappings listFlag
	reading  app.Choice
	rejects  string
	reveal   string // file for what happened after the as-of day
	model    string // file of the model
	keep     bool   // the model in the project
	ledger   string // file of costs
	lists    string // folder of the contact lists
	full     bool   // they also hold phone numbers and e-mail addresses as they are
	tasks    string // file of the playbook's task list
}

// setFlag collects --set name=value.
type setFlag map[string]string

func (s setFlag) String() string { return "" }

func (s setFlag) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" {
		return fmt.Errorf("name=value")
	}
	s[strings.TrimSpace(name)] = strings.TrimSpace(value)
	return nil
}

func (p process) parseReport(args []string, words *assets.Words) (reportArgs, error) {
	r := reportArgs{question: app.Question{AsOf: engine.NoDay, Set: setFlag{}}}
	var asOf string
	f := flag.NewFlagSet("report", flag.ContinueOnError)
	f.StringVar(&r.target.Workbook, "o", "", "")
	f.StringVar(&r.target.JSON, "json", "", "")
	f.StringVar(&r.target.Charts, "charts", "", "")
	f.BoolVar(&r.target.Masked, "masked", false, "")
	f.StringVar(&r.project, "project", "", "")
	f.StringVar(&r.rejects, "rejects", "", "")
	f.StringVar(&asOf, "as-of", "", "")
	f.StringVar(&r.reveal, "reveal", "", "")
	f.StringVar(&r.model, "model", "", "")
	f.BoolVar(&r.keep, "keep-model", false, "")
	f.IntVar(&r.question.WindowDays, "window", 0, "")
	f.StringVar(&r.question.Rule, "rule", "", "")
	f.BoolVar(&r.question.IncludeNotDue, "include-not-due", false, "")
	f.StringVar(&r.ledger, "ledger", "", "")
	f.StringVar(&r.lists, "lists", "", "")
	f.BoolVar(&r.full, "full", false, "")
	f.StringVar(&r.tasks, "tasks", "", "")
	f.Float64Var(&r.question.FalseAlarms, "false-alarms", 0, "")
	grace := f.Int("grace", -1, "")
	f.Uint64Var(&r.question.Seed, "seed", 0, "")
	f.Var(setFlag(r.question.Set), "set", "")
	f.Var(&r.mappings, "mapping", "")
	var reading readingFlags
	reading.register(f)
	var err error
	if r.files, err = p.parse(f, args, words); err != nil {
		return r, err
	}
	switch {
	case *grace == 0:
		r.question.Grace, r.question.Rule = -1, churn.RuleDates
	case *grace > 0:
		r.question.Grace, r.question.Rule = *grace, churn.RuleDates
	}
	if asOf != "" {
		if r.question.AsOf, err = engine.ParseDay(asOf); err != nil {
			return r, p.wrongUsage(err, words)
		}
	}
	if r.reading, err = reading.parse(p, words); err != nil {
		return r, err
	}
	switch {
	case r.reading != (app.Choice{}) && len(r.files) != 1:
		return r, p.wrongUsage(words.Say("cli.reading_one_file", nil), words)
	case len(r.files) == 0 && r.project == "":
		return r, p.wrongUsage(words.Say("cli.no_files", nil), words)
	case r.target == (app.Target{Masked: r.target.Masked}) && r.rejects == "" && r.reveal == "" && r.model == "" && !r.keep && r.lists == "" && r.tasks == "":
		return r, p.wrongUsage(words.Say("cli.no_output", nil), words)
	case !slices.Contains([]string{"", churn.RuleSilence, churn.RuleRhythm, churn.RuleFlag, churn.RuleDates}, r.question.Rule):
		return r, p.wrongUsage("--rule "+r.question.Rule, words)
	case *grace > churn.HighestGrace:
		return r, p.wrongUsage(fmt.Sprintf("--grace %d", *grace), words)
	case r.question.WindowDays < 0 || r.question.WindowDays > maxWindow:
		return r, p.wrongUsage(fmt.Sprintf("--window %d", r.question.WindowDays), words)
	case !(r.question.FalseAlarms >= 0 && r.question.FalseAlarms <= mostFalseAlarms):
		return r, p.wrongUsage(fmt.Sprintf("--false-alarms %v", r.question.FalseAlarms), words)
	}
	return r, nil
}

// mostFalseAlarms is the most false alarms a month anyone may allow.
const mostFalseAlarms = 1_000_000

// maxWindow is the longest churn window anyone may ask for: ten years.
const maxWindow = 3650

// report is the whole road: import → analyse → write.
func (p process) report(ctx context.Context, args []string, words *assets.Words) error {
	r, err := p.parseReport(args, words)
	if err != nil {
		return err
	}
	var costs ledger.Ledger
	if r.ledger != "" {
		if costs, err = app.ReadLedger(r.ledger); err != nil {
			return err
		}
	}
	known, err := p.knowledge(r.mappings, words)
	if err != nil {
		return err
	}
	session, err := app.Open(ctx, r.project, p.now)
	if err != nil {
		return err
	}
	session.Use(known)
	var written app.Written
	var rejected int64
	var lists []app.WrittenList
	work := func(ctx context.Context, progress engine.Progress) error {
		if len(r.files) > 0 {
			if _, err := session.ImportAs(ctx, r.files, r.reading, progress); err != nil {
				return err
			}
		}
		if r.ledger != "" {
			if err := session.KeepCosts(ctx, costs, app.Author()); err != nil {
				return err
			}
		}
		if r.rejects != "" {
			if rejected, err = session.ExportRejects(ctx, r.rejects, 0, words, progress); err != nil {
				return err
			}
		}
		if r.question.Defined() == (app.Defined{}) { // what was chosen in the window holds here too
			defined, err := session.Definition(ctx)
			if err != nil {
				return err
			}
			r.question.Define(defined)
		}
		results, err := session.Analyse(ctx, r.question, progress)
		if err != nil {
			return err
		}
		if r.reveal != "" {
			if err := session.WriteReveal(ctx, results, r.reveal); err != nil {
				return err
			}
		}
		if results, err = session.TurnModel(ctx, results, r.keep, r.model); err != nil {
			return err
		}
		p.tellImport(results.Import, words)
		if r.tasks != "" {
			if err := app.WriteTasks(results, words, r.tasks); err != nil {
				return err
			}
		}
		if r.lists != "" {
			fmt.Fprintln(p.out, app.Preflight(results, words))
			if lists, err = session.WriteLists(ctx, results, words, r.lists, r.full); err != nil {
				return err
			}
		}
		written, err = app.WriteReport(ctx, results, words, r.target, progress)
		return err
	}
	err = p.runJob(ctx, "job.report", work, words)
	if cerr := session.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		p.tellWritten(written, r.target, words)
		for _, l := range lists {
			fmt.Fprintln(p.out, words.Say("cli.list", map[string]any{"path": absolute(l.Path), "customers": words.Int(l.Customers)}))
		}
		if r.tasks != "" {
			fmt.Fprintln(p.out, words.Say("cli.tasks", map[string]any{"path": absolute(r.tasks)}))
		}
		if r.model != "" {
			fmt.Fprintln(p.out, words.Say("cli.model", map[string]any{"path": absolute(r.model)}))
		}
		if r.rejects != "" {
			fmt.Fprintln(p.out, words.Say("cli.rejects", map[string]any{"path": absolute(r.rejects), "rows": words.Int(rejected)}))
		}
	}
	return err
}

// runJob runs work with progress on the terminal and Ctrl-C as cancel.
func (p process) runJob(ctx context.Context, title string, work job.Func, words *assets.Words) error {
	meter := newMeter(p.err, p.terminal, words)
	runner := job.NewRunner(meter.show)
	j := runner.Submit(title, work)
	stop := context.AfterFunc(ctx, j.Cancel)
	err := j.Wait()
	stop()
	runner.Close()
	meter.close()
	return err
}

func (p process) tellImport(report app.Accounting, words *assets.Words) {
	for _, f := range report.Files {
		name := f.File
		if f.Sheet != "" {
			name += " · " + f.Sheet
		}
		format := f.Kind
		if f.Encoding != "" {
			format += " " + f.Encoding
		}
		fmt.Fprintln(p.out, words.Say("cli.imported", map[string]any{
			"file": name, "format": format, "role": words.Say("role."+string(f.Role), nil),
			"read": words.Int(f.Read), "loaded": words.Int(f.Loaded), "rejected": words.Int(f.Rejected), "merged": words.Int(f.Merged),
		}))
		p.tellChanges(f.Superseded, f.Corrected, words)
		for _, reason := range f.Reasons {
			fmt.Fprintf(p.out, "    %s: %s\n", words.Say("reject."+reason.Reason, nil), words.Int(reason.Rows))
		}
		p.tellRemarks(f, report.Warnings, words)
	}
}

func (p process) tellWritten(w app.Written, t app.Target, words *assets.Words) {
	fmt.Fprintln(p.out)
	for i, sentence := range w.Summary {
		fmt.Fprintf(p.out, "%d. %s\n", i+1, sentence)
	}
	fmt.Fprintln(p.out)
	if w.Workbook != "" {
		fmt.Fprintln(p.out, words.Say("cli.workbook", map[string]any{"path": absolute(w.Workbook)}))
	}
	if w.JSON != "" {
		fmt.Fprintln(p.out, words.Say("cli.json", map[string]any{"path": absolute(w.JSON)}))
	}
	if t.Charts != "" {
		fmt.Fprintln(p.out, words.Say("cli.charts", map[string]any{"path": absolute(t.Charts), "count": len(w.Charts)}))
	}
}

func absolute(path string) string {
	if a, err := filepath.Abs(path); err == nil {
		return a
	}
	return path
}

// sample writes the sample shop.
func (p process) sample(ctx context.Context, args []string, words *assets.Words) error {
	f := flag.NewFlagSet("sample", flag.ContinueOnError)
	seed := f.Uint64("seed", 0, "")
	customers := f.Int("customers", 0, "")
	dirs, err := p.parse(f, args, words)
	if err != nil {
		return err
	}
	if len(dirs) != 1 {
		return p.wrongUsage(words.Say("cli.one_folder", nil), words)
	}
	err = p.runJob(ctx, "job.sample", func(ctx context.Context, progress engine.Progress) error {
		return app.WriteSample(ctx, dirs[0], *seed, *customers, progress)
	}, words)
	if err == nil {
		fmt.Fprintln(p.out, words.Say("cli.sample", map[string]any{"path": absolute(dirs[0])}))
	}
	return err
}

// tellRemarks prints what was noticed about a table while reading it.
func (p process) tellRemarks(f ingest.FileReport, warnings []engine.Warning, words *assets.Words) {
	for _, w := range warnings {
		if key := "warning." + w.Code; w.Place.File == f.File && w.Place.Sheet == f.Sheet && words.Has(key) {
			fmt.Fprintf(p.out, "    ! %s\n", words.Say(key, w.Args))
		}
	}
}
