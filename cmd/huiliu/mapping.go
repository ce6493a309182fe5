package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
)

// listFlag collects a flag that may be given several times.
type listFlag []string

func (l *listFlag) String() string { return "" }

func (l *listFlag) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// knowledge is what the person's machine knows about tables, with the mappings of the
// command line. Descriptions of platforms that cannot be used are said and left out.
func (p process) knowledge(files []string, words *assets.Words) (app.Knowledge, error) {
	k, err := app.ReadKnowledge(p.home())
	if err != nil {
		for _, problem := range app.ExplainAll(err, words) {
			fmt.Fprintln(p.err, problem.Sentence)
		}
	}
	for _, file := range files {
		given, err := k.Mappings.Load(file)
		if err != nil {
			return k, err
		}
		k.Given = append(k.Given, given...)
	}
	return k, nil
}

// mapping writes how files are read, to be corrected by hand and given to report.
func (p process) mapping(ctx context.Context, args []string, words *assets.Words) error {
	f := flag.NewFlagSet("mapping", flag.ContinueOnError)
	out := f.String("o", "", "")
	var given listFlag
	f.Var(&given, "mapping", "")
	files, err := p.parse(f, args, words)
	switch {
	case err != nil:
		return err
	case len(files) == 0:
		return p.wrongUsage(words.Say("cli.no_files", nil), words)
	case *out == "":
		return p.wrongUsage("-o", words)
	}
	session, err := app.Open(ctx, "", p.now)
	if err != nil {
		return err
	}
	k, err := p.knowledge(given, words)
	if err == nil {
		session.Use(k)
		err = p.runJob(ctx, "job.sniff", func(ctx context.Context, progress engine.Progress) error {
			sources, err := session.Sniff(ctx, files, progress)
			if err != nil {
				return err
			}
			for i := range sources {
				p.tellColumns(app.Reading{Source: &sources[i], Platform: k.PlatformName(sources[i].Platform.ID, words)}, words)
			}
			return k.Mappings.Save(*out, sources, words)
		}, words)
	}
	if cerr := session.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		fmt.Fprintln(p.out, words.Say("cli.mapping", map[string]any{"path": absolute(*out)}))
	}
	return err
}

// tellColumns says what a table was recognised as and what of it is not used.
func (p process) tellColumns(r app.Reading, words *assets.Words) {
	role := words.Say("role."+r.Role(), nil)
	if r.Platform != "" {
		role += " · " + r.Platform
	}
	fmt.Fprintln(p.out, words.Say("cli.recognised", map[string]any{"file": r.Name(), "role": role}))
	used, unused := r.Columns()
	for _, c := range used {
		fmt.Fprintf(p.out, "    %s ← %s\n", words.Say("field."+c.Field, nil), c.Header)
	}
	if len(unused) > 0 {
		fmt.Fprintln(p.out, "    "+words.Say("cli.unused_columns", map[string]any{"columns": strings.Join(unused, ", ")}))
	}
	for _, w := range r.Source.Warnings {
		fmt.Fprintln(p.out, "    ! "+words.Say("warning."+w.Code, w.Args))
	}
}
