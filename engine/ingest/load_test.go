package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

func TestLoad_RefundsAndStatusesFollowTheStatedRules(t *testing.T) {
	content := `订单编号,买家昵称,付款时间,订单状态,实付金额,退款金额,退款时间
1,甲,2024/3/1,交易成功,100,,
2,甲,2024/3/2,交易成功,100,30,2024/3/9
3,甲,2024/3/3,交易成功,100,100,2024/3/9
4,甲,2024/3/4,退款成功,100,,2024/3/8
5,甲,2024/3/5,付款以后用户退款成功，交易自动关闭,100,,
6,甲,2024/3/6,交易关闭,100,,
7,甲,2024/3/7,等待买家付款,100,,
8,甲,2024/3/8,退款中,100,,
9,甲,2024/3/9,交易成功,-40,,
10,甲,2024/3/10,外星人带走了,100,,
`
	s, r := loadFiles(t, write(t, "订单.csv", []byte(strings.ReplaceAll(content, "，", "，"))))
	want := []string{
		"1 sale 100.0000 -", "2 sale 70.0000 -", "3 refunded 100.0000 2024-03-09", "4 refunded 100.0000 2024-03-08",
		"5 refunded 100.0000 2024-03-05", "6 void 100.0000 2024-03-06", "7 void 100.0000 2024-03-07", "8 sale 100.0000 -",
		"9 refund -40.0000 -", "10 sale 100.0000 -",
	}
	text := "SELECT string_agg(order_id || ' ' || kind || ' ' || amount || ' ' || coalesce(void_on::VARCHAR, '-'), '; ' ORDER BY line) FROM order_lines"
	if got := one[string](t, s, text); got != strings.Join(want, "; ") {
		t.Errorf("got %s", got)
	}
	if !hasWarning(r.Warnings, "import.unknown_status") {
		t.Error("an unknown status passes in silence")
	}
}

func TestLoad_CancellationInvoicesAndPricesBelowZero(t *testing.T) {
	s, r := loadFiles(t, write(t, "a.csv", []byte(`InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID
1,2,2024-01-01,3.5,17850.0
2,2,2024-01-01,3.5,17850.0
C3,-1,2024-01-05,3.5,17850.0
4,-1,2024-01-06,3.5,17850.0
5,1,2024-01-07,0,17850.0
6,1,2024-01-08,-3,17850.0
7,0,2024-01-09,3,17850.0
8,1,2024-01-09,3,
`)))
	if got := one[string](t, s, "SELECT string_agg(order_id || kind || amount || customer_id, ' ' ORDER BY line) FROM order_lines"); got != "1sale7.000017850 2sale7.000017850 C3refund-3.500017850 4refund-3.500017850" {
		t.Errorf("got %s", got)
	}
	if f := r.Files[0]; !slices.Equal(f.Reasons, []ReasonCount{{"not_positive", 3}, {"no_customer", 1}}) {
		t.Errorf("%+v", f.Reasons)
	}
	if got := one[string](t, s, "SELECT string_agg(line || reason || field || value, ' ' ORDER BY line) FROM rejects"); got != "6not_positiveunit_price0 7not_positiveunit_price-3 8not_positivequantity0 9no_customercustomer_id" {
		t.Errorf("got %s", got)
	}
}

func TestLoad_EveryRejectedRowIsKeptWithItsReason(t *testing.T) {
	_, r := loadFiles(t, write(t, "a.csv", []byte("客户编号,付款时间,实付金额,省份\n1,2024-01-01,5,粤\n,,,\n2,昨天,5,粤\n3,2024-01-02,五元,粤\n4,2024-01-02\n5,2024-01-02,5,粤,多\n"+
		"6,2024-01-03,5,粤,\n合计,,15,\n7,2024-01-04,,粤\n8,2024-01-05,5,\"粤\n")))
	want := []ReasonCount{{"bad_amount", 2}, {"bad_date", 1}, {"bad_quote", 1}, {"blank_row", 1}, {"long_row", 1}, {"short_row", 1}, {"total_row", 1}}
	if f := r.Files[0]; f.Loaded != 2 || f.Read != 10 || !slices.Equal(f.Reasons, want) {
		t.Errorf("%+v", f)
	}
}

func TestLoad_TheSameFileTwiceIsNotCountedTwice(t *testing.T) {
	src := sniff(t, write(t, "a.csv", []byte(fewOrders)))
	s := storetest.Open(t)
	for range 2 {
		if _, err := Load(bg, s, slices.Concat(src, src), importedAt, engine.NoProgress{}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ReadReport(bg, s)
	if err != nil {
		t.Fatal(err)
	}
	if r.Lines != 2 || len(r.Files) != 4 || r.Files[0].Loaded != 2 || r.Files[3].Merged != 2 || r.Files[3].Read != 2 || !hasWarning(r.Warnings, "import.already_loaded") {
		t.Errorf("%+v", r)
	}
	if n := one[int](t, s, "SELECT count(*) FROM journal WHERE action = 'import'"); n != 2 {
		t.Errorf("%d journal entries", n)
	}
}

func TestLoad_WorkbookDatesIdsAndSecondSheet(t *testing.T) {
	f := excelize.NewFile()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"店铺订单"}, {"订单编号", "会员号", "什么时候", "实付金额"}, {"0012", 1234567890123456, 45356.5, 12.3}, {"0013", 7, 45357, "¥1,000"}, {}, {"0014", 8, 45358, 9}}
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "C3", "C6", style); err != nil {
		t.Fatal(err)
	}
	path := write(t, "a.xlsx", nil)
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	src := sniff(t, path)
	if c := src[0].Mapping.Columns[2]; c.Type != "date" || c.Field != FieldOrderAt || c.Why != "values" {
		t.Errorf("the date column is %s, %s, %s", c.Type, c.Field, c.Why)
	}
	s := storetest.Open(t)
	r, err := Load(bg, s, src, importedAt, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	got := one[string](t, s, "SELECT string_agg(order_id || ' ' || customer_id || ' ' || placed_at || ' ' || amount, '; ' ORDER BY line) FROM order_lines")
	if got != "0012 1234567890123456 2024-03-05 12:00:00 12.3000; 0013 7 2024-03-06 00:00:00 1000.0000; 0014 8 2024-03-07 00:00:00 9.0000" {
		t.Errorf("got %s", got)
	}
	if f := r.Files[0]; f.Read != 4 || len(f.Reasons) != 1 || f.Reasons[0].Reason != "blank_row" {
		t.Errorf("%+v", f)
	}
}

func TestLoad_TicketsFeedbackAndContacts(t *testing.T) {
	orders := write(t, "orders.csv", []byte(fewOrders))
	tickets := write(t, "工单.csv", []byte("工单编号,客户编号,工单时间,问题类型,内容,是否解决\nT1,1,2024-02-01,物流,太慢了,是\nT2,2,2024-02-02,质量,坏了,否\n"))
	survey := write(t, "问卷.csv", []byte("客户编号,填写时间,评分,原因,意见\n1,2024-03-01,3,价格太贵,\n2,,十,服务不好,\n2,,9,服务不好,\n"))
	contacts := write(t, "活动.csv", []byte("活动名称,客户编号,分组,优惠方案,联系时间,触达成本\n春节,1,实验组,10元券,2024-04-01,0.5\n春节,2,对照组,,2024-04-01,\n"))
	s, r := loadFiles(t, orders, tickets, survey, contacts)
	var roles []string
	for _, f := range r.Files {
		roles = append(roles, fmt.Sprint(f.Role, f.Loaded, f.Rejected))
	}
	if want := []string{"orders2 0", "tickets2 0", "feedback2 1", "contacts2 0"}; !slices.Equal(roles, want) {
		t.Fatalf("got %v", roles)
	}
	if got := one[string](t, s, "SELECT string_agg(topic || resolved, ' ' ORDER BY line) FROM tickets"); got != "物流true 质量false" {
		t.Errorf("tickets %s", got)
	}
	if got := one[string](t, s, "SELECT string_agg(reason || score || coalesce(day::VARCHAR, '-'), ' ' ORDER BY line) FROM feedback"); got != "价格太贵3.02024-03-01 服务不好9.0-" {
		t.Errorf("feedback %s", got)
	}
	if got := one[string](t, s, "SELECT string_agg(campaign || arm || coalesce(offer, '-') || coalesce(cost::VARCHAR, '-'), ' ' ORDER BY line) FROM contacts"); got != "春节treated10元券0.5000 春节control--" {
		t.Errorf("contacts %s", got)
	}
}

func TestLoad_DuplicateCustomersAreMerged(t *testing.T) {
	s, r := loadFiles(t, write(t, "会员.csv", []byte("会员号,姓名,注册日期,等级\n001,甲,2024-01-01,金\n002,乙,2024-01-02,银\n001,甲,2024-01-01,金\n")))
	if f := r.Files[0]; f.Role != "customers" {
		t.Fatalf("%+v", f)
	}
	if n := one[int](t, s, "SELECT count(*) FROM customers"); n != 2 || r.Files[0].Merged != 1 {
		t.Errorf("%d customers, %+v", n, r.Files[0])
	}
}

// Random rubbish in every column: whatever is decided about a row, the sums hold,
// and what is loaded is what the project has.
func TestLoad_AccountingAlwaysAddsUp(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // seeded on purpose
		pick := func(values ...string) string { return values[rng.IntN(len(values))] }
		var b strings.Builder
		b.WriteString("订单编号,客户编号,付款时间,订单状态,实付金额,购买数量,单价\n")
		n := 200 + rng.IntN(400)
		rows := int64(0)
		for i := range n {
			line := strings.Join([]string{
				pick(fmt.Sprint(i), "C"+fmt.Sprint(i), ""), pick("a", "b", "c", "", "合计"),
				pick("2024-01-02", "2024/3/5 10:00", "2024年3月5日", "2024-01-09", "x", ""), pick("交易成功", "退款成功", "已取消", "?"),
				pick("5", "-5", "¥1,2", "", "\"1,234.5\"", "0"), pick("1", "2", "-1", "0", ""), pick("5", "0", "-3", "x", "1.5"),
			}, ",")
			switch rng.IntN(12) {
			case 0:
				line = ",,,,,,"
			case 1:
				line += ",extra"
			case 2:
				r := []rune(line)
				line = string(r[:len(r)/2])
			}
			if line != "" {
				rows++
			}
			b.WriteString(line + pick("\n", "\r\n"))
		}
		s, r := loadFiles(t, write(t, "a.csv", []byte(b.String())))
		f := r.Files[0]
		if f.Read != rows || one[int64](t, s, "SELECT count(*) FROM order_lines") != f.Loaded || one[int64](t, s, "SELECT count(*) FROM rejects") != f.Rejected {
			t.Errorf("seed %d: %d rows, %+v", seed, rows, f)
		}
		if bad := one[int](t, s, "SELECT count(*) FROM order_lines WHERE (kind = 'refund') <> (amount < 0) AND amount <> 0 OR customer_id = ''"); bad != 0 {
			t.Errorf("seed %d: %d lines against the rules", seed, bad)
		}
	}
}

func TestLoad_OrderOfRowsDoesNotMatter(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(strings.Repeat("1,2024-01-01,5\n2,2024-01-03,6.5\n3,x,1\n2,2024-01-04,-1\n", 5)), "\n")
	sum := func() string {
		s, _ := loadFiles(t, write(t, "a.csv", []byte("customer_id,date,amount\n"+strings.Join(lines, "\n")+"\n")))
		return one[string](t, s, "SELECT count(*) || ' ' || sum(amount) || ' ' || sum(lines) FROM customer_days")
	}
	first := sum()
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] }) //nolint:gosec // seeded on purpose
	if second := sum(); first != second {
		t.Errorf("%s against %s", first, second)
	}
}

func TestReadReport_OfAnEmptyProject(t *testing.T) {
	r, err := ReadReport(bg, storetest.Open(t))
	if err != nil || r.FirstDay != engine.NoDay || len(r.Files) != 0 || r.Files == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSniff_ReadsArchives(t *testing.T) {
	path := write(t, "bundle.zip", zipped(t, map[string]string{"订单.csv": fewOrders, "readme.md": "hello"}))
	s, r := loadFiles(t, path)
	if r.Lines != 2 || r.Files[0].Sheet != "订单.csv" {
		t.Errorf("%+v", r)
	}
	_ = s
	if _, r := loadFiles(t, write(t, "a.csv.gz", gzipped(t, fewOrders))); r.Lines != 2 || r.Files[0].Kind != "csv" {
		t.Errorf("%+v", r)
	}
}

var _ store.Reader = (*store.Store)(nil)

func TestSetRole_MapsTheColumnsAnew(t *testing.T) {
	src := sniff(t, write(t, "a.csv", []byte("客户编号,日期,评分,备注\n1,2024-01-01,5,好\n2,2024-01-02,4,一般\n")))[0]
	if src.Mapping.Role != RoleFeedback {
		t.Fatalf("role %s", src.Mapping.Role)
	}
	if err := src.SetRole(RoleTickets); err != nil {
		t.Fatal(err)
	}
	for f, want := range map[Field]int{FieldCustomerID: 0, FieldTicketAt: 1, FieldText: 3, FieldScore: -1, FieldAnsweredAt: -1} {
		if got := src.Mapping.Find(f); got != want {
			t.Errorf("%s is column %d, want %d", f, got, want)
		}
	}
	if _, err := Load(bg, storetest.Open(t), []Source{src}, importedAt, engine.NoProgress{}); err != nil {
		t.Error(err)
	}
}
