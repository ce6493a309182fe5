package inflate

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// texts are what is packed in the tests: nothing, repeats of all distances, noise, and
// rows of a sheet.
func texts() [][]byte {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // seeded on purpose
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	var rows bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="n"><v>%d</v></c><c r="B%d" s="1"><v>%.2f</v></c></row>`, i, i, r.IntN(1e6), i, r.Float64()*1000)
	}
	out := [][]byte{nil, {'x'}, noise, rows.Bytes(), bytes.Repeat([]byte{0}, 300_000)}
	for back := 1; back < 40; back++ {
		out = append(out, bytes.Repeat(noise[:back], 3+1000/back))
	}
	for _, back := range []int{258, 32767, 32768, 32769} {
		out = append(out, bytes.Repeat(noise[:back], 4))
	}
	few := make([]byte, 100_000) // codes longer than the first table is wide
	for i := range few {
		few[i] = byte(r.ExpFloat64() * 6)
	}
	return append(out, few)
}

func packed(t testing.TB, text []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, level)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReader_GivesBackWhatWasPacked(t *testing.T) {
	for i, text := range texts() {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
			data := packed(t, text, level)
			for name, src := range map[string]io.Reader{"whole": bytes.NewReader(data), "halves": iotest.HalfReader(bytes.NewReader(data)), "with the end": iotest.DataErrReader(bytes.NewReader(data))} {
				if got, err := io.ReadAll(NewReader(src)); err != nil || !bytes.Equal(got, text) {
					t.Fatalf("text %d, level %d, %s: %d bytes of %d, %v", i, level, name, len(got), len(text), err)
				}
			}
		}
	}
}

func TestReader_ACutIsNoEnd(t *testing.T) {
	for _, level := range []int{0, 1, 9} {
		data := packed(t, []byte(strings.Repeat("客户编号,实付金额\n", 40)), level)
		for n := range data {
			if _, err := io.ReadAll(NewReader(bytes.NewReader(data[:n]))); err != io.ErrUnexpectedEOF {
				t.Fatalf("level %d, %d bytes of %d: %v", level, n, len(data), err)
			}
		}
		broken := fmt.Errorf("broken disk")
		if _, err := io.ReadAll(NewReader(io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(broken)))); err != broken {
			t.Errorf("level %d: %v", level, err)
		}
	}
}

// agree compares with the standard library, which stops at the same errors.
func agree(t *testing.T, data []byte) {
	t.Helper()
	want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), 1<<20))
	got, err := io.ReadAll(io.LimitReader(NewReader(bytes.NewReader(data)), 1<<20))
	if (err == nil) != (wantErr == nil) || err == nil && !bytes.Equal(got, want) {
		t.Fatalf("%x:\n%d bytes, %v\nwant %d bytes, %v", data[:min(len(data), 200)], len(got), err, len(want), wantErr)
	}
}

func TestReader_AgreesWithTheLibraryOnDamagedData(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // seeded on purpose
	list := texts()
	for range 1500 {
		text := list[r.IntN(len(list))]
		data := packed(t, text[:min(len(text), 1+r.IntN(3000))], []int{flate.HuffmanOnly, 0, 1, 9}[r.IntN(4)])
		for range 1 + r.IntN(3) {
			data[r.IntN(min(len(data), 1+r.IntN(len(data))))] ^= 1 << r.IntN(8)
		}
		agree(t, data)
	}
	for range 5000 {
		data := make([]byte, 1+r.IntN(60))
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		if r.IntN(2) == 0 {
			data[0] = data[0]&^7 | 4 | byte(r.IntN(2)) // a block with codes of its own
		}
		agree(t, data)
	}
}

func FuzzReader(f *testing.F) {
	for _, text := range texts() {
		f.Add(packed(f, text[:min(len(text), 300)], 9))
	}
	f.Fuzz(agree)
}

func BenchmarkReader(b *testing.B) {
	text := texts()[3]
	data := packed(b, text, 6)
	for name, open := range map[string]func(io.Reader) io.ReadCloser{"ours": NewReader, "library": flate.NewReader} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := io.Copy(io.Discard, struct{ io.Reader }{open(bytes.NewReader(data))}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
