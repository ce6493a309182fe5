package inflate

import "math/bits"

// An entry of a table says what a code means. Its low 4 bits are how many bits the
// code takes, 0 for no code at all; bits 8 to 12 how many more bits follow it; the
// high 16 bits a literal, or what those bits are added to.
const (
	isLiteral = 0x10
	isEnd     = 0x20
	isLink    = 0x40 // to a second table, for codes longer than the first has bits
)

const (
	literalBits, distanceBits, lengthBits = 11, 9, 7 // of the first tables
	longest                               = 15
	literals, distances                   = 286, 30
)

// meanings are the entries of all symbols of an alphabet without the lengths of their
// codes; 0 for symbols that must not occur.
type meanings struct {
	literal  [288]uint32
	distance [32]uint32
	length   [19]uint32
}

func newMeanings() *meanings {
	m := &meanings{}
	for i := range 256 {
		m.literal[i] = uint32(i)<<16 | isLiteral
	}
	m.literal[256] = isEnd
	base, extra := 3, 0
	for i := 257; i < 285; i++ {
		if i >= 265 && (i-261)%4 == 0 {
			extra++
		}
		m.literal[i] = uint32(base)<<16 | uint32(extra)<<8 | 0x80
		base += 1 << extra
	}
	m.literal[285] = 258<<16 | 0x80
	base, extra = 1, 0
	for i := range distances {
		if i >= 4 && i%2 == 0 {
			extra++
		}
		m.distance[i] = uint32(base)<<16 | uint32(extra)<<8 | 0x80
		base += 1 << extra
	}
	for i := range m.length {
		m.length[i] = uint32(i)<<16 | isLiteral
	}
	return m
}

// build fills a table for codes of these lengths, the first of width bits. It returns
// the table, longer where it has to be, and false for lengths that make no code.
func build(table []uint32, width int, lengths []uint8, meaning []uint32) ([]uint32, bool) {
	var count, next [longest + 1]int
	for _, n := range lengths {
		count[n]++
	}
	count[0] = 0
	code, most := 0, 0
	for n := 1; n <= longest; n++ {
		code = (code + count[n-1]) << 1
		next[n] = code
		if count[n] > 0 {
			most = n
		}
	}
	// All codes are used, or there is one of one bit, or none: as zlib has it.
	if full := next[most] + count[most]; most > 0 && full != 1<<most && (full != 1 || most != 1) {
		return table, false
	}
	table = table[:1<<width]
	clear(table)
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		code := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		e := meaning[symbol]
		if e == 0 {
			continue
		}
		if int(n) > width {
			table = long(table, code, [3]int{width, most - width, int(n) - width}, e)
			continue
		}
		for ; code < 1<<width; code += 1 << n {
			table[code] = e | uint32(n)
		}
	}
	return table, true
}

// long enters a code that is longer than the first table is wide: into a second table
// for its first bits. widths are those of the tables, and what the code has for the second.
func long(table []uint32, code int, widths [3]int, e uint32) []uint32 {
	width, second, n := widths[0], widths[1], widths[2]
	first := code & (1<<width - 1)
	if table[first] == 0 {
		table[first] = uint32(len(table))<<16 | uint32(second)<<8 | isLink | uint32(width)
		for range 1 << second {
			table = append(table, 0)
		}
	}
	at := int(table[first] >> 16)
	for rest := code >> width; rest < 1<<second; rest += 1 << n {
		table[at+rest] = e | uint32(n)
	}
	return table
}
