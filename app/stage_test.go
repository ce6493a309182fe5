package app_test

import (
	"testing"
	"time"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/assets"
)

func TestHowFar_SaysWhatIsKnownInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		s      job.Snapshot
		zh, en string
	}{
		{job.Snapshot{}, "", ""},
		{job.Snapshot{Rows: 1234567}, "已读 1,234,567 行", "1,234,567 rows read"},
		{job.Snapshot{Done: 45, Total: 100, Rows: 2, Left: 11500 * time.Millisecond}, "45% · 已读 2 行 · 这一步还剩约 12 秒", "45% · 2 rows read · about 12 s left in this step"},
		{job.Snapshot{Done: 1, Total: 1000, Left: 41 * time.Second}, "0% · 这一步还剩约 45 秒", "0% · about 45 s left in this step"},
		{job.Snapshot{Done: 12, Total: 10, Left: 150 * time.Second}, "100% · 这一步还剩约 3 分钟", "100% · about 3 min left in this step"},
	} {
		for lang, want := range map[assets.Lang]string{assets.ZH: c.zh, assets.EN: c.en} {
			w, err := assets.Catalogue(lang)
			if err != nil {
				t.Fatal(err)
			}
			if got := app.HowFar(c.s, w); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}
