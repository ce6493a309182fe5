package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

// sharedFile is one public file: rows is what ../shared/data/README.md states, the
// rest is what becomes of the file alone, without any option. Orders without customers
// or days, and tables about something else, are refused in words; then code says why.
type sharedFile struct {
	file                     string
	rows                     int64
	role                     Role
	loaded, rejected, merged int64
	code                     string
}

func all(file string, rows int64, role Role) sharedFile {
	return sharedFile{file: file, rows: rows, role: role, loaded: rows}
}

func refused(file string, rows int64, role Role) sharedFile {
	return sharedFile{file: file, rows: rows, role: role, code: "import.no_customer_column"}
}

var sharedFiles = []sharedFile{
	{file: "transactions/online_retail.csv.gz", rows: 541909, role: RoleOrders, loaded: 406789, rejected: 135120},
	all("transactions/cdnow_master.txt", 69659, RoleOrders),
	all("transactions/cdnow_sample.txt", 6919, RoleOrders),
	all("transactions/cdnow_customers_summary.csv", 2357, RoleCustomers),
	all("transactions/cdnow_customers_summary_with_transactions.csv", 2357, RoleCustomers),
	all("transactions/cn_online_orders_2019.xlsx", 28833, RoleOrders),
	refused("transactions/cn_store_sales_gbk.csv", 3744, RoleOrders),
	all("transactions/northwind/customers.csv", 91, RoleCustomers),
	all("transactions/northwind/orders.csv", 830, RoleOrders),
	{file: "transactions/northwind/order_details.csv", rows: 2155, role: RoleOrders, code: "import.no_order_table"},
	refused("transactions/northwind/products.csv", 77, RoleUnknown),
	all("churn/telco_ibm_reasons.xlsx", 7043, RoleCustomers),
	all("churn/telco_ibm_status.xlsx", 7043, RoleCustomers),
	all("churn/telco_ibm_services.xlsx", 7043, RoleCustomers),
	all("churn/telco_ibm_demographics.xlsx", 7043, RoleCustomers),
	all("churn/telco_ibm_v1.csv", 7043, RoleCustomers),
	all("churn/mlc_churn.csv", 5000, RoleCustomers),
	all("churn/bank_churn_modelling.csv", 10000, RoleCustomers),
	{file: "churn/ecommerce_churn.xlsx", rows: 5630, role: RoleCustomers, loaded: 5630, rejected: 20}, // the sheet that explains the columns
	all("winback/smcrm_customerWinBack.csv", 500, RoleCustomers),
	all("winback/smcrm_customerChurn.csv", 500, RoleCustomers),
	all("winback/smcrm_acquisitionRetention.csv", 500, RoleCustomers),
	all("winback/smcrm_customerAcquisition.csv", 500, RoleCustomers),
	{file: "winback/smcrm_customerRetentionTransactions.csv", rows: 6000, role: RoleOrders, code: "import.no_date_column"},
	all("winback/smcrm_customerRetentionLifetimeDuration.csv", 500, RoleCustomers),
	all("winback/smcrm_customerRetentionDemographics.csv", 500, RoleCustomers),
	all("campaigns/hillstrom_email.csv.gz", 64000, RoleContacts),
	all("text/cn_online_shopping_10_cats.zip", 62774, RoleFeedback),
	all("text/en_cfpb_complaints_2015.csv.gz", 28156, RoleTickets),
	all("text/en_banking77_train.csv.gz", 10003, RoleFeedback),
	all("survival/rossi.csv", 432, RoleCustomers),
	all("survival/lung.csv", 228, RoleCustomers),
}

// Prints a table in Markdown; HUILIU_TABLE names a file that takes it as well.
func TestImport_EveryPublicFileIsReadToTheRowOfItsReadme(t *testing.T) {
	var b strings.Builder
	b.WriteString("| file | read as | recognised as | rows read | loaded | rejected | merged | said |\n|---|---|---|---:|---:|---:|---:|---|\n")
	for _, c := range sharedFiles {
		b.WriteString(sharedRow(t, c))
	}
	if name := os.Getenv("HUILIU_TABLE"); name != "" {
		if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Log("\n" + b.String())
}

// sharedRow imports one file, compares and returns its row of the table.
func sharedRow(t *testing.T, c sharedFile) string {
	t.Helper()
	src := sniff(t, storetest.Shared(t, "data/"+c.file))
	s := mainTable(src)
	if s.Rows != c.rows || s.Mapping.Role != c.role {
		t.Errorf("%s: %d rows as %s, want %d as %s", c.file, s.Rows, s.Mapping.Role, c.rows, c.role)
	}
	got := sharedFile{file: c.file, rows: c.rows, role: c.role}
	var said []string
	report, err := Load(bg, storetest.Open(t), src, importedAt, engine.NoProgress{})
	var known *engine.Error
	switch {
	case errors.As(err, &known):
		got.code = known.Code
		said = append(said, known.Code)
	case err != nil:
		t.Fatal(err)
	default:
		for _, f := range report.Files {
			got.loaded, got.rejected, got.merged = got.loaded+f.Loaded, got.rejected+f.Rejected, got.merged+f.Merged
			for _, r := range f.Reasons {
				said = append(said, fmt.Sprintf("%s %d", r.Reason, r.Rows))
			}
		}
		for _, w := range report.Warnings {
			said = append(said, w.Code)
		}
	}
	if got != c {
		t.Errorf("got %+v, want %+v", got, c)
	}
	return fmt.Sprintf("| %s | %s %s | %s | %d | %d | %d | %d | %s |\n", filepath.ToSlash(c.file), s.Kind, s.Encoding, s.Mapping.Role,
		s.Rows, got.loaded, got.rejected, got.merged, strings.Join(said, ", "))
}

// mainTable is the one with most rows: some workbooks explain themselves on a sheet
// of their own.
func mainTable(src []Source) *Source {
	best := &src[0]
	for i := range src {
		if src[i].Rows > best.Rows {
			best = &src[i]
		}
	}
	return best
}
