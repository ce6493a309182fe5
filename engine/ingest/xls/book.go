// Package xls reads the sheets of an old Excel workbook (.xls: BIFF5 and BIFF8 in a
// compound file, or a bare BIFF stream):
//
//	book, err := xls.Open(file, size)
//	rows, err := book.Rows(book.Sheets()[0])
//	for {
//		number, cells, err := rows.Next() // io.EOF at the end
//	}
//
// The libraries that can be had for this format read everything at once, have not
// been kept for years, and stop the program on damaged files. Numbers, dates, booleans and errors
// come as in package sheet; formulas as their last result. What is wrong with a
// workbook is an *engine.Error with a code "import.…".
package xls

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"huiliu/engine"
	"huiliu/engine/ingest/numfmt"
)

// Records used (MS-XLS 2.3).
const (
	recFormula  = 0x0006
	recEOF      = 0x000A
	recDate1904 = 0x0022
	recFilePass = 0x002F
	recContinue = 0x003C
	recCodePage = 0x0042
	recSheet    = 0x0085
	recMulRK    = 0x00BD
	recMulBlank = 0x00BE
	recXF       = 0x00E0
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recMerged   = 0x00E5
	recBlank    = 0x0201
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBool     = 0x0205
	recString   = 0x0207
	recRK       = 0x027E
	recFormat   = 0x041E
	recFormat5  = 0x001E
	recRString  = 0x00D6
	recBOF      = 0x0809
)

const biff8 = 0x0600

// Book is an open workbook.
type Book struct {
	// Date1904 says that days are counted from 1904.
	Date1904 bool

	data    []byte
	version uint16
	page    uint16
	names   []string
	starts  map[string]uint32
	formats map[int]numfmt.Kind
	styles  []int // format of each cell style
	strings stringTable
}

// Open reads what a workbook says about itself and its table of strings.
func Open(file io.ReaderAt, size int64) (*Book, error) {
	data, err := workbook(file, size)
	if err != nil {
		return nil, err
	}
	b := &Book{data: data, page: 1252, starts: map[string]uint32{}, formats: map[int]numfmt.Kind{}}
	return b, b.readGlobals()
}

// workbook returns the stream of the workbook inside a compound file, or the file
// itself when it is a bare stream.
func workbook(file io.ReaderAt, size int64) ([]byte, error) {
	var head [8]byte
	if _, err := file.ReadAt(head[:], 0); err != nil {
		return nil, damaged()
	}
	if string(head[:]) != signature {
		if size > maxStream {
			return nil, &engine.Error{Code: "import.too_large_zip"}
		}
		return io.ReadAll(io.NewSectionReader(file, 0, size))
	}
	c, list, err := openCompound(file, size)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"Workbook", "Book", "WORKBOOK", "BOOK"} {
		if i := slices.IndexFunc(list, func(e entry) bool { return e.name == name && e.kind == 2 }); i >= 0 {
			return c.stream(list[i])
		}
	}
	if slices.ContainsFunc(list, func(e entry) bool { return e.name == "EncryptedPackage" }) {
		return nil, &engine.Error{Code: "import.password"}
	}
	return nil, &engine.Error{Code: "import.not_a_table"}
}

// records walks over the records of a stream.
type records struct {
	data []byte
	at   int
}

// next returns the next record; ok is false when none fits any more.
func (r *records) next() (id uint16, body []byte, ok bool) {
	if r.at+4 > len(r.data) {
		return 0, nil, false
	}
	id = binary.LittleEndian.Uint16(r.data[r.at:])
	end := r.at + 4 + int(binary.LittleEndian.Uint16(r.data[r.at+2:]))
	if end > len(r.data) {
		return 0, nil, false
	}
	body = r.data[r.at+4 : end]
	r.at = end
	return id, body, true
}

// peek returns the id of the next record, 0 at the end.
func (r *records) peek() uint16 {
	if r.at+4 > len(r.data) {
		return 0
	}
	return binary.LittleEndian.Uint16(r.data[r.at:])
}

// Sheets returns the sheets a user sees, in order.
func (b *Book) Sheets() []string { return b.names }

func (b *Book) readGlobals() error {
	r := &records{data: b.data}
	id, body, ok := r.next()
	if !ok || len(body) < 4 {
		return damaged()
	}
	if id != recBOF {
		return &engine.Error{Code: "import.unsupported", Args: engine.Args{"kind": "Excel 4 (.xls)"}}
	}
	b.version = binary.LittleEndian.Uint16(body)
	for {
		id, body, ok := r.next()
		if !ok {
			return damaged()
		}
		switch id {
		case recEOF:
			return nil
		case recFilePass:
			return &engine.Error{Code: "import.password"}
		case recSST:
			if err := b.readStrings(r, body); err != nil {
				return err
			}
		default:
			b.setting(id, body)
		}
	}
}

// setting takes a record that says something about the whole workbook.
func (b *Book) setting(id uint16, body []byte) {
	switch id {
	case recCodePage:
		if len(body) >= 2 {
			b.page = binary.LittleEndian.Uint16(body)
		}
	case recDate1904:
		b.Date1904 = len(body) > 0 && body[0] == 1
	case recFormat, recFormat5:
		b.addFormat(id, body)
	case recXF:
		if len(body) >= 4 {
			b.styles = append(b.styles, int(binary.LittleEndian.Uint16(body[2:])))
		}
	case recSheet:
		b.addSheet(body)
	}
}

func (b *Book) addFormat(id uint16, body []byte) {
	if len(body) < 3 {
		return
	}
	var code string
	if b.version == biff8 {
		code = b.unicode(body[2:], 2)
	} else {
		code = b.bytes(body[2:], 1)
	}
	b.formats[int(binary.LittleEndian.Uint16(body))] = numfmt.Parse(code)
}

// addSheet lists a visible worksheet; charts and macro sheets hold no rows.
func (b *Book) addSheet(body []byte) {
	if len(body) < 7 || body[4]&3 != 0 || body[5] != 0 {
		return
	}
	var name string
	if b.version == biff8 {
		name = b.unicode(body[6:], 1)
	} else {
		name = b.bytes(body[6:], 1)
	}
	name = strings.ToValidUTF8(name, "?")
	if _, taken := b.starts[name]; !taken {
		b.starts[name] = binary.LittleEndian.Uint32(body)
		b.names = append(b.names, name)
	}
}

func (b *Book) kind(style uint16) numfmt.Kind {
	if int(style) >= len(b.styles) {
		return numfmt.Plain
	}
	id := b.styles[style]
	if k, ok := b.formats[id]; ok {
		return k
	}
	return numfmt.Builtin(id)
}
