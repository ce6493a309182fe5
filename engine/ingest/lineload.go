package ingest

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"huiliu/engine"
	"huiliu/engine/store"
)

// maxKept is how many rejects are kept aside before they are written: the lines
// and the rejects cannot go into the project at the same time.
const maxKept = 100_000

// tally counts what became of rows.
type tally struct{ read, loaded, rejected, merged int64 }

func (t *tally) add(o tally) {
	t.read += o.read
	t.loaded += o.loaded
	t.rejected += o.rejected
	t.merged += o.merged
}

// lineBlock is what the rows of a block became.
type lineBlock struct {
	tally
	remarks
	lines   store.Lines
	rejects []reject
}

// remarks count what the user should look at.
type remarks struct {
	future, lost int64
	unread       map[string]struct{} // statuses nobody has listed, at most maxUnread
}

const maxUnread = 1000

func (r *remarks) addUnread(status string) {
	if _, seen := r.unread[status]; seen || len(r.unread) >= maxUnread {
		return
	}
	if r.unread == nil {
		r.unread = map[string]struct{}{}
	}
	r.unread[strings.Clone(status)] = struct{}{}
}

func (r *remarks) add(o *remarks) {
	r.future += o.future
	r.lost += o.lost
	for s := range o.unread {
		r.addUnread(s)
	}
}

// take decides about one row and counts it.
func (b *lineBlock) take(f *fileLoad, o *orders, r *row) {
	b.read++
	v := f.precheck(r)
	if v.reason == "" {
		v = o.add(b, r)
	}
	if v.reason != "" {
		v = f.explain(r, v)
		b.rejected++
		b.rejects = append(b.rejects, v.keep(r))
		return
	}
	b.loaded++
}

// copyLines moves the order lines of the source into the project.
func (f *fileLoad) copyLines(ctx context.Context, next func() (*lineBlock, error)) error {
	var all remarks
	var last *lineBlock
	for end := false; !end; {
		err := f.tx.InsertLines(ctx, func() (*store.Lines, error) {
			for len(f.rejects) < maxKept {
				if last != nil {
					f.free.Put(last)
				}
				b, err := next()
				last = b
				if err == io.EOF {
					end = true
					return nil, nil
				}
				if err != nil {
					return nil, readError(ctx, f.src.Path, err)
				}
				f.tally.add(b.tally)
				f.p.Rows(b.read)
				all.add(&b.remarks)
				f.rejects = append(f.rejects, b.rejects...)
				if b.lines.Len() > 0 {
					return &b.lines, nil
				}
			}
			return nil, nil
		})
		if err == nil {
			err = f.flushRejects(ctx)
		}
		if err != nil {
			return err
		}
	}
	f.remark(&all)
	return nil
}

func (f *fileLoad) remark(r *remarks) {
	if r.future > 0 {
		f.warn(f.src, "import.future_dates", engine.Args{"rows": r.future})
	}
	if r.lost > 0 {
		f.warn(f.src, "import.lost_digits", engine.Args{"rows": r.lost})
	}
	if n := int64(len(r.unread)); n > 0 {
		f.warn(f.src, "import.unknown_status", engine.Args{"rows": n})
	}
}

// linesOf reads blocks of lines from a reader of rows.
func (f *fileLoad) linesOf(r rowReader) func() (*lineBlock, error) {
	o := newOrders(f)
	end := false
	return func() (*lineBlock, error) {
		if end {
			return nil, io.EOF
		}
		b := f.emptyBlock(o, nil)
		for b.read < rowsAtOnce {
			next, err := r.next()
			if err == io.EOF {
				end = true
				return b, nil
			}
			if err != nil {
				return nil, err
			}
			b.take(f, o, next)
		}
		return b, nil
	}
}

// rowsAtOnce is how many rows of a workbook make a block.
const rowsAtOnce = 8 << 10

// emptyBlock returns a block for rows whose cells are parts of text; one that is in
// the project already is used again.
func (f *fileLoad) emptyBlock(o *orders, text []byte) *lineBlock {
	b, ok := f.free.Get().(*lineBlock)
	if !ok {
		b = &lineBlock{}
	}
	b.tally, b.remarks, b.rejects = tally{}, remarks{}, b.rejects[:0]
	b.lines.Reset(text)
	b.lines.Register(o.register)
	return b
}

// linesOfText parses the text of the source on all cores.
func (f *fileLoad) linesOfText(ctx context.Context, src io.Reader, form textForm) *pipeline[*lineBlock] {
	return newPipeline(ctx, src, form, func() parser[*lineBlock] {
		o := newOrders(f)
		r := newBlockReader(form.delimiter, form.end)
		header := f.src.HeaderLine
		return func(b block) outcome[*lineBlock] {
			if decoded := form.encoding == encGB18030; !decoded && !utf8.Valid(b.text) { // the file has changed since Sniff
				return outcome[*lineBlock]{err: &engine.Error{Code: "import.bad_encoding", Place: engine.Place{Line: b.line}}}
			}
			out := f.emptyBlock(o, b.text)
			rest, line, err := r.rows(b, func(r *row) error {
				if r.line > header {
					out.take(f, o, r)
				}
				return nil
			})
			return outcome[*lineBlock]{out, rest, line, err}
		}
	})
}
