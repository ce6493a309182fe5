package xls

import (
	"encoding/binary"
	"io"
	"unicode/utf16"

	"huiliu/engine"
)

// Marks of a compound file (MS-CFB 2.1 to 2.6).
const (
	signature  = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	headerSize = 512
	entrySize  = 128
	miniSize   = 64
	noSector   = 0xFFFFFFFA // and above: no sector of data
	maxStream  = 1 << 30
)

func damaged() error { return &engine.Error{Code: "import.truncated"} }

// compound is the file system inside an OLE file: chains of sectors.
type compound struct {
	file   io.ReaderAt
	size   int64
	sector int64
	fat    []uint32
	mini   []uint32
	root   []byte // the sectors of the small streams
	cutoff uint32
}

// entry is one stream of a compound file.
type entry struct {
	name  string
	kind  byte // 2 stream, 5 root
	first uint32
	size  uint64
}

// openCompound reads the tables of an OLE file and the list of its streams.
func openCompound(file io.ReaderAt, size int64) (*compound, []entry, error) {
	head := make([]byte, headerSize)
	if _, err := file.ReadAt(head, 0); err != nil || string(head[:8]) != signature {
		return nil, nil, damaged()
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(head[at:]) }
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return nil, nil, damaged()
	}
	c := &compound{file: file, size: size, sector: 1 << shift, cutoff: u32(56)}
	if err := c.readFAT(head, u32(68)); err != nil {
		return nil, nil, err
	}
	dir, err := c.chain(u32(48), c.size)
	if err != nil {
		return nil, nil, err
	}
	var list []entry
	for ; len(dir) >= entrySize; dir = dir[entrySize:] {
		if e := readEntry(dir[:entrySize], shift); e.kind != 0 {
			list = append(list, e)
		}
	}
	if len(list) == 0 || list[0].kind != 5 {
		return nil, nil, damaged()
	}
	if list[0].size > 0 {
		if c.root, err = c.chain(list[0].first, c.size); err != nil {
			return nil, nil, err
		}
	}
	c.mini, err = c.numbers(u32(60))
	return c, list, err
}

func readEntry(b []byte, shift uint16) entry {
	n := min(int(binary.LittleEndian.Uint16(b[64:])), 64)
	var wide []uint16
	for i := 0; i+1 < n-1; i += 2 {
		wide = append(wide, binary.LittleEndian.Uint16(b[i:]))
	}
	e := entry{name: string(utf16.Decode(wide)), kind: b[66], first: binary.LittleEndian.Uint32(b[116:]), size: binary.LittleEndian.Uint64(b[120:])}
	if shift == 9 {
		e.size &= 0xFFFFFFFF // the upper half is not always zero in old files
	}
	return e
}

// readFAT reads the allocation table, whose own sectors are listed in the header
// and in a chain behind it.
func (c *compound) readFAT(head []byte, next uint32) error {
	list := head[76:]
	most := c.size/c.sector + 1
	for round := int64(0); ; round++ {
		for ; len(list) >= 4; list = list[4:] {
			n := binary.LittleEndian.Uint32(list)
			if n >= noSector {
				continue
			}
			b, err := c.read(n)
			if err != nil {
				return err
			}
			c.fat = appendNumbers(c.fat, b)
			if int64(len(c.fat)) > most+c.sector {
				return nil
			}
		}
		if next >= noSector || round > most {
			return nil
		}
		b, err := c.read(next)
		if err != nil {
			return err
		}
		list, next = b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	}
}

func appendNumbers(to []uint32, b []byte) []uint32 {
	for ; len(b) >= 4; b = b[4:] {
		to = append(to, binary.LittleEndian.Uint32(b))
	}
	return to
}

// read returns one sector; the last one of a file may be short.
func (c *compound) read(n uint32) ([]byte, error) {
	b := make([]byte, c.sector)
	at := (int64(n) + 1) * c.sector
	if at >= c.size {
		return nil, damaged()
	}
	if _, err := c.file.ReadAt(b, at); err != nil && err != io.EOF {
		return nil, damaged()
	}
	return b, nil
}

// chain returns what the sectors from first on hold, at most limit bytes. A chain
// longer than the file runs in a circle.
func (c *compound) chain(first uint32, limit int64) ([]byte, error) {
	var out []byte
	for n := first; n < noSector && int64(len(out)) < limit; {
		if int64(n) >= int64(len(c.fat)) || int64(len(out)) > c.size {
			return nil, damaged()
		}
		b, err := c.read(n)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
		n = c.fat[n]
	}
	return out, nil
}

func (c *compound) numbers(first uint32) ([]uint32, error) {
	b, err := c.chain(first, c.size)
	return appendNumbers(nil, b), err
}

// stream returns the content of a stream.
func (c *compound) stream(e entry) ([]byte, error) {
	switch {
	case e.size > maxStream:
		return nil, &engine.Error{Code: "import.too_large_zip"}
	case e.size > uint64(c.size):
		return nil, damaged()
	}
	var b []byte
	var err error
	if uint32(e.size) >= c.cutoff {
		b, err = c.chain(e.first, int64(e.size))
	} else {
		b, err = c.small(e)
	}
	if err != nil {
		return nil, err
	}
	if uint64(len(b)) < e.size {
		return nil, damaged()
	}
	return b[:e.size], nil
}

// small reads a stream kept in the pieces of 64 bytes inside the root stream.
func (c *compound) small(e entry) ([]byte, error) {
	var out []byte
	for n := e.first; n < noSector && uint64(len(out)) < e.size; n = c.mini[n] {
		at := int64(n) * miniSize
		if int64(n) >= int64(len(c.mini)) || at+miniSize > int64(len(c.root)) {
			return nil, damaged()
		}
		out = append(out, c.root[at:at+miniSize]...)
	}
	return out, nil
}
