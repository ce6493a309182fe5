// Command huiliu opens the window, or runs one subcommand without it:
//
//	huiliu                     open the window
//	huiliu [open] FILE…        open the window with a project or files
//	huiliu report FILE… -o out.xlsx [options]
//	huiliu mapping FILE… -o m.toml       write how the files are read
//	huiliu look FILE…          say what files hold, change nothing
//	huiliu files --project P   list, remove, restore, undo, redo imports
//	huiliu sample DIR          write the sample shop
//	huiliu version
//
// Exit codes: 0 done, 1 a problem in the data (said in words), 2 wrong usage,
// 3 the window cannot be shown, 130 interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"huiliu/app"
	"huiliu/assets"
)

// Exit codes of the program.
const (
	exitDone        = 0
	exitProblem     = 1
	exitUsage       = 2
	exitNoWindow    = 3 // no display or no OpenGL 2.1; everything without a window works
	exitInterrupted = 130
)

// process is what the program may touch of the world around it.
type process struct {
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	terminal bool                     // err is a terminal: draw a progress bar
	locale   string                   // of the system, where the environment does not say
	notice   func(title, text string) // shows a box of the system
}

// errUsage is a wrong command line; its text has been printed.
var errUsage = errors.New("usage")

func main() {
	attachConsole()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	p := process{out: os.Stdout, err: os.Stderr, env: os.Getenv, now: time.Now, terminal: isTerminal(os.Stderr),
		locale: systemLocale(), notice: notice}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit code.
func (p process) run(ctx context.Context, args []string) int {
	words, err := assets.Catalogue(p.language(args))
	if err != nil {
		fmt.Fprintln(p.err, err)
		return exitProblem
	}
	command := "open"
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "report":
		err = p.report(ctx, args, words)
	case "mapping":
		err = p.mapping(ctx, args, words)
	case "look":
		err = p.look(ctx, args, words)
	case "sample":
		err = p.sample(ctx, args, words)
	case "files":
		err = p.files(ctx, args, words)
	case "version":
		err = p.version(ctx)
	case "open":
		err = p.open(args, words)
	case "help", "-h", "--help":
		fmt.Fprintln(p.out, words.Say("cli.usage", nil))
	default:
		if _, missing := os.Stat(command); missing == nil {
			err = p.open(append([]string{command}, args...), words) // a file dropped on the icon
			break
		}
		fmt.Fprintln(p.err, words.Say("cli.unknown_command", map[string]any{"command": command}))
		fmt.Fprintln(p.err, words.Say("cli.usage", nil))
		return exitUsage
	}
	return p.end(err, words)
}

// parse reads flags that may stand before, between and after the other arguments,
// which it returns. A wrong flag is explained and becomes errUsage.
func (p process) parse(f *flag.FlagSet, args []string, words *assets.Words) (rest []string, err error) {
	f.SetOutput(io.Discard)
	f.String("lang", "", "") // read by language before anything else
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return nil, p.wrongUsage(err, words)
		}
		if args = f.Args(); len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	return rest, nil
}

func (p process) wrongUsage(detail any, words *assets.Words) error {
	fmt.Fprintln(p.err, words.Say("cli.wrong_usage", map[string]any{"detail": detail}))
	fmt.Fprintln(p.err, words.Say("cli.usage", nil))
	return errUsage
}

// end says what went wrong, if anything, and chooses the exit code.
func (p process) end(err error, words *assets.Words) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.err, app.Explain(err, words).Sentence)
		return exitInterrupted
	}
	code := exitProblem
	for _, problem := range app.ExplainAll(err, words) {
		fmt.Fprintln(p.err, problem.Sentence)
		if problem.Hint != "" {
			fmt.Fprintln(p.err, "→ "+problem.Hint)
		}
		if problem.Code == "internal" && problem.Detail != "" {
			fmt.Fprintln(p.err, problem.Detail)
		}
		if problem.Code == "ui.no_window" {
			code = exitNoWindow
		}
	}
	return code
}

// language is the one asked for with --lang, else the system's, else Chinese.
func (p process) language(args []string) assets.Lang {
	if l := p.fixedLanguage(args); l != "" {
		return l
	}
	if l := p.systemLanguage(); l != "" {
		return l
	}
	return assets.ZH
}

// systemLanguage is the language the environment names, "" when it names none of ours.
func (p process) systemLanguage() assets.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if l, ok := assets.ParseLang(p.env(name)); ok {
			return l
		}
	}
	l, _ := assets.ParseLang(p.locale)
	return l
}

// fixedLanguage finds --lang wherever it stands, so that even usage errors speak it.
func (p process) fixedLanguage(args []string) assets.Lang {
	for i, a := range args {
		for _, flag := range []string{"--lang", "-lang"} {
			value := ""
			if a == flag && i+1 < len(args) {
				value = args[i+1]
			} else if len(a) > len(flag) && a[:len(flag)+1] == flag+"=" {
				value = a[len(flag)+1:]
			}
			if l, ok := assets.ParseLang(value); ok {
				return l
			}
		}
	}
	return ""
}

func (p process) version(ctx context.Context) error {
	db, err := app.DatabaseVersion(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "huiliu %s (DuckDB %s)\n", app.Version, db)
	return nil
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
