package screen

import (
	"strconv"
	"strings"

	"huiliu/engine/ingest"
)

// previewRows is how many lines of a file are shown before it is imported.
const previewRows = 30

// reading is the step that says how the file is read.
func (f *frame) reading(i int) *ReadingView {
	w := &f.intake.tables[i]
	v := &ReadingView{Table: i, Sentence: f.say("ui.reading.sure", nil), Facts: f.readingFacts(&w.source)}
	if w.refused != nil {
		v.Doubt, v.Facts = true, nil
		if list := explained(w.refused, f.w); len(list) > 0 {
			v.Sentence, v.Hint = list[0].Sentence, list[0].Hint
		}
	}
	v.Open = f.intake.open
	if f.glimpse == nil {
		v.Waiting = f.say("ui.reading.waiting", nil)
		return v
	}
	if f.glimpse.err != nil {
		if list := explained(f.glimpse.err, f.w); len(list) > 0 && w.refused == nil {
			v.Doubt, v.Sentence, v.Hint = true, list[0].Sentence, list[0].Hint
		}
		return v
	}
	g := &f.glimpse.view
	f.readingDoubts(v, w, g)
	v.Changeable = g.Encoding != "" || g.Delimiter != "" || len(g.Sheets) > 0
	if v.Open = v.Open || v.Doubt; v.Open && v.Changeable {
		f.readingChoosers(v, w, g)
	}
	f.preview(v, g)
	return v
}

// readingDoubts says why a person should look at the reading.
func (f *frame) readingDoubts(v *ReadingView, w *waiting, g *ingest.View) {
	switch {
	case w.refused != nil && rereadable(w.refused):
		v.Hint = f.say("ui.reading.choose.encoding", nil)
	case w.refused != nil:
	case encodingDoubt(w, g):
		v.Doubt, v.Sentence = true, f.say("ui.reading.doubt.encoding", nil)
		v.Hint = f.say("ui.reading.choose.encoding", nil)
	case g.Header == 0 && len(g.Names) == 0 && w.choice.Header == 0:
		v.Doubt, v.Sentence = true, f.say("ui.reading.doubt.header", nil)
		v.Hint = f.say("ui.reading.choose.header", nil)
	}
}

// likely is the share of everyday characters from which an encoding may be meant.
const likely = 0.6

// encodingDoubt reports whether more than one encoding makes everyday text of the file
// and the person has not said which.
func encodingDoubt(w *waiting, g *ingest.View) bool {
	if w.choice.Encoding != "" {
		return false
	}
	n := 0
	for _, c := range g.Candidates {
		if c.Name == "utf-8" && c.Valid {
			return false
		}
		if c.Valid && c.Share >= likely && c.Name != "latin-1" {
			n++
		}
	}
	return n > 1
}

func (f *frame) readingChoosers(v *ReadingView, w *waiting, g *ingest.View) {
	if len(g.Candidates) > 0 {
		v.Encodings = f.encodings(w, g)
	}
	if g.Delimiter != "" {
		c := Chooser{Key: readDelimiter, Label: f.say("ui.reading.delimiter", nil), Chosen: g.Delimiter}
		for _, d := range []string{",", "\t", ";", "|", "blanks"} {
			c.Choices = append(c.Choices, Choice{Key: d, Text: f.delimiterText(d)})
		}
		v.Choosers = append(v.Choosers, c)
	}
	if len(g.Names) == 0 {
		v.Choosers = append(v.Choosers, f.headerChooser(w, g))
	}
	v.Range, v.CanRange = rangeText(w.choice.Choice), true
}

// encodings are the candidates, those that fit first, each with a line as it would read.
func (f *frame) encodings(w *waiting, g *ingest.View) []EncodingView {
	var fit, rest []EncodingView
	for _, c := range g.Candidates {
		e := EncodingView{Key: c.Name, Name: f.say("ui.encoding."+c.Name, nil), Sample: strings.Join(strings.Fields(c.Sample), " ")}
		e.Chosen = w.choice.Encoding == c.Name || w.choice.Encoding == "" && w.refused == nil && strings.EqualFold(encodingKey(g.Encoding), c.Name)
		switch {
		case !c.Valid:
			e.Word = f.say("ui.encoding.word.no", nil)
			rest = append(rest, e)
			continue
		case c.Share >= likely:
			e.Word, e.Fits = f.say("ui.encoding.word.likely", nil), true
		default:
			e.Word = f.say("ui.encoding.word.odd", nil)
		}
		fit = append(fit, e)
	}
	if len(fit) == 0 || w.choice.Encoding != "" {
		fit = append(fit, rest...)
	}
	return fit
}

// encodingKey is the name by which an encoding is chosen.
func encodingKey(shown string) string {
	key := strings.ToLower(strings.TrimSuffix(shown, " BOM"))
	if strings.HasPrefix(key, "utf-16") {
		return strings.ReplaceAll(key, " ", "")
	}
	return key
}

func (f *frame) headerChooser(w *waiting, g *ingest.View) Chooser {
	c := Chooser{Key: readHeader, Label: f.say("ui.reading.header", nil), Chosen: "none"}
	switch {
	case w.choice.Header > 0:
		c.Chosen = strconv.FormatInt(w.choice.Header, 10)
	case w.choice.Header == 0 && g.Header > 0:
		c.Chosen = strconv.FormatInt(g.Header, 10)
	}
	for i, cells := range g.Lines[:min(len(g.Lines), headerChoices)] {
		line := g.Numbers[i]
		c.Choices = append(c.Choices, Choice{Key: strconv.FormatInt(line, 10), Text: f.say("ui.reading.header.choice", map[string]any{"line": line, "cells": firstCells(cells)})})
	}
	c.Choices = append(c.Choices, Choice{Key: "none", Text: f.say("ui.reading.header.none.choice", nil)})
	return c
}

// headerChoices is how many lines are offered as header.
const headerChoices = 12

// firstCells is the beginning of a row in a few words.
func firstCells(cells []string) string {
	var out []string
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			r := []rune(c)
			out = append(out, string(r[:min(len(r), 8)]))
		}
		if len(out) == 3 {
			break
		}
	}
	return strings.Join(out, " · ")
}

func rangeText(c ingest.Choice) string {
	if !c.Ranged() {
		return ""
	}
	cell := func(column int, line int64) string {
		text := ""
		for ; column > 0; column = (column - 1) / 26 {
			text = string(rune('A'+(column-1)%26)) + text
		}
		if line > 0 {
			text += strconv.FormatInt(line, 10)
		}
		return text
	}
	return cell(c.FirstColumn, c.First) + ":" + cell(c.LastColumn, c.Last)
}

// preview shows the first lines as they stand in the file, with their numbers.
func (f *frame) preview(v *ReadingView, g *ingest.View) {
	width := len(g.Names)
	lines := g.Lines[:min(len(g.Lines), previewRows)]
	for _, cells := range lines {
		width = max(width, len(cells))
	}
	width = min(width, previewColumns)
	v.Header = append(v.Header, f.say("ui.reading.line", nil))
	for i := range width {
		name := columnLetters(i)
		if len(g.Names) > i {
			name = g.Names[i]
		}
		v.Header = append(v.Header, name)
	}
	for i, cells := range lines {
		number := f.w.Int(g.Numbers[i])
		if g.Numbers[i] == g.Header {
			number = f.say("ui.reading.line.header", map[string]any{"line": g.Numbers[i]})
		}
		v.Rows = append(v.Rows, append([]string{number}, cells[:min(len(cells), width)]...))
	}
}

// previewColumns bounds the width of the preview.
const previewColumns = 40

func columnLetters(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func (f *frame) readingFacts(s *ingest.Source) []Fact {
	out := []Fact{{f.say("ui.reading.format", nil), strings.ToUpper(s.Kind)}}
	if s.Encoding != "" {
		out = append(out, Fact{f.say("ui.reading.encoding", nil), encodingLabel(s.Encoding)})
	}
	if s.Delimiter != "" {
		out = append(out, Fact{f.say("ui.reading.delimiter", nil), f.delimiterText(s.Delimiter)})
	}
	header := f.say("ui.reading.header.none", nil)
	if s.HeaderLine > 0 {
		header = f.say("ui.reading.header.line", map[string]any{"line": s.HeaderLine})
	}
	return append(out, Fact{f.say("ui.reading.header", nil), header}, Fact{f.say("ui.reading.rows", nil), f.w.Int(s.Rows)})
}

func (f *frame) delimiterText(d string) string {
	for _, k := range []struct{ sign, key string }{{",", "comma"}, {"\t", "tab"}, {";", "semicolon"}, {"|", "bar"}, {"blanks", "blanks"}} {
		if d == k.sign {
			return f.say("ui.delimiter."+k.key, nil)
		}
	}
	return d
}
