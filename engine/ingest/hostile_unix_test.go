//go:build unix

package ingest

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"huiliu/engine"
)

func TestSniff_WhatIsNoRegularFileIsNotOpened(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	odd := filepath.Join(dir, "a\nb \"c\" 100%s 文件夹.csv")
	if err := os.Mkdir(odd, 0o700); err != nil {
		t.Fatal(err)
	}
	circle := filepath.Join(dir, "circle.csv")
	hanging := filepath.Join(dir, "hanging.csv")
	for link, to := range map[string]string{circle: circle, hanging: filepath.Join(dir, "none"), filepath.Join(dir, "to-pipe.csv"): pipe} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	for _, path := range []string{pipe, filepath.Join(dir, "to-pipe.csv"), os.DevNull, "/dev/zero", odd, circle, hanging} {
		if _, err := Sniff(bg, path, engine.NoProgress{}); code(err) != "import.cannot_open" {
			t.Errorf("%q: %v", path, err)
		}
		if _, err := Glimpse(bg, path, "", Choice{}); code(err) != "import.cannot_open" {
			t.Errorf("glimpse of %q: %v", path, err)
		}
	}
	inside := filepath.Join(odd, "订单 (1) #2.csv")
	if err := os.WriteFile(inside, []byte(fewOrders), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(inside, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{inside, link} {
		if src, err := Sniff(bg, path, engine.NoProgress{}); err != nil || src[0].Rows != 2 {
			t.Errorf("%q: %v", path, err)
		}
	}
}

func TestSniff_AFileNobodyMayReadIsSaidToBeSo(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	path := write(t, "a.csv", []byte(fewOrders))
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Sniff(bg, path, engine.NoProgress{}); code(err) != "import.cannot_open" {
		t.Errorf("%v", err)
	}
}
