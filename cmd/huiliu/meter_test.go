package main

import (
	"strings"
	"testing"
	"time"

	"huiliu/app/job"
	"huiliu/assets"
)

func TestMeter_ShowsHowFarTheStageIs(t *testing.T) {
	words, err := assets.Catalogue(assets.ZH)
	if err != nil {
		t.Fatal(err)
	}
	s := job.Snapshot{State: job.Running, Stage: "import.read", Done: 50, Total: 200, Rows: 120_000, Left: 9 * time.Second}
	var terminal, file strings.Builder
	for _, m := range []*meter{newMeter(&terminal, true, words), newMeter(&file, false, words)} {
		m.show(nil, s)
		m.show(nil, s)
		m.close()
	}
	line := "\r\x1b[K读取数据… [██████··················]  25% · 已读 120,000 行 · 这一步还剩约 9 秒"
	if want := line + line + "\r\x1b[K"; terminal.String() != want {
		t.Errorf("terminal: %q, want %q", terminal.String(), want)
	}
	if want := "读取数据…\n"; file.String() != want {
		t.Errorf("file: %q, want %q", file.String(), want)
	}
}
