package screen

import (
	"os"
	"time"
)

// start is the first screen: drop a file, open a recent project, look at the sample.
func (f *frame) start() (Page, *StartView) {
	p := Page{Key: Start, State: StateReady, Title: f.say("app.name", nil), Answer: f.say("app.tagline", nil)}
	if f.busy {
		p.State = StateLoading
	}
	v := &StartView{Folder: f.folder, Projects: projectsIn(f.home)}
	for _, path := range f.recent {
		info, err := os.Stat(path)
		if err != nil {
			continue // moved or deleted: offering it would only disappoint
		}
		v.Recent = append(v.Recent, Recent{Name: f.projectName(path), Path: path, When: info.ModTime().Format(time.DateOnly)})
	}
	return p, v
}
