// Package settings keeps the choices of one person on one machine: typed, bounded,
// in one small JSON file that is replaced atomically.
package settings

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Settings are the remembered choices. The zero value is not valid: use [Default].
type Settings struct {
	Version  int      `json:"version"`
	Language string   `json:"language"` // "zh-Hans", "en"; "" = of the system
	Theme    string   `json:"theme"`    // "light", "dark"; "" = of the system
	Recent   []string `json:"recent"`   // project files, newest first
	Folder   string   `json:"folder"`   // where the last file was chosen
}

// Bounds of the settings.
const (
	maxRecent = 10
	version   = 1
)

// Default returns the settings of a first start.
func Default() Settings { return Settings{Version: version} }

// Read reads the file; a missing or damaged one gives the defaults, values out of bounds are pulled in.
func Read(path string) (Settings, error) {
	s := Default()
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return Default(), nil //nolint:nilerr // a damaged file must not stop the start
	}
	s.bound()
	return s, nil
}

func (s *Settings) bound() {
	s.Version = version
	if !slices.Contains([]string{"", "zh-Hans", "en"}, s.Language) {
		s.Language = ""
	}
	if !slices.Contains([]string{"", "light", "dark"}, s.Theme) {
		s.Theme = ""
	}
	if len(s.Recent) > maxRecent {
		s.Recent = s.Recent[:maxRecent]
	}
}

// Remember puts a project at the head of the recent list.
func (s *Settings) Remember(project string) {
	s.Recent = slices.DeleteFunc(s.Recent, func(p string) bool { return p == project })
	s.Recent = append([]string{project}, s.Recent...)
	s.bound()
}

// Write replaces the file in one step, so that a kill leaves the old or the new one.
func Write(path string, s Settings) (err error) {
	s.bound()
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".settings-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
