package store

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// batch is some rows on their way into a table, in columns.
type batch interface {
	Len() int
	fillers() []filler
	// pin keeps the texts in place while the database looks at them.
	pin(p *runtime.Pinner)
}

// field is a column of the rows that a feed hands out.
type field struct {
	name string
	kind duckdb.Type
}

func (f field) info() duckdb.ColumnInfo {
	if f.kind == duckdb.TYPE_DECIMAL {
		info, _ := duckdb.NewDecimalInfo(18, 4) // both are in range
		return duckdb.ColumnInfo{Name: f.name, T: info}
	}
	info, _ := duckdb.NewTypeInfo(f.kind) // none of them needs more than its name
	return duckdb.ColumnInfo{Name: f.name, T: info}
}

// feed hands batches to the database, vector by vector, as the rows of the table
// function of its name.
type feed struct {
	name    string
	ctx     context.Context
	fields  []field
	threads int
	// next returns the next batch, nil at the end; for several threads at once if
	// there are several. A batch is not looked at any more when its thread asks again.
	next func() (batch, error)

	mu    sync.Mutex
	lanes []*lane
	err   error
}

// lane is what one thread hands out.
type lane struct {
	batch batch
	at    int
	pins  runtime.Pinner
}

// The table functions that inserts read from.
const (
	incomingLines     = "incoming_lines"
	incomingDays      = "incoming_days"
	incomingCustomers = "incoming_customers"
	incomingKeys      = "incoming_keys"
)

// registerIncoming makes the functions known to the database. They return the rows
// of the running insert; outside of it they fail.
func registerIncoming(ctx context.Context, s *Store) (err error) {
	if !chunkReadable() || !connReadable() {
		return errors.New("store: the database driver keeps its chunks or connections in another way than expected")
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	for _, name := range []string{incomingLines, incomingDays, incomingCustomers, incomingKeys} {
		err = errors.Join(err, duckdb.RegisterTableUDF(conn, name, duckdb.ParallelChunkTableFunction{
			BindArguments: func(map[string]any, ...any) (duckdb.ParallelChunkTableSource, error) {
				f := s.incoming.Load()
				if f == nil || f.name != name {
					return nil, errors.New(name + " is only for imports")
				}
				return f, nil
			},
		}))
	}
	return err
}

// ColumnInfos implements duckdb.ParallelChunkTableSource.
func (f *feed) ColumnInfos() []duckdb.ColumnInfo {
	var infos []duckdb.ColumnInfo
	for _, c := range f.fields {
		infos = append(infos, c.info())
	}
	return infos
}

// Cardinality implements duckdb.ParallelChunkTableSource.
func (f *feed) Cardinality() *duckdb.CardinalityInfo { return nil }

// Init implements duckdb.ParallelChunkTableSource.
func (f *feed) Init() duckdb.ParallelTableSourceInfo {
	return duckdb.ParallelTableSourceInfo{MaxThreads: f.threads}
}

// NewLocalState implements duckdb.ParallelChunkTableSource.
func (f *feed) NewLocalState() any {
	l := &lane{}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lanes = append(f.lanes, l)
	return l
}

// FillChunk implements duckdb.ParallelChunkTableSource. The texts of a batch stay
// pinned until the thread asks for the next one: by then it has copied them.
func (f *feed) FillChunk(state any, chunk duckdb.DataChunk) error {
	l, ok := state.(*lane)
	if !ok {
		return errors.New("store: unexpected state of a thread")
	}
	for l.batch == nil || l.at >= l.batch.Len() {
		l.pins.Unpin()
		var err error
		if l.batch, err = f.take(); err != nil {
			return err
		}
		if l.batch == nil {
			return chunk.SetSize(0)
		}
		l.at = 0
		l.batch.pin(&l.pins)
	}
	n := min(l.batch.Len()-l.at, duckdb.GetDataChunkCapacity())
	raw := rawChunk(&chunk)
	for i, c := range l.batch.fillers() {
		c.fill(mapping.DataChunkGetVector(raw, mapping.IdxT(i)), l.at, n)
	}
	l.at += n
	return chunk.SetSize(n)
}

// take returns the next batch, or the error that ends the insert.
func (f *feed) take() (batch, error) {
	err := f.failed()
	if err == nil {
		err = f.ctx.Err()
	}
	if err == nil {
		var b batch
		if b, err = f.next(); err == nil {
			return b, nil
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	return nil, f.err
}

func (f *feed) failed() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// rawChunk returns the chunk of the database inside a chunk of the driver, whose
// own setters box every value. chunkReadable says whether that is its first field.
func rawChunk(c *duckdb.DataChunk) mapping.DataChunk {
	return *(*mapping.DataChunk)(unsafe.Pointer(c))
}

func chunkReadable() bool {
	t := reflect.TypeFor[duckdb.DataChunk]()
	return t.NumField() > 0 && t.Field(0).Offset == 0 && t.Field(0).Type == reflect.TypeFor[mapping.DataChunk]()
}

// pour runs an insert that reads from f.
func (tx *Tx) pour(f *feed, insert string) error {
	defer func() {
		for _, l := range f.lanes {
			l.pins.Unpin()
		}
	}()
	tx.store.incoming.Store(f)
	defer tx.store.incoming.Store(nil)
	// The feed itself watches ctx: an interrupt would hide its error.
	err := tx.patient(context.WithoutCancel(f.ctx), insert)
	if failed := f.failed(); failed != nil {
		return failed
	}
	return err
}
