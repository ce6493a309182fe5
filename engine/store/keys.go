package store

import (
	"context"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"runtime"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Register remembers the customers of the lines that one goroutine lays out.
type Register struct {
	ids   []string
	keys  []int32 // 0 until the first line goes in
	slots []registered
}

// registered is a customer in the table of a register, which is searched from the
// hash of the id on. Short ids lie in the slot, so that most are found by one look.
type registered struct {
	id    varchar
	place int32 // from 1 on; 0 marks a free slot
}

// NewRegister returns an empty register.
func NewRegister() *Register { return &Register{slots: make([]registered, 1<<10)} }

// place returns the place of a customer in the register.
func (r *Register) place(id string) int32 {
	v := varchar{size: uint32(len(id))} //nolint:gosec // a cell
	copy(v.short[:], id)
	mask := uint64(len(r.slots) - 1)
	at := v.hash(id) & mask
	for ; r.slots[at].place != 0; at = (at + 1) & mask {
		if s := &r.slots[at]; s.id == v && (len(id) <= shortText || r.ids[s.place-1] == id) {
			return s.place - 1
		}
	}
	r.ids, r.keys = append(r.ids, strings.Clone(id)), append(r.keys, 0)
	n := int32(len(r.ids)) //nolint:gosec // far fewer customers
	r.slots[at] = registered{v, n}
	if 4*len(r.ids) > 3*len(r.slots) {
		r.grow()
	}
	return n - 1
}

func (r *Register) grow() {
	old := r.slots
	r.slots = make([]registered, 2*len(old))
	mask := uint64(len(r.slots) - 1)
	for i := range old {
		if old[i].place == 0 {
			continue
		}
		at := old[i].id.hash(r.ids[old[i].place-1]) & mask
		for r.slots[at].place != 0 {
			at = (at + 1) & mask
		}
		r.slots[at] = old[i]
	}
}

// hash mixes the size and the first bytes of a text; for a long one all of them.
func (v *varchar) hash(s string) uint64 {
	if len(s) > shortText {
		return maphash.String(anySeed, s)
	}
	const k = 0x9E3779B97F4A7C15
	h := (uint64(v.size)<<32 | uint64(binary.LittleEndian.Uint32(v.short[:]))) * k
	h = (bits.RotateLeft64(h, 29) ^ binary.LittleEndian.Uint64(v.short[4:])) * k
	return h ^ h>>32
}

// keys are the customers of all order lines of the project; the key of one is its
// place from 1 on, nobody has 0.
type keys struct {
	ids  []string
	byID map[string]int32
}

// loadKeys reads the keys of the project, once in a write.
func (tx *Tx) loadKeys(ctx context.Context) error {
	if tx.keys.byID != nil {
		return nil
	}
	ids, err := All(ctx, tx, mustText("keys.sql"), nil, func(scan Scan, id *string) error { return scan(id) })
	if err != nil {
		return err
	}
	tx.keys = keys{ids: ids, byID: make(map[string]int32, len(ids))}
	for i, id := range ids {
		tx.keys.byID[id] = int32(i) + 1 //nolint:gosec // far fewer customers
	}
	return nil
}

// fill gives the lines of a batch the keys of their customers; those who are new get
// theirs in the order of the lines.
func (k *keys) fill(b *Lines) {
	r := b.register
	for i := range b.facts {
		place := b.facts[i].customer
		if r.keys[place] == 0 && r.ids[place] != "" {
			r.keys[place] = k.of(r.ids[place])
		}
		b.facts[i].customer, b.key.values[i] = r.keys[place], r.keys[place]
	}
}

func (k *keys) of(id string) int32 {
	key, ok := k.byID[id]
	if !ok {
		k.ids = append(k.ids, id)
		key = int32(len(k.ids)) //nolint:gosec // far fewer customers
		k.byID[id] = key
	}
	return key
}

// insertKeys writes the keys behind the known ones.
func (tx *Tx) insertKeys(ctx context.Context, known int) error {
	rows := &keyRows{ids: tx.keys.ids, done: known}
	return tx.pour(&feed{name: incomingKeys, ctx: ctx, fields: keyFields[:], threads: 1, next: rows.next}, mustText("insert_keys.sql"))
}

// keyRows are rows of customer_keys.
type keyRows struct {
	ids  []string
	done int
	text texts
	key  column[int32]
	id   column[varchar]
}

var keyFields = [...]field{{"customer_key", duckdb.TYPE_INTEGER}, {"customer_id", duckdb.TYPE_VARCHAR}}

func (k *keyRows) next() (batch, error) {
	if k.done == len(k.ids) {
		return nil, nil
	}
	k.key.reset()
	k.id.reset()
	k.text = texts{}
	for n := min(rowsAtOnce, len(k.ids)-k.done); n > 0; n-- {
		k.id.add(k.text.varchar(k.ids[k.done]))
		k.done++
		k.key.add(int32(k.done)) //nolint:gosec // far fewer customers
	}
	return k, nil
}

// Len implements batch.
func (k *keyRows) Len() int { return len(k.key.values) }

func (k *keyRows) fillers() []filler { return []filler{&k.key, &k.id} }

func (k *keyRows) pin(p *runtime.Pinner) { k.text.pin(p) }
