package sheet

import (
	"context"
	"io"
	"sync"

	"huiliu/engine"
)

const blockSize = 128 << 10

// ahead reads a part in the background, so that unpacking and reading share the
// work of two cores. It fails when more than limit bytes come out of the archive.
type ahead struct {
	full, empty chan block
	stop        chan struct{}
	done        sync.WaitGroup
	now         block
	used        int
}

type block struct {
	b   []byte
	n   int
	err error
}

func readAhead(ctx context.Context, src io.Reader, limit int64) *ahead {
	a := &ahead{full: make(chan block, 4), empty: make(chan block, 4), stop: make(chan struct{})}
	for range cap(a.empty) {
		a.empty <- block{b: make([]byte, blockSize)}
	}
	a.done.Go(func() { a.run(ctx, src, limit) })
	return a
}

func (a *ahead) run(ctx context.Context, src io.Reader, limit int64) {
	defer close(a.full)
	for {
		var k block
		select {
		case <-a.stop:
			return
		case k = <-a.empty:
		}
		if k.err = ctx.Err(); k.err == nil {
			k.n, k.err = io.ReadFull(src, k.b)
			if k.err == io.ErrUnexpectedEOF && k.n < len(k.b) {
				k.err = sourceEnd(src)
			}
			if limit -= int64(k.n); limit < 0 {
				k.n, k.err = 0, &engine.Error{Code: "import.too_large_zip"}
			}
		}
		select {
		case <-a.stop:
			return
		case a.full <- k:
		}
		if k.err != nil {
			return
		}
	}
}

// sourceEnd tells the end of the part from a cut: ReadFull says ErrUnexpectedEOF
// for both, and asking once more gives the real reason.
func sourceEnd(src io.Reader) error {
	var one [1]byte
	if _, err := src.Read(one[:]); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for a.used == a.now.n {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.b != nil {
			a.empty <- block{b: a.now.b}
		}
		next, open := <-a.full
		if !open {
			a.now, a.used = block{err: io.ErrClosedPipe}, 0
			return 0, a.now.err
		}
		a.now, a.used = next, 0
	}
	n := copy(p, a.now.b[a.used:a.now.n])
	a.used += n
	return n, nil
}

// Close ends the background reading.
func (a *ahead) Close() error {
	close(a.stop)
	a.done.Wait()
	return nil
}
