package spool

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// line is a row that is kept.
type line struct {
	number int
	cells  []string
}

// somewhat makes n rows with gaps between them; cells hold any bytes.
func somewhat(r *rand.Rand, n int) (rows []line) {
	number := 0
	for range n {
		number += 1 + r.IntN(3)*r.IntN(200)
		cells := make([]string, r.IntN(5))
		for i := range cells {
			cells[i] = strings.Repeat(string([]byte{byte(r.IntN(256)), 'x'}), []int{0, 1, 60, 64, 20_000}[r.IntN(5)])
		}
		rows = append(rows, line{number, cells})
	}
	return rows
}

func pack(rows []line, before int) Block {
	b := Block{Line: int64(before)}
	for _, l := range rows {
		b.Text = Append(b.Text, l.number-before, l.cells)
		before = l.number
	}
	return b
}

func all(t *testing.T, r *Rows) (rows []line) {
	t.Helper()
	for {
		number, cells, err := r.Next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, line{number, slices.Clone(cells)})
	}
}

func same(a, b line) bool { return a.number == b.number && slices.Equal(a.cells, b.cells) }

func TestSpool_GivesBackTheRowsItWasGiven(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // seeded on purpose
		rows := somewhat(r, 40)
		s, err := Create()
		if err != nil {
			t.Fatal(err)
		}
		before := 0
		for part := range slices.Chunk(rows, 7) {
			if err := s.Add(pack(part, before)); err != nil {
				t.Fatal(err)
			}
			before = part[len(part)-1].number
		}
		var got []line
		for i := range s.Len() {
			b, err := s.Block(i)
			if err != nil {
				t.Fatal(err)
			}
			reader := b.Rows()
			reader.Lend = seed%2 == 0
			got = append(got, all(t, reader)...)
		}
		if !slices.EqualFunc(got, rows, same) {
			t.Fatalf("seed %d: %d rows came back from %d", seed, len(got), len(rows))
		}
		if err := s.Close(); err != nil || s.Len() != 0 {
			t.Errorf("closed: %v, %d blocks", err, s.Len())
		}
		if _, err := s.Block(0); err == nil {
			t.Error("a closed spool was read")
		}
	}
}

func TestSpool_LeavesNoFileBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	s, err := Create()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add(pack([]line{{1, []string{"a"}}}, 0)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "none"))
	t.Setenv("TMP", filepath.Join(dir, "none"))
	if _, err := Create(); !os.IsNotExist(err) {
		t.Errorf("without a folder: %v", err)
	}
	var none *Spool
	if none.Len() != 0 || none.Close() != nil {
		t.Error("a nil spool holds something")
	}
}

func TestRows_DamagedOnesAreAnErrorAndNoPanic(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // seeded on purpose
	text := pack(somewhat(r, 6), 0).Text
	text = text[:min(len(text), 500)]
	for i := range 3000 {
		b := Block{Text: slices.Clone(text[:r.IntN(len(text)+1)])}
		for range r.IntN(4) {
			if len(b.Text) > 0 {
				b.Text[r.IntN(len(b.Text))] = byte(r.IntN(256))
			}
		}
		rows := b.Rows()
		rows.Lend = i%2 == 0
		for n := 0; ; n++ {
			if _, _, err := rows.Next(); err != nil {
				break
			}
			if n > len(text) {
				t.Fatal("more rows than bytes")
			}
		}
	}
}

func ExampleBlock_Rows() {
	text := Append(nil, 1, []string{"客户", "金额"})
	text = Append(text, 2, []string{"U1", "12.50"})
	rows := Block{Text: text}.Rows()
	for {
		number, cells, err := rows.Next()
		if err != nil {
			break
		}
		fmt.Println(number, cells)
	}
	// Output:
	// 1 [客户 金额]
	// 3 [U1 12.50]
}
