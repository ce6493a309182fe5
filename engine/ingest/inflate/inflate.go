// Package inflate unpacks deflated data (RFC 1951) about twice as fast as the standard
// library, which matters for the one big part of a workbook:
//
//	archive.RegisterDecompressor(zip.Deflate, inflate.NewReader)
package inflate

import (
	"encoding/binary"
	"errors"
	"io"
)

var errCorrupt = errors.New("inflate: corrupt data")

const (
	history  = 32 << 10 // how far back a match reaches
	ahead    = 128 << 10
	maxMatch = 258
	slack    = 8 // bytes a copy may write beyond its end
)

// Reader unpacks what it reads.
type Reader struct {
	src    io.Reader
	in     []byte
	at, to int // unread part of in
	bits   uint64
	have   uint // valid bits
	pad    uint // bytes put into bits behind the end of the data
	err    error

	out        []byte
	done, read int // unpacked and handed out

	stored int // bytes left of a stored block
	coded  bool
	final  bool

	meaning           *meanings
	literal, distance []uint32
}

// NewReader returns a reader of the unpacked data. It may take more of src than it needs.
func NewReader(src io.Reader) io.ReadCloser {
	return &Reader{src: src, in: make([]byte, 64<<10), out: make([]byte, history+ahead+maxMatch+slack), meaning: newMeanings(),
		literal: make([]uint32, 1<<literalBits, 3<<literalBits), distance: make([]uint32, 1<<distanceBits, 4<<distanceBits)}
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	for r.read == r.done && len(p) > 0 {
		if r.err != nil {
			return 0, r.err
		}
		if r.done >= history+ahead {
			copy(r.out, r.out[r.done-history:r.done])
			r.done, r.read = history, history
		}
		if err := r.step(); err != nil {
			r.err = err
		}
	}
	n := copy(p, r.out[r.read:r.done])
	r.read += n
	return n, nil
}

// Close implements io.Closer.
func (r *Reader) Close() error { return nil }

// step unpacks what there is room for, or begins a block.
func (r *Reader) step() error {
	switch {
	case r.stored > 0:
		return r.copyStored()
	case r.coded:
		return r.codes()
	case r.final:
		return io.EOF
	}
	if err := r.fill(); err != nil {
		return err
	}
	r.final = r.take(1) == 1
	switch r.take(2) {
	case 0:
		return r.openStored()
	case 1:
		return r.openFixed()
	case 2:
		return r.openDynamic()
	}
	return errCorrupt
}

// fill makes at least 56 bits valid, of which those behind the end of the data are 0.
func (r *Reader) fill() error {
	if r.overdrawn() {
		return io.ErrUnexpectedEOF
	}
	for r.have < 56 {
		if r.at == r.to && r.pad == 0 {
			if err := r.refill(); err != nil {
				return err
			}
		}
		if r.at < r.to {
			r.bits |= uint64(r.in[r.at]) << r.have
			r.at++
		} else {
			r.pad++
		}
		r.have += 8
	}
	return nil
}

// refill reads more; nothing more comes at the end of the data.
func (r *Reader) refill() error {
	r.at, r.to = 0, 0
	for range 100 {
		n, err := r.src.Read(r.in)
		if r.to = n; n > 0 || err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// overdrawn reports whether bits behind the end of the data were used.
func (r *Reader) overdrawn() bool { return r.pad > 0 && r.have < 8*r.pad }

// take takes n valid bits.
func (r *Reader) take(n uint) uint32 {
	v := uint32(r.bits & (1<<n - 1))
	r.bits >>= n
	r.have -= n
	return v
}

func (r *Reader) openStored() error {
	r.take(r.have % 8)
	if err := r.fill(); err != nil {
		return err
	}
	size, check := r.take(16), r.take(16)
	if r.overdrawn() {
		return io.ErrUnexpectedEOF
	}
	if size != check^0xFFFF {
		return errCorrupt
	}
	r.stored = int(size)
	return nil
}

func (r *Reader) copyStored() error {
	room := r.out[r.done:min(r.done+r.stored, len(r.out))]
	n := 0
	for ; n < len(room) && r.have >= 8; n++ {
		room[n] = byte(r.take(8))
	}
	if r.overdrawn() {
		return io.ErrUnexpectedEOF
	}
	if n < len(room) {
		r.bits = 0 // what lies above the valid bits is read below
		if r.at == r.to {
			if err := r.refill(); err != nil {
				return err
			}
			if r.at == r.to {
				return io.ErrUnexpectedEOF
			}
		}
		m := copy(room[n:], r.in[r.at:r.to])
		r.at += m
		n += m
	}
	r.done += n
	r.stored -= n
	return nil
}

func (r *Reader) openFixed() error {
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	r.literal, _ = build(r.literal, literalBits, lengths[:], r.meaning.literal[:])
	for i := range 32 {
		lengths[i] = 5
	}
	r.distance, _ = build(r.distance, distanceBits, lengths[:32], r.meaning.distance[:])
	r.coded = true
	return nil
}

// order is the order in which the lengths of the codes for lengths are written.
var order = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

func (r *Reader) openDynamic() error {
	if err := r.fill(); err != nil {
		return err
	}
	nl, nd, nc := int(r.take(5))+257, int(r.take(5))+1, int(r.take(4))+4
	if nl > literals || nd > distances {
		return errCorrupt
	}
	var first [19]uint8
	for _, i := range order[:nc] {
		if err := r.fill(); err != nil {
			return err
		}
		first[i] = uint8(r.take(3))
	}
	codes, ok := build(make([]uint32, 1<<lengthBits), lengthBits, first[:], r.meaning.length[:])
	if !ok {
		return errCorrupt
	}
	var lengths [literals + distances]uint8
	if err := r.readLengths(codes, lengths[:nl+nd]); err != nil {
		return err
	}
	if r.literal, ok = build(r.literal, literalBits, lengths[:nl], r.meaning.literal[:]); !ok {
		return errCorrupt
	}
	if r.distance, ok = build(r.distance, distanceBits, lengths[nl:nl+nd], r.meaning.distance[:]); !ok {
		return errCorrupt
	}
	r.coded = true
	return nil
}

// readLengths reads the lengths of the codes of both alphabets.
func (r *Reader) readLengths(codes []uint32, lengths []uint8) error {
	for i := 0; i < len(lengths); {
		if err := r.fill(); err != nil {
			return err
		}
		e := codes[r.bits&(1<<lengthBits-1)]
		if e == 0 {
			return errCorrupt
		}
		r.take(uint(e & 15))
		symbol := uint8(e >> 16)
		if symbol < 16 {
			lengths[i] = symbol
			i++
			continue
		}
		var n int
		var value uint8
		switch symbol {
		case 16:
			if i == 0 {
				return errCorrupt
			}
			n, value = 3+int(r.take(2)), lengths[i-1]
		case 17:
			n = 3 + int(r.take(3))
		default:
			n = 11 + int(r.take(7))
		}
		if n > len(lengths)-i {
			return errCorrupt
		}
		for range n {
			lengths[i] = value
			i++
		}
	}
	return nil
}

// codes unpacks codes until the output is full or the block ends.
func (r *Reader) codes() error {
	out, done := r.out, r.done
	literal, distance := r.literal, r.distance
	bits, have := r.bits, r.have
	var err error
	for done < history+ahead {
		// A length and its distance take 48 bits at most.
		if have < 48 {
			if r.to-r.at >= 8 {
				bits |= binary.LittleEndian.Uint64(r.in[r.at:]) << have
				r.at += int((63 - have) >> 3)
				have |= 56
			} else {
				r.bits, r.have = bits, have
				if err = r.fill(); err != nil {
					break
				}
				bits, have = r.bits, r.have
			}
		}
		e := literal[bits&(1<<literalBits-1)]
		if e&isLink != 0 {
			bits >>= literalBits
			have -= literalBits
			e = literal[e>>16+uint32(bits)&(1<<(e>>8&15)-1)]
		}
		bits >>= e & 15
		have -= uint(e & 15)
		if e&isLiteral != 0 {
			out[done] = byte(e >> 16)
			done++
			continue
		}
		if e&0x80 == 0 {
			if r.coded = false; e == 0 {
				err = errCorrupt
			}
			break
		}
		length := int(e>>16) + int(bits&(1<<(e>>8&31)-1))
		bits >>= e >> 8 & 31
		have -= uint(e >> 8 & 31)
		e = distance[bits&(1<<distanceBits-1)]
		if e&isLink != 0 {
			bits >>= distanceBits
			have -= distanceBits
			e = distance[e>>16+uint32(bits)&(1<<(e>>8&15)-1)]
		}
		bits >>= e & 15
		have -= uint(e & 15)
		back := int(e>>16) + int(bits&(1<<(e>>8&31)-1))
		bits >>= e >> 8 & 31
		have -= uint(e >> 8 & 31)
		if e == 0 || back > done {
			err = errCorrupt
			break
		}
		repeat(out, done, back, length)
		done += length
	}
	r.bits, r.have, r.done = bits, have, done
	if err == nil && r.overdrawn() {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// repeat writes length bytes at position at that lie back bytes before; it may write
// up to slack more.
func repeat(out []byte, at, back, length int) {
	from := at - back
	switch {
	case back >= 8:
		dst, src := out[at:at+length+slack], out[from:from+length+slack]
		for i := 0; i < length; i += 8 {
			binary.LittleEndian.PutUint64(dst[i:], binary.LittleEndian.Uint64(src[i:]))
		}
	default:
		for i := range length {
			out[at+i] = out[from+i]
		}
	}
}
