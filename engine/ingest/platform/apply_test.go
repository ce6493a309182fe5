package platform_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/ingest"
	"huiliu/engine/ingest/platform"
)

func warned(s *ingest.Source, code string) bool {
	return slices.ContainsFunc(s.Warnings, func(w engine.Warning) bool { return w.Code == code })
}

// An order of Shopify tells its status, discount and refund in its first row only.
func TestApply_ShopifyOrdersWithSeveralItemsShareWhatTheFirstRowTells(t *testing.T) {
	text := `Name,Email,Financial Status,Paid at,Subtotal,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount
#1001,a@x.com,partially_refunded,2024-03-01 10:00:00 +0800,90,99,10,2024-03-01 10:00:00 +0800,2,Tea,30,70
#1001,,,,,,,,1,Cup,40,
#1002,b@x.com,refunded,2024-03-02 10:00:00 +0800,50,55,0,2024-03-02 10:00:00 +0800,1,Tea,30,55
#1002,,,,,,,,1,Pot,20,
#1003,c@x.com,pending,,30,30,0,2024-03-03 10:00:00 +0800,1,Tea,30,0
#1004,d@x.com,paid,2024-03-04 10:00:00 +0800,20,20,50,2024-03-04 10:00:00 +0800,1,Tea,30,0
#1004,,,,,,,,1,Cup,40,
#1005,d@x.com,voided,,20,20,0,2024-03-04 10:00:00 +0800,1,Tea,30,0
`
	src := look(t, "orders_export.csv", []byte(text), builtin(t))
	if src[0].Platform.ID != "shopify_orders" {
		t.Fatalf("%+v", src[0].Platform)
	}
	s, r := load(t, src)
	want := []string{
		"#1001 refunded 50.0000", "#1001 sale 20.0000", // 60 − 10, then 70 back: all of it and 20 of the cup's 40
		"#1002 refunded 30.0000", "#1002 refunded 20.0000", "#1003 void 30.0000",
		"#1004 sale 0.0000", "#1004 sale 20.0000", // 50 off: 30 of the tea, 20 of the cup
		"#1005 void 30.0000",
	}
	if got := lines(t, s); !slices.Equal(got, want) {
		t.Errorf("%q\n%+v", got, r.Files[0])
	}
	if r.Customers != 4 {
		t.Errorf("%d customers", r.Customers)
	}
}

func TestApply_AMaskedCustomerIsSaidAndAnUnmaskedOnePreferred(t *testing.T) {
	known := builtin(t)
	head := "订单编号,买家会员名,联系手机,买家实际支付金额,订单状态,订单创建时间\n"
	masked := look(t, "a.csv", []byte(head+"1,t**1,138****5678,5,交易成功,2024-01-01\n2,a**b,139****1111,6,交易成功,2024-01-02\n"), known)
	if !warned(&masked[0], "import.masked_customer") {
		t.Errorf("%+v", masked[0].Warnings)
	}
	plain := look(t, "b.csv", []byte(head+"1,t**1,13812345678,5,交易成功,2024-01-01\n2,a**b,13911112222,6,交易成功,2024-01-02\n"), known)
	if c := plain[0].Mapping.Columns[2]; c.Field != ingest.FieldCustomerID || c.Why != platform.Why || warned(&plain[0], "import.masked_customer") {
		t.Errorf("%+v %+v", c, plain[0].Warnings)
	}
}

func TestApply_ColumnsWhoseValuesCannotBeAreNotMapped(t *testing.T) {
	known := builtin(t)
	head := "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间\n"
	src := look(t, "a.csv", []byte(head+"1,甲,见备注,5,交易成功,2024-01-01\n2,乙,见备注,6,交易成功,2024-01-02\n"), known)
	if src[0].Platform.ID != "taobao_orders" || src[0].Mapping.Find(ingest.FieldAmount) != 3 {
		t.Errorf("%+v %+v", src[0].Platform, src[0].Mapping.Columns)
	}
	words := look(t, "b.csv", []byte(head+"1,甲,见备注,多,交易成功,昨天\n2,乙,见备注,少,交易成功,前天\n"), known)
	if words[0].Platform.ID != "" {
		t.Errorf("a table without dates and amounts is %+v", words[0].Platform)
	}
}

func TestApply_AnUnknownTableStaysAsItWas(t *testing.T) {
	known := builtin(t)
	text := []byte("客户编号,付款时间,实付金额\n1,2024-01-02,5\n1,2024-02-02,6\n")
	with, without := look(t, "a.csv", text, known), look(t, "a.csv", text, nil)
	if with[0].Platform != (ingest.Platform{}) || !slices.EqualFunc(with[0].Mapping.Columns, without[0].Mapping.Columns,
		func(a, b ingest.Column) bool { return a.Field == b.Field && a.Why == b.Why }) {
		t.Errorf("%+v", with[0])
	}
	if s := look(t, "a.csv", []byte("1,甲,5\n2,乙,6\n"), known); s[0].Platform.ID != "" {
		t.Errorf("a table without header is %+v", s[0].Platform)
	}
}

func TestApply_MembersAndCustomersAreCustomers(t *testing.T) {
	known := builtin(t)
	for id, text := range map[string]string{
		"member_list":       "会员卡号,手机号,会员等级,姓名,注册时间,累计消费,积分\n0001,138****1234,金卡,甲,2023-01-02,1200.5,3\n0002,139****1234,银卡,乙,2023-02-02,20,4\n",
		"shopify_customers": "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders\n'1,A,B,a@x.com,yes,12.50,2\n'2,C,D,c@x.com,no,3,1\n",
	} {
		src := look(t, "a.csv", []byte(text), known)
		if src[0].Platform.ID != id || src[0].Mapping.Role != ingest.RoleCustomers || src[0].Mapping.Find(ingest.FieldTotalAmount) < 0 ||
			src[0].Mapping.Find(ingest.FieldCustomerID) < 0 || warned(&src[0], "import.masked_customer") {
			t.Errorf("%s: %+v", id, src[0])
		}
		if _, r := load(t, src); r.Customers != 2 {
			t.Errorf("%s: %d customers", id, r.Customers)
		}
	}
}

func TestParse_SaysWhatIsWrongAndWhere(t *testing.T) {
	good, err := os.ReadFile("../../../assets/platforms/shopify_orders.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, code, key string }{
		{`"id": "shopify_orders"`, `"id": "Shopify Orders"`, "import.platform_bad_value", "id"},
		{`"kind": "lines"`, `"kind": "line"`, "import.platform_bad_value", "kind"},
		{`"role": "orders"`, `"role": "sales"`, "import.platform_bad_value", "role"},
		{`"refunds": "column"`, `"refunds": "?"`, "import.platform_bad_value", "refunds"},
		{`"order_id": ["Name"]`, `"order": ["Name"]`, "import.platform_bad_value", "fields"},
		{`"order_id": ["Name"]`, `"order_id": ["Name|Nr"]`, "import.platform_bad_value", "order_id"},
		{`"sale": [`, `"sold": [`, "import.platform_bad_value", "statuses"},
		{`"refunded": ["refunded"]`, `"refunded": ["PAID"]`, "import.platform_bad_value", "sale"},
		{`"id":`, `"colour": 1, "id":`, "import.platform_syntax", ""},
		{`"id": "shopify_orders",`, `"id": "shopify_orders"`, "import.platform_syntax", ""},
	} {
		_, err := platform.Parse("x.json", []byte(strings.Replace(string(good), c.from, c.to, 1)))
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Place.Line < 1 || c.key != "" && e.Args["key"] != c.key {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}

func TestJoin_OwnDescriptionsTakeThePlaceOfBuiltInOnes(t *testing.T) {
	got := platform.Join([]platform.Platform{{ID: "a"}, {ID: "b"}}, []platform.Platform{{ID: "b", Kind: "lines"}, {ID: "c"}})
	if len(got) != 3 || got[1].Kind != "lines" {
		t.Errorf("%+v", got)
	}
}

func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("../../../assets/platforms/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := platform.Parse("x.json", text)
		if err != nil {
			var e *engine.Error
			if !errors.As(err, &e) || e.Place.Line < 1 {
				t.Fatal(err)
			}
			return
		}
		src := []ingest.Source{{HeaderLine: 1, Kind: "csv", Mapping: ingest.Mapping{Columns: []ingest.Column{{Header: "A", Type: "text"}}}}}
		for _, h := range p.Required {
			src[0].Mapping.Columns = append(src[0].Mapping.Columns, ingest.Column{Index: len(src[0].Mapping.Columns), Header: h, Type: "number"})
		}
		platform.Apply(src, []platform.Platform{p})
	})
}
