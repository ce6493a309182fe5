package ui_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// display is a private X server with a window manager.
type display struct {
	t    *testing.T
	name string
	env  []string
}

// newDisplay starts the X server on a free number.
func newDisplay(t *testing.T, home string) *display {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xdotool", "openbox"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	start(t, server)
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal("Xvfb does not start: ", err)
	}
	d := &display{t: t, name: ":" + strings.TrimSpace(number)}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DISPLAY" && name != "WAYLAND_DISPLAY" && name != "HOME" && !strings.HasPrefix(name, "XDG_") && !strings.HasPrefix(name, "LC_") {
			d.env = append(d.env, v)
		}
	}
	d.env = append(d.env, "DISPLAY="+d.name, "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_RUNTIME_DIR="+home, "LANG=zh_CN.UTF-8", "LC_ALL=zh_CN.UTF-8", "FYNE_PLATFORM=x11")
	manager := exec.Command("openbox")
	manager.Env = d.env
	start(t, manager)
	return d
}

// start runs a process until the end of the test.
func start(t *testing.T, c *exec.Cmd) {
	t.Helper()
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}

// do runs xdotool.
func (d *display) do(args ...string) string {
	d.t.Helper()
	c := exec.Command("xdotool", args...)
	c.Env = d.env
	out, err := c.CombinedOutput()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// title is the title of the active window.
func (d *display) title() string { return d.do("getactivewindow", "getwindowname") }

func (d *display) until(what string, limit time.Duration, ok func() bool) {
	d.t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			d.shoot("failed.png")
			d.t.Fatalf("waited for %s; the window is called %q", what, d.title())
		}
	}
}

// shoot keeps a picture where somebody asked for one.
func (d *display) shoot(name string) {
	dir := os.Getenv("HUILIU_SHOTS")
	if dir == "" {
		return
	}
	c := exec.Command("import", "-window", "root", filepath.Join(dir, name))
	c.Env = d.env
	if err := c.Run(); err != nil {
		d.t.Log("no picture: ", err)
	}
}

// ready makes a home with a display and the program in it.
func ready(t *testing.T) (home string, d *display, program string) {
	t.Helper()
	home = t.TempDir()
	for _, dir := range []string{".cache", ".config", "Documents"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d = newDisplay(t, home)
	program = filepath.Join(home, "huiliu")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/huiliu").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return home, d, program
}

// The real program under a real X server: from a file named on the command line,
// through import, by mouse to the overview, by keys to a saved report, and out.
func TestWindow_FromOpenedFileToSavedReport(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a display")
	}
	home, d, program := ready(t)
	var log bytes.Buffer
	run := exec.Command(program, "open", orders(t, home))
	run.Env, run.Stdout, run.Stderr = d.env, &log, &log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	t.Cleanup(func() { _ = run.Process.Kill() })

	d.until("the window", 30*time.Second, func() bool { return strings.Contains(d.title(), "回流") })
	d.until("the import", 30*time.Second, func() bool {
		d.do("key", "ctrl+Return") // the leading next step
		return strings.Contains(d.title(), "orders")
	})
	d.shoot("imported.png")
	d.do("mousemove", "60", "205") // a click must come after the pointer has arrived
	time.Sleep(300 * time.Millisecond)
	d.do("click", "1")
	d.until("the saved report", 60*time.Second, func() bool {
		d.do("key", "ctrl+8")
		time.Sleep(500 * time.Millisecond)
		d.do("key", "ctrl+s")
		time.Sleep(time.Second)
		found, _ := filepath.Glob(filepath.Join(home, "*.xlsx")) // beside the orders
		return len(found) == 1
	})
	d.shoot("saved.png")
	d.do("key", "ctrl+o") // the file dialog comes and goes
	time.Sleep(time.Second)
	d.shoot("dialog.png")
	d.do("key", "Escape")
	time.Sleep(300 * time.Millisecond)
	for i := range 8 {
		d.do("key", fmt.Sprintf("ctrl+%d", i+1))
		time.Sleep(300 * time.Millisecond)
		d.shoot(fmt.Sprintf("screen%d.png", i+1))
	}
	d.do("key", "alt+F4")
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("the window does not close")
	}
	checkLog(t, log.String())
}

// harmless are complaints of Fyne about the bare machine, not about the program: no
// message bus, no Videos folder, its own settings file read while it is written.
var harmless = []string{"dbus", "XDG_RUNTIME_DIR", "theme settings", "favorite locations", "Preferences load error"}

func checkLog(t *testing.T, log string) {
	t.Helper()
	for _, line := range strings.Split(log, "\n") {
		bad := strings.Contains(strings.ToLower(line), "error") || strings.Contains(line, "panic")
		for _, h := range harmless {
			bad = bad && !strings.Contains(line, h)
		}
		if bad {
			t.Errorf("the log says:\n%s", log)
			return
		}
	}
}

// orders writes a small order table.
func orders(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("客户编号,订单编号,下单日期,实付金额\n")
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	n := 0
	for c := range 200 {
		for day := c % 40; day < 300+c%3*200; day += 12 + c%17 {
			n++
			if pause := 100 + c*13%250; c%2 == 0 && day > pause && day < pause+150 {
				continue
			}
			fmt.Fprintf(&b, "C%04d,A%06d,%s,%d.50\n", c, n, start.AddDate(0, 0, day).Format(time.DateOnly), 20+c%90)
		}
	}
	path := filepath.Join(dir, "orders.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Keys alone lead from an opened file with a bad row through check and import to the
// rejected row, put it right and take that back; the project's journal tells.
func TestWindow_RejectedRowIsPutRightAndTakenBackByKeysAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a display")
	}
	home, d, program := ready(t)
	path := filepath.Join(home, "orders.csv")
	if err := os.WriteFile(path, []byte("客户编号,订单编号,下单日期,实付金额\nC1,A1,2023-01-05,20\nC2,A2,2023-02-30,30\nC3,A3,2023-03-05,40\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	env := append(d.env, "HUILIU_HOME="+filepath.Join(home, "kept"))
	run := exec.Command(program, "open", path)
	run.Env, run.Stdout, run.Stderr = env, &log, &log
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	t.Cleanup(func() { _ = run.Process.Kill() })
	keys := func(list ...string) {
		for _, k := range list {
			d.do("key", k)
			time.Sleep(250 * time.Millisecond)
		}
	}

	d.until("the window", 30*time.Second, func() bool { return strings.Contains(d.title(), "回流") })
	d.until("the import", 60*time.Second, func() bool {
		keys("alt+Right", "alt+Right", "ctrl+Return") // the check is looked at on the way
		return strings.Contains(d.title(), "orders")
	})
	for range 3 { // the only rejected row: once it is put right the keys have nothing to change
		keys("ctrl+2", "alt+Left", "alt+Left", "alt+Left", "alt+Left", "alt+Right")
		time.Sleep(2 * time.Second)
		keys("Return", "ctrl+a")
		d.do("type", "2023-02-20")
		keys("Return")
		d.shoot("correct.png")
	}
	keys("ctrl+z")
	time.Sleep(2 * time.Second)
	d.shoot("taken-back.png")
	d.do("key", "alt+F4")
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the window does not close")
	}
	checkLog(t, log.String())
	found, _ := filepath.Glob(filepath.Join(home, "kept", "projects", "*.huiliu"))
	if len(found) != 1 {
		t.Fatalf("projects: %v", found)
	}
	told := exec.Command(program, "files", "--project", found[0], "--journal", "--lang", "en")
	told.Env = env
	out, err := told.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := strings.ToLower(string(out))
	at := -1
	for _, step := range []string{"import", "put rejected rows right", "taken back", "take back"} {
		next := strings.Index(text[at+1:], step)
		if next < 0 {
			t.Fatalf("no %q in its place in the journal:\n%s", step, out)
		}
		at += 1 + next
	}
}

// Asked by the system to stop while it computes, the program stops well: nothing of it
// reaches the window that is gone, and the next start does not say that it ended badly.
func TestWindow_StopsWellWhenTheSystemAsks(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a display")
	}
	home, d, program := ready(t)
	for _, pause := range []time.Duration{0, 700 * time.Millisecond, 2 * time.Second} { // after the import began
		kept := filepath.Join(home, "kept"+pause.String())
		var log bytes.Buffer
		run := exec.Command(program, "open", orders(t, home))
		run.Env, run.Stdout, run.Stderr = append(d.env, "HUILIU_HOME="+kept), &log, &log
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- run.Wait() }()
		t.Cleanup(func() { _ = run.Process.Kill() })
		d.until("the window", 60*time.Second, func() bool { return strings.Contains(d.title(), "回流") })
		d.until("the import", 60*time.Second, func() bool {
			d.do("key", "ctrl+Return")
			return strings.Contains(d.title(), "orders")
		})
		time.Sleep(pause)
		if err := run.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("after %s the program ended with %v", pause, err)
			}
		case <-time.After(60 * time.Second):
			t.Fatalf("after %s the program does not stop", pause)
		}
		checkLog(t, log.String())
		if left, _ := filepath.Glob(filepath.Join(kept, "crash", "*")); len(left) != 0 {
			t.Errorf("after %s it left %v\n%s", pause, left, log.String())
		}
	}
}
