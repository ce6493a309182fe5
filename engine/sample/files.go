package sample

import (
	"iter"
	"strconv"
	"time"

	"huiliu/engine"
)

// Names of the files of the shop.
const (
	OrdersFile        = "订单.csv"
	CustomersFile     = "客户.csv"
	TicketsFile       = "工单.csv"
	SurveyFile        = "问卷.csv"
	CampaignFile      = "活动.csv"
	SidesFile         = "360问卷.csv"
	TruthFile         = "truth/truth.json"
	TruthCustomerFile = "truth/customers.csv"
)

// encoding is how a file's text is stored, as different systems export it.
type encoding int

const (
	plainUTF8 encoding = iota
	markedUTF8
	gb18030
)

// file is one table to write.
type file struct {
	name   string
	stored encoding
	header []string
	rows   int
	each   iter.Seq[[]string] // the yielded slice is reused
}

func (s *shop) files() []file {
	lines := 0
	for _, o := range s.orders {
		lines += len(o.lines)
	}
	return []file{
		{OrdersFile, markedUTF8, orderHeader(), lines, s.orderRows},
		{CustomersFile, plainUTF8, []string{"客户编号", "性别", "年龄", "省份", "城市级别", "注册日期", "手机", "来源渠道", "请勿联系"}, len(s.people), s.customerRows},
		{TicketsFile, gb18030, []string{"工单编号", "客户编号", "时间", "类型", "内容", "是否解决"}, len(s.tickets), s.ticketRows},
		{SurveyFile, plainUTF8, []string{"客户编号", "日期", "评分", "离开原因", "意见"}, len(s.answers), s.surveyRows},
		{CampaignFile, plainUTF8, []string{"活动名称", "客户编号", "组别", "渠道", "优惠", "成本", "日期"}, len(s.campaign.list), s.campaignRows},
		{SidesFile, markedUTF8, sidesHeader(), len(s.sheets), s.sidesRows},
		{TruthCustomerFile, plainUTF8, truthHeader(), len(s.people), s.truthRows},
	}
}

func orderHeader() []string {
	return []string{
		"订单编号", "客户编号", "下单时间", "商品名称", "品类", "数量", "单价", "优惠金额", "实付金额", "成本金额",
		"订单状态", "退款时间", "优惠券", "收货省份", "渠道", "承诺天数", "实际天数",
	}
}

func (s *shop) orderRows(yield func([]string) bool) {
	row := make([]string, 0, 17)
	for _, o := range s.orders {
		for _, l := range o.lines {
			row = append(row[:0],
				o.id, o.person.id, o.at.text(), l.product.name, l.product.category, strconv.Itoa(l.quantity),
				l.price.String(), l.discount.String(), l.paid().String(), l.cost().String(),
				o.state, o.refunded.text(), o.coupon, o.person.province, o.person.via, positive(o.promised), positive(o.actual))
			spoil(row, o.dirt)
			if !yield(row) {
				return
			}
		}
	}
}

// spoil puts the fault into the finished row of an order.
func spoil(row []string, dirt string) {
	switch dirt {
	case dirtNoCustomer:
		row[1] = ""
	case dirtDate:
		row[2] = row[2][:4] + "-02-30" + row[2][10:]
	case dirtAmount:
		row[8] = "待核实"
	}
}

func (s *shop) customerRows(yield func([]string) bool) {
	for _, p := range s.people {
		sex := "男"
		if p.female {
			sex = "女"
		}
		row := []string{p.id, sex, strconv.Itoa(p.age), p.province, p.city, p.joined.String(), p.phone, p.source, yes(p.noContact, "是", "")}
		if !yield(row) {
			return
		}
	}
}

func (s *shop) ticketRows(yield func([]string) bool) {
	for _, t := range s.tickets {
		if !yield([]string{t.id, t.person.id, t.at.text(), kindWord(t.topic), t.text, yes(t.solved, "是", "否")}) {
			return
		}
	}
}

func (s *shop) surveyRows(yield func([]string) bool) {
	for _, a := range s.answers {
		if !yield([]string{a.person.id, a.on.String(), strconv.Itoa(a.score), a.reason, a.remark}) {
			return
		}
	}
}

func (s *shop) campaignRows(yield func([]string) bool) {
	for _, p := range s.campaign.list {
		row := []string{s.campaign.name, p.id, p.arm, "", "", engine.Money(0).String(), s.campaign.day.String()}
		if p.arm == armTreated {
			row[3], row[4], row[5] = "短信", "老客85折券", contactCost.String()
		}
		if !yield(row) {
			return
		}
	}
}

func truthHeader() []string {
	return []string{
		"customer", "kind", "cause", "cause_shown", "joined_on", "left_on", "returned_on", "returned_by", "left_again_on",
		"lost", "lost_on", "lost_cause", "lost_margin_per_year", "campaign_arm", "do_not_contact",
	}
}

func (s *shop) truthRows(yield func([]string) bool) {
	margins := s.yearlyMargins()
	for _, p := range s.people {
		on, cause, lost := p.lost()
		row := []string{
			p.id, p.kind, p.cause, yes(p.shows && p.left != engine.NoDay && p.cause != causeNone, "1", "0"),
			p.joined.String(), p.left.String(), p.returned.String(), p.returnBy, p.leftAgain.String(),
			yes(lost, "1", "0"), on.String(), cause, margins[p.no].String(), p.arm, yes(p.noContact, "1", "0"),
		}
		if !yield(row) {
			return
		}
	}
}

func (m moment) text() string {
	if m == noMoment {
		return ""
	}
	return time.Unix(int64(m), 0).UTC().Format(time.DateTime)
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(is bool, word, otherwise string) string {
	if is {
		return word
	}
	return otherwise
}
