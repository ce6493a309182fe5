//go:build !windows

package main

import "os/exec"

func attachConsole() {} // a terminal is inherited

func systemLocale() string { return "" } // the environment has said it

// notice shows a text in a box of the desktop, with the first tool that is there. The
// box goes away by itself: who started the program from a script sees no desktop.
func notice(title, text string) {
	for _, tool := range [][]string{
		{"zenity", "--error", "--no-markup", "--timeout", "60", "--title", title, "--text", text},
		{"kdialog", "--title", title, "--passivepopup", text, "60"},
		{"osascript", "-e", "on run argv", "-e", "display alert (item 1 of argv) message (item 2 of argv) giving up after 60", "-e", "end run", title, text},
		{"notify-send", title, text},
	} {
		if _, err := exec.LookPath(tool[0]); err == nil && exec.Command(tool[0], tool[1:]...).Run() == nil {
			return
		}
	}
}
