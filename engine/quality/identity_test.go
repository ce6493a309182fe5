package quality_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"huiliu/engine"
	"huiliu/engine/churn"
	"huiliu/engine/describe"
	"huiliu/engine/quality"
	"huiliu/engine/store"
	"huiliu/engine/store/storetest"
)

// town is an invented shop in which some people have two ids, and it is known who.
type town struct {
	customers [][]string // id, name, phone, e-mail, address
	orders    [][]string // order, id, day, amount
	truth     map[[2]string]string
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func mask(phone string) string { return phone[:3] + "****" + phone[7:] }

// newTown invents n people. One in ten has a second id from some day on: with the same
// phone, with the same phone masked, or with a new phone; of the last a fifth moved
// too and cannot be found. Families share address and surname, a counter shares one phone.
func newTown(n int, seed uint64) town {
	r := rand.New(rand.NewPCG(seed, 15))
	surnames := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗")
	given := []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰玉梅红英建国文华志海燕萍鹏飞龙丹宇浩欣怡子轩雨涵梓晨")
	roads := []string{"幸福路", "人民路", "解放大道", "中山路", "建设街", "和平里", "新华路", "胜利街", "长江路", "黄河大道", "滨江花园", "学府街"}
	cities := []string{"杭州市西湖区", "广州市天河区", "成都市武侯区", "武汉市洪山区", "南京市鼓楼区", "西安市雁塔区"}
	t := town{truth: map[[2]string]string{}}
	id, order := 0, 0
	add := func(name, phone, mail, address string) string {
		id++
		t.customers = append(t.customers, []string{fmt.Sprintf("U%06d", id), name, phone, mail, address})
		return fmt.Sprintf("U%06d", id)
	}
	buy := func(id string, from, to int) {
		for d := from + r.IntN(20); d < to; d += 10 + r.IntN(60) {
			order++
			t.orders = append(t.orders, []string{fmt.Sprintf("D%07d", order), id, (day("2023-01-01") + engine.Day(d)).String(), fmt.Sprintf("%d.50", 20+r.IntN(200))})
		}
	}
	phone := func() string {
		return pick(r, []string{"138", "139", "150", "158", "186", "177", "199"}) + fmt.Sprintf("%08d", r.IntN(100000000))
	}
	home := func() string {
		return fmt.Sprintf("%s%s%d号%d栋%d室", pick(r, cities), pick(r, roads), 1+r.IntN(300), 1+r.IntN(20), 101+100*r.IntN(18)+r.IntN(4))
	}
	last, lastName := "", ""
	for i := range n {
		name := string(pick(r, surnames)) + string(pick(r, given))
		if r.Float64() < 0.7 {
			name += string(pick(r, given))
		}
		address := home()
		if i%20 == 7 { // somebody's family
			address, name = last, string([]rune(lastName)[0])+string(pick(r, given))+string(pick(r, given))
		}
		last, lastName = address, name
		number, mail := phone(), ""
		if r.Float64() < 0.3 {
			mail = fmt.Sprintf("u%d@example.com", i)
		}
		shown := number
		if r.Float64() < 0.4 {
			shown = mask(number)
		}
		if i%500 == 3 {
			shown = "13711112222" // the counter's own
		}
		end := 200 + r.IntN(700)
		if i%10 != 0 {
			if r.Float64() < 0.3 {
				end = 20 // buys once
			}
			buy(add(name, shown, mail, address), 0, end)
			continue
		}
		change := 500 + r.IntN(350)
		var first, second, how string
		switch i / 10 % 10 {
		case 0, 1, 2, 3:
			how, first, second = quality.Strict, add(name, number, mail, address), add(name, "+86 "+number, "", "")
		case 4, 5, 6:
			how, first, second = quality.Medium, add(name, number, "", address), add(name+"女士", mask(number), "", "")
		case 7, 8:
			other := strings.Replace(strings.Replace(address, "号", " 号 ", 1), "栋", "幢", 1)
			how, first, second = quality.Loose, add(name, number, "", address), add(name, phone(), "", other)
		default:
			how, first, second = "moved", add(name, number, "", address), add(name, phone(), "", home())
		}
		t.truth[pairKey(first, second)] = how
		buy(first, 0, change)
		buy(second, change, 900)
	}
	return t
}

func pairKey(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// open imports the town, its rows in the order a permutation gives.
func (t town) open(tb testing.TB, shuffle uint64) *store.Store {
	tb.Helper()
	dir := tb.TempDir()
	for name, table := range map[string]struct {
		header string
		rows   [][]string
	}{"客户.csv": {"客户编号,姓名,手机,邮箱,收货地址", t.customers}, "订单.csv": {"订单编号,客户编号,下单时间,实付金额", t.orders}} {
		lines := make([]string, len(table.rows))
		for i, row := range table.rows {
			lines[i] = strings.Join(row, ",")
		}
		if shuffle > 0 {
			rand.New(rand.NewPCG(shuffle, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		}
		text := table.header + "\n" + strings.Join(lines, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return load(tb, filepath.Join(dir, "客户.csv"), filepath.Join(dir, "订单.csv"))
}

func identities(tb testing.TB, s *store.Store) quality.Queue {
	tb.Helper()
	q, err := quality.Identities(background, s, engine.NoDay)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// METHODS B15: precision and recall of each level against a known truth.
func TestIdentities_FindWhoIsOnePersonWithKnownError(t *testing.T) {
	town := newTown(3000, 1)
	q := identities(t, town.open(t, 0))
	found, right := 0, 0
	bounds := map[string]struct{ precision, recall float64 }{quality.Strict: {0.995, 0.39}, quality.Medium: {0.99, 0.68}, quality.Loose: {0.97, 0.86}}
	for _, level := range quality.Levels() {
		for _, p := range q.Pairs {
			if p.Level == level {
				found++
				if _, ok := town.truth[pairKey(p.Kept.CustomerID, p.Absorbed.CustomerID)]; ok {
					right++
				}
			}
		}
		precision, recall := float64(right)/float64(found), float64(right)/float64(len(town.truth))
		t.Logf("up to %s: %d pairs, %d right, precision %.4f, recall %.4f of %d people with two ids (a tenth of whom cannot be found)",
			level, found, right, precision, recall, len(town.truth))
		if b := bounds[level]; precision < b.precision || recall < b.recall {
			t.Errorf("up to %s: precision %.4f, recall %.4f, want at least %v", level, precision, recall, b)
		}
	}
	if q.Shared != 1 {
		t.Errorf("%d shared numbers, want the counter's", q.Shared)
	}
	for _, p := range q.Pairs {
		if how := town.truth[pairKey(p.Kept.CustomerID, p.Absorbed.CustomerID)]; how != "" && p.Life == quality.LifeHandover && p.Kept.Last < p.Absorbed.Last {
			t.Errorf("%+v keeps the id that stopped", p)
		}
	}
}

func TestIdentities_DoNotDependOnTheOrderOfRows(t *testing.T) {
	town := newTown(600, 2)
	var first string
	for shuffle := range uint64(3) {
		b, err := json.Marshal(identities(t, town.open(t, shuffle)))
		if err != nil {
			t.Fatal(err)
		}
		if shuffle == 0 {
			first = string(b)
		} else if string(b) != first {
			t.Error("another order of rows gives other candidates")
		}
	}
}

// derived are the tables that follow from the imports and the decisions.
func derived(t *testing.T, s *store.Store) []string {
	t.Helper()
	var out []string
	for _, table := range []string{
		"SELECT md5(string_agg(r, ';' ORDER BY r)) FROM (SELECT concat_ws('|', *COLUMNS(*)) AS r FROM customer_index)",
		"SELECT md5(string_agg(r, ';' ORDER BY r)) FROM (SELECT concat_ws('|', *COLUMNS(*)) AS r FROM customer_days)",
		"SELECT coalesce(md5(string_agg(r, ';' ORDER BY r)), '') FROM (SELECT concat_ws('|', *COLUMNS(*)) AS r FROM identity_map)",
		"SELECT md5(string_agg(r, ';' ORDER BY r)) FROM (SELECT concat_ws('|', *COLUMNS(*)) AS r FROM profiles())",
		"SELECT coalesce(md5(string_agg(r, ';' ORDER BY r)), '') FROM (SELECT concat_ws('|', *COLUMNS(*)) AS r FROM attributes())",
	} {
		var v string
		if _, err := store.One(background, s, table, nil, &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func accept(t *testing.T, s *store.Store, q quality.Queue, level string) {
	t.Helper()
	var list []quality.Decision
	for _, p := range q.Pairs {
		if p.Level == level {
			list = append(list, quality.Decision{Kept: p.Kept.CustomerID, Absorbed: p.Absorbed.CustomerID, Level: p.Level})
		}
	}
	if err := quality.Decide(background, s, list, quality.Accepted, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
}

func TestDecide_MergingAndTakingItBackLeavesIdenticalTables(t *testing.T) {
	s := newTown(600, 3).open(t, 0)
	before := derived(t, s)
	accept(t, s, identities(t, s), quality.Strict)
	accept(t, s, identities(t, s), quality.Medium)
	merged := derived(t, s)
	if reflect.DeepEqual(merged, before) {
		t.Fatal("merging changed nothing")
	}
	var decisions []int64
	for _, p := range identities(t, s).Pairs {
		if p.Verdict == quality.Accepted {
			decisions = append(decisions, p.Decision)
		}
	}
	if len(decisions) < 30 {
		t.Errorf("%d decisions", len(decisions))
	}
	if err := quality.Unmerge(background, s, decisions, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if after := derived(t, s); !reflect.DeepEqual(after, before) {
		t.Errorf("%v is not %v", after, before)
	}
	if q := identities(t, s); q.Counts[0].Accepted != 0 {
		t.Errorf("%+v", q.Counts)
	}
	accept(t, s, identities(t, s), quality.Strict)
	accept(t, s, identities(t, s), quality.Medium)
	if again := derived(t, s); !reflect.DeepEqual(again, merged) {
		t.Error("merging again gives other tables")
	}
}

// The figures under a level, computed without merging, are those the report has after merging.
func TestEffects_AreWhatMergingGives(t *testing.T) {
	ctx := context.Background()
	s := newTown(1000, 4).open(t, 0)
	d, _, err := churn.Decide(ctx, s, churn.Options{AsOf: engine.NoDay, WindowDays: 90})
	if err != nil {
		t.Fatal(err)
	}
	q := identities(t, s)
	effects, err := quality.Effects(ctx, s, d, q)
	if err != nil || len(effects) != 4 {
		t.Fatal(effects, err)
	}
	for i, level := range append([]string{""}, quality.Levels()...) {
		if level != "" {
			accept(t, s, identities(t, s), level)
		}
		r, err := describe.Describe(ctx, s, d, describe.Margin{Rate: 0.3})
		if err != nil {
			t.Fatal(err)
		}
		e := effects[i]
		t.Logf("%-6s merged %3d, customers %d, churn %.4f (%.4f–%.4f), repeat %.4f, spend %.2f (%.2f–%.2f)", e.Level, e.Merged, e.Customers,
			e.Churn.Value, e.Churn.Low, e.Churn.High, e.Repeat.Value, e.Spend, e.SpendLow, e.SpendHigh)
		if e.Churn != r.Rates.Churn {
			t.Errorf("%s: churn %+v, after merging %+v", e.Level, e.Churn, r.Rates.Churn)
		}
		if e.Customers != r.Rates.OneTime.Base || e.Repeat.Events != r.Rates.OneTime.Base-r.Rates.OneTime.Events {
			t.Errorf("%s: %d customers, %d repeat; after merging %+v", e.Level, e.Customers, e.Repeat.Events, r.Rates.OneTime)
		}
	}
	if last := effects[3]; !(last.Churn.Value < effects[0].Churn.Value && last.Spend > effects[0].Spend) {
		t.Errorf("people with two ids look churned: %+v against %+v", effects[0], last)
	}
	if e := effects[0]; math.IsNaN(float64(e.SpendLow)) || e.SpendLow >= e.Spend || e.SpendHigh <= e.Spend {
		t.Errorf("interval %v %v %v", e.SpendLow, e.Spend, e.SpendHigh)
	}
}

func TestDecide_RejectedPairsStaySeparateAndOutOfTheEffect(t *testing.T) {
	s := newTown(400, 5).open(t, 0)
	q := identities(t, s)
	p := q.Pairs[0]
	reject := []quality.Decision{{Kept: p.Kept.CustomerID, Absorbed: p.Absorbed.CustomerID, Level: p.Level}}
	before := derived(t, s)
	if err := quality.Decide(background, s, reject, quality.Rejected, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(derived(t, s), before) {
		t.Error("a rejection changed the tables")
	}
	again := identities(t, s)
	if again.Pairs[0].Verdict != quality.Rejected || again.Counts[0].Rejected != 1 {
		t.Errorf("%+v", again.Pairs[0])
	}
	if err := quality.Decide(background, s, reject, quality.Accepted, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if v := identities(t, s).Pairs[0].Verdict; v != quality.Accepted {
		t.Errorf("changed my mind, found %q", v)
	}
}

func TestDecide_RefusesWhatCannotBeMerged(t *testing.T) {
	s := storetest.FromLines(t, []store.OrderLine{storetest.Sale("A", day("2024-01-01"), 5), storetest.Sale("B", day("2024-01-02"), 5)})
	for code, d := range map[string]quality.Decision{"quality.same_id": {Kept: "A", Absorbed: "A"}, "quality.unknown_id": {Kept: "A", Absorbed: "Z"}} {
		var e *engine.Error
		if err := quality.Decide(background, s, []quality.Decision{d}, quality.Accepted, time.Unix(0, 0)); !errors.As(err, &e) || e.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

func TestCards_ShowWhoAPairIsAndHideTheMiddleOfNumbers(t *testing.T) {
	town := newTown(40, 3)
	s := town.open(t, 0)
	q := identities(t, s)
	cards, err := quality.Cards(context.Background(), s, q.Pairs)
	if err != nil || len(q.Pairs) == 0 {
		t.Fatal(len(q.Pairs), err)
	}
	for _, row := range town.customers {
		c, ok := cards[row[0]]
		if !ok {
			continue
		}
		if len(c.Names) != 1 || c.Names[0] != row[1] {
			t.Errorf("%s is called %q, not %q", row[0], c.Names, row[1])
		}
		for _, p := range c.Phones {
			if digits := strings.TrimPrefix(row[2], "+86 "); p != mask(digits) {
				t.Errorf("phone %q is shown as %q", row[2], p)
			}
		}
	}
	for _, p := range q.Pairs {
		for _, id := range []string{p.Kept.CustomerID, p.Absorbed.CustomerID} {
			if len(cards[id].Names) == 0 {
				t.Errorf("no card for %s", id)
			}
		}
	}
}
