package ingest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
	"huiliu/engine/ingest/sheet"
	"huiliu/engine/store/storetest"
)

func gbk(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(b)
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// page is a table as shop systems write it into a file called .xls.
const page = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=%s"></head><body>
<table><tr><td>导出人<td>店主</table><table border=1><tr><th rowspan=2>客户编号</th><th rowspan=2>付款时间</th><th colspan=2>金额</th></tr><tr><th>实付金额</th><th>退款金额</th></tr>
<tr><td>007</td><td>2024/3/5</td><td>&yen;1,200.50</td><td></td></tr><tr><td>008</td><td>2024/3/6</td><td>5</td><td>&nbsp;</td></tr></table></body></html>`

const flat = `<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="订单"><Table><Row><Cell><Data ss:Type="String">客户编号</Data></Cell><Cell><Data ss:Type="String">付款时间</Data></Cell><Cell><Data ss:Type="String">实付金额</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">007</Data></Cell><Cell><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">1200.5</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">008</Data></Cell><Cell><Data ss:Type="DateTime">2024-03-06T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet></Workbook>`

const lines = `{"customer_id":"007","date":"2024-03-05","pay":{"amount":1200.50}}
{"customer_id":"008","date":"2024-03-06","pay":{"amount":5},"tags":["a"]}
`

func TestLoad_ReadsTheSameOrdersFromEveryFormat(t *testing.T) {
	rows := [][]any{{"客户编号", "付款时间", "实付金额"}, {"007", "2024-03-05", 1200.5}, {"008", "2024-03-06", 5}}
	tsv := "客户编号\t付款时间\t实付金额\n007\t2024-03-05\t1200.5\n008\t2024-03-06\t5\n"
	workbook := book(t, map[string][][]any{"订单": rows})
	for _, c := range []struct {
		file    string
		content []byte
		kind    string
		differs bool
	}{
		{"a.xlsx", workbook, "xlsx", false}, {"a.xls", workbook, "xlsx", true}, {"a.csv", workbook, "xlsx", true},
		{"a.xlsx.gz", gzipped(t, string(workbook)), "xlsx", false}, {"a.zip", zipped(t, map[string]string{"x/订单.xlsx": string(workbook)}), "xlsx", false},
		{"html.xls", []byte(fmt.Sprintf(page, "utf-8")), "html", true}, {"html2.xls", gbk(t, fmt.Sprintf(page, "gb2312")), "html", true},
		{"page.html", []byte(fmt.Sprintf(page, "utf-8")), "html", false}, {"page.zip", zipped(t, map[string]string{"page.htm": fmt.Sprintf(page, "utf-8")}), "html", false},
		{"text.xls", gbk(t, tsv), "tsv", true}, {"text.xlsx", []byte(tsv), "tsv", true}, {"a.tsv", []byte(tsv), "tsv", false},
		{"flat.xls", []byte(flat), "xml", true}, {"flat.xml", []byte(flat), "xml", false},
		{"a.jsonl", []byte(lines), "jsonl", false}, {"a.json", []byte("[" + strings.Replace(strings.TrimSpace(lines), "\n", ",\n", 1) + "]"), "jsonl", false},
		{"a.ndjson.gz", gzipped(t, lines), "jsonl", false}, {"a.txt", []byte(lines), "jsonl", true},
		{"plain.csv.gz", []byte(tsv), "tsv", true}, {"a.bak", []byte(tsv), "tsv", false},
	} {
		path := write(t, c.file, c.content)
		src := sniff(t, path)
		if len(src) != 1 || src[0].Kind != c.kind || hasWarning(src[0].Warnings, "import.extension_differs") != c.differs {
			t.Errorf("%s: %d tables, %+v", c.file, len(src), src[0])
			continue
		}
		s, r := loadFiles(t, path)
		if got := one[string](t, s, "SELECT string_agg(customer_id || ' ' || day || ' ' || amount, '; ' ORDER BY customer_id) FROM order_lines"); got != "007 2024-03-05 1200.5000; 008 2024-03-06 5.0000" {
			t.Errorf("%s: got %s, %+v", c.file, got, r.Files)
		}
	}
}

func TestLoad_ReadsOldWorkbooks(t *testing.T) {
	for file, content := range map[string][]byte{
		"订单.xls": testdata(t, "xls/testdata/orders.xls"), "订单.xlsx": testdata(t, "xls/testdata/orders.xls"),
		"orders.xls.gz": gzipped(t, string(testdata(t, "xls/testdata/orders.xls"))), "a.zip": zipped(t, map[string]string{"订单.xls": string(testdata(t, "xls/testdata/orders.xls"))}),
	} {
		s, r := loadFiles(t, write(t, file, content))
		if f := r.Files[0]; f.Kind != "xls" || f.Read != 20 || f.Loaded != 20 {
			t.Errorf("%s: %+v", file, f)
		}
		if got := one[string](t, s, "SELECT min(day) || ' ' || max(day) || ' ' || sum(amount) FROM order_lines"); got != "2024-03-01 2024-04-27 440.0000" {
			t.Errorf("%s: got %s", file, got)
		}
	}
}

func TestSniff_ReadsHeadersOfMergedCells(t *testing.T) {
	f := excelize.NewFile()
	for i, r := range [][]any{{"某店订单明细"}, {"客户编号", "时间", nil, "金额", nil}, {nil, "下单", "付款", "实付", "退款"}, {"007", "2024-03-01", "2024-03-02", 5, 0}, {"008", "2024-03-01", "2024-03-03", 6, 0}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"A1", "E1"}, {"A2", "A3"}, {"B2", "C2"}, {"D2", "E2"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	src := sniff(t, write(t, "a.xlsx", b.Bytes()))[0]
	var names []string
	for _, c := range src.Mapping.Columns {
		names = append(names, c.Header)
	}
	if !slices.Equal(names, []string{"客户编号", "下单", "付款", "实付", "退款"}) || src.HeaderLine != 3 || src.Rows != 2 {
		t.Errorf("%q in line %d, %d rows", names, src.HeaderLine, src.Rows)
	}
}

func TestReadHeader_PutsTheGroupBeforeNamesThatRepeat(t *testing.T) {
	rows := []row{{line: 1, cells: []string{"客户", "线上", "", "线下", ""}}, {line: 2, cells: []string{"", "金额", "单数", "金额", "单数"}}, {line: 3, cells: []string{"a", "1", "2", "3", "4"}}}
	for _, l := range []look{merged("A1:A2", "B1:C1", "D1:E1"), merged("B1:C1", "D1:E1")} {
		h, err := readHeader(rows, l)
		if err != nil || h.at != 1 || !slices.Equal(h.names, []string{"客户", "线上 金额", "线上 单数", "线下 金额", "线下 单数"}) {
			t.Errorf("%+v, %v", h, err)
		}
	}
	if h, err := readHeader(rows, look{sheet: true}); err != nil || h.at != 0 {
		t.Errorf("without merged cells: %+v, %v", h, err)
	}
}

func TestSniff_ArchivesHoldSeveralTablesAndOnlyNames(t *testing.T) {
	path := write(t, "a.zip", zipped(t, map[string]string{
		"../../etc/订单.csv": fewOrders, `C:\客户.txt`: "customer_id,name\n1,甲\n2,乙\n", "/abs.jsonl": lines, "deep/in.zip": string(zipped(t, map[string]string{"a.csv": fewOrders})),
		"photo.png": "\x89PNG", "cut.xlsx": "PK\x03\x04", "__MACOSX/._a.csv": "x", ".DS_Store": "x", "none.csv": "",
	}))
	src := sniff(t, path)
	var names []string
	for _, s := range src {
		names = append(names, s.Sheet)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"../../etc/订单.csv", "/abs.jsonl", `C:\客户.txt`}) {
		t.Errorf("%q", names)
	}
	for code, count := range map[string]int{"import.entries_skipped": 2, "import.other_entries": 1} {
		i := slices.IndexFunc(src[0].Warnings, func(w engine.Warning) bool { return w.Code == code })
		if i < 0 || src[0].Warnings[i].Args["count"] != count {
			t.Errorf("%s: %+v", code, src[0].Warnings)
		}
	}
	_, r := loadFiles(t, path)
	if len(r.Files) != 3 || r.Customers != 4 {
		t.Errorf("%d customers, %+v", r.Customers, r.Files)
	}
}

// Windows in Chinese names the entries of an archive in GBK.
func TestSniff_ReadsEntryNamesInGBK(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: string(gbk(t, "订单.csv")), NonUTF8: true})
	if err == nil {
		_, err = w.Write([]byte(fewOrders))
	}
	if err = firstError(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	path := write(t, "a.zip", b.Bytes())
	if src := sniff(t, path); src[0].Sheet != "订单.csv" {
		t.Errorf("%q", src[0].Sheet)
	}
	if _, r := loadFiles(t, path); r.Lines != 2 {
		t.Errorf("%+v", r)
	}
}

func TestSniff_ASheetThatCannotBeReadIsNamed(t *testing.T) {
	wide := make([]any, 5000)
	for i := range wide {
		wide[i] = fmt.Sprint("c", i)
	}
	data := book(t, map[string][][]any{"订单": {{"客户编号", "付款时间", "实付金额"}, {"a", "2024-01-01", 5}}, "宽": {wide, wide}, "空": nil})
	src := sniff(t, write(t, "a.xlsx", data))
	if len(src) != 1 || !hasWarning(src[0].Warnings, "import.sheets_skipped") {
		t.Errorf("%+v", src)
	}
}

func TestLoad_BlankRowsInsideASheetAreRowsAndBehindItAreNot(t *testing.T) {
	blank := []any{" ", nil, ""}
	data := book(t, map[string][][]any{"s": {{"客户编号", "付款时间", "实付金额"}, {"a", "2024-01-01", 5}, nil, blank, {"b", "2024-01-02", 6}, blank, blank}})
	_, r := loadFiles(t, write(t, "a.xlsx", data))
	if f := r.Files[0]; f.Read != 4 || f.Loaded != 2 || f.Rejected != 2 || f.Reasons[0].Reason != "blank_row" {
		t.Errorf("%+v", f)
	}
}

// The directory of an archive may lie about the size of an entry.
func TestSniff_AnEntryMayNotGiveMoreThanItSays(t *testing.T) {
	var packed, b bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte("1,2,3\n"), 40<<20))
	}
	if err = firstError(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&b)
	e, err := z.CreateRaw(&zip.FileHeader{Name: "a.csv", Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1000})
	if err == nil {
		_, err = e.Write(packed.Bytes())
	}
	if err = firstError(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Sniff(bg, write(t, "a.zip", b.Bytes()), engine.NoProgress{}); code(err) != "import.truncated" {
		t.Errorf("got %v", err)
	}
}

func TestLoad_RejectsLinesThatAreNoJSON(t *testing.T) {
	_, r := loadFiles(t, write(t, "a.jsonl", []byte(lines+"{\"customer_id\":\"009\",\"da\n"+lines)))
	if f := r.Files[0]; f.Read != 5 || f.Loaded != 4 || f.Rejected != 1 || f.Reasons[0].Reason != "bad_json" {
		t.Errorf("%+v", f)
	}
}

// Every public file loads with no option, or says in one sentence why it cannot;
// the row counts are those of ../shared/data/README.md.
func TestSniff_ReadsEveryPublicFile(t *testing.T) {
	for file, rows := range map[string]int64{
		"transactions/online_retail.csv.gz": 541909, "transactions/cdnow_master.txt": 69659, "transactions/cdnow_sample.txt": 6919,
		"transactions/cdnow_customers_summary.csv": 2357, "transactions/cdnow_customers_summary_with_transactions.csv": 2357,
		"transactions/cn_online_orders_2019.xlsx": 28833, "transactions/cn_store_sales_gbk.csv": 3744,
		"transactions/northwind/customers.csv": 91, "transactions/northwind/orders.csv": 830, "transactions/northwind/order_details.csv": 2155, "transactions/northwind/products.csv": 77,
		"churn/telco_ibm_reasons.xlsx": 7043, "churn/telco_ibm_status.xlsx": 7043, "churn/telco_ibm_services.xlsx": 7043, "churn/telco_ibm_demographics.xlsx": 7043,
		"churn/telco_ibm_v1.csv": 7043, "churn/mlc_churn.csv": 5000, "churn/bank_churn_modelling.csv": 10000, "churn/ecommerce_churn.xlsx": 5630,
		"winback/smcrm_customerWinBack.csv": 500, "winback/smcrm_customerChurn.csv": 500, "winback/smcrm_acquisitionRetention.csv": 500, "winback/smcrm_customerAcquisition.csv": 500,
		"winback/smcrm_customerRetentionTransactions.csv": 6000, "winback/smcrm_customerRetentionLifetimeDuration.csv": 500, "winback/smcrm_customerRetentionDemographics.csv": 500,
		"campaigns/hillstrom_email.csv.gz": 64000, "text/cn_online_shopping_10_cats.zip": 62774, "text/en_cfpb_complaints_2015.csv.gz": 28156, "text/en_banking77_train.csv.gz": 10003,
		"survival/rossi.csv": 432, "survival/lung.csv": 228,
	} {
		path := storetest.Shared(t, "data/"+file)
		src, err := Sniff(bg, path, engine.NoProgress{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if last := src[len(src)-1]; last.Rows != rows {
			t.Errorf("%s: %d rows, want %d", file, last.Rows, rows)
		}
		if hasWarning(src[0].Warnings, "import.extension_differs") {
			t.Errorf("%s: %+v", file, src[0].Warnings)
		}
		if rows > 100_000 {
			continue // loaded by a test of its own
		}
		report, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
		if err != nil {
			if code(err) != "import.no_customer_column" && code(err) != "import.no_order_table" && code(err) != "import.no_date_column" && code(err) != "import.unknown_role" {
				t.Errorf("%s: %v", file, err)
			}
			t.Logf("%-60s %-9s %-10s %6d rows: %s", file, src[len(src)-1].Kind, src[len(src)-1].Mapping.Role, rows, code(err))
			continue
		}
		for _, f := range report.Files {
			if f.Read != f.Loaded+f.Rejected+f.Merged {
				t.Errorf("%s: %+v", file, f)
			}
			t.Logf("%-60s %-9s %-10s read %d loaded %d rejected %d merged %d", file, f.Kind, f.Role, f.Read, f.Loaded, f.Rejected, f.Merged)
		}
	}
}

func merged(refs ...string) look {
	return look{sheet: true, merges: func() ([]sheet.Range, error) {
		var out []sheet.Range
		for _, r := range refs {
			out = append(out, sheet.Range{FirstRow: int(r[1] - '0'), LastRow: int(r[4] - '0'), FirstColumn: int(r[0] - 'A'), LastColumn: int(r[3] - 'A')})
		}
		return out, nil
	}}
}
