package quality

import (
	"context"
	"strings"

	"huiliu/engine/store"
)

// Card is what the customer tables say about who an id is, for a person who decides
// about a pair. Names and addresses are as in the file; phone numbers and e-mail
// addresses show only their ends.
type Card struct {
	Names     []string
	Phones    []string
	Emails    []string
	Addresses []string
}

// Cards reads the cards of the ids of pairs; ids nothing is known about have none.
func Cards(ctx context.Context, r store.Reader, pairs []Pair) (map[string]Card, error) {
	out := map[string]Card{}
	ids := []string{}
	for i := range pairs {
		ids = append(ids, pairs[i].Kept.CustomerID, pairs[i].Absorbed.CustomerID)
	}
	err := store.Query(ctx, r, cardsSQL, store.Params{"ids": ids}, func(scan store.Scan) error {
		var id, kind, value string
		if err := scan(&id, &kind, &value); err != nil {
			return err
		}
		c := out[id]
		switch kind {
		case "name":
			c.Names = append(c.Names, value)
		case kindPhone:
			c.Phones = appendNew(c.Phones, hidePhone(value))
		case kindEmail:
			c.Emails = appendNew(c.Emails, hideEmail(value))
		case kindAddress:
			c.Addresses = append(c.Addresses, value)
		}
		out[id] = c
		return nil
	})
	return out, err
}

// hidePhone keeps the first three and the last four digits of a mobile number, however
// it is written; other numbers keep their last four digits.
func hidePhone(value string) string {
	var p person
	p.takePhone(value)
	for _, known := range append(p.masked, p.phones...) {
		if len(known) == 7 {
			return known[:3] + "****" + known[3:]
		}
	}
	list := []rune(strings.TrimSpace(value))
	for i := range max(0, len(list)-4) {
		list[i] = '*'
	}
	return string(list)
}

// hideEmail keeps the first character before the @ and all after it.
func hideEmail(value string) string {
	name, host, ok := strings.Cut(strings.TrimSpace(value), "@")
	list := []rune(name)
	if !ok || len(list) == 0 {
		return value
	}
	return string(list[0]) + "***@" + host
}
