package ingest

import (
	"context"
	"strconv"
	"strings"

	"huiliu/engine"
	"huiliu/engine/store"
)

// facts loads tickets, feedback and contacts.
type facts struct {
	*fileLoad
	c *cells
}

func newFacts(f *fileLoad) *facts { return &facts{f, newCells(&f.src.Mapping)} }

func (s *facts) table() string { return string(s.src.Mapping.Role) }

func (s *facts) flush(context.Context) error { return nil }

func (s *facts) end() {}

func (s *facts) add(a *store.Appender, r *row) (verdict, error) {
	s.c.row = r.cells
	id := s.c.ident(s.c.at(FieldCustomerID))
	if id == "" {
		return verdict{reason: "no_customer", field: FieldCustomerID}, nil
	}
	field := roleDate[s.src.Mapping.Role]
	_, filled, ok := s.c.date(s.c.at(field))
	if !ok || !filled && s.src.Mapping.Role != RoleFeedback {
		return verdict{reason: "bad_date", field: field, value: s.c.text(field)}, nil
	}
	switch s.src.Mapping.Role {
	case RoleTickets:
		return s.ticket(a, r, id)
	case RoleFeedback:
		return s.feedback(a, r, id)
	}
	return s.contact(a, r, id)
}

func (s *facts) ticket(a *store.Appender, r *row, id string) (verdict, error) {
	c := s.c
	ticket := c.ident(c.at(FieldTicketID))
	if ticket == "" {
		ticket = "#" + strconv.Itoa(int(s.id)) + "-" + strconv.FormatInt(r.line, 10)
	}
	return verdict{}, a.Row(s.id, r.line, ticket, id, c.day(FieldTicketAt).Time(), text(c.text(FieldTopic)),
		text(c.text(FieldText)), pointer(c.boolOrNil(FieldResolved)))
}

func (s *facts) feedback(a *store.Appender, r *row, id string) (verdict, error) {
	c := s.c
	score := c.text(FieldScore)
	number, ok := parseNumber(c.m.number(score))
	if score != "" && !ok {
		return verdict{reason: "bad_score", field: FieldScore, value: score}, nil
	}
	var p *float64
	if ok {
		p = &number
	}
	return verdict{}, a.Row(s.id, r.line, id, day(c.day(FieldAnsweredAt)), pointer(p), text(c.text(FieldReason)), text(c.text(FieldText)))
}

// contact loads one contact.
func (s *facts) contact(a *store.Appender, r *row, id string) (verdict, error) {
	c := s.c
	arm := "treated"
	if s.control(c.text(FieldArm)) {
		arm = "control"
	}
	campaign := c.text(FieldCampaign)
	if campaign == "" {
		campaign = s.src.Name
	}
	var cost *engine.Money
	if c.at(FieldContactCost) >= 0 {
		cost = c.moneyOrNil(FieldContactCost)
	}
	return verdict{}, a.Row(s.id, r.line, campaign, id, c.day(FieldContactedAt).Time(), arm, text(c.text(FieldOffer)),
		text(c.text(FieldChannel)), money(cost))
}

// control reports whether the arm is the group that was left alone. A column called
// 对照组 says it with yes; a group called A or 短信 is treated.
func (s *facts) control(arm string) bool {
	i := s.c.at(FieldArm)
	if i < 0 || arm == "" {
		return false
	}
	h, w := fold(s.src.Mapping.Columns[i].Header), fold(arm)
	if strings.Contains(h, "对照") || strings.Contains(h, "control") {
		if yes, ok := parseBool(arm); ok {
			return yes
		}
	}
	return s.words.control[w] || strings.Contains(w, "对照") || strings.Contains(w, "control")
}
