package ingest

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"huiliu/engine/store"
)

// facts loads tickets, feedback and contacts.
type facts struct {
	*fileLoad
	c       *cells
	further furtherColumns
}

func newFacts(f *fileLoad) *facts {
	return &facts{f, newCells(&f.src.Mapping), newFurtherColumns(&f.src.Mapping)}
}

func (s *facts) table() string { return string(s.src.Mapping.Role) }

func (s *facts) flush(ctx context.Context) error { return s.further.flush(ctx, s.tx, s.id, s.c) }

func (s *facts) end() {}

func (s *facts) add(a *store.Appender, r *row) (verdict, error) {
	s.c.row = r.cells
	id := s.c.ident(s.c.at(FieldCustomerID))
	if id == "" && !s.src.Mapping.Anonymous() {
		return verdict{reason: "no_customer", field: FieldCustomerID}, nil
	}
	field := roleDate[s.src.Mapping.Role]
	_, filled, ok := s.c.date(s.c.at(field))
	if !ok || !filled && !s.undated(field) {
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
		campaign = campaignOf(s.src.Name)
	}
	offer := c.text(FieldOffer)
	if offer == "" && arm == "treated" && s.src.Mapping.tellsOutcome() {
		offer = c.text(FieldArm) // of several things tried each is an offer
	}
	if v := s.outcome(); v.reason != "" {
		return v, nil
	}
	s.further.keep(r)
	return verdict{}, a.Row(s.id, r.line, campaign, id, day(c.day(FieldContactedAt)), arm, text(offer),
		text(c.text(FieldChannel)), money(c.moneyOrNil(FieldContactCost)), pointer(c.boolOrNil(FieldResponded)), money(c.moneyOrNil(FieldOutcome)))
}

// campaignOf names a campaign after its file.
func campaignOf(file string) string {
	name := strings.TrimSuffix(file, filepath.Ext(file))
	if strings.EqualFold(filepath.Ext(file), ".gz") {
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return name
}

// outcome refuses a row whose outcome cannot be read.
func (s *facts) outcome() verdict {
	if v := s.c.text(FieldResponded); v != "" {
		if _, ok := parseBool(v); !ok {
			return verdict{reason: "bad_flag", field: FieldResponded, value: v}
		}
	}
	if _, _, ok := s.c.money(s.c.at(FieldOutcome)); !ok {
		return verdict{reason: "bad_amount", field: FieldOutcome, value: s.c.text(FieldOutcome)}
	}
	return verdict{}
}

// undated reports whether a row may be without a day: an answer, and a contact whose
// table tells the outcome and no day.
func (s *facts) undated(date Field) bool {
	return s.src.Mapping.Role == RoleFeedback || s.src.Mapping.Role == RoleContacts && s.c.at(date) < 0
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
