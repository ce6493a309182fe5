package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/app"
	"huiliu/engine"
	"huiliu/engine/ledger"
	"huiliu/engine/warning"
)

const january = "订单编号,客户编号,付款时间,实付金额\n1,甲,2024-01-01,10\n2,乙,2024-01-20,十块\n3,丙,2024-01-25,30\n"
const february = "订单编号,客户编号,付款时间,实付金额\n3,丙,2024-01-25,30\n4,甲,2024-02-03,40\n"

func TestFiles_AnEmptyProjectSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "空.huiliu")
	session, err := app.Open(context.Background(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Close(); err != nil {
		t.Fatal(err)
	}
	if r := run(t, context.Background(), "files", path); r.code != exitDone || r.out != "这个项目里还没有导入过表。\n" {
		t.Errorf("exit %d: %q %q", r.code, r.out, r.err)
	}
}

// project imports two overlapping exports into a new project.
func project(t *testing.T) (path, dir string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, "店.huiliu")
	for name, text := range map[string]string{"1月.csv": january, "2月.csv": february} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	session, err := app.Open(ctx, path, func() time.Time { return time.Date(2025, 7, 1, 9, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"1月.csv", "2月.csv"} {
		if _, err := session.Import(ctx, []string{filepath.Join(dir, name)}, engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := session.Close(); err != nil {
		t.Fatal(err)
	}
	return path, dir
}

func TestFiles_ListsRemovesAndTakesBack(t *testing.T) {
	path, _ := project(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "1  1月.csv：订单；读到 3 行 = 载入 1 + 拒收 1 + 合并 1\n    其中 1 行在更新的表里也有，以那张表为准\n2  2月.csv：订单；读到 2 行 = 载入 2 + 拒收 0 + 合并 0\n"},
		{[]string{"--remove", "2"}, "2  2月.csv：订单，不计入"},
		{[]string{"--undo"}, "已撤销：移除 2月.csv"},
		{[]string{"--redo", "--lang", "en"}, "Repeated: leave out 2月.csv"},
		{[]string{"--redo"}, "没有可以重做的步骤。"},
		{[]string{"--restore", "2"}, "合并 1"},
		{[]string{"--exclude", "丙"}, "“丙”不再计入任何客户"},
		{[]string{"--journal"}, "不再计入 丙\n"},
		{[]string{"--include", "丙"}, "“丙”重新计入"},
		{[]string{"--journal"}, "移除 2月.csv\n"},
	} {
		r := run(t, context.Background(), append([]string{"files", "--project", path}, c.args...)...)
		if r.code != exitDone || !strings.Contains(r.out, c.want) {
			t.Errorf("%v: exit %d\n%s%swant %s", c.args, r.code, r.out, r.err, c.want)
		}
	}
}

func TestFiles_WrongUsageAndUnknownTables(t *testing.T) {
	path, dir := project(t)
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"--project", path, "--undo", "--redo"}, exitUsage},
		{nil, exitUsage},
		{[]string{"--project", path, "--remove", "9"}, exitProblem},
		{[]string{"--project", filepath.Join(dir, "没有.huiliu")}, exitProblem},
	} {
		if r := run(t, context.Background(), append([]string{"files"}, c.args...)...); r.code != c.code || r.err == "" {
			t.Errorf("%v: exit %d\n%s%s", c.args, r.code, r.out, r.err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "没有.huiliu")); err == nil {
		t.Error("a project was made of a mistyped name")
	}
}

// The list of rejected rows is put right in Excel and dropped again.
func TestReport_RejectedRowsPutRightComeBack(t *testing.T) {
	path, dir := project(t)
	for _, name := range []string{"拒收.csv", "拒收.xlsx"} {
		list := filepath.Join(dir, name)
		if r := run(t, context.Background(), "files", path, "--rejects", list); r.code != exitDone {
			t.Fatalf("exit %d: %s", r.code, r.err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "拒收.csv"))
	if err != nil || !strings.Contains(string(raw), "1 · 1月.csv,3,金额为空或看不懂,2,乙,2024-01-20,十块") {
		t.Fatalf("%s, %v", raw, err)
	}
	fixed := filepath.Join(dir, "改好.csv")
	if err := os.WriteFile(fixed, []byte(strings.Replace(string(raw), "十块", "10", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, context.Background(), "report", fixed, "--project", path, "--json", filepath.Join(dir, "a.json"))
	if r.code != exitDone || !strings.Contains(r.out, "改好.csv：认作订单（csv UTF-8 BOM）；读到 1 行 = 载入 1 + 拒收 0 + 合并 0") || !strings.Contains(r.out, "其中 1 行原先被拒收") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
}

func TestFiles_TheJournalTellsOfDecisionsToo(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "账.huiliu")
	session, err := app.Open(ctx, path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []func() error{
		func() error {
			return session.KeepCosts(ctx, ledger.Ledger{Entries: []ledger.Entry{{Kind: "labour", Value: "300"}}}, "王芳")
		},
		func() error {
			return session.KeepWeights(ctx, warning.Hand{Author: "王芳", Weights: map[string]float64{"silence": 1}})
		},
		func() error { return session.Wish(ctx, "甲", true) },
		func() error { return session.ForgetTaxonomy(ctx) },
		func() error { return session.Define(ctx, app.Defined{WindowDays: 45}) },
		session.Close,
	} {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, ctx, "files", "--project", path, "--journal")
	if r.code != exitDone || strings.ContainsAny(r.out, "⟦{") || strings.Count(r.out, "\n") != 5 || !strings.Contains(r.out, "45") {
		t.Errorf("exit %d: %s %s", r.code, r.out, r.err)
	}
}
