package ingest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The short way and the long way of typing a value see the same.
func TestPlainKind_SeesWhatAnyKindSees(t *testing.T) {
	parts := []string{"0", "1", "12", "1.5", "1.234", ".", ",", "-", "/", ":", " ", "2024", "2024-01-05", "2024/1/5", "20240105", " 10:11:12", "U0006", "SKU",
		"C", "CNY", "USD12", "E+", "e", "x", "Mar", "Jan5", "yes", "no", "true", "Y", "是", "否", "流失", "unresolved", "元", "万", "￥", "$", "%", "％",
		"１２", "（", "(", ")", "inf", "NaN", "交易成功", "浙江省", "é", "_", "99999999999999", "000123456789012345", "\xff"}
	r := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + r.IntN(3) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		v := value(b.String())
		if v == "" {
			continue
		}
		var short, long stats
		if !short.plainKind(v) {
			continue
		}
		plain++
		long.anyKind(v)
		if a, b := fmt.Sprintf("%+v", short), fmt.Sprintf("%+v", long); a != b {
			t.Fatalf("%q\n%s\n%s", v, a, b)
		}
	}
	if plain < 20_000 {
		t.Errorf("only %d values were plain", plain)
	}
}
