package main

import (
	"flag"
	"strconv"

	"huiliu/app"
	"huiliu/assets"
)

// readingFlags are the flags that say how a file is to be read.
type readingFlags struct {
	app.Choice
	cells, header string
}

func (r *readingFlags) register(f *flag.FlagSet) {
	f.StringVar(&r.Encoding, "encoding", "", "")
	f.StringVar(&r.Delimiter, "delimiter", "", "")
	f.StringVar(&r.Sheet, "sheet", "", "")
	f.StringVar(&r.DateOrder, "date-order", "", "")
	f.StringVar(&r.cells, "range", "", "")
	f.StringVar(&r.header, "header", "", "")
}

// parse reads the flags that are more than a text; what is wrong with them is
// explained and becomes errUsage.
func (r *readingFlags) parse(p process, words *assets.Words) (app.Choice, error) {
	out := r.Choice
	if r.cells != "" {
		part, err := app.ParseRange(r.cells)
		if err != nil {
			return out, p.wrongUsage(app.Explain(err, words).Sentence, words)
		}
		out.First, out.Last, out.FirstColumn, out.LastColumn = part.First, part.Last, part.FirstColumn, part.LastColumn
	}
	switch r.header {
	case "":
	case "none", "无":
		out.Header = -1
	default:
		n, err := strconv.ParseInt(r.header, 10, 64)
		if err != nil || n < 1 {
			return out, p.wrongUsage("--header "+r.header, words)
		}
		out.Header = n
	}
	if out.Delimiter == "tab" || out.Delimiter == `\t` {
		out.Delimiter = "\t"
	}
	if err := out.Check(); err != nil {
		return out, p.wrongUsage(app.Explain(err, words).Sentence, words)
	}
	return out, nil
}
