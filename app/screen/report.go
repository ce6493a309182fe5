package screen

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"huiliu/assets"
)

// DefaultHome is where settings and projects are kept when nobody says otherwise.
// On Windows that is a folder which stays on this computer: projects are too large
// to travel with a roaming profile.
func DefaultHome() string {
	where := os.UserConfigDir
	if runtime.GOOS == "windows" {
		where = os.UserCacheDir // %LocalAppData%
	}
	dir, err := where()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "huiliu")
}

// documents is where a report is proposed to go.
func documents(folder string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	for _, dir := range []string{folder, filepath.Join(home, "Documents"), home} {
		if info, err := os.Stat(dir); dir != "" && err == nil && info.IsDir() {
			return dir
		}
	}
	return home
}

// SetFolder remembers the folder of the last chosen file.
func (d *Desk) SetFolder(dir string) {
	d.change(func() { d.settings.Folder = dir; d.remember() })
}

// report is the screen that writes the report.
func (f *frame) report() (Page, *ReportView) {
	p := Page{Key: Report, Title: f.say("ui.nav.report", nil)}
	if !f.state(&p) {
		return p, nil
	}
	p.Terms = f.terms()
	p.Answer = f.say("ui.report.answer", map[string]any{"pages": len(f.document.Sheets)})
	p.Tables = f.tables(recipes[Report].tables)
	v := &ReportView{Language: string(f.w.Lang()), Saved: f.saved, Summary: f.document.Texts()}
	for _, l := range assets.Langs() {
		v.Languages = append(v.Languages, Choice{Key: string(l), Text: f.say("ui.language."+langWord(l), nil)})
	}
	name := strings.Trim(f.say("ui.report.file", map[string]any{"day": f.name}), " .")
	v.Path = filepath.Join(documents(f.folder), name+".xlsx")
	if f.saved.Workbook != "" {
		p.Answer = f.say("ui.report.saved", map[string]any{"file": filepath.Base(f.saved.Workbook)})
		v.Path = f.saved.Workbook
	}
	return p, v
}

func langWord(l assets.Lang) string {
	if l == assets.EN {
		return "en"
	}
	return "zh"
}
