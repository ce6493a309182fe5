package ingest

import (
	"strings"
	"unicode/utf8"
)

// explain looks again at a row that is to be rejected: behind the data of an export
// stand sums, notes and, where exports were put together, headers.
func (f *fileLoad) explain(r *row, v verdict) verdict {
	switch v.reason {
	case "no_customer", "no_order", "bad_date", "bad_amount", "bad_quantity", "bad_score", "bad_mark", "bad_side", "no_marks", "short_row":
	default:
		return v
	}
	switch {
	case f.repeatsHeader(r):
		return verdict{reason: "header_row"}
	case f.sums(r):
		return verdict{reason: "total_row"}
	case f.note(r):
		return verdict{reason: "note_row"}
	}
	return v
}

// repeatsHeader reports whether the row holds the names of the columns again.
func (f *fileLoad) repeatsHeader(r *row) bool {
	columns := f.src.Mapping.Columns
	filled := 0
	for i, c := range r.cells[:min(len(r.cells), len(columns))] {
		v := value(c)
		if v == "" {
			continue
		}
		if fold(v) != fold(columns[i].Header) {
			return false
		}
		filled++
	}
	return filled > 1
}

// sums reports whether a row without customer says somewhere that it is a sum.
func (f *fileLoad) sums(r *row) bool {
	id := f.src.Mapping.Find(FieldCustomerID)
	if id >= 0 && id < len(r.cells) {
		if v := value(r.cells[id]); v != "" && !f.totalWord(v) {
			return false
		}
	}
	for _, c := range r.cells {
		if f.totalWord(value(c)) {
			return true
		}
	}
	return false
}

// totalWord recognises 合计 and 合计：28 笔.
func (f *fileLoad) totalWord(v string) bool {
	if v == "" || len(v) > 60 || digit(v[0]) {
		return false
	}
	w := fold(v)
	if f.words.total[w] {
		return true
	}
	w = strings.TrimRight(w, "0123456789元笔条行单件个人")
	return f.words.total[w]
}

// noteRunes is how long a lonely text is that can be no name.
const noteRunes = 12

// note recognises prose: the row's only text is long, ends or begins like a sentence.
func (f *fileLoad) note(r *row) bool {
	if len(f.src.Mapping.Columns) < 3 {
		return false
	}
	text := ""
	for _, c := range r.cells {
		v := value(c)
		if v == "" {
			continue
		}
		if text != "" {
			return false
		}
		text = v
	}
	if text == "" || digitsOnly(text) {
		return false
	}
	lower := strings.ToLower(narrow(text))
	for _, start := range [...]string{"注", "备注", "说明", "提示", "*", "※", "note", "source", "以上", "数据来源", "制表", "导出", "打印", "审核"} {
		if strings.HasPrefix(lower, start) && utf8.RuneCountInString(text) > utf8.RuneCountInString(start)+1 {
			return true
		}
	}
	prose := strings.ContainsAny(lower, "。,;: ") || hasHan(text)
	return prose && utf8.RuneCountInString(text) >= noteRunes
}
