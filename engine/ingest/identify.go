package ingest

import (
	"regexp"
	"strings"
)

// ContactName is how a customer's phone number, e-mail or address is stored among the
// attributes: out of every analysis, only there to find one person under several ids.
func ContactName(f Field) string { return "contact:" + string(f) }

// contactFields are the columns of a customer table that tell who somebody is.
var contactFields = [...]struct {
	field  Field
	header *regexp.Regexp
	value  *regexp.Regexp // nil: the header decides alone
}{
	{FieldEmail, regexp.MustCompile(`邮箱|邮件|e-?mail`), regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)},
	{FieldPhone, regexp.MustCompile(`手机|电话|联系方式|mobile|phone|^tel$|^cell`), regexp.MustCompile(`^(\+?86[- ]?)?1[3-9][\d*]([ -]?[\d*]{4}){2}$`)},
	{FieldAddress, regexp.MustCompile(`地址|address|street|街道`), nil},
}

// contact recognises such a column by its header, or by what its values look like.
func (r *recogniser) contact(m *Mapping, i int) (f Field, why string, ok bool) {
	header, samples := strings.ToLower(r.headers[i]), r.t.cols[i].samples
	for _, c := range contactFields {
		if m.Find(c.field) >= 0 {
			continue
		}
		alike := 0
		for _, s := range samples {
			if c.value != nil && c.value.MatchString(strings.TrimSpace(narrow(s))) {
				alike++
			}
		}
		switch {
		case c.header.MatchString(header) && m.Columns[i].Type != "bool":
			return c.field, "synonym", true
		case len(samples) >= 3 && alike == len(samples):
			return c.field, "values", true
		}
	}
	return "", "", false
}
