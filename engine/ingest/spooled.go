package ingest

import (
	"context"
	"io"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
	"huiliu/engine/ingest/spool"
)

// packer reads the filled rows of a sheet once, packs them into blocks and keeps
// the blocks of a long table in a spool.
type packer struct {
	ctx   context.Context
	src   numbered
	size  int // of a block
	line  int // number of the last row
	text  []byte
	first []block // given out before the spool began
	kept  *spool.Spool
	lost  bool // the spool could not be written
	end   error
}

func newPacker(ctx context.Context, src numbered, size int) *packer {
	if r, ok := src.(*sheet.Rows); ok {
		r.Lend = true
	}
	if size <= 0 {
		size = blockSize
	}
	return &packer{ctx: ctx, src: src, size: size}
}

// next returns the next block, each with a row at its end, and io.EOF behind the last.
func (p *packer) next() (block, error) {
	if p.end != nil {
		return block{}, p.end
	}
	b := block{line: int64(p.line) + 1, text: make([]byte, 0, p.size+p.size/8)}
	for n := 0; len(b.text) < p.size; n++ {
		if n%512 == 0 && p.ctx.Err() != nil {
			return block{}, p.ctx.Err()
		}
		number, cells, err := p.src.Next()
		if err != nil {
			p.end = err
			if err != io.EOF {
				return block{}, err
			}
			break
		}
		if r := (row{cells: cells}); !r.blank() {
			b.text = spool.Append(b.text, number-p.line, cells)
			p.line = number
		}
	}
	if len(b.text) == 0 {
		return block{}, io.EOF
	}
	p.keep(b)
	return b, nil
}

// keep puts a block into the spool, which begins with the second one: what fits into
// one block is read anew just as well. Without room on the disk there is no spool.
func (p *packer) keep(b block) {
	if p.lost {
		return
	}
	if p.kept == nil && len(p.first) == 0 {
		p.first = append(p.first, b)
		return
	}
	var err error
	if p.kept == nil {
		if p.kept, err = spool.Create(); err == nil {
			err = p.kept.Add(spooledBlock(p.first[0]))
		}
		p.first = nil
	}
	if err == nil {
		err = p.kept.Add(spooledBlock(b))
	}
	if err != nil {
		p.lost = true
		_ = p.kept.Close()
		p.kept = nil
	}
}

// spooled returns the spool of a table read to its end, nil for none.
func (p *packer) spooled() *spool.Spool {
	if p.end == io.EOF {
		return p.kept
	}
	_ = p.kept.Close()
	return nil
}

func spooledBlock(b block) spool.Block { return spool.Block{Text: b.text, Line: b.line - 1} }

// repeated gives blocks again that were read before, then the others.
type repeated struct {
	seen []block
	src  blocks
}

func (r *repeated) next() (block, error) {
	if len(r.seen) > 0 {
		b := r.seen[0]
		r.seen = r.seen[1:]
		return b, nil
	}
	return r.src.next()
}

// unpacked gives the rows of blocks one by one.
type unpacked struct {
	src  blocks
	rows spool.Rows
	keep bool // the blocks that are read
	seen []block
}

// Next implements numbered.
func (u *unpacked) Next() (int, []string, error) {
	for {
		number, cells, err := u.rows.Next()
		if err != io.EOF {
			return number, cells, err
		}
		b, err := u.src.next()
		if err != nil {
			return 0, nil, err
		}
		if u.keep {
			u.seen = append(u.seen, b)
		}
		u.rows.Reset(spooledBlock(b))
	}
}

// Close implements io.Closer.
func (u *unpacked) Close() error { return nil }

// spoolBlocks gives the blocks of a spool, and counts as many bytes as the file has
// that was read for them.
type spoolBlocks struct {
	src   *spool.Spool
	p     engine.Progress
	bytes int64
	at    int64
}

func (f *fileLoad) spooled() *spoolBlocks {
	return &spoolBlocks{src: f.src.spool, p: f.p, bytes: f.src.Bytes}
}

func (s *spoolBlocks) next() (block, error) {
	all := int64(s.src.Len())
	if s.at >= all {
		return block{}, io.EOF
	}
	b, err := s.src.Block(int(s.at))
	s.at++
	s.p.Add(s.bytes*s.at/all - s.bytes*(s.at-1)/all)
	return block{text: b.Text, line: b.Line + 1}, err
}

// packedRows gives the rows of one block after the other to take; the cells are parts
// of the block.
type packedRows struct {
	rows spool.Rows
	gaps gapped
}

func (r *packedRows) each(ctx context.Context, b block, take func(*row) error) error {
	r.rows.Lend = true
	r.rows.Reset(spooledBlock(b))
	r.gaps = gapped{ctx: ctx, src: &r.rows, line: int(b.line - 1), number: int(b.line - 1)}
	for {
		next, err := r.gaps.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = take(next)
		}
		if err != nil {
			return err
		}
	}
}

// wholeSheet profiles the rows of a sheet behind the header on all cores, while the
// sheet is read further; head has read its first rows. It also finds a table below.
func (s *sniffer) wholeSheet(ctx context.Context, head *unpacked, below *belowTable) func(width int, header int64) (*table, error) {
	return func(width int, header int64) (*table, error) {
		head.keep = false
		src := &repeated{seen: head.seen, src: head.src}
		var parts []*table
		p := runPipeline(ctx, src, s.workers, false, func() parser[int64] {
			t, rows := newTable(width), packedRows{}
			parts = append(parts, t)
			return func(b block) (out outcome[int64]) {
				before := t.rows
				defer func() { s.p.Rows(t.rows - before) }()
				var found belowTable // a block ends with a filled row
				out.err = rows.each(ctx, b, func(r *row) error {
					if r.line > header {
						t.add(r)
						found.watch(r)
					}
					return nil
				})
				out.value = found.line
				return out
			}
		})
		defer p.close()
		for {
			line, err := p.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
			if below.line == 0 {
				below.line = line
			}
		}
		for _, t := range parts[1:] {
			parts[0].merge(t)
		}
		return parts[0], nil
	}
}

// linesOfSpool reads the packed rows of the source on all cores.
func (f *fileLoad) linesOfSpool(ctx context.Context) *pipeline[*lineBlock] {
	return runPipeline(ctx, f.spooled(), f.workers, false, func() parser[*lineBlock] {
		o, rows := newOrders(f), packedRows{}
		header := f.src.HeaderLine
		return func(b block) (out outcome[*lineBlock]) {
			out.value = f.emptyBlock(o, b.text)
			out.err = rows.each(ctx, b, func(r *row) error {
				if r.line > header {
					out.value.take(f, o, r)
				}
				return nil
			})
			return out
		}
	})
}
