package ingest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestTextReader_CutsALineAtEveryDelimiter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	alphabet := []rune(",;\t\x00\x01\x7f\x80\xac+-.a7中，\U0010FFFF")
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(40) {
			b.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		for _, delimiter := range []string{",", ";", "\t"} {
			line := b.String()
			if got := newBlockReader(delimiter, '\n').split(line); !slices.Equal(got, strings.Split(line, delimiter)) {
				t.Fatalf("%q at %q: got %q", line, delimiter, got)
			}
		}
	}
	wide := strings.Repeat(",", 2*maxCells)
	if got := newBlockReader(",", '\n').split(wide); len(got) != maxCells+1 || got[maxCells] != wide[maxCells:] {
		t.Errorf("a line of too many cells has %d", len(got))
	}
}
