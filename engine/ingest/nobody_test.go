package ingest

import (
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// The numbers are those of ../shared/data/README.md.

func TestLoad_ATrialKeepsItsArmsAndOutcomes(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/campaigns/hillstrom_email.csv.gz"))
	if r.Customers != 0 || r.Files[0].Loaded != 64000 || !hasWarning(r.Warnings, "import.anonymous") {
		t.Errorf("%+v", r)
	}
	for offer, want := range map[string]string{
		"Mens E-Mail":   "treated 21307 1.25 30311.6900",
		"Womens E-Mail": "treated 21387 0.88 23038.1100",
		"":              "control 21306 0.57 13908.3300",
	} {
		got := one[string](t, s, "SELECT min(arm) || ' ' || count(*) || ' ' || round(100 * avg(responded::INTEGER), 2) || ' ' || sum(outcome_amount) "+
			"FROM campaign_outcomes() WHERE coalesce(offer, '') = '"+offer+"'")
		if got != want {
			t.Errorf("%q: %s, want %s", offer, got, want)
		}
	}
	if n := one[int](t, s, "SELECT count(*) FROM contacts_known(DATE '9999-01-01')"); n != 0 {
		t.Errorf("%d contacts without day or customer are contacts of somebody", n)
	}
}

func TestLoad_TextsOfNobodyAreKeptWithTheirClasses(t *testing.T) {
	s, _ := loadFiles(t, storetest.Shared(t, "data/text/cn_online_shopping_10_cats.zip"), storetest.Shared(t, "data/text/en_banking77_train.csv.gz"),
		storetest.Shared(t, "data/text/en_cfpb_complaints_2015.csv.gz"))
	for text, want := range map[string]string{
		"SELECT count(*) FILTER (score = 1) || ' ' || count(*) FILTER (score = 0) || ' ' || count(DISTINCT reason) || ' ' || count(*) FILTER (text IS NULL) FROM live_feedback WHERE file_id = 1": "31728 31046 10 1",
		"SELECT count(DISTINCT reason) || ' ' || count(score) FROM live_feedback WHERE file_id = 2":                                                                                               "77 0",
		"SELECT min(day) || ' ' || max(day) || ' ' || count(DISTINCT ticket_id) FROM live_tickets":                                                                                                "2015-01-01 2015-03-19 28156",
		"SELECT count(*) || ' ' || count(DISTINCT file_id) FROM voices(DATE '2016-01-01')":                                                                                                        "100933 3",
		"SELECT count(*)::VARCHAR FROM customer_index":                                                                                                                                            "0",
	} {
		if got := one[string](t, s, text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestLoad_SurvivalTablesHaveTenureAndEnd(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/survival/rossi.csv"))
	if got := one[string](t, s, "SELECT count(*) FILTER (churned) || ' ' || round(max(tenure_months) * 30.4375 / 7, 6) FROM contracts()"); got != "114 52.0" || hasWarning(r.Warnings, "import.tenure_unit") {
		t.Errorf("rossi: %s %v", got, r.Warnings)
	}
	s, r = loadFiles(t, storetest.Shared(t, "data/survival/lung.csv"))
	if got := one[string](t, s, "SELECT count(*) FILTER (churned) || ' ' || max(tenure_months) FROM contracts()"); got != "165 1022.0" || !hasWarning(r.Warnings, "import.tenure_unit") {
		t.Errorf("lung: %s %v", got, r.Warnings)
	}
}

func writeTable(t *testing.T, name, text string) string {
	t.Helper()
	return write(t, name, []byte(text))
}

func TestLoad_OneAndTwoMeanStillThereAndLeft(t *testing.T) {
	s, r := loadFiles(t, writeTable(t, "s.csv", "futime,fustat,age\n10,1,50\n20,2,60\n30,2,70\n40,1,80\n"))
	if got := one[string](t, s, "SELECT string_agg(tenure_months || ' ' || churned, ', ' ORDER BY tenure_months) FROM contracts()"); got != "10.0 false, 20.0 true, 30.0 true, 40.0 false" {
		t.Errorf("%s %+v", got, r.Files)
	}
	for _, text := range []string{"客户编号,time,status\nA,10,1\nB,20,2\nC,30,2\n", "date,time,status\n2024-01-02,10,1\n2024-01-03,20,2\n2024-01-04,30,2\n"} {
		for _, src := range sniff(t, writeTable(t, "s.csv", text)) {
			if src.Mapping.Find(FieldTenure) >= 0 || src.Mapping.OneTwo {
				t.Errorf("%q is no table of survival: %+v", text, src.Mapping)
			}
		}
	}
}

const threeOrders = "订单编号,客户编号,付款时间,实付金额\n1,A,2024-01-01,5\n2,B,2024-01-02,6\n3,A,2024-02-03,7\n"

func TestLoad_RowsOfNobodyChangeNothingAboutCustomers(t *testing.T) {
	state := "SELECT (SELECT string_agg(i::VARCHAR, ';' ORDER BY customer_no) FROM customer_index i) || (SELECT string_agg(p::VARCHAR, ';' ORDER BY p::VARCHAR) FROM purchases(DATE '2024-12-31') p)"
	path := writeTable(t, "o.csv", threeOrders)
	alone, _ := loadFiles(t, path)
	with, r := loadFiles(t, path, writeTable(t, "f.csv", "text,category\n太贵了,价格\n还是贵,价格\n不好用,质量\n总是坏,质量\n"),
		writeTable(t, "t.csv", "日期,工单类型,内容\n2024-01-05,物流,慢\n2024-01-06,物流,丢了\n"))
	if a, b := one[string](t, alone, state), one[string](t, with, state); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if r.Customers != 2 || r.Files[1].Loaded != 4 || r.Files[2].Loaded != 2 {
		t.Errorf("%+v", r)
	}
	// A table that has the column still owes the customer of every row.
	_, r = loadFiles(t, writeTable(t, "f.csv", "客户编号,日期,离开原因,意见\nA,2024-01-05,价格,太贵\n,2024-01-06,价格,贵\n"))
	if f := r.Files[0]; f.Loaded != 1 || len(f.Reasons) != 1 || f.Reasons[0] != (ReasonCount{"no_customer", 1}) {
		t.Errorf("%+v", f)
	}
}

func TestLoad_ATableThatCannotBeUsedIsAccountedForAsAWhole(t *testing.T) {
	o, shop := writeTable(t, "o.csv", threeOrders), writeTable(t, "shop.csv", "订单编号,付款时间,实付金额\n1,2024-01-01,5\n2,2024-01-02,5\n")
	s, r := loadFiles(t, shop, o, writeTable(t, "x.csv", "foo,bar\nx,y\nz,w\n"), writeTable(t, "u.csv", "客户编号,数量,金额\nA,1,2\nA,2,3\nB,2,5\nB,2,5\n"))
	want := map[string]ReasonCount{"shop.csv": {"table_no_customer", 2}, "x.csv": {"table_unknown", 2}, "u.csv": {"table_no_date", 4}}
	for _, f := range r.Files {
		if w, idle := want[f.File]; idle && (f.Loaded != 0 || f.Read != w.Rows || f.Rejected != w.Rows || len(f.Reasons) != 1 || f.Reasons[0] != w) {
			t.Errorf("%+v, want %+v", f, w)
		}
	}
	if len(r.Files) != 4 || r.Lines != 3 || !hasWarning(r.Warnings, "import.left_out") || !hasWarning(r.Warnings, "import.skipped") {
		t.Errorf("%+v", r)
	}
	if n := one[int](t, s, "SELECT count(*) FROM rejects"); n != 0 {
		t.Errorf("%d rows kept of tables nobody can use", n)
	}
	// Read in another way the table takes the place of the entry.
	src := sniff(t, shop)
	src[0].Mapping.Columns[0].Field = FieldCustomerID
	r, err := Load(bg, s, src, importedAt, engine.NoProgress{})
	if err != nil || len(r.Files) != 4 || r.Lines != 5 || r.Files[3].Loaded != 2 {
		t.Errorf("%v %+v", err, r.Files)
	}
}

// What stands before the column of the groups was known before; yes or no behind it came of the contact.
func TestLoad_ATrialKeepsWhatWasKnownBeforeApartFromWhatCameOfIt(t *testing.T) {
	s, _ := loadFiles(t, writeTable(t, "trial.csv", "Recency,Zip,Group,Visit,Days on site,Responded,Constant\n"+
		"3,Rural,control,0,2,0,x\n5,Urban,sms,1,9,1,x\n7,Urban,sms,0,1,0,x\n1,Rural,control,1,4,0,x\n"))
	for text, want := range map[string]string{
		"SELECT string_agg(DISTINCT name, ' ' ORDER BY name) FROM trial_details() WHERE NOT outcome":                                      "Recency Zip",
		"SELECT string_agg(DISTINCT name, ' ' ORDER BY name) FROM trial_details() WHERE outcome":                                          "Visit",
		"SELECT string_agg(value || '/' || coalesce(number::VARCHAR, ''), ' ' ORDER BY line) FROM trial_details() WHERE name = 'Recency'": "3/3.0 5/5.0 7/7.0 1/1.0",
		"SELECT string_agg(value || '/' || coalesce(number::VARCHAR, ''), ' ' ORDER BY line) FROM trial_details() WHERE name = 'Zip'":     "Rural/ Urban/ Urban/ Rural/",
		"SELECT string_agg(number::VARCHAR, ' ' ORDER BY line) FROM trial_details() WHERE name = 'Visit'":                                 "0.0 1.0 0.0 1.0",
	} {
		if got := one[string](t, s, text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A table of win-back attempts: without the column that says who came back, the others are ordinary.
func TestLoad_AttemptsToWinBackAreKept(t *testing.T) {
	s, r := loadFiles(t, storetest.Shared(t, "data/winback/smcrm_customerWinBack.csv"))
	if r.Customers != 500 {
		t.Errorf("%+v", r)
	}
	if got := one[string](t, s, "SELECT count(*) FILTER (returned) || ' ' || count(*) || ' ' || round(sum(second_value) FILTER (returned), 4) || ' ' || sum(offer_value) FILTER (returned) FROM win_backs()"); got != "295 500 366099.1012 7435.0" {
		t.Errorf("got %s", got)
	}
	s, _ = loadFiles(t, writeTable(t, "c.csv", "customer id,churned,offer,lapse days\n1,1,20,3\n2,0,30,4\n3,1,20,5\n4,0,20,9\n"))
	if got := one[string](t, s, "SELECT count(*) || ' ' || (SELECT string_agg(DISTINCT name, ' ' ORDER BY name) FROM customer_attributes) FROM win_backs()"); got != "0 lapse days offer" {
		t.Errorf("got %s", got)
	}
}
