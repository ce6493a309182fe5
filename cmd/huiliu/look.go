package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"huiliu/app"
	"huiliu/assets"
	"huiliu/engine"
	"huiliu/engine/ingest"
)

// look says what files hold, and changes nothing.
func (p process) look(ctx context.Context, args []string, words *assets.Words) error {
	f := flag.NewFlagSet("look", flag.ContinueOnError)
	machine := f.Bool("json", false, "")
	var reading readingFlags
	reading.register(f)
	var given listFlag
	f.Var(&given, "mapping", "")
	files, err := p.parse(f, args, words)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return p.wrongUsage(words.Say("cli.no_files", nil), words)
	}
	as, err := reading.parse(p, words)
	if err != nil {
		return err
	}
	known, err := p.knowledge(given, words)
	if err != nil {
		return err
	}
	var seen app.Seen
	err = p.runJob(ctx, "job.look", func(ctx context.Context, progress engine.Progress) error {
		var err error
		seen, err = known.Look(ctx, files, as, progress)
		return err
	}, words)
	if ctx.Err() != nil {
		return err
	}
	if *machine {
		encoder := json.NewEncoder(p.out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		if werr := encoder.Encode(seen); err == nil {
			err = werr
		}
		return err
	}
	for i := range seen.Tables {
		p.tellTable(&seen.Tables[i], words)
	}
	p.tellMatches(&seen, words)
	return err
}

// sourceName names a table: its file, and its sheet.
func sourceName(s *ingest.Source) string {
	if s.Sheet != "" {
		return s.Name + " · " + s.Sheet
	}
	return s.Name
}

// roleText says what a table is about.
func roleText(m *ingest.Mapping, words *assets.Words) string {
	if m.Details() {
		return words.Say("role.order_lines", nil)
	}
	return words.Say("role."+string(m.Role), nil)
}

func (p process) tellTable(t *app.SeenTable, words *assets.Words) {
	s := &t.Source
	format := s.Kind
	for _, part := range []string{s.Encoding, delimiterName(s.Delimiter, words)} {
		if part != "" {
			format += " · " + part
		}
	}
	key := "look.table"
	if s.HeaderLine == 0 {
		key = "look.table_without_header"
	}
	fmt.Fprintln(p.out, words.Say(key, map[string]any{"file": sourceName(s), "role": roleText(&s.Mapping, words),
		"format": format, "header": strconv.FormatInt(s.HeaderLine, 10), "rows": s.Rows, "columns": len(s.Mapping.Columns)}))
	p.tellFields(s.Mapping.Columns, words)
	for _, w := range s.Warnings {
		fmt.Fprintln(p.out, "  ! "+words.Say("warning."+w.Code, w.Args))
	}
	if t.Trial != nil {
		p.tellTrial(t.Trial, words)
	}
	fmt.Fprintln(p.out)
}

func delimiterName(d string, words *assets.Words) string {
	switch d {
	case "":
		return ""
	case "\t", " ", "blanks":
		return words.Say("look.delimiter."+map[string]string{"\t": "tab", " ": "blank", "blanks": "blanks"}[d], nil)
	}
	return words.Say("look.delimiter.other", map[string]any{"delimiter": d})
}

// mostColumns is how many columns of a table are listed.
const mostColumns = 60

func (p process) tellFields(columns []ingest.Column, words *assets.Words) {
	rows := [][]string{{words.Say("look.column", nil), words.Say("look.field", nil), words.Say("look.confidence", nil),
		words.Say("look.why", nil), words.Say("look.type", nil), words.Say("look.samples", nil)}}
	for i := range columns[:min(len(columns), mostColumns)] {
		c := &columns[i]
		confidence, why := "", ""
		if c.Field != ingest.FieldIgnore {
			confidence = words.Percent(c.Confidence, 0)
		}
		if c.Why != "" {
			why = words.Say("import.why."+c.Why, nil)
		}
		rows = append(rows, []string{cut(c.Header, 24), words.Say("field."+string(c.Field), nil), confidence, why,
			words.Say("look.type."+c.Type, nil), cut(strings.Join(c.Samples, " | "), 48)})
	}
	p.tellGrid(rows)
	if more := len(columns) - mostColumns; more > 0 {
		fmt.Fprintln(p.out, "  "+words.Say("look.more_columns", map[string]any{"count": more}))
	}
}

// tellGrid prints rows in columns; Chinese characters are two places wide.
func (p process) tellGrid(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, s := range r {
			widths[i] = max(widths[i], places(s))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, s := range r {
			line.WriteString("  " + s + strings.Repeat(" ", widths[i]-places(s)))
		}
		fmt.Fprintln(p.out, strings.TrimRight(line.String(), " "))
	}
}

// places is how much room a text takes on a terminal.
func places(s string) (n int) {
	for _, r := range s {
		if n++; r >= 0x1100 && (r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60) {
			n++
		}
	}
	return n
}

// cut makes a text fit into n characters of one line.
func cut(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

func (p process) tellTrial(t *ingest.Trial, words *assets.Words) {
	fmt.Fprintln(p.out, "  "+words.Say("look.trial", map[string]any{"read": t.Read, "loaded": t.Loaded, "rejected": t.Rejected, "merged": t.Merged}))
	for _, reason := range t.Reasons {
		fmt.Fprintf(p.out, "    %s: %s\n", words.Say("reject."+reason.Reason, nil), words.Int(reason.Rows))
		for _, e := range t.Examples {
			if e.Reason != reason.Reason {
				continue
			}
			shown := e.Value
			if shown == "" {
				shown = strings.Join(e.Cells, " | ")
			}
			fmt.Fprintln(p.out, "      "+words.Say("look.example", map[string]any{"line": strconv.FormatInt(e.Line, 10), "value": cut(shown, 60)}))
		}
	}
}

func (p process) tellMatches(seen *app.Seen, words *assets.Words) {
	if len(seen.Matches) == 0 {
		return
	}
	fmt.Fprintln(p.out, words.Say("look.matches", nil))
	for _, m := range seen.Matches {
		text := "look.match"
		if m.LeftField == ingest.FieldOrderID {
			text = "look.match_orders"
		}
		fmt.Fprintln(p.out, "  "+words.Say(text, map[string]any{"left": words.Say("role."+string(m.LeftRole), nil),
			"right": words.Say("role."+string(m.RightRole), nil), "keys": m.LeftKeys, "both": m.Both, "rows": m.RowsWithout}))
		if len(m.Unmatched) > 0 {
			fmt.Fprintln(p.out, "    "+words.Say("look.unmatched", map[string]any{"samples": cut(strings.Join(m.Unmatched, ", "), 80)}))
		}
		if m.Hint != "" {
			fmt.Fprintln(p.out, "    "+words.Say("match."+m.Hint, map[string]any{"count": m.HintKeys}))
		}
	}
}
