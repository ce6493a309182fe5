package instance_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"huiliu/app/instance"
)

func claim(t *testing.T, home string) *instance.Owner {
	t.Helper()
	o, err := instance.Claim(home)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestClaim_OneWindowAtATime(t *testing.T) {
	home := filepath.Join(t.TempDir(), "回流 数据")
	first := claim(t, home)
	if _, err := instance.Claim(home); !errors.Is(err, instance.ErrTaken) {
		t.Errorf("second claim: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	if err := claim(t, home).Release(); err != nil {
		t.Errorf("claim after release: %v", err)
	}
}

func TestHand_BringsFilesToTheFirstWindowInOrder(t *testing.T) {
	home := t.TempDir()
	first := claim(t, home)
	got := make(chan []string, 4)
	first.Listen(func(files []string) { got <- files })
	want := [][]string{{filepath.Join(home, "订单 一.xlsx"), filepath.Join(home, "b.huiliu")}, {}}
	for _, files := range want {
		if err := instance.Hand(home, files, 5*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	for _, files := range want {
		if g := <-got; !slices.Equal(g, files) {
			t.Errorf("got %q, want %q", g, files)
		}
	}
	if err := first.Release(); err != nil {
		t.Error(err)
	}
}

func TestHand_MakesPathsWhole(t *testing.T) {
	home := t.TempDir()
	first := claim(t, home)
	got := make(chan []string, 1)
	first.Listen(func(files []string) { got <- files })
	if err := instance.Hand(home, []string{"orders.csv"}, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if files := <-got; !filepath.IsAbs(files[0]) {
		t.Errorf("the other window runs in another folder and gets %q", files[0])
	}
	_ = first.Release()
}

func TestHand_SaysWhenTheWindowHangs(t *testing.T) {
	home := t.TempDir()
	hung := claim(t, home) // never listens
	defer hung.Release()
	if err := instance.Hand(home, []string{"a"}, 50*time.Millisecond); !errors.Is(err, instance.ErrNobody) {
		t.Errorf("got %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(home, "inbox", "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestClaim_ForgetsMessagesForAWindowThatIsGone(t *testing.T) {
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, "inbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"1-1.json", "2-2.json"} {
		if err := os.WriteFile(filepath.Join(home, "inbox", name), []byte(`["old.csv"]`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := claim(t, home)
	o.Listen(func(files []string) { t.Errorf("an old message arrives: %q", files) })
	time.Sleep(700 * time.Millisecond)
	_ = o.Release()
}
