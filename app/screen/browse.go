package screen

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huiliu/app"
)

// Folder is what the file chooser shows of one folder.
type Folder struct {
	Path   string
	Parent string // "" at the top
	Places []Choice
	Items  []FolderItem // folders first, both by name
	Note   string       // why there is nothing to choose
	Files  int          // items that are files
}

// FolderItem is a folder or a file to choose.
type FolderItem struct {
	Name, Path string
	Facts      string // size and day of the last change
	Dir        bool
}

// Browse lists the folders of a folder and the files with these endings; "" is where
// the last file was chosen. It reads the disk: call it away from the window.
func (d *Desk) Browse(path string, endings []string) Folder {
	d.mu.Lock()
	f := &frame{w: d.words, folder: d.settings.Folder, home: d.home}
	d.mu.Unlock()
	return f.browse(path, endings)
}

// Endings are those of the files that can be dropped.
func Endings() []string { return append(app.TableEndings(), ".huiliu") }

func (f *frame) browse(path string, endings []string) Folder {
	places := f.places()
	if path == "" {
		path = f.folder
	}
	if info, err := os.Stat(path); path == "" || err != nil || !info.IsDir() {
		path = places[0].Key
	}
	out := Folder{Path: path, Places: places}
	if parent := filepath.Dir(path); parent != path {
		out.Parent = parent
	}
	entries, err := os.ReadDir(path) // sorted by name
	if err != nil {
		out.Note = f.say("ui.browse.closed", nil)
		return out
	}
	for _, e := range entries {
		if item, ok := f.folderItem(path, e.Name(), endings); ok {
			out.Items = append(out.Items, item)
			if !item.Dir {
				out.Files++
			}
		}
	}
	slices.SortStableFunc(out.Items, func(a, b FolderItem) int {
		switch {
		case a.Dir == b.Dir:
			return 0
		case a.Dir:
			return -1
		}
		return 1
	})
	if out.Files == 0 {
		out.Note = f.say("ui.browse.none", nil)
	}
	return out
}

// folderItem is a folder, or a file with one of these endings, that is not hidden.
func (f *frame) folderItem(folder, name string, endings []string) (item FolderItem, ok bool) {
	item = FolderItem{Name: name, Path: filepath.Join(folder, name)}
	info, err := os.Stat(item.Path) // follows links
	if err != nil || strings.HasPrefix(name, ".") {
		return item, false
	}
	if item.Dir = info.IsDir(); item.Dir {
		return item, true
	}
	item.Facts = f.sizeText(info.Size()) + " · " + info.ModTime().Format(time.DateOnly)
	return item, info.Mode().IsRegular() && slices.Contains(endings, strings.ToLower(filepath.Ext(name)))
}

// places are where people keep files.
func (f *frame) places() []Choice {
	home, err := os.UserHomeDir()
	if err != nil {
		home = f.home
	}
	var out []Choice
	add := func(path, key string) {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			out = append(out, Choice{Key: path, Text: f.say("ui.browse."+key, nil)})
		}
	}
	add(filepath.Join(home, "Documents"), "documents")
	add(filepath.Join(home, "Desktop"), "desktop")
	add(filepath.Join(home, "Downloads"), "downloads")
	for drive := 'C'; drive <= 'Z' && filepath.Separator == '\\'; drive++ {
		path := string(drive) + `:\`
		if _, err := os.Stat(path); err == nil {
			out = append(out, Choice{Key: path, Text: path})
		}
	}
	return append(out, Choice{Key: home, Text: f.say("ui.browse.home", nil)})
}

// sizeText writes a size in the unit people know from their folders.
func (f *frame) sizeText(bytes int64) string {
	const k = 1024
	switch {
	case bytes < k*k:
		return f.w.Int((bytes+k-1)/k) + " KB"
	case bytes < k*k*k:
		return f.w.Decimal(float64(bytes)/(k*k), 1) + " MB"
	}
	return f.w.Decimal(float64(bytes)/(k*k*k), 1) + " GB"
}
