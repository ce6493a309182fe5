package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"huiliu/engine"
)

// TableEndings returns the file endings taken from a dropped folder and offered in
// file dialogs; a file named by the person is always tried, whatever its ending.
func TableEndings() []string {
	return []string{
		".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xml", ".htm", ".html", ".json", ".jsonl", ".ndjson", ".parquet", ".gz", ".zip",
	}
}

// Files turns folders into the table files directly in them, sorted by name; files
// stay as they are. Without any file it is Error import.no_files.
func Files(paths []string) ([]string, error) {
	endings := TableEndings()
	var out []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, &engine.Error{Code: "import.cannot_open", Place: engine.Place{File: path}, Cause: err}
		}
		if !info.IsDir() {
			out = append(out, path)
			continue
		}
		entries, err := os.ReadDir(path) // sorted by name
		if err != nil {
			return nil, &engine.Error{Code: "import.cannot_open", Place: engine.Place{File: path}, Cause: err}
		}
		for _, e := range entries {
			name := strings.ToLower(e.Name())
			if e.Type().IsRegular() && slices.Contains(endings, filepath.Ext(name)) {
				out = append(out, filepath.Join(path, e.Name()))
			}
		}
	}
	if len(out) == 0 {
		return nil, &engine.Error{Code: "import.no_files"}
	}
	return out, nil
}
