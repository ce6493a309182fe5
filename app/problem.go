package app

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strconv"

	"huiliu/assets"
	"huiliu/engine"
)

// Problem is an error as a person reads it: what happened and where, and what to do.
type Problem struct {
	Code     string
	Sentence string
	Hint     string
	Detail   string // technical, for "details" and the log
}

// Explain turns an error into words. Errors we do not know become one general
// sentence; their text stays in Detail.
func Explain(err error, w *assets.Words) Problem {
	var e *engine.Error
	switch {
	case errors.Is(err, context.Canceled):
		return problem("cancelled", nil, "", w)
	case !errors.As(err, &e):
		return problem("internal", nil, err.Error(), w)
	}
	args := map[string]any{
		"file": filepath.Base(e.Place.File), "sheet": e.Place.Sheet,
		"line": strconv.FormatInt(e.Place.Line, 10), "column": e.Place.Column,
	}
	if e.Place.File == "" {
		args["file"] = ""
	}
	maps.Copy(args, e.Args)
	detail := ""
	if e.Cause != nil {
		detail = e.Cause.Error()
	}
	code := e.Code
	if !w.Has("error." + code) {
		detail, code = e.Error(), "internal"
	}
	return problem(code, args, detail, w)
}

// ExplainAll explains each error of a joined one; no error is no problem.
func ExplainAll(err error, w *assets.Words) []Problem {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []Problem
		for _, e := range joined.Unwrap() {
			out = append(out, ExplainAll(e, w)...)
		}
		return out
	}
	return []Problem{Explain(err, w)}
}

func problem(code string, args map[string]any, detail string, w *assets.Words) Problem {
	p := Problem{Code: code, Sentence: w.Say("error."+code, args), Detail: detail}
	if w.Has("error." + code + ".hint") {
		p.Hint = w.Say("error."+code+".hint", args)
	}
	return p
}
