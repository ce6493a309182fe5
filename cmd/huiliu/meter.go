package main

import (
	"fmt"
	"io"
	"strings"

	"huiliu/app"
	"huiliu/app/job"
	"huiliu/assets"
)

// meter shows the progress of a job: a bar on a terminal, one line per stage otherwise.
type meter struct {
	out   io.Writer
	bar   bool
	words *assets.Words
	stage string
	drawn bool
}

func newMeter(out io.Writer, bar bool, words *assets.Words) *meter {
	return &meter{out: out, bar: bar, words: words}
}

const barWidth = 24

// show is called at most ten times a second, never twice at once.
func (m *meter) show(_ *job.Job, s job.Snapshot) {
	if s.Stage != m.stage {
		m.stage = s.Stage
		if !m.bar && s.Stage != "" {
			fmt.Fprintln(m.out, app.StageText(s.Stage, m.words))
		}
	}
	if !m.bar || s.State.Final() {
		return
	}
	m.drawn = true
	line := app.StageText(s.Stage, m.words)
	if s.Total > 0 {
		share := min(float64(s.Done)/float64(s.Total), 1)
		full := int(share * barWidth)
		line += " [" + strings.Repeat("█", full) + strings.Repeat("·", barWidth-full) + "]"
	}
	if far := app.HowFar(s, m.words); far != "" {
		line += "  " + far
	}
	fmt.Fprint(m.out, "\r\x1b[K"+line)
}

// close clears the bar.
func (m *meter) close() {
	if m.drawn {
		fmt.Fprint(m.out, "\r\x1b[K")
	}
}
