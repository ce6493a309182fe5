package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"time"

	"huiliu/app"
	"huiliu/app/crash"
	"huiliu/app/instance"
	"huiliu/app/screen"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/ui"
)

// handWait is how long a second start waits for the first window to take its files.
const handWait = 3 * time.Second

// open shows the window with files or a project. When a window is open already,
// that one gets the files and comes to the front.
func (p process) open(args []string, words *assets.Words) (err error) {
	files, err := p.parse(flag.NewFlagSet("open", flag.ContinueOnError), args, words)
	if err != nil {
		return err
	}
	home := p.home()
	o := ui.Options{Files: files, Lang: p.fixedLanguage(args), System: p.systemLanguage(), Home: home, Now: p.now}
	owner, err := instance.Claim(home)
	if errors.Is(err, instance.ErrTaken) {
		if err = instance.Hand(home, files, handWait); !errors.Is(err, instance.ErrNobody) {
			return err
		}
		return p.window(o, words) // the other one hangs; projects guard themselves
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, owner.Release()) }()
	watch, last, err := crash.Begin(home, app.Version, p.now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watch.End()) }()
	o.Crash, o.Listen = last, owner.Listen
	return p.window(o, words)
}

// window opens it. Without a usable display the caller says so on the error output;
// who started the program from a desktop reads it in a box.
func (p process) window(o ui.Options, words *assets.Words) error {
	err := ui.Run(o)
	var none ui.NoWindow
	if !errors.As(err, &none) {
		return err
	}
	err = &engine.Error{Code: "ui.no_window", Cause: none.Cause}
	if !p.terminal {
		problem := app.Explain(err, words)
		p.notice(words.Say("app.name", nil), problem.Sentence+"\n\n"+problem.Hint+"\n\n"+problem.Detail)
	}
	return err
}

// home is the folder of settings and projects: the one the environment names; beside
// the program where a folder "huiliu-data" lies, as in the portable package; else
// the person's own.
func (p process) home() string {
	if dir := p.env("HUILIU_HOME"); dir != "" {
		return dir
	}
	if program, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(program), "huiliu-data")
		if info, err := os.Stat(beside); err == nil && info.IsDir() {
			return beside
		}
	}
	return screen.DefaultHome()
}
