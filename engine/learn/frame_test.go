package learn_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine/stat/reference"
)

const (
	telcoFile = "data/churn/telco_ibm_v1.csv"
	mlcFile   = "data/churn/mlc_churn.csv"
	bankFile  = "data/churn/bank_churn_modelling.csv"
)

// frame is a design matrix with the names R would give its columns.
type frame struct {
	names []string
	cols  [][]float64
	y     []bool
}

func (f *frame) matrix() *mat.Dense {
	x := mat.NewDense(len(f.y), len(f.cols), nil)
	for j, c := range f.cols {
		x.SetCol(j, c)
	}
	return x
}

func (f *frame) add(name string, value func(i int) float64) {
	c := make([]float64, len(f.y))
	for i := range c {
		c[i] = value(i)
	}
	f.names, f.cols = append(f.names, name), append(f.cols, c)
}

// newFrame encodes columns as R's model.matrix does: numbers as they are, text as
// 0/1 columns for all levels but the first in alphabetical order (allLevels: for
// every level, and a flag for blanks).
func newFrame(t testing.TB, table reference.Table, outcome, yes string, columns []string, allLevels bool) *frame {
	t.Helper()
	f := &frame{}
	for i := range table.Rows {
		f.y = append(f.y, table.Get(i, outcome) == yes)
	}
	for _, name := range columns {
		values, ok := numeric(table, name)
		if ok {
			f.add(name, func(i int) float64 { return values[i] })
			if blank := func(i int) float64 { return flag(strings.TrimSpace(table.Get(i, name)) == "") }; allLevels && anyRow(table, blank) {
				f.add(name+" missing", blank)
			}
			continue
		}
		var levels []string
		for i := range table.Rows {
			levels = append(levels, table.Get(i, name))
		}
		slices.Sort(levels)
		levels = slices.Compact(levels)
		if !allLevels {
			levels = levels[1:]
		}
		for _, level := range levels {
			f.add(name+level, func(i int) float64 { return flag(table.Get(i, name) == level) })
		}
	}
	return f
}

func flag(v bool) float64 {
	if v {
		return 1
	}
	return 0
}

func anyRow(table reference.Table, value func(i int) float64) bool {
	for i := range table.Rows {
		if value(i) > 0 {
			return true
		}
	}
	return false
}

// numeric reads a column of numbers; a blank becomes the median, as in the bars of
// 03_classifiers.json (nearly: theirs is the median of the training rows).
func numeric(table reference.Table, name string) ([]float64, bool) {
	values, known := make([]float64, len(table.Rows)), []float64{}
	for i := range table.Rows {
		s := table.Get(i, name)
		v, err := strconv.ParseFloat(s, 64)
		switch {
		case err == nil:
			known = append(known, v)
		case s == "" || s == " ":
			v = math.NaN()
		default:
			return nil, false
		}
		values[i] = v
	}
	slices.Sort(known)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = known[len(known)/2]
		}
	}
	return values, true
}

func telco(t testing.TB, recode bool) reference.Table {
	table := reference.CSV(t, telcoFile)
	table.Rows = slices.DeleteFunc(table.Rows, func(r []string) bool {
		total := r[table.Column["TotalCharges"]]
		return total == "" || total == " "
	})
	if recode {
		for _, r := range table.Rows {
			for j, v := range r {
				if v == "No internet service" || v == "No phone service" {
					r[j] = "No"
				}
			}
		}
	}
	return table
}

var (
	telcoColumns = []string{"gender", "SeniorCitizen", "Partner", "Dependents", "tenure", "PhoneService",
		"MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport",
		"StreamingTV", "StreamingMovies", "Contract", "PaperlessBilling", "PaymentMethod", "MonthlyCharges", "TotalCharges"}
	mlcColumns = []string{"account_length", "area_code", "international_plan", "voice_mail_plan",
		"number_vmail_messages", "total_day_minutes", "total_day_calls", "total_eve_minutes", "total_eve_calls",
		"total_night_minutes", "total_night_calls", "total_intl_minutes", "total_intl_calls", "number_customer_service_calls"}
	bankColumns = []string{"CreditScore", "Geography", "Gender", "Age", "Tenure", "Balance", "NumOfProducts",
		"HasCrCard", "IsActiveMember", "EstimatedSalary"}
)

// glmData is the design of an item of 02_logistic.json or 09_winback.json.
func glmData(t testing.TB, item string) *frame {
	t.Helper()
	switch item {
	case "telco_simple":
		return newFrame(t, telco(t, false), "Churn", "Yes", []string{"tenure", "MonthlyCharges", "Contract"}, false)
	case "telco_full":
		return newFrame(t, telco(t, true), "Churn", "Yes", telcoColumns, false)
	case "telco_full_raw":
		return newFrame(t, telco(t, false), "Churn", "Yes", telcoColumns, false)
	case "mlc_simple":
		return newFrame(t, reference.CSV(t, mlcFile), "churn", "yes",
			[]string{"international_plan", "total_day_minutes", "number_customer_service_calls"}, false)
	case "mlc_full":
		return newFrame(t, reference.CSV(t, mlcFile), "churn", "yes", mlcColumns, false)
	case "bank_simple":
		return newFrame(t, reference.CSV(t, bankFile), "Exited", "1", []string{"Age", "Geography", "IsActiveMember"}, false)
	case "bank_full":
		return newFrame(t, reference.CSV(t, bankFile), "Exited", "1", bankColumns, false)
	case "winback_logit":
		return newFrame(t, reference.CSV(t, "data/winback/smcrm_customerWinBack.csv"), "reacquire", "1",
			[]string{"duration_1", "offer", "duration_lapse", "price_change", "gender", "age"}, false)
	}
	t.Fatalf("unknown item %s", item)
	return nil
}
