package history_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/history"
	"huiliu/engine/ingest"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

var (
	bg   = context.Background()
	when = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
)

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) } //nolint:gosec // seeded on purpose

// table is an export: a header and rows whose first cells tell the day.
type table struct {
	name, header string
	rows         []entry
}

// entry is a row of an export and the day it belongs to.
type entry struct {
	day  int
	text string
}

func date(day int) string {
	return time.Date(2024, 1, 1+day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// between cuts the days [from, to] out of a table, as a month's export does.
func (t table) between(name string, from, to int) table {
	out := table{name: name, header: t.header}
	for _, r := range t.rows {
		if r.day >= from && r.day <= to {
			out.rows = append(out.rows, r)
		}
	}
	return out
}

// and appends the rows of another table.
func (t table) and(name string, o table) table {
	return table{name, t.header, append(append([]entry{}, t.rows...), o.rows...)}
}

func (t table) write(tb testing.TB) string {
	tb.Helper()
	var b strings.Builder
	b.WriteString(t.header + "\n")
	for _, r := range t.rows {
		b.WriteString(r.text + "\n")
	}
	path := filepath.Join(tb.TempDir(), t.name)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

const days = 60

// orders makes the rows of a shop; status is what an export made late or early says.
func orders(seed uint64, ids, late bool) table {
	r := random(seed)
	t := table{name: "orders.csv", header: "客户编号,付款时间,商品名称,数量,实付金额"}
	if ids {
		t.header = "订单编号,客户编号,付款时间,商品名称,数量,实付金额,订单状态,退款金额"
	}
	for n := range 400 {
		day := n * days / 400
		customer, product := fmt.Sprintf("C%02d", r.IntN(40)), [...]string{"杯子", "茶", "伞"}[r.IntN(3)]
		amount, back := 5+r.IntN(200), r.IntN(10)
		if !ids {
			t.rows = append(t.rows, entry{day, fmt.Sprintf("%s,%s,%s,1,%d", customer, date(day), product, amount)})
			continue
		}
		status, refund := "交易成功", ""
		if late && back == 0 {
			status = "退款成功"
		}
		if late && back == 1 {
			refund = "1"
		}
		for range 1 + r.IntN(2) {
			t.rows = append(t.rows, entry{day, fmt.Sprintf("N%04d,%s,%s,%s,1,%d,%s,%s", n, customer, date(day), product, amount, status, refund)})
		}
	}
	return t
}

func tickets(seed uint64) table {
	r := random(seed)
	t := table{name: "tickets.csv", header: "工单编号,客户编号,工单时间,问题类型,内容,是否解决"}
	for n := range 80 {
		day := n * days / 80
		t.rows = append(t.rows, entry{day, fmt.Sprintf("T%03d,C%02d,%s,物流,第%d次太慢了,是", n, r.IntN(40), date(day), n)})
	}
	return t
}

func feedback(seed uint64) table {
	r := random(seed)
	t := table{name: "survey.csv", header: "客户编号,填写时间,评分,原因,意见"}
	for n := range 80 {
		day := n * days / 80
		t.rows = append(t.rows, entry{day, fmt.Sprintf("C%02d,%s,%d,价格太贵,意见%d", r.IntN(40), date(day), r.IntN(11), r.IntN(5))})
	}
	return t
}

func contacts(seed uint64) table {
	r := random(seed)
	t := table{name: "campaign.csv", header: "活动名称,客户编号,分组,优惠方案,联系时间,触达成本"}
	for n := range 80 {
		day := n * days / 80
		t.rows = append(t.rows, entry{day, fmt.Sprintf("春节,C%02d,%s,10元券,%s,0.5", r.IntN(40), [...]string{"实验组", "对照组"}[r.IntN(2)], date(day))})
	}
	return t
}

// sheets are questionnaires of customers, who also write something, and of staff.
func sheets(seed uint64) table {
	r := random(seed)
	t := table{name: "sheets.csv", header: "身份,客户编号,受访者,填写时间,1、质量,2、物流,意见"}
	for n := range 80 {
		day := n * days / 80
		who := fmt.Sprintf("客户,C%02d,", r.IntN(40))
		if n%4 == 0 {
			who = fmt.Sprintf("员工,,E%d", r.IntN(9))
		}
		t.rows = append(t.rows, entry{day, fmt.Sprintf("%s,%s,%d,%d,意见%d", who, date(day), 1+r.IntN(5), 1+r.IntN(5), n)})
	}
	return t
}

func customers(from, to int, level string) table {
	t := table{name: "members.csv", header: "会员号,姓名,注册日期,等级,累计消费"}
	for n := from; n < to; n++ {
		t.rows = append(t.rows, entry{0, fmt.Sprintf("C%02d,顾客%d,2023-01-%02d,%s,%d", n, n, 1+n%28, level+[...]string{"一", "二"}[n%2], n*10)})
	}
	return t
}

func sources(tb testing.TB, tables ...table) []ingest.Source {
	tb.Helper()
	var out []ingest.Source
	for _, t := range tables {
		out = append(out, sniff(tb, t.write(tb))...)
	}
	return out
}

func sniff(tb testing.TB, path string) []ingest.Source {
	tb.Helper()
	out, err := ingest.Sniff(bg, path, engine.NoProgress{})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func load(tb testing.TB, s *store.Store, src ...ingest.Source) ingest.Report {
	tb.Helper()
	r, err := ingest.Load(bg, s, src, when, engine.NoProgress{})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// loaded opens a project and imports the tables one after the other.
func loaded(tb testing.TB, tables ...table) *store.Store {
	tb.Helper()
	s := storetest.Open(tb)
	for _, src := range sources(tb, tables...) {
		load(tb, s, src)
	}
	return s
}

// facts are what questions see, without the numbers of tables and lines.
var facts = map[string]string{
	"purchases": `SELECT customer_id, d.* EXCLUDE (customer_no) FROM customer_days d JOIN customer_index USING (customer_no)`,
	"profiles":  `FROM customers`,
	"traits":    `FROM customer_attributes`,
	"tickets":   `SELECT * EXCLUDE (file_id, line, customer_no) FROM tickets_known(DATE '9999-01-01')`,
	"feedback":  `SELECT * EXCLUDE (file_id, line, customer_no) FROM feedback_known(DATE '9999-01-01')`,
	"marks":     `SELECT * EXCLUDE (file_id, line) FROM questionnaire_known(DATE '9999-01-01')`,
	"contacts":  `SELECT * EXCLUDE (file_id, line, customer_no) FROM contacts_known(DATE '9999-01-01')`,
	"lines":     `SELECT * EXCLUDE (customer_no) FROM lines_known(DATE '9999-01-01')`,
}

// derived are the tables that a step taken back must leave as they were.
var derived = []string{"customer_index", "customer_lines", "customer_days", "customers", "customer_attributes", "dead_files", "superseded", "corrected",
	"file_changes", "accounts", "live_lines", "live_tickets", "live_feedback", "live_contacts", "live_rejects", "joined_heads", "joined_lines", "orphan_details"}

func hash(tb testing.TB, r store.Reader, from string) string {
	tb.Helper()
	var rows string
	text := "-- one row: all rows as one text\nSELECT coalesce(string_agg(t, chr(10) ORDER BY t), '') FROM (SELECT q::VARCHAR AS t FROM (" + from + ") q)"
	if _, err := store.One(bg, r, text, nil, &rows); err != nil {
		tb.Fatal(err)
	}
	sum := sha256.Sum256([]byte(rows))
	return hex.EncodeToString(sum[:6]) + fmt.Sprint(" ", strings.Count(rows, "\n"))
}

func knownFacts(tb testing.TB, s *store.Store) map[string]string {
	out := map[string]string{}
	for name, from := range facts {
		out[name] = hash(tb, s, from)
	}
	return out
}

func state(tb testing.TB, s *store.Store) string {
	var b strings.Builder
	for _, name := range derived {
		b.WriteString(name + " " + hash(tb, s, "FROM "+name) + "\n")
	}
	return b.String()
}

func count(tb testing.TB, s *store.Store, from string) int64 {
	tb.Helper()
	var n int64
	if _, err := store.One(bg, s, "SELECT count(*) FROM "+from, nil, &n); err != nil {
		tb.Fatal(err)
	}
	return n
}

func files(tb testing.TB, s *store.Store) []history.File {
	tb.Helper()
	list, err := history.Files(bg, s)
	if err != nil {
		tb.Fatal(err)
	}
	return list
}

// balance checks that every table adds up and that what counts is what is there.
func balance(tb testing.TB, s *store.Store) {
	tb.Helper()
	sum := map[string]int64{}
	rejected := int64(0)
	for _, f := range files(tb, s) {
		if f.Read != f.Loaded+f.Rejected+f.Merged || min(f.Loaded, f.Rejected, f.Merged, f.Superseded, f.Corrected) < 0 {
			tb.Errorf("does not add up: %+v", f)
		}
		if f.Active {
			sum[f.Role] += f.Loaded
			rejected += f.Rejected
		}
	}
	for role, from := range map[string]string{"orders": "(SELECT file_id FROM live_lines UNION ALL SELECT file_id FROM joined_heads)", "tickets": "live_tickets", "feedback": "(FROM live_feedback ANTI JOIN questionnaire_marks USING (file_id, line))",
		"questionnaire": "(SELECT DISTINCT file_id, line FROM questionnaire_known(DATE '9999-01-01'))", "contacts": "live_contacts", "customers": "customers"} {
		if n := count(tb, s, from); n != sum[role] {
			tb.Errorf("%d rows of %s are there, the accounts say %d", n, role, sum[role])
		}
	}
	page, err := history.Rejects(bg, s, history.RejectQuery{})
	if err != nil {
		tb.Fatal(err)
	}
	if page.Total != rejected {
		tb.Errorf("%d rows wait to be put right, the accounts say %d", page.Total, rejected)
	}
}
