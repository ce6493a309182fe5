package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
)

// member is a file with tables in it: a file on disk, what a .gz holds, or an
// entry of a .zip.
type member struct {
	path   string
	packed string // "", kindGzip or kindZip
	entry  string
}

// memberOf returns where the table of a source lies.
func memberOf(s *Source, packed string) member {
	m := member{path: s.Path, entry: s.Entry}
	if packed == kindGzip || s.Entry != "" {
		m.packed = packed
	}
	return m
}

// name is what the user calls the member: its file, or the entry of an archive.
func (m member) name() string {
	if m.entry != "" {
		return path.Base(m.entry)
	}
	return filepath.Base(m.path)
}

// An archive may hold this many times its own size, and always this much: more is
// a bomb and not a table.
const (
	maxRatio   = 200
	freeUnpack = 256 << 20
)

func unpackLimit(packed int64) int64 { return max(packed*maxRatio, freeUnpack) }

// limited fails when more than n bytes come out of an archive.
type limited struct {
	src io.Reader
	n   int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	if l.n -= int64(n); l.n < 0 {
		return 0, &engine.Error{Code: "import.too_large_zip"}
	}
	return n, err
}

// open opens the bytes of the member. p counts the bytes of the file.
func (m member) open(ctx context.Context, p engine.Progress) (io.Reader, func() error, error) {
	file, err := os.Open(m.path)
	if err != nil {
		return nil, nil, fail("import.cannot_open", m.path, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, firstError(fail("import.cannot_open", m.path, err), file.Close())
	}
	raw := withContext(ctx, counted{file, p})
	switch m.packed {
	case kindGzip:
		z, err := gzip.NewReader(bufio.NewReaderSize(raw, readSize))
		if err != nil {
			return nil, nil, firstError(readError(ctx, m.path, err), file.Close())
		}
		return &limited{z, unpackLimit(info.Size())}, file.Close, nil
	case kindZip:
		r, err := openEntry(file, info.Size(), m.entry, p)
		if err != nil {
			return nil, nil, firstError(readError(ctx, m.path, err), file.Close())
		}
		return &limited{withContext(ctx, r), unpackLimit(info.Size())}, file.Close, nil
	}
	return raw, file.Close, nil
}

// openEntry opens an entry of an archive; p counts the bytes it takes there.
func openEntry(file io.ReaderAt, size int64, entry string, p engine.Progress) (io.Reader, error) {
	at := &countedAt{file, engine.NoProgress{}}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, err
	}
	for _, f := range z.File {
		if entryName(f) == entry {
			at.p = p
			return f.Open()
		}
	}
	return nil, fs.ErrNotExist
}

// entryName is the name of an entry as text; archives made by Windows in Chinese
// name their entries in GBK. It is only ever a name and never a path.
func entryName(f *zip.File) string {
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	s, err := simplifiedchinese.GB18030.NewDecoder().String(f.Name)
	if err != nil {
		s = f.Name
	}
	return strings.ToValidUTF8(s, "?")
}

// maxHeld is what a packed workbook may take in memory: it cannot be read from
// front to back.
const maxHeld = 256 << 20

// random opens the member for reading at any place.
func (m member) random(ctx context.Context, p engine.Progress) (io.ReaderAt, int64, func() error, error) {
	if m.packed == "" {
		file, err := os.Open(m.path)
		if err != nil {
			return nil, 0, nil, fail("import.cannot_open", m.path, err)
		}
		info, err := file.Stat()
		if err != nil {
			return nil, 0, nil, firstError(fail("import.cannot_open", m.path, err), file.Close())
		}
		return countedAt{file, p}, info.Size(), file.Close, nil
	}
	in, closing, err := m.open(ctx, p)
	if err != nil {
		return nil, 0, nil, err
	}
	data, err := io.ReadAll(&limited{in, maxHeld})
	if err = firstError(err, closing()); err != nil {
		return nil, 0, nil, readError(ctx, m.path, err)
	}
	return bytes.NewReader(data), int64(len(data)), func() error { return nil }, nil
}

// kind looks at the first bytes of the member, inside its packing.
func (m member) kind(ctx context.Context) (string, error) {
	in, closing, err := m.open(ctx, engine.NoProgress{})
	if err != nil {
		return "", err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(in, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF && n > 0 {
		err = nil // a damaged end shows when all of it is read
	}
	if err = firstError(err, closing()); err != nil {
		return "", readError(ctx, m.path, err)
	}
	kind := magic(head[:n])
	if kind != kindZip {
		return kind, nil
	}
	at, size, closing, err := m.random(ctx, engine.NoProgress{})
	if err != nil {
		return "", err
	}
	z, err := zip.NewReader(at, size)
	if err = firstError(err, closing()); err != nil {
		return "", readError(ctx, m.path, err)
	}
	return zipKind(z.File), nil
}
