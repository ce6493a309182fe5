package sample

import (
	"math/rand/v2"
	"strconv"

	"huiliu/engine"
)

// ItemTruth is what each side of the questionnaire marks for a question on average, from
// 1 to 5.
type ItemTruth struct {
	Item     string  `json:"item"`
	Customer float64 `json:"customer"`
	Staff    float64 `json:"staff"`
	Audit    float64 `json:"audit"`
}

// itemTruths are the planted means: staff see delivery and service far better than
// customers do, price and quality alike.
func itemTruths() []ItemTruth {
	return []ItemTruth{
		{"商品质量", 4.0, 4.1, 3.9},
		{"物流速度", 2.9, 3.9, 3.8},
		{"价格合理", 3.3, 3.4, 3.5},
		{"客服态度", 3.1, 3.9, 3.6},
		{"售后处理", 2.8, 3.8, 3.3},
	}
}

// sheetOf is one filled questionnaire.
type sheetOf struct {
	side, customer, person string
	on                     engine.Day
	marks                  []int
}

const (
	shareSheets  = 0.10 // of the regular customers who bought lately
	latelyDays   = 180
	sheetDays    = 60
	mostStaff    = 60
	mostAudits   = 40
	ownSpread    = 0.12 // how far a person marks everything higher or lower, in quarters of the scale
	perStaff     = 100  // customers for one of the staff
	perAudit     = 200
	leastAnswers = 6
)

// voices lets customers, staff and auditors of competitors fill in the same questionnaire.
func (s *shop) voices() []sheetOf {
	var out []sheetOf
	fill := func(side, customer, person string, r *rand.Rand, mean func(ItemTruth) float64) {
		sh := sheetOf{side: side, customer: customer, person: person, on: s.end - engine.Day(r.IntN(sheetDays))}
		own := float64(r.IntN(3)-1) * ownSpread
		for _, t := range itemTruths() {
			sh.marks = append(sh.marks, drawMark(r, (mean(t)-1)/4+own))
		}
		out = append(out, sh)
	}
	for _, p := range s.people {
		r := s.stream(forSides, p.no)
		if n := len(p.visits); p.kind == kindRegular && n > 0 && p.visits[n-1] > s.end-latelyDays && r.Float64() < shareSheets {
			fill("客户", p.id, "", r, func(t ItemTruth) float64 { return t.Customer })
		}
	}
	count := func(per, most int) int { return min(most, max(leastAnswers, len(s.people)/per)) }
	for i := range count(perStaff, mostStaff) {
		fill("员工", "", "E"+strconv.Itoa(101+i), s.stream(forSides, len(s.people)+1+i), func(t ItemTruth) float64 { return t.Staff })
	}
	for i := range count(perAudit, mostAudits) {
		fill("竞品审计", "", "竞品店"+strconv.Itoa(1+i), s.stream(forSides, len(s.people)+1+mostStaff+i), func(t ItemTruth) float64 { return t.Audit })
	}
	return out
}

// drawMark is one more than four throws with chance p: its mean is 1 + 4p.
func drawMark(r *rand.Rand, p float64) int {
	m := 1
	for range 4 {
		if r.Float64() < p {
			m++
		}
	}
	return m
}

func sidesHeader() []string {
	header := []string{"身份", "客户编号", "受访者", "填写时间"}
	for i, t := range itemTruths() {
		header = append(header, strconv.Itoa(i+1)+"、"+t.Item)
	}
	return header
}

func (s *shop) sidesRows(yield func([]string) bool) {
	for _, sh := range s.sheets {
		row := []string{sh.side, sh.customer, sh.person, sh.on.String()}
		for _, m := range sh.marks {
			row = append(row, strconv.Itoa(m))
		}
		if !yield(row) {
			return
		}
	}
}
