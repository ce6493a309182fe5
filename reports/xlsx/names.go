package xlsx

import (
	"strings"
	"unicode/utf16"

	"huiliu/reports/doc"
)

// maxSheetName is Excel's limit in UTF-16 units.
const maxSheetName = 31

// sheetNames makes the titles safe and unique as sheet names: a duplicate would be
// accepted by excelize and then write into the first sheet.
func sheetNames(d *doc.Document) []string {
	seen := map[string]bool{}
	out := make([]string, len(d.Sheets))
	for i := range d.Sheets {
		name := safeName(d.Sheets[i].Title, maxSheetName)
		for n := 2; seen[strings.ToLower(name)]; n++ {
			suffix := " " + digits(n)
			name = safeName(d.Sheets[i].Title, maxSheetName-len(suffix)) + suffix
		}
		seen[strings.ToLower(name)] = true
		out[i] = name
	}
	return out
}

func safeName(title string, limit int) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return ' '
		}
		return r
	}, title)
	clean = strings.TrimSpace(strings.Trim(strings.TrimSpace(clean), "'"))
	units := 0
	for i, r := range clean {
		if units += len(utf16.Encode([]rune{r})); units > limit {
			clean = strings.TrimRight(clean[:i], " '")
			break
		}
	}
	if clean == "" || strings.EqualFold(clean, "history") {
		return "Sheet"
	}
	return clean
}
