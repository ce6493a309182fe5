package app

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// TableText is a table as plain texts.
type TableText struct {
	Headers []string
	Rows    [][]string
}

// WriteTable writes a table to a .csv file, whole or not at all.
func WriteTable(path string, t TableText) error {
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it Excel takes UTF-8 for the local code page
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	if err := out.Write(t.Headers); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, s := range row {
			cells[i] = harmless(s)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return writeWhole(path, b.Bytes())
}

// harmless keeps a spreadsheet from taking a text for a formula; numbers stay as they are.
func harmless(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) || strings.Trim(s, "+-0123456789.,%") == "" {
		return s
	}
	return "'" + s
}
