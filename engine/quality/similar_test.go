package quality

import (
	"math"
	"testing"
)

// Winkler 1990, as quoted in the literature: MARTHA/MARHTA 0.961, DWAYNE/DUANE 0.840, DIXON/DICKSONX 0.813.
func TestJaroWinkler_PublishedExamples(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"MARTHA", "MARHTA", 0.9611}, {"DWAYNE", "DUANE", 0.84}, {"DIXON", "DICKSONX", 0.8133}, {"张小明", "张晓明", 0.8}, {"王伟", "李强", 0}, {"", "a", 0}} {
		if got := jaroWinkler(c.a, c.b); math.Abs(got-c.want) > 5e-5 || got != jaroWinkler(c.b, c.a) {
			t.Errorf("%s %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// night/nacht share one of four and four bigrams: 0.25, the usual textbook example.
func TestDice_CountsCommonBigrams(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"night", "nacht", 0.25}, {"aaaa", "aa", 0.5}, {"幸福路18号", "幸福路18号", 1}, {"a", "a", 0}} {
		if got := dice(c.a, c.b); got != c.want || got != dice(c.b, c.a) {
			t.Errorf("%s %s: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestPerson_ReadsPhonesNamesAndAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"13800001234": "13800001234", "+86 138-0000-1234": "13800001234", "１３８００００１２３４": "13800001234",
		"138****1234": "*1381234", "138*****1234": "*1381234", "86138****1234": "*1381234",
		"13800138000": "", "13999999999": "", "02112345678": "", "U13800001234": "", "138****": "", "1381234": "",
	} {
		var p person
		p.takePhone(in)
		got := ""
		switch {
		case len(p.phones) > 0:
			got = p.phones[0]
		case p.hidden:
			got = "*" + p.masked[0]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{" 张 三女士": "张三", "John  SMITH": "johnsmith", "张*": "", "王": "", "": ""} {
		if got := plainName(in); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	if a, d := plainAddress("杭州市西湖区 幸福路１８号3栋-502室"); a != "杭州市西湖区幸福路18号3栋502室" || d != "18-3-502" {
		t.Errorf("%s %s", a, d)
	}
	if a, _ := plainAddress("浙江省杭州市西湖区"); a != "" {
		t.Error("a district is no address")
	}
}
