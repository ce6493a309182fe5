// Package outreach says how a customer can be reached: phone number and e-mail address,
// whole for those who contact, masked for everybody else.
package outreach

import (
	"context"
	_ "embed" // the question is a .sql file
	"strings"

	"huiliu/engine/store"
)

//go:embed sql/reach.sql
var reachSQL string

// Reach is how to reach one customer; "" is not known.
type Reach struct {
	Phone string
	Email string
}

// Read finds phone number and e-mail of customers by id, as they stand in the file; of
// several the first.
func Read(ctx context.Context, r store.Reader, ids []string) (map[string]Reach, error) {
	out := map[string]Reach{}
	if len(ids) == 0 {
		return out, nil
	}
	err := store.Query(ctx, r, reachSQL, store.Params{"ids": ids}, func(scan store.Scan) error {
		var id, kind, value string
		if err := scan(&id, &kind, &value); err != nil {
			return err
		}
		one := out[id]
		switch {
		case kind == "phone" && one.Phone == "":
			one.Phone = strings.TrimSpace(value)
		case kind == "email" && one.Email == "":
			one.Email = strings.TrimSpace(value)
		}
		out[id] = one
		return nil
	})
	return out, err
}

// Masked hides who it is: of a phone number the first three and last four digits stay, of
// an e-mail address the first letter and what follows the @. What is shorter, or no
// address, is hidden whole.
func (r Reach) Masked() Reach { return Reach{Phone: maskPhone(r.Phone), Email: maskEmail(r.Email)} }

// stars stand for what is hidden; always as many, so that nothing tells the length.
const stars = "****"

func maskPhone(s string) string {
	digits := []rune{}
	for _, r := range s {
		if r >= '0' && r <= '9' || r == '*' {
			digits = append(digits, r)
		}
	}
	switch n := len(digits); {
	case s == "":
		return ""
	case n >= 13 && strings.HasPrefix(string(digits), "86"):
		digits = digits[2:]
	case n < 9: // seven of them would tell nearly all
		return stars
	}
	return string(digits[:3]) + stars + string(digits[len(digits)-4:])
}

func maskEmail(s string) string {
	name, host, ok := strings.Cut(s, "@")
	switch {
	case s == "":
		return ""
	case !ok || name == "":
		return stars
	}
	return string([]rune(name)[:1]) + stars + "@" + host
}
