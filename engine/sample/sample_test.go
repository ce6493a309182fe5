package sample

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"huiliu/engine"
)

// written lists the files below dir, sorted.
func written(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestWrite_SameSeedGivesSameBytes(t *testing.T) {
	t.Parallel()
	hash := func(seed uint64) [32]byte {
		dir, _ := makeShop(t, Options{Seed: seed, Customers: 300})
		names := written(t, dir)
		if len(names) != 8 {
			t.Fatalf("want 8 files, got %v", names)
		}
		var all bytes.Buffer
		for _, name := range names {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(name)
			all.Write(b)
		}
		return sha256.Sum256(all.Bytes())
	}
	if hash(7) != hash(7) {
		t.Error("the same seed gave different files")
	}
	if hash(7) == hash(8) {
		t.Error("another seed gave the same files")
	}
}

func TestWrite_FullShopHasPromisedSize(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 1})
	for _, f := range truth.Files {
		if got := len(readTable(t, dir, f.File)); got != f.Rows {
			t.Errorf("%s holds %d rows, the truth says %d", f.File, got, f.Rows)
		}
	}
	if n := truth.Files[0].Rows; n < 115_000 || n > 125_000 {
		t.Errorf("about 120,000 order lines wanted, got %d", n)
	}
	if truth.Customers != 8000 || truth.Start.String() != "2022-07-01" || truth.End.String() != "2025-06-30" {
		t.Errorf("defaults: %d customers, %s to %s", truth.Customers, truth.Start, truth.End)
	}
	if share := float64(truth.Refunded) / float64(truth.Orders); share < 0.025 || share > 0.04 {
		t.Errorf("about 3 %% refunds wanted, got %.4f", share)
	}
	if truth.CouponOnly != 480 || truth.GiftOnly != 240 || truth.OneTime != 960 {
		t.Errorf("planted kinds: %d coupon-only, %d gift-only, %d one-time", truth.CouponOnly, truth.GiftOnly, truth.OneTime)
	}
	if c := truth.Campaign; c.Treated != c.Control || c.Treated < 1200 || c.Treated > 1500 {
		t.Errorf("campaign arms of %d and %d", c.Treated, c.Control)
	}
}

func TestWrite_TruthFileReadsBackEqual(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 3, Customers: 300})
	b, err := os.ReadFile(filepath.Join(dir, TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	var back Truth
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(back)
	now, _ := json.Marshal(truth)
	if !bytes.Equal(again, now) {
		t.Errorf("truth.json differs from the returned truth:\n%s\n%s", again, now)
	}
}

func TestWrite_StoresEachFileInItsEncoding(t *testing.T) {
	t.Parallel()
	dir, _ := makeShop(t, Options{Seed: 1, Customers: 300})
	for name, check := range map[string]func([]byte) bool{
		OrdersFile: func(b []byte) bool { return bytes.HasPrefix(b, []byte("\xef\xbb\xbf订单编号")) && utf8.Valid(b) },
		CustomersFile: func(b []byte) bool {
			return bytes.HasPrefix(b, []byte("客户编号")) && utf8.Valid(b)
		},
		TicketsFile: func(b []byte) bool { return !utf8.Valid(b) && bytes.HasPrefix(b, []byte("\xb9\xa4\xb5\xa5")) }, // 工单
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !check(b) {
			t.Errorf("%s begins with %q", name, b[:20])
		}
	}
	denied := 0
	for _, r := range readTable(t, dir, TicketsFile) {
		if strings.Contains(r["内容"], "\ufffd") || strings.Contains(r["内容"], "{") {
			t.Fatalf("bad text %q", r["内容"])
		}
		if strings.Contains(r["内容"], "不是") {
			denied++
		}
	}
	if denied == 0 {
		t.Error("no ticket with a negation")
	}
}

func TestWrite_OrderRowsAreConsistent(t *testing.T) {
	t.Parallel()
	dir, truth := makeShop(t, Options{Seed: 2, Customers: 300})
	customers := map[string]record{}
	for _, r := range readTable(t, dir, CustomersFile) {
		customers[r["客户编号"]] = r
	}
	owner := map[string]string{}
	for _, r := range readTable(t, dir, OrdersFile) {
		id := r["订单编号"]
		if len(id) != 18 || strings.Trim(id, "0123456789") != "" {
			t.Fatalf("order id %q", id)
		}
		if key := r["客户编号"] + r["下单时间"]; owner[id] != "" && owner[id] != key {
			t.Fatalf("order id %s is used twice", id)
		} else {
			owner[id] = key
		}
		if fault(r) != "" {
			continue
		}
		quantity := money(t, r["数量"]) / 10000
		if money(t, r["单价"])*quantity-money(t, r["优惠金额"]) != money(t, r["实付金额"]) {
			t.Fatalf("price × quantity − discount is not what was paid: %v", r)
		}
		d := day(t, r["下单时间"])
		if d < truth.Start || d > truth.End || d < day(t, customers[r["客户编号"]]["注册日期"]) {
			t.Fatalf("order outside the period or before registration: %v", r)
		}
		if refund := day(t, r["退款时间"]); (refund != engine.NoDay) != (r["订单状态"] == stateRefunded) || refund > truth.End {
			t.Fatalf("refund time does not fit the state: %v", r)
		}
	}
}

func TestWrite_ShowsSeasons(t *testing.T) {
	t.Parallel()
	dir, _ := makeShop(t, Options{Seed: 1, Customers: 4000})
	perDay := map[engine.Day]float64{}
	for _, rows := range soundOrders(t, dir) {
		for _, r := range rows {
			perDay[day(t, r["下单时间"])]++
		}
	}
	mean := func(from, to engine.Day) float64 {
		sum := 0.0
		for d := from; d <= to; d++ {
			sum += perDay[d]
		}
		return sum / float64(to-from+1)
	}
	for _, spring := range []engine.Day{ymd(2023, 1, 22), ymd(2024, 2, 10), ymd(2025, 1, 29)} {
		before, during := mean(spring-28, spring-9), mean(spring-2, spring+7)
		if usual := mean(spring+20, spring+60); before < 1.2*usual || during > 0.5*usual {
			t.Errorf("Spring Festival %s: %.1f lines a day before, %.1f during, %.1f usual", spring, before, during, usual)
		}
	}
	for y := 2022; y <= 2024; y++ {
		if sale, usual := mean(ymd(y, 11, 1), ymd(y, 11, 11)), mean(ymd(y, 10, 1), ymd(y, 10, 31)); sale < 1.4*usual {
			t.Errorf("Double 11 of %d: %.1f lines a day against %.1f", y, sale, usual)
		}
		if sale, usual := mean(ymd(y+1, 6, 1), ymd(y+1, 6, 18)), mean(ymd(y+1, 5, 1), ymd(y+1, 5, 31)); sale < 1.4*usual {
			t.Errorf("618 of %d: %.1f lines a day against %.1f", y+1, sale, usual)
		}
	}
}

// cancelAt cancels in a stage when so much of it is done.
type cancelAt struct {
	engine.NoProgress
	at     string
	share  float64
	cancel func()

	stage       string
	total, done int64
}

func (c *cancelAt) Stage(key string, total int64) { c.stage, c.total, c.done = key, total, 0 }
func (c *cancelAt) Add(n int64) {
	c.done += n
	if c.stage == c.at && float64(c.done) >= c.share*float64(c.total) {
		c.cancel()
	}
}

func TestWrite_CancelledLeavesNoFile(t *testing.T) {
	t.Parallel()
	for _, c := range []cancelAt{
		{at: "before"}, {at: "sample.make"}, {at: "sample.make", share: 0.9},
		{at: "sample.write"}, {at: "sample.write", share: 0.9}, {at: "sample.write", share: 1},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		c.cancel = cancel
		if c.at == "before" {
			cancel()
		}
		root := t.TempDir()
		if _, err := Write(ctx, filepath.Join(root, "shop"), Options{Customers: 300}, &c); !errors.Is(err, context.Canceled) {
			t.Fatalf("cancel at %g of %q: %v", c.share, c.at, err)
		}
		if left, _ := os.ReadDir(root); len(left) != 0 {
			t.Errorf("cancel at %g of %q left %v", c.share, c.at, left)
		}
	}
}

func TestWrite_CancelledKeepsOlderFiles(t *testing.T) {
	t.Parallel()
	dir, _ := makeShop(t, Options{Seed: 1, Customers: 300})
	before, _ := os.ReadFile(filepath.Join(dir, OrdersFile))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if _, err := Write(ctx, dir, Options{Seed: 2, Customers: 300}, &cancelAt{at: "sample.write", cancel: cancel}); err == nil {
		t.Fatal("want an error")
	}
	after, _ := os.ReadFile(filepath.Join(dir, OrdersFile))
	if names := written(t, dir); !bytes.Equal(before, after) || len(names) != 8 {
		t.Errorf("the earlier shop was touched: %v", names)
	}
}

func TestWrite_SaysWhenItCannotWrite(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Write(context.Background(), blocked, Options{Customers: 100}, engine.NoProgress{})
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "sample.write_failed" {
		t.Errorf("got %v", err)
	}
}

func TestWrite_RefusesImpossibleOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{Customers: -1}, {Customers: 99}, {Customers: 1e6},
		{Start: ymd(2024, 1, 1), End: ymd(2024, 12, 31)}, {Start: ymd(1990, 1, 1)}, {End: ymd(2040, 1, 1)},
	} {
		_, err := Write(context.Background(), t.TempDir(), o, engine.NoProgress{})
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != "sample.bad_options" {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestWrite_WorksForOtherPeriodsAndSizes(t *testing.T) {
	t.Parallel()
	for i, o := range []Options{
		{Customers: 100, Start: ymd(2020, 1, 1), End: ymd(2021, 12, 31)},
		{Customers: 100, Start: ymd(2028, 12, 25), End: ymd(2030, 12, 31)},
		{Customers: 150}, {Customers: 700},
	} {
		o.Seed = uint64(i)
		if _, truth := makeShop(t, o); truth.Orders < 3*o.Customers {
			t.Errorf("%+v: only %d orders", o, truth.Orders)
		}
	}
}

// The first two moments of the gamma distribution with shape k are k and k.
func TestGamma_HasMeanAndVarianceOfItsShape(t *testing.T) {
	t.Parallel()
	r := (&shop{seed: 1}).stream(forKinds, 0)
	const n = 40000
	sum, square := 0.0, 0.0
	for range n {
		x := gamma(rateShape, r)
		sum, square = sum+x, square+x*x
	}
	mean := sum / n
	variance := square/n - mean*mean
	if math.Abs(mean-rateShape) > 0.05 || math.Abs(variance-rateShape) > 0.15 {
		t.Errorf("mean %.3f, variance %.3f, shape %.3f", mean, variance, rateShape)
	}
}

func TestSeason_AfterMovesByBusyTime(t *testing.T) {
	t.Parallel()
	s := newSeason(100, 109, func(d engine.Day) float64 { return float64(d % 2) }) // odd days only
	for _, c := range []struct {
		from engine.Day
		work float64
		want engine.Day
		ok   bool
	}{{100, 0.5, 101, true}, {100, 1.5, 103, true}, {102, 0, 103, true}, {90, 0.5, 101, true}, {100, 5, engine.NoDay, false}, {110, 0, engine.NoDay, false}} {
		if got, ok := s.after(c.from, c.work); got != c.want || ok != c.ok {
			t.Errorf("after(%d, %g) = %d, %v", c.from, c.work, got, ok)
		}
	}
}

// Festivals come in order and a lunar year apart: 353 to 385 days.
func TestFestivals_AreALunarYearApart(t *testing.T) {
	t.Parallel()
	list := festivals()
	if !slices.IsSortedFunc(list, func(a, b festival) int { return int(a.day - b.day) }) {
		t.Error("not in order")
	}
	for i := 2; i < len(list); i++ {
		if gap := list[i].day - list[i-2].day; list[i].name != list[i-2].name || gap < 353 || gap > 385 {
			t.Errorf("%s %s is %d days after the last", list[i].name, list[i].day, gap)
		}
	}
}
