package sample

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
)

// staged is a finished file under its temporary name.
type staged struct{ temp, final string }

// write puts all files under temporary names into dir and renames them at the
// end, so that a failure or a cancelled ctx leaves none of them.
func (s *shop) write(ctx context.Context, dir string, t Truth, p engine.Progress) (err error) {
	_, missing := os.Stat(dir)
	truth := filepath.Join(dir, filepath.Dir(filepath.FromSlash(TruthFile)))
	if err := os.MkdirAll(truth, 0o755); err != nil {
		return writeError(dir, err)
	}
	var done []staged
	defer func() {
		if err == nil {
			return
		}
		for _, d := range done {
			_ = os.Remove(d.temp) // already gone when it was renamed
		}
		_ = os.Remove(truth) // only succeeds while it is empty
		if missing != nil {
			_ = os.Remove(dir) // only succeeds while it is empty
		}
	}()
	files, total := s.files(), 0
	for _, f := range files {
		total += f.rows
	}
	p.Stage("sample.write", int64(total))
	for _, f := range files {
		d, err := stage(dir, f.name, func(w io.Writer) error { return f.writeTo(ctx, w, p) })
		if err != nil {
			return err
		}
		done = append(done, d)
	}
	d, err := stage(dir, TruthFile, t.writeTo)
	if err != nil {
		return err
	}
	done = append(done, d)
	return publish(ctx, done)
}

// publish gives the files their names; after its one look at ctx it goes through.
func publish(ctx context.Context, done []staged) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, d := range done {
		if err := os.Rename(d.temp, d.final); err != nil {
			return writeError(d.final, err)
		}
	}
	return nil
}

// stage writes one file under a temporary name and removes it when that fails.
func stage(dir, name string, fill func(io.Writer) error) (staged, error) {
	final := filepath.Join(dir, filepath.FromSlash(name))
	f, err := os.CreateTemp(filepath.Dir(final), "."+filepath.Base(final)+".*.tmp")
	if err != nil {
		return staged{}, writeError(final, err)
	}
	buffer := bufio.NewWriterSize(f, 1<<18)
	err = fill(buffer)
	for _, finish := range []func() error{buffer.Flush, func() error { return f.Chmod(0o644) }, f.Close} {
		if e := finish(); err == nil && e != nil {
			err = writeError(final, e)
		}
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return staged{}, err
	}
	return staged{f.Name(), final}, nil
}

func (f file) writeTo(ctx context.Context, w io.Writer, p engine.Progress) (err error) {
	switch f.stored {
	case markedUTF8:
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return writeError(f.name, err)
		}
	case gb18030:
		encoded := simplifiedchinese.GB18030.NewEncoder().Writer(w)
		if c, ok := encoded.(io.Closer); ok {
			defer func() {
				if e := c.Close(); err == nil && e != nil {
					err = writeError(f.name, e)
				}
			}()
		}
		w = encoded
	}
	out := csv.NewWriter(w)
	out.UseCRLF = f.stored != plainUTF8 // as the exports of Windows programs
	if err := out.Write(f.header); err != nil {
		return writeError(f.name, err)
	}
	if err := f.writeRows(ctx, out, p); err != nil {
		return err
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return writeError(f.name, err)
	}
	return nil
}

func (f file) writeRows(ctx context.Context, out *csv.Writer, p engine.Progress) error {
	n := int64(0)
	for row := range f.each {
		if n%checkEvery == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			p.Add(min(checkEvery, int64(f.rows)-n))
		}
		n++
		if err := out.Write(row); err != nil {
			return writeError(f.name, err)
		}
	}
	return nil
}

func (t Truth) writeTo(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(t); err != nil {
		return writeError(TruthFile, err)
	}
	return nil
}

func writeError(path string, cause error) error {
	return &engine.Error{Code: "sample.write_failed", Place: engine.Place{File: path}, Cause: cause}
}
