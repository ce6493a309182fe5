package ingest

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestDecodeGB18030_AgreesWithTheDecoderOfTheLibrary(t *testing.T) {
	check := func(src []byte) {
		t.Helper()
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeGB18030(src); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("% x: got %q, want %q, %v", src, got, want, err)
		}
	}
	for a := range 256 {
		for b := range 256 {
			check([]byte{byte(a), byte(b), 'x', '\n'})
		}
	}
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // seeded on purpose
	for range 2000 {
		src := make([]byte, r.IntN(40))
		for i := range src {
			src[i] = []byte{'\n', 'a', '0', '9', 0x81, 0x30, 0xB0, 0xFE, 0x84, 0x39, byte(r.IntN(256)), byte(r.IntN(256))}[r.IntN(12)]
		}
		check(src)
	}
}
