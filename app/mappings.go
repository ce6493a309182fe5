package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/mapping"
)

// Mappings remembers how tables were read: the mappings of one person on one
// machine, in Home/mappings.toml, one per layout of columns. With an empty Home
// nothing is remembered.
type Mappings struct{ Home string }

// mappingsFile is the name of the remembered mappings in the home folder.
const mappingsFile = "mappings.toml"

func (m Mappings) path() string { return filepath.Join(m.Home, mappingsFile) }

// Load reads a mapping file; see mapping.Read for what is wrong with one.
func (Mappings) Load(path string) ([]mapping.Saved, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, &engine.Error{Code: "import.cannot_open", Place: engine.Place{File: path},
			Args: engine.Args{"file": filepath.Base(path)}, Cause: err}
	}
	return mapping.Read(path, text)
}

// Save writes how the tables are read to a file, explained in the language of the words.
func (Mappings) Save(path string, sources []ingest.Source, w *assets.Words) error {
	var list []mapping.Saved
	for i := range sources {
		if sources[i].Mapping.Role != ingest.RoleUnknown {
			list = append(list, mapping.Of(&sources[i]))
		}
	}
	return writeWhole(path, mapping.Write(list, explainMapping(w)))
}

// Remembered returns the remembered mappings; none when there is no file yet.
func (m Mappings) Remembered() ([]mapping.Saved, error) {
	if m.Home == "" {
		return nil, nil
	}
	list, err := m.Load(m.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// Apply maps the sources as remembered and returns how many were.
func (m Mappings) Apply(sources []ingest.Source) (int, error) {
	list, err := m.Remembered()
	if err != nil {
		return 0, err
	}
	n := 0
	for _, i := range mapping.Apply(sources, list) {
		if i >= 0 {
			n++
		}
	}
	return n, nil
}

// Remember keeps the mappings of the sources somebody has changed by hand.
func (m Mappings) Remember(sources []ingest.Source) error {
	if m.Home == "" || !slices.ContainsFunc(sources, changed) {
		return nil
	}
	list, err := m.Remembered()
	if err != nil {
		return err
	}
	for i := range sources {
		if changed(sources[i]) {
			list = mapping.Put(list, mapping.Of(&sources[i]))
		}
	}
	if err := os.MkdirAll(m.Home, 0o755); err != nil {
		return &engine.Error{Code: "report.cannot_write", Place: engine.Place{File: m.path()}, Cause: err}
	}
	return writeWhole(m.path(), mapping.Write(list, mapping.Plain))
}

// changed reports whether the user has mapped a column, chosen the role, answered how
// dates are read or said how the file is read.
func changed(s ingest.Source) bool {
	c := s.Choice
	return s.Mapping.Role != ingest.RoleUnknown && (c.Encoding != "" || c.Delimiter != "" || c.Header != 0 || c.DateOrder != "" ||
		slices.ContainsFunc(s.Mapping.Columns, func(c ingest.Column) bool { return c.Why == "user" }))
}

// Forget removes the remembered mapping of a layout, see ingest.Fingerprint.
func (m Mappings) Forget(fingerprint string) error {
	list, err := m.Remembered()
	if err != nil {
		return err
	}
	left := mapping.Drop(list, fingerprint)
	if len(left) == len(list) {
		return nil
	}
	return writeWhole(m.path(), mapping.Write(left, mapping.Plain))
}

// explainMapping finds the comments of a mapping file.
func explainMapping(w *assets.Words) mapping.Explain {
	return func(key string) string {
		for _, full := range []string{"mapping.comment." + key, key} {
			if w.Has(full) {
				return w.Say(full, nil)
			}
		}
		return ""
	}
}
