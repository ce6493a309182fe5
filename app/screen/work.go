package screen

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huiliu/app"
	"huiliu/app/job"
)

// JobView is the running work in words; Running is false when there is none.
type JobView struct {
	Running bool
	Text    string  // "正在读取数据"
	Share   float64 // 0 to 1; below 0 while the total is unknown
	Far     string  // "45% · 123,456 行 · 还剩约 12 秒", without what cannot be told
}

// showAfter is how long work may take before the window shows it.
const showAfter = 300 * time.Millisecond

// submit queues work, clears old problems and shows its own if it fails.
func (d *Desk) submit(title string, f job.Func) *job.Job {
	d.change(func() { d.failure = nil })
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.foresight.job != nil && !slices.Contains(quiet, title) {
		d.foresight.job.Cancel()
	}
	d.job = d.runner.Submit(title, f) // under the lock: its first report must find it
	return d.job
}

// progress receives the reports of all jobs.
func (d *Desk) progress(j *job.Job, s job.Snapshot) {
	if s.Title == foreseeTitle {
		d.foreseen(j, s)
	} else {
		d.progressed(j, s)
	}
	if s.State.Final() {
		d.foresee()
	}
}

func (d *Desk) progressed(j *job.Job, s job.Snapshot) {
	d.change(func() {
		if s.State.Final() {
			if d.job == j {
				d.job, d.jobView = nil, JobView{}
			}
			if s.State == job.Failed {
				d.failure = s.Err
			}
			if s.State == job.Cancelled && d.job == nil {
				d.stale = false
			}
			return
		}
		if d.job == j && s.Elapsed >= showAfter && !d.saving {
			d.jobView = d.viewJob(s)
		}
	})
}

func (d *Desk) viewJob(s job.Snapshot) JobView {
	v := JobView{Running: true, Text: d.words.Say(s.Title, nil), Share: -1}
	if stage := app.StageText(s.Stage, d.words); s.Stage != "" && strings.TrimSuffix(stage, "…") == v.Text {
		v.Text = stage
	} else if s.Stage != "" {
		v.Text += " · " + stage
	}
	if s.Total > 0 {
		v.Share = min(float64(s.Done)/float64(s.Total), 1)
	}
	v.Far = app.HowFar(s, d.words)
	return v
}

// projectsIn is the folder of new projects.
func projectsIn(home string) string { return filepath.Join(home, "projects") }

// newProjectPath names a project after its first file and the time, in the home folder.
func (d *Desk) newProjectPath(file string) string {
	dir := projectsIn(d.home)
	_ = os.MkdirAll(dir, 0o755) // a failure shows when the project is opened
	name := strings.TrimSuffix(file, filepath.Ext(file))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`?&<>:"/\|*`, r) {
			return '_'
		}
		return r
	}, name)
	return filepath.Join(dir, name+"-"+d.now().Format("20060102-150405")+".huiliu")
}

// discard closes a project that never came to hold anything and removes its file.
func discard(s *app.Session) {
	path := s.Path()
	_ = s.Close()
	if path != "" {
		_ = os.Remove(path)
		_ = os.Remove(path + ".wal")
	}
}
