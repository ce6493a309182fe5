package ingest

import (
	"context"
	"errors"
	"io"
)

// whole profiles the rows of a text file behind the header on all cores. A block that
// ends inside a row, as happens behind a quote that is never closed, makes it begin
// again from front to back.
func (s *sniffer) whole(ctx context.Context, m member, f textFormat) func(width int, header int64) (*table, error) {
	return func(width int, header int64) (*table, error) {
		t, err := s.profileBlocks(ctx, m, f, width, header)
		if !errors.Is(err, errShort) {
			return t, err
		}
		in, closing, err := m.open(ctx, s.p)
		if err != nil {
			return nil, err
		}
		t = newTable(width)
		r := newTextReader(decoder(in, f.encoding), f.delimiter, f.end, closing)
		for {
			next, err := r.next()
			if err == io.EOF {
				return t, r.Close()
			}
			if err != nil {
				return nil, firstError(err, r.Close())
			}
			if next.line > header {
				s.p.Rows(1)
				t.add(next)
			}
		}
	}
}

// profileBlocks gives every worker a profile of its own and adds them up: what is
// counted does not depend on who has counted it.
func (s *sniffer) profileBlocks(ctx context.Context, m member, f textFormat, width int, header int64) (*table, error) {
	in, closing, err := m.open(ctx, s.p)
	if err != nil {
		return nil, err
	}
	var parts []*table
	form := textForm{encoding: f.encoding, delimiter: f.delimiter, end: f.end, size: s.blockSize, workers: s.workers}
	p := newPipeline(ctx, in, form, func() parser[struct{}] {
		t := newTable(width)
		parts = append(parts, t)
		r := newBlockReader(form.delimiter, form.end)
		return func(b block) (out outcome[struct{}]) {
			before := t.rows
			defer func() { s.p.Rows(t.rows - before) }()
			out.rest, out.line, out.err = r.rows(b, func(r *row) error {
				if r.line > header {
					t.add(r)
				}
				return nil
			})
			return out
		}
	})
	p.strict = true
	for err == nil {
		_, err = p.next()
	}
	p.close()
	if err != io.EOF {
		return nil, firstError(err, closing())
	}
	for _, t := range parts[1:] {
		parts[0].merge(t)
	}
	return parts[0], closing()
}

// merge adds the profile of other rows of the same table.
func (t *table) merge(o *table) {
	t.rows += o.rows
	t.blank += o.blank
	t.flaws.merge(&o.flaws)
	t.hashes = append(t.hashes, o.hashes...)
	t.preview, t.shown = merge(t.preview, o.preview, t.shown, o.shown)
	for i := range t.cols {
		t.cols[i].merge(&o.cols[i])
	}
}

// merge brings two lists into the order of their lines.
func merge[T any](a, b []T, lineA, lineB []int64) (out []T, lines []int64) {
	for len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && lineA[0] < lineB[0] {
			out, lines = append(out, a[0]), append(lines, lineA[0])
			a, lineA = a[1:], lineA[1:]
			continue
		}
		out, lines = append(out, b[0]), append(lines, lineB[0])
		b, lineB = b[1:], lineB[1:]
	}
	return out, lines
}

func (c *stats) merge(o *stats) {
	if o.numbers > 0 {
		if c.numbers == 0 {
			c.low, c.high = o.low, o.high
		}
		c.low, c.high = min(c.low, o.low), max(c.high, o.high)
	}
	mine, other := c.counts(), o.counts()
	for i := range mine {
		*mine[i] += *other[i]
	}
	c.forms.merge(&o.forms)
	c.distinct.merge(&o.distinct)
	values, lines := merge(c.samples, o.samples, c.sampleLines, o.sampleLines)
	c.samples, c.sampleLines = nil, nil
	for i, v := range values {
		if len(c.samples) < samples {
			c.sample(v, lines[i])
		}
	}
}

// counts lists what adds up.
func (c *stats) counts() [14]*int64 {
	return [...]*int64{&c.filled, &c.typed, &c.numbers, &c.integers, &c.dates, &c.compact, &c.money, &c.percents, &c.bools,
		&c.zeros, &c.han, &c.serials, &c.digits, &c.cancels}
}
