package quality

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"huiliu/engine/ingest"
	"huiliu/engine/store"
)

// Kinds of columns that tell who somebody is.
const (
	kindPhone   = "phone"
	kindEmail   = "email"
	kindAddress = "address"
)

// person is one id with what tells who it is, normalised; empty is no evidence.
type person struct {
	id      string
	name    string
	address string
	digits  string // the numbers of the address: 18-3-502
	phones  []string
	masked  []string // first three and last four digits, of full numbers too
	hidden  bool     // has a masked number
	emails  []string
}

// loadPeople reads every id with what tells who it is.
func loadPeople(ctx context.Context, r store.Reader) ([]person, []Column, error) {
	columns, err := findColumns(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	people, err := store.All(ctx, r, namesSQL, nil, func(scan store.Scan, p *person) error {
		var name string
		err := scan(&p.id, &name)
		p.name = plainName(name)
		p.identify(p.id)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	at := 0
	err = store.Query(ctx, r, valuesSQL, nil, func(scan store.Scan) error {
		var id, kind, value string
		if err := scan(&id, &kind, &value); err != nil {
			return err
		}
		for at < len(people) && people[at].id < id {
			at++
		}
		if at < len(people) && people[at].id == id {
			people[at].take(kind, value)
		}
		return nil
	})
	return people, columns, err
}

// findColumns lists the columns of the customer tables that tell who somebody is.
func findColumns(ctx context.Context, r store.Reader) ([]Column, error) {
	out := []Column{}
	err := store.Query(ctx, r, mappingsSQL, nil, func(scan store.Scan) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		var m ingest.Mapping
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			return err
		}
		for _, c := range m.Columns {
			switch c.Field {
			case ingest.FieldName, ingest.FieldPhone, ingest.FieldEmail, ingest.FieldAddress:
				if found := (Column{c.Header, string(c.Field)}); !slices.Contains(out, found) {
					out = append(out, found)
				}
			}
		}
		return nil
	})
	return out, err
}

// identify takes an id that is a phone number or an e-mail address for what it is.
func (p *person) identify(id string) {
	p.take(kindPhone, id)
	if strings.Contains(id, "@") {
		p.take(kindEmail, id)
	}
}

func (p *person) take(kind, value string) {
	switch kind {
	case kindPhone:
		p.takePhone(value)
	case kindEmail:
		if e := strings.ToLower(strings.TrimSpace(narrow(value))); strings.Count(e, "@") == 1 && !strings.ContainsAny(e, "* ") && strings.Contains(e, ".") {
			p.emails = appendNew(p.emails, e)
		}
	case kindAddress:
		if a, digits := plainAddress(value); p.address == "" {
			p.address, p.digits = a, digits
		}
	}
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// takePhone keeps a mainland mobile number, whole or masked in the middle.
func (p *person) takePhone(value string) {
	s := phoneDigits(value)
	if len(s) < 8 || s[0] != '1' || s[1] < '3' || s[1] > '9' {
		return
	}
	stars := strings.Count(s, "*")
	switch {
	case stars == 0 && len(s) == 11 && !placeholder(s):
		p.phones = appendNew(p.phones, s)
		p.masked = appendNew(p.masked, s[:3]+s[7:])
	case stars >= 3 && strings.Trim(s[3:len(s)-4], "*") == "" && !strings.Contains(s[:3]+s[len(s)-4:], "*"):
		p.masked, p.hidden = appendNew(p.masked, s[:3]+s[len(s)-4:]), true
	}
}

// phoneDigits leaves the digits and stars of a number without the country's code; ""
// when there are letters.
func phoneDigits(value string) string {
	var b strings.Builder
	for _, r := range narrow(value) {
		switch {
		case r >= '0' && r <= '9' || r == '*':
			b.WriteRune(r)
		case unicode.IsLetter(r):
			return ""
		}
	}
	s := b.String()
	if len(s) == 13 || strings.Contains(s, "*") && len(s) > 11 {
		s = strings.TrimPrefix(s, "86")
	}
	return s
}

// placeholder recognises numbers typed to get past a form: 13800138000, 13000000000, 18888888888.
func placeholder(s string) bool {
	return s == "13800138000" || s == "13812345678" || strings.Count(s, s[10:]) >= 8
}

// plainName leaves the letters of a name; titles, masked and one-letter names are none.
func plainName(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(narrow(s)) {
		if r == '*' || r == '＊' {
			return ""
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	name := b.String()
	for _, title := range []string{"先生", "女士", "小姐", "老师", "太太"} {
		name = strings.TrimSuffix(name, title)
	}
	if n := len([]rune(name)); n < 2 {
		return ""
	}
	return name
}

// addressRunes is how many letters and digits an address needs to tell a home from a city.
const addressRunes = 8

// plainAddress leaves letters and digits; without a house number it is no evidence.
func plainAddress(s string) (address, digits string) {
	var b, d strings.Builder
	gap := false
	for _, r := range strings.ToLower(narrow(s)) {
		switch {
		case r == '*':
			return "", ""
		case unicode.IsDigit(r):
			if gap && d.Len() > 0 {
				d.WriteByte('-')
			}
			gap = false
			d.WriteRune(r)
			b.WriteRune(r)
			continue
		case unicode.IsLetter(r):
			b.WriteRune(r)
		}
		gap = true
	}
	if address = b.String(); len([]rune(address)) < addressRunes || d.Len() == 0 {
		return "", ""
	}
	return address, d.String()
}

// narrow turns full-width letters and digits into ordinary ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		if r == '　' {
			return ' '
		}
		return r
	}, s)
}
