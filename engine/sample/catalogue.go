package sample

import (
	"math"
	"math/rand/v2"

	"huiliu/engine"
)

// Categories of the shop, as they stand in 订单.csv.
const (
	baby   = "母婴用品"
	beauty = "美妆护肤"
	snack  = "休闲零食"
	home   = "家居日用"
	care   = "个护清洁"
	wear   = "服饰鞋包"
	gadget = "数码配件"
	gift   = "滋补礼盒"
)

// priceRisePercent is how much the rising categories cost more from the day of the rise.
const priceRisePercent = 15

// product has a list price that changes once: by 15 % in the rising categories,
// by up to 3 % up or down elsewhere.
type product struct {
	name     string
	category string
	before   engine.Money
	after    engine.Money
	cost     engine.Money
	changes  engine.Day
}

func (p *product) price(d engine.Day) engine.Money {
	if d >= p.changes {
		return p.after
	}
	return p.before
}

type catalogue struct {
	rise       engine.Day
	categories []string // order of categories; everything iterates over this
	products   map[string][]*product
}

type pricedName struct {
	name string
	yuan float64
}

type shelf struct {
	category string
	margin   float64
	goods    []pricedName // by rising price: a customer's budget picks the place
}

// shelves is what the shop sells.
func shelves() []shelf {
	return []shelf{
		{baby, .30, []pricedName{{"婴儿湿巾80抽3包", 29.9}, {"儿童保温水杯", 59}, {"婴儿辅食米粉", 68}, {"纸尿裤L码54片", 99}, {"宝宝连体衣", 119}, {"幼儿配方奶粉3段800g", 218}}},
		{beauty, .46, []pricedName{{"补水面膜10片", 49.9}, {"氨基酸洁面乳", 69}, {"防晒霜SPF50", 89}, {"口红礼盒单支", 129}, {"玻尿酸精华液", 169}, {"抗皱修护面霜", 239}}},
		{snack, .34, []pricedName{{"海苔脆片40g", 15.9}, {"手撕牛肉干100g", 36.8}, {"每日坚果30包", 79}, {"冻干草莓脆", 32}, {"手工曲奇礼罐", 58}, {"进口黑巧克力", 45}}},
		{home, .38, []pricedName{{"抽纸24包整箱", 39.9}, {"密封收纳盒3件套", 49}, {"不粘炒锅30cm", 139}, {"纯棉四件套", 259}, {"香薰蜡烛", 59}, {"加厚浴巾2条", 69}}},
		{care, .44, []pricedName{{"护齿牙膏3支装", 45}, {"去屑洗发水750ml", 69.9}, {"洗衣凝珠60颗", 79.9}, {"沐浴露1L", 58}, {"电动牙刷替换头", 89}, {"身体乳400ml", 99}}},
		{wear, .48, []pricedName{{"纯棉短袜5双", 35}, {"基础款T恤", 79}, {"帆布托特包", 99}, {"休闲运动鞋", 199}, {"防晒衣", 159}, {"羊毛围巾", 189}}},
		{gadget, .26, []pricedName{{"手机钢化膜2片", 25}, {"快充数据线", 39}, {"手机壳", 45}, {"充电宝20000mAh", 149}, {"蓝牙耳机", 199}, {"智能手环", 249}}},
		{gift, .42, []pricedName{{"桂圆红枣礼盒", 118}, {"坚果大礼包", 138}, {"精选茶叶礼盒", 198}, {"阿胶糕礼盒", 228}, {"燕窝即食6瓶", 368}, {"年货海味礼盒", 298}}},
	}
}

// risingCategories are those that became 15 % dearer.
func risingCategories() []string { return []string{beauty, care} }

func rises(category string) bool { return category == beauty || category == care }

// newCatalogue sets prices; the rise comes after three fifths of the period.
func newCatalogue(start, end engine.Day, r *rand.Rand) *catalogue {
	c := &catalogue{products: map[string][]*product{}}
	c.rise = start + (end-start)*3/5
	for _, s := range shelves() {
		c.categories = append(c.categories, s.category)
		for _, g := range s.goods {
			p := &product{name: g.name, category: s.category, before: engine.MoneyOf(g.yuan)}
			p.cost = toCents(g.yuan * (1 - s.margin))
			p.changes = start + engine.Day(r.IntN(int(end-start)))
			p.after = toDimes(g.yuan * (0.97 + 0.06*r.Float64()))
			if rises(s.category) {
				p.changes, p.after = c.rise, toDimes(g.yuan*(1+priceRisePercent/100.0))
			}
			c.products[s.category] = append(c.products[s.category], p)
		}
	}
	return c
}

func toCents(yuan float64) engine.Money { return engine.MoneyOf(math.Round(yuan*100) / 100) }
func toDimes(yuan float64) engine.Money { return engine.MoneyOf(math.Round(yuan*10) / 10) }

// taste is what a customer usually buys: some products of a favourite category,
// the first of them most often, and now and then one of two other categories.
type taste struct {
	usual []*product
	other []*product
}

// drawTaste picks products of category around the customer's budget (0 to 1).
func (c *catalogue) drawTaste(category string, budget float64, r *rand.Rand) taste {
	t := taste{usual: c.around(category, budget, r)}
	for len(t.other) < 4 {
		if k := c.drawOrdinary(r); k != category {
			t.other = append(t.other, c.around(k, budget, r)[:2]...)
		}
	}
	return t
}

// drawOrdinary picks a category other than gifts, the last, which are for
// festivals. The rising ones are bought by fewer customers, so that a dearer
// last purchase says something.
func (c *catalogue) drawOrdinary(r *rand.Rand) string {
	k := c.categories[r.IntN(len(c.categories)-1)]
	if rises(k) && r.Float64() < 0.5 {
		k = c.categories[r.IntN(len(c.categories)-1)]
	}
	return k
}

func (c *catalogue) around(category string, budget float64, r *rand.Rand) []*product {
	list := c.products[category]
	middle := min(max(int(math.Round(budget*float64(len(list)-1))), 1), len(list)-2)
	near := []*product{list[middle-1], list[middle], list[middle+1]}
	r.Shuffle(len(near), func(i, j int) { near[i], near[j] = near[j], near[i] })
	return near
}
