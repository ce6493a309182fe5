package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
)

// blockSize is how much text is parsed at once. It is the same on every machine: what
// lies in one block may be seen in the physical layout of the project.
const blockSize = 1 << 20

// errShort says that a block ends inside a row.
var errShort = errors.New("the row goes on behind the block")

// block is a part of a text file that ends with a line.
type block struct {
	text []byte
	line int64 // number of its first line
	last bool
}

// splitter cuts text into blocks at ends of lines that are probably ends of rows: with
// an even number of quotes before them.
type splitter struct {
	src    io.Reader
	end    byte
	quotes bool
	size   int
	line   int64 // lines cut off so far
	rest   []byte
	done   bool
}

// next returns the next block. The one with last set ends the text; it may be empty.
func (s *splitter) next() (block, error) {
	if s.done {
		return block{}, io.EOF
	}
	buf := make([]byte, max(s.size, 2*len(s.rest)))
	n := copy(buf, s.rest)
	for {
		m, err := io.ReadFull(s.src, buf[n:])
		n += m
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			s.done = true
			return block{text: buf[:n], line: s.line + 1, last: true}, nil
		}
		if err != nil {
			return block{}, err
		}
		if cut := s.cut(buf); cut > 0 {
			s.rest = buf[cut:]
			b := block{text: buf[:cut:cut], line: s.line + 1}
			s.line += int64(bytes.Count(b.text, []byte{s.end}))
			return b, nil
		}
		if n > maxRecord {
			s.rest = nil
			return block{text: buf, line: s.line + 1}, nil // the reader refuses the line
		}
		buf = append(buf, make([]byte, len(buf))...)
	}
}

// cut returns where the last row of buf probably ends, 0 for nowhere.
func (s *splitter) cut(buf []byte) int {
	last := bytes.LastIndexByte(buf, s.end)
	if last < 0 || !s.quotes {
		return last + 1
	}
	quotes, to := bytes.Count(buf, []byte{'"'}), len(buf)
	for at := last; at >= 0; at = bytes.LastIndexByte(buf[:to], s.end) {
		quotes -= bytes.Count(buf[at:to], []byte{'"'})
		if quotes%2 == 0 {
			return at + 1
		}
		to = at
	}
	return last + 1
}

// outcome is what a parser made of a block: a value, and the text of the row that it
// could not finish.
type outcome[T any] struct {
	value T
	rest  []byte
	line  int64 // of rest
	err   error
}

// parser turns a block, whose text is UTF-8 and begins with a row, into a value.
type parser[T any] func(block) outcome[T]

// slot is a block on its way through the workers.
type slot[T any] struct {
	block block
	out   outcome[T]
	err   error // of reading or decoding
	ready chan struct{}
}

// pipeline parses blocks on all cores and returns their values in order, the same
// values as one parser reading from front to back: when a block turns out to end
// inside a row, the one behind it is parsed again with the rest of that row.
type pipeline[T any] struct {
	ctx    context.Context
	stop   context.CancelFunc
	slots  chan *slot[T]
	group  sync.WaitGroup
	own    parser[T]
	strict bool // a row that goes over the end of a block is an error
	rest   []byte
	line   int64
}

// textForm is how the bytes of a text file become rows.
type textForm struct {
	encoding, delimiter string
	end                 byte
	size                int // of a block
	workers             int
}

// newPipeline starts reading src; every worker has a parser of its own.
func newPipeline[T any](ctx context.Context, src io.Reader, f textForm, newParser func() parser[T]) *pipeline[T] {
	wide := f.encoding != encGB18030 // GB18030 is decoded block by block: no byte of a character looks like a line end or a quote
	if wide {
		src = decoder(src, f.encoding)
	}
	s := &splitter{src: src, end: f.end, quotes: f.delimiter != blanks, size: f.size}
	if s.size <= 0 {
		s.size = blockSize
	}
	return runPipeline(ctx, s, f.workers, !wide, newParser)
}

// blocks is where the blocks of a table come from; io.EOF behind the last.
type blocks interface{ next() (block, error) }

// runPipeline starts as many workers, 0 for one per core; decode asks for UTF-8.
func runPipeline[T any](ctx context.Context, s blocks, workers int, decode bool, newParser func() parser[T]) *pipeline[T] {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, stop := context.WithCancel(ctx)
	p := &pipeline[T]{ctx: ctx, stop: stop, slots: make(chan *slot[T], workers+1), own: newParser()}
	work := make(chan *slot[T])
	p.group.Go(func() { p.read(s, work) })
	for range workers {
		parse := newParser()
		p.group.Go(func() {
			for sl := range work {
				sl.run(parse, decode)
				close(sl.ready)
			}
		})
	}
	return p
}

// read cuts the text and hands the blocks out.
func (p *pipeline[T]) read(s blocks, work chan<- *slot[T]) {
	defer close(p.slots)
	defer close(work)
	for {
		b, err := s.next()
		if err == io.EOF {
			return
		}
		sl := &slot[T]{block: b, err: err, ready: make(chan struct{})}
		select {
		case p.slots <- sl:
		case <-p.ctx.Done():
			return
		}
		if err != nil {
			close(sl.ready)
			return
		}
		select {
		case work <- sl:
		case <-p.ctx.Done():
			return
		}
	}
}

func (sl *slot[T]) run(parse parser[T], decode bool) {
	if decode {
		if sl.block.text, sl.err = decodeGB18030(sl.block.text); sl.err != nil {
			return
		}
	}
	sl.out = parse(sl.block)
}

// next returns the value of the next block, io.EOF behind the last.
func (p *pipeline[T]) next() (none T, err error) {
	if err := p.ctx.Err(); err != nil {
		return none, err
	}
	sl, ok := <-p.slots
	if !ok {
		if err := p.ctx.Err(); err != nil {
			return none, err
		}
		return none, io.EOF
	}
	select {
	case <-sl.ready:
	case <-p.ctx.Done():
		return none, p.ctx.Err()
	}
	if sl.err != nil {
		return none, sl.err
	}
	if len(p.rest) > 0 {
		b := block{text: append(bytes.Clone(p.rest), sl.block.text...), line: p.line, last: sl.block.last}
		sl.out = p.own(b)
	}
	if sl.out.err != nil {
		return none, sl.out.err
	}
	if p.rest, p.line = sl.out.rest, sl.out.line; p.strict && len(p.rest) > 0 {
		return none, errShort
	}
	return sl.out.value, nil
}

// close stops the workers and waits for them.
func (p *pipeline[T]) close() {
	p.stop()
	for range p.slots { //nolint:revive // the reader may wait for room
	}
	p.group.Wait()
}

// rows reads all rows of a block with r, which is set up for it, and returns what is
// left over.
func (r *textReader) rows(b block, take func(*row) error) (rest []byte, line int64, err error) {
	r.reset(b)
	for {
		next, err := r.next()
		switch {
		case err == io.EOF:
			return nil, 0, nil
		case err == errShort:
			return r.buf[r.r:r.w], r.line + 1, nil
		case err != nil:
			return nil, 0, err
		}
		if err := take(next); err != nil {
			return nil, 0, err
		}
	}
}

// newBlockReader reads blocks given to reset. Its cells are parts of the block.
func newBlockReader(delimiter string, end byte) *textReader {
	t := &textReader{end: end}
	if delimiter != blanks {
		t.delim = delimiter[0]
	}
	return t
}

func (r *textReader) reset(b block) {
	r.buf, r.r, r.w, r.eof, r.line, r.wasted = b.text, 0, len(b.text), b.last, b.line-1, 0
	r.nul = bytes.IndexByte(b.text, 0) >= 0
}
