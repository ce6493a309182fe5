package ingest

import (
	"archive/zip"
	"context"
	"path"
	"strings"

	"huiliu/engine"
)

// archive looks into a .zip: a workbook or a bundle of tables.
func (s *sniffer) archive(ctx context.Context) ([]Source, error) {
	files, err := entries(s.name, s.bytes)
	if err != nil {
		return nil, err
	}
	if kind := zipKind(files); kind != kindZip {
		return s.member(ctx, member{path: s.name}, kind)
	}
	names, others := tableEntries(files)
	var out []Source
	var first error
	var left []string
	for _, entry := range names {
		m := member{path: s.name, packed: kindZip, entry: entry}
		kind, err := m.kind(ctx)
		var found []Source
		switch {
		case err != nil:
		case kind == kindZip || kind == kindGzip:
			err = fail("import.nested_zip", s.name, nil)
		default:
			found, err = s.member(ctx, m, kind)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			left = append(left, entry)
			first = firstError(first, err)
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, firstError(first, archiveProblem(s.name, files))
	}
	if len(left) > 0 {
		s.warn(&out[0], "import.entries_skipped", engine.Args{"entries": strings.Join(left[:min(len(left), 5)], ", "), "count": len(left)})
	}
	if others > 0 {
		s.warn(&out[0], "import.other_entries", engine.Args{"count": others})
	}
	return out, nil
}

// archiveProblem says why an archive without tables cannot be used.
func archiveProblem(name string, files []*zip.File) error {
	for _, f := range files {
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".zip", ".rar", ".7z":
			return fail("import.nested_zip", name, nil)
		}
	}
	return fail("import.not_a_table", name, nil)
}

// entries returns the list of contents of an archive, unless it is locked or says
// of itself that it holds more than a table can.
func entries(name string, size int64) ([]*zip.File, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fail("import.truncated", name, err)
	}
	defer z.Close()
	left := uint64(unpackLimit(size))
	if len(z.File) > maxFiles {
		return nil, fail("import.too_large_zip", name, nil)
	}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, fail("import.password", name, nil)
		}
		if f.UncompressedSize64 > left {
			return nil, fail("import.too_large_zip", name, nil)
		}
		left -= f.UncompressedSize64
	}
	return z.File, nil
}

// zipKind tells workbooks and documents from plain archives.
func zipKind(files []*zip.File) string {
	for _, f := range files {
		switch {
		case f.Name == "xl/workbook.xml":
			return kindXLSX
		case f.Name == "xl/workbook.bin":
			return "xlsb"
		case f.Name == "content.xml":
			return "ods"
		case strings.HasPrefix(f.Name, "word/"), strings.HasPrefix(f.Name, "ppt/"):
			return "DOCUMENT"
		}
	}
	return kindZip
}

// tableEntries returns the entries of an archive that may be tables, and how many
// others there are.
func tableEntries(files []*zip.File) (names []string, others int) {
	for _, f := range files {
		name := entryName(f)
		base := path.Base(strings.ReplaceAll(name, "\\", "/"))
		if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX") || f.UncompressedSize64 == 0 {
			continue
		}
		_, known := extensionKinds[strings.ToLower(path.Ext(base))]
		if known && len(names) < maxEntries {
			names = append(names, name)
		} else {
			others++
		}
	}
	return names, others
}

// An archive may list so many entries, and so many of them are read as tables.
const (
	maxFiles   = 10_000
	maxEntries = 200
)
