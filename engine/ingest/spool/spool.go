// Package spool keeps the rows of a table that is slow to read in a temporary file,
// packed, so that they are read once and used several times:
//
//	s, err := spool.Create()
//	err = s.Add(block) // as often as there are blocks
//	block, err := s.Block(i)
//
// The file has no name as soon as the system allows, so that nothing of it is left
// when the program ends in whatever way; it goes when the Spool is closed, or is not
// used any more.
package spool

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"sync"
)

// maxSize is how much one table may take on disk.
const maxSize = 4 << 30

var errFull = errors.New("spool: too big")

// Spool is a list of blocks on disk. Blocks may be read by several goroutines.
type Spool struct {
	mu    sync.RWMutex // held for writing to close the file
	file  *os.File     // nil when closed
	parts []part
	size  int64
}

// part is where a block lies.
type part struct {
	from, line int64
	size       int
}

// Create makes an empty spool.
func Create() (*Spool, error) {
	file, err := createUnnamed(os.TempDir())
	if err != nil {
		return nil, err
	}
	s := &Spool{file: file}
	runtime.AddCleanup(s, func(f *os.File) { _ = f.Close() }, file)
	return s, nil
}

// Add writes a block behind the others; one goroutine may do so.
func (s *Spool) Add(b Block) error {
	if s.size+int64(len(b.Text)) > maxSize {
		return errFull
	}
	if _, err := s.file.WriteAt(b.Text, s.size); err != nil {
		return err
	}
	s.parts = append(s.parts, part{s.size, b.Line, len(b.Text)})
	s.size += int64(len(b.Text))
	return nil
}

// Len returns the number of blocks, 0 when the spool is nil or closed.
func (s *Spool) Len() int {
	if s == nil {
		return 0
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return 0
	}
	return len(s.parts)
}

// Block reads block i.
func (s *Spool) Block(i int) (Block, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return Block{}, fs.ErrClosed
	}
	p := s.parts[i]
	b := Block{Text: make([]byte, p.size), Line: p.line}
	_, err := s.file.ReadAt(b.Text, p.from)
	return b, err
}

// Close gives the disk space back; nil may be closed too.
func (s *Spool) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}
