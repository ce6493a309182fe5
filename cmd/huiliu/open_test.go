package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huiliu/app/instance"
)

// opener is a process whose window would be shown on a display that does not exist.
func opener(t *testing.T, home string) (process, *bytes.Buffer, *[]string) {
	t.Helper()
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	var out bytes.Buffer
	var boxes []string
	p := process{out: &out, err: &out, now: time.Now, env: func(name string) string {
		if name == "HUILIU_HOME" {
			return home
		}
		return ""
	}, notice: func(title, text string) { boxes = append(boxes, title+": "+text) }}
	return p, &out, &boxes
}

func TestOpen_HandsFilesToTheWindowThatIsThere(t *testing.T) {
	home := t.TempDir()
	first, err := instance.Claim(home)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan []string, 3)
	first.Listen(func(files []string) { got <- files })
	file := filepath.Join(home, "订单 表.csv")
	if err := os.WriteFile(file, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, out, _ := opener(t, home)
	for _, args := range [][]string{{"open", file}, {file}, nil} { // the last two: dropped on the icon, started again
		if code := p.run(context.Background(), args); code != exitDone {
			t.Errorf("%q: exit %d\n%s", args, code, out)
		}
	}
	for _, want := range [][]string{{file}, {file}, {}} {
		if files := <-got; !slices.Equal(files, want) {
			t.Errorf("got %q, want %q", files, want)
		}
	}
	if err := first.Release(); err != nil {
		t.Error(err)
	}
}

func TestOpen_WithoutADisplaySaysHowToGoOn(t *testing.T) {
	p, out, boxes := opener(t, t.TempDir())
	if code := p.run(context.Background(), nil); code != exitNoWindow {
		t.Errorf("exit %d", code)
	}
	for _, text := range []string{out.String(), strings.Join(*boxes, "")} {
		if !strings.Contains(text, "OpenGL") || !strings.Contains(text, "huiliu report") {
			t.Errorf("says %q", text)
		}
	}
	if len(*boxes) != 1 {
		t.Errorf("%d boxes", len(*boxes))
	}
}

func TestHome_OfThePortablePackageLiesBesideTheProgram(t *testing.T) {
	p, _, _ := opener(t, "")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(program), "huiliu-data")
	if p.home() == beside {
		t.Fatal("chosen though it is not there")
	}
	if err := os.Mkdir(beside, 0o700); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(beside)
	if p.home() != beside {
		t.Errorf("home is %q", p.home())
	}
}
