package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"huiliu/engine"
)

// Containers and kinds, by content.
const (
	kindXLSX = "xlsx"
	kindGzip = "gz"
	kindZip  = "zip"
	kindText = "text"

	kindXLS     = "xls"
	kindXML     = "xml" // XML Spreadsheet 2003
	kindHTML    = "html"
	kindJSON    = "jsonl"
	kindParquet = "parquet"
)

// fail makes the error of a file.
func fail(code, file string, cause error) error {
	return &engine.Error{Code: code, Place: engine.Place{File: filepath.Base(file)}, Args: engine.Args{"file": filepath.Base(file)}, Cause: cause}
}

// failPlace makes the error of a file with more to say than its name.
func failPlace(code, file string, args engine.Args) error {
	args["file"] = filepath.Base(file)
	return &engine.Error{Code: code, Place: engine.Place{File: filepath.Base(file)}, Args: args}
}

func failKind(file, kind string) error {
	return &engine.Error{Code: "import.unsupported", Place: engine.Place{File: filepath.Base(file)},
		Args: engine.Args{"file": filepath.Base(file), "kind": kind}}
}

// magics names contents by their first bytes. A value in capitals is something
// that is no table at all.
var magics = [...]struct{ head, kind string }{
	{"PK\x03\x04", kindZip}, {"PK\x05\x06", kindZip}, {"\x1f\x8b", kindGzip},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"}, {"PAR1", "parquet"},
	{"\x09\x08\x10\x00\x00\x06\x05", "xls"}, {"\x09\x08\x08\x00", "xls"}, {"\x09\x04\x06\x00", "xls"},
	{"\x89PNG", "PNG"}, {"\xff\xd8\xff", "JPEG"}, {"GIF8", "GIF"}, {"%PDF", "PDF"}, {"BM", "BMP"}, {"RIFF", "RIFF"},
	{"Rar!", "RAR"}, {"7z\xbc\xaf", "7Z"}, {"MZ\x90", "EXE"}, {"\x7fELF", "EXE"}, {"SQLite format 3", "SQLITE"},
	{"BZh", "BZIP2"}, {"\xfd7zXZ", "XZ"}, {"\x28\xb5\x2f\xfd", "ZSTD"},
}

func magic(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.head)) && (m.kind != "BMP" || bytes.IndexByte(head, 0) >= 0) {
			return m.kind
		}
	}
	if len(head) > 12 && string(head[8:12]) == "DUCK" {
		return "DUCKDB"
	}
	return kindText
}

var errNotRegular = errors.New("not a regular file")

// openRegular opens a file for reading; folders, pipes and devices are refused
// before they are opened, because that may wait for ever.
func openRegular(name string) (*os.File, int64, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, fail("import.cannot_open", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fail("import.cannot_open", name, errNotRegular)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, 0, fail("import.cannot_open", name, err)
	}
	return file, info.Size(), nil
}

// fileKind names the content of a file by its first bytes.
func fileKind(name string) (kind string, size int64, err error) {
	file, size, err := openRegular(name)
	if err != nil {
		return "", 0, err
	}
	defer file.Close()
	if size == 0 {
		return "", 0, fail("import.empty_file", name, nil)
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", 0, fail("import.cannot_open", name, err)
	}
	return magic(head[:n]), size, nil
}

// digest is the SHA-256 of a whole file, found while the file is looked at.
type digest struct {
	sum   string
	err   error
	ready chan struct{}
}

func startDigest(ctx context.Context, name string) *digest {
	d := &digest{ready: make(chan struct{})}
	go func() {
		defer close(d.ready)
		d.sum, d.err = digestOf(ctx, name)
	}()
	return d
}

// wait returns the sum in hexadecimal digits.
func (d *digest) wait() (string, error) {
	<-d.ready
	return d.sum, d.err
}

func digestOf(ctx context.Context, name string) (string, error) {
	file, _, err := openRegular(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, withContext(ctx, file), make([]byte, readSize)); err != nil {
		return "", readError(ctx, name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// firstError returns the first error that is one; errors.Join would hide the type
// that tells the user what to do.
func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// readError sorts out why reading stopped.
func readError(ctx context.Context, name string, err error) error {
	var known *engine.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &known):
		if known.Place.File == "" {
			known.Place.File = filepath.Base(name)
		}
		if known.Args == nil {
			known.Args = engine.Args{"line": known.Place.Line}
		}
		if known.Args["file"] == nil {
			known.Args["file"] = filepath.Base(name)
		}
		return known
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader),
		errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat):
		return fail("import.truncated", name, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return fail("import.cannot_open", name, err)
	}
	return fail("import.truncated", name, err)
}

type contextReader struct {
	ctx context.Context
	src io.Reader
}

// Read implements io.Reader and stops when the context ends.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.src.Read(p)
}

func withContext(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }

// countedAt reports bytes to p wherever they are read.
type countedAt struct {
	src io.ReaderAt
	p   engine.Progress
}

// ReadAt implements io.ReaderAt.
func (c countedAt) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.src.ReadAt(b, at)
	c.p.Add(int64(n))
	return n, err
}

// doubled counts every unit twice, up to left: what is read once counts like what is
// looked through twice, and what is read again does not count.
type doubled struct {
	engine.Progress
	left atomic.Int64
}

// Add implements engine.Progress.
func (d *doubled) Add(n int64) {
	before := d.left.Add(-2*n) + 2*n
	d.Progress.Add(max(min(before, 2*n), 0))
}

// counted reports raw bytes to p.
type counted struct {
	src io.Reader
	p   engine.Progress
}

// Read implements io.Reader.
func (c counted) Read(b []byte) (int, error) {
	n, err := c.src.Read(b)
	c.p.Add(int64(n))
	return n, err
}
