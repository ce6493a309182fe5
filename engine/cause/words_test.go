package cause

import (
	"encoding/json"
	"errors"
	"testing"

	"huiliu/assets"
	"huiliu/engine"
)

func builtIn(t testing.TB) Taxonomy {
	t.Helper()
	tax, err := ParseTaxonomy(assets.Taxonomy())
	if err != nil {
		t.Fatal(err)
	}
	return tax
}

func TestRead_FindsCauseAndHonoursDenial(t *testing.T) {
	r := newReader(builtIn(t))
	for text, want := range map[string]string{
		"快递太慢了,总是晚到":           "delivery",
		"等了12天，已经不想要了":         "delivery",
		"涨价了，买不起":              "price",
		"客服态度差，没人理":            "service",
		"质量不如以前":               "product",
		"换到另一个平台买了":            "competitor",
		"孩子长大了,用不上":            "need_gone",
		"下单太麻烦，老是没货":           "channel",
		"去年搬家了":                "involuntary",
		"没什么特别的原因":             "unclear",
		"":                     "",
		"请问发票怎么开?":             "",
		"不是质量问题,就是颜色买错了":       "",
		"不是嫌贵,就是想问问以后还有没有活动":   "",
		"物流没有问题,很快就到了":         "",
		"客服态度没问题,只是临时要改地址":     "",
		"不是投诉,快递一点也不慢":         "",
		"没有破损,包装也不差":           "",
		"并不是对服务不满意":            "",
		"不是质量问题，而是涨价涨得太多":      "price",
		"不是太贵而是服务态度差":          "service",
		"没什么不满意的":              "",
		"It was TOO EXPENSIVE": "price",
		"The delivery was late and nobody answered my mails, delivered late again": "delivery",
		"not expensive at all, but the parcel was damaged":                         "product",
		"I didn’t find it overpriced":                                              "",
		"I don't need it anymore":                                                  "need_gone",
		"switched to another provider":                                             "competitor",
		"inexpensive and good":                                                     "",
	} {
		if got := r.read(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// The twenty reasons of the public telco file; the categories of its newer edition
// agree where they name one (Competitor, Attitude, Dissatisfaction, Price, Other).
func TestCode_KnowsTelcoReasons(t *testing.T) {
	r := newReader(builtIn(t))
	for code, want := range map[string]string{
		"Attitude of support person": "service", "Competitor offered higher download speeds": "competitor",
		"Competitor offered more data": "competitor", "Don't know": "unclear", "Competitor made better offer": "competitor",
		"Attitude of service provider": "service", "Competitor had better devices": "competitor", "Network reliability": "product",
		"Product dissatisfaction": "product", "Price too high": "price", "Service dissatisfaction": "service",
		"Lack of self-service on Website": "channel", "Extra data charges": "price", "Moved": "involuntary",
		"Lack of affordable download/upload speed": "price", "Limited range of services": "product",
		"Long distance charges": "price", "Poor expertise of phone support": "service",
		"Poor expertise of online support": "service", "Deceased": "involuntary",
	} {
		if got := r.code(code); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}

func TestParseTaxonomy_RefusesWhatWouldMislead(t *testing.T) {
	break1 := func(f func(*Taxonomy)) error {
		tax := builtIn(t)
		f(&tax)
		raw, err := json.Marshal(tax)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseTaxonomy(raw)
		return err
	}
	for problem, f := range map[string]func(*Taxonomy){
		"duplicate_key":    func(x *Taxonomy) { x.Causes[1].Key = x.Causes[0].Key },
		"language_missing": func(x *Taxonomy) { delete(x.Causes[2].Label, "en") },
		"duplicate_word":   func(x *Taxonomy) { x.Causes[1].Reasons = append(x.Causes[1].Reasons, " ＤELIVERY ") },
		"missing":          func(x *Taxonomy) { x.Causes = x.Causes[:3] },
	} {
		var e *engine.Error
		if err := break1(f); !errors.As(err, &e) || e.Args["problem"] != problem {
			t.Errorf("%s: got %v", problem, err)
		}
	}
	if err := break1(func(*Taxonomy) {}); err != nil {
		t.Error(err)
	}
}
