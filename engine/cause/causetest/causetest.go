// Package causetest makes the sample shop a project for tests of the questions
// that need its known truth. It reads the files itself, so that a change of the
// import cannot hide a change of the answers.
package causetest

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"huiliu/engine"
	"huiliu/engine/sample"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// Shop is the sample shop as a project, with its truth.
type Shop struct {
	Store *store.Store
	Truth sample.Truth
	// LostCause is the true cause of each customer who is away at the end ("none" = no visible reason).
	LostCause map[string]string
	// CouponOnly, GiftOnly and OneTime customers are not lost for a cause, whatever their silence.
	Kind map[string]string
}

// Sample writes the sample shop of so many customers and loads it.
func Sample(t testing.TB, customers int, seed uint64) *Shop {
	t.Helper()
	dir := t.TempDir()
	truth, err := sample.Write(context.Background(), dir, sample.Options{Seed: seed, Customers: customers}, engine.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Shop{Store: storetest.Open(t), Truth: truth, LostCause: map[string]string{}, Kind: map[string]string{}}
	for _, row := range read(t, dir, sample.TruthCustomerFile) {
		s.Kind[row["customer"]] = row["kind"]
		if row["lost"] == "1" {
			s.LostCause[row["customer"]] = row["lost_cause"]
		}
	}
	ctx := context.Background()
	err = s.Store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AppendLines(ctx, orderLines(read(t, dir, sample.OrdersFile))); err != nil {
			return err
		}
		if err := appendRows(ctx, tx, dir, t); err != nil {
			return err
		}
		return tx.Rebuild(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, dir, name string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if name == sample.TicketsFile {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			t.Fatal(err)
		}
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		out[i] = map[string]string{}
		for j, h := range rows[0] {
			out[i][h] = row[j]
		}
	}
	return out
}

func orderLines(rows []map[string]string) []store.OrderLine {
	var out []store.OrderLine
	for i, r := range rows {
		at, err := time.Parse(time.DateTime, r["下单时间"])
		amount := money(r["实付金额"])
		if err != nil || r["客户编号"] == "" || amount == nil {
			continue // spoilt on purpose
		}
		coupon := r["优惠券"] != ""
		l := store.OrderLine{
			Line: int64(i + 2), OrderID: r["订单编号"], CustomerID: r["客户编号"], At: at, Kind: store.KindSale, VoidOn: engine.NoDay,
			Product: r["商品名称"], Category: r["品类"], Quantity: money(r["数量"]), UnitPrice: money(r["单价"]), Amount: *amount,
			Discount: money(r["优惠金额"]), Cost: money(r["成本金额"]), Status: r["订单状态"], Coupon: &coupon,
			Channel: r["渠道"], Region: r["收货省份"], Promised: number(r["承诺天数"]), Actual: number(r["实际天数"]),
		}
		switch l.Status {
		case "交易关闭":
			l.Kind = store.KindVoid
		case "退款成功":
			back, _ := time.Parse(time.DateTime, r["退款时间"])
			l.Kind, l.VoidOn = store.KindRefunded, engine.DayOf(back)
		}
		out = append(out, l)
	}
	return out
}

func appendRows(ctx context.Context, tx *store.Tx, dir string, t testing.TB) error {
	load := func(table, file string, row func(r map[string]string, a *store.Appender, line int64) error) error {
		rows := read(t, dir, file)
		return tx.Append(ctx, table, func(a *store.Appender) error {
			for i, r := range rows {
				if err := row(r, a, int64(i+2)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := load("customer_rows", sample.CustomersFile, func(r map[string]string, a *store.Appender, n int64) error {
		return a.Row(int32(0), n, r["客户编号"], nil, date(r["注册日期"]), nil, nil, nil, nil, nil, nil, r["请勿联系"] == "是")
	})
	if err != nil {
		return err
	}
	err = load("tickets", sample.TicketsFile, func(r map[string]string, a *store.Appender, n int64) error {
		return a.Row(int32(1), n, r["工单编号"], r["客户编号"], date(r["时间"]), r["类型"], r["内容"], r["是否解决"] == "是")
	})
	if err != nil {
		return err
	}
	err = load("feedback", sample.SurveyFile, func(r map[string]string, a *store.Appender, n int64) error {
		return a.Row(int32(2), n, r["客户编号"], date(r["日期"]), *number(r["评分"]), r["离开原因"], r["意见"])
	})
	if err != nil {
		return err
	}
	return load("contacts", sample.CampaignFile, func(r map[string]string, a *store.Appender, n int64) error {
		arm := "control"
		if r["组别"] == "试验组" {
			arm = "treated"
		}
		return a.Row(int32(3), n, r["活动名称"], r["客户编号"], date(r["日期"]), arm, r["优惠"], r["渠道"], store.Decimal(*money(r["成本"])), nil, nil)
	})
}

func date(s string) time.Time {
	if len(s) > len(time.DateOnly) {
		s = s[:len(time.DateOnly)]
	}
	d, _ := time.Parse(time.DateOnly, s)
	return d
}

func number(s string) *float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &v
}

func money(s string) *engine.Money {
	v := number(s)
	if v == nil {
		return nil
	}
	m := engine.MoneyOf(*v)
	return &m
}
