package outreach_test

import (
	"context"
	"strings"
	"testing"

	"huiliu/engine/outreach"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestMasked_HidesTheMiddle(t *testing.T) {
	for _, c := range []struct{ phone, email, wantPhone, wantEmail string }{
		{"13912345678", "li.na@example.com", "139****5678", "l****@example.com"},
		{"+86 139-1234-5678", "王@例子.cn", "139****5678", "王****@例子.cn"},
		{"139****5678", "", "139****5678", ""},
		{"12345", "nobody", "****", "****"},
		{"", "@x.cn", "", "****"},
	} {
		got := outreach.Reach{Phone: c.phone, Email: c.email}.Masked()
		if got.Phone != c.wantPhone || got.Email != c.wantEmail {
			t.Errorf("%+v: %+v", c, got)
		}
		if c.email != "" && strings.Contains(got.Email, "li.na") {
			t.Error("the name is still there")
		}
		if again := got.Masked(); again != got {
			t.Errorf("masked twice %+v", again)
		}
	}
}

func TestRead_FindsWhatTheFileTells(t *testing.T) {
	ctx := context.Background()
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("a", 19000, 5), storetest.Sale("b", 19000, 5)})
	if got, err := outreach.Read(ctx, s, nil); err != nil || len(got) != 0 {
		t.Errorf("%v %v", got, err)
	}
	if got, err := outreach.Read(ctx, s, []string{"a", "b"}); err != nil || len(got) != 0 {
		t.Errorf("%v %v", got, err)
	}
}
