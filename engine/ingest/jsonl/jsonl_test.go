package jsonl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"huiliu/engine"
)

var bg = context.Background()

func read(src string) (names, rows []string, err error) {
	if names, err = Columns(bg, strings.NewReader(src)); err != nil {
		return nil, nil, err
	}
	r := NewRows(bg, strings.NewReader(src), names)
	for {
		line, cells, ok, err := r.Next()
		if err == io.EOF {
			return names, rows, nil
		}
		if err != nil {
			return names, rows, err
		}
		rows = append(rows, fmt.Sprint(line, " ", ok, " ", strings.Join(cells, "|")))
	}
}

func TestRows_FlattenOneLevel(t *testing.T) {
	src := `{"id":"007","buyer":{"name":"甲","at":{"x":1}},"tags":["\u4e2d",2.50],"n":12345678901234567890,"ok":true,"no":null}` + "\r\n\n" +
		`{"n":1.0,"new key ":"a\nb"}` + "\nnot json\n[1]\n" + `{"id":1} {"id":2}`
	names, rows, err := read(src)
	if err != nil || !slices.Equal(names, []string{"id", "buyer.name", "buyer.at", "tags", "n", "ok", "no", "new key"}) {
		t.Fatal(names, err)
	}
	want := []string{`1 true 007|甲|{"x":1}|["中",2.50]|12345678901234567890|true||`, "3 true ||||1.0|||a\nb", "4 false not json", "5 false [1]", `6 false {"id":1} {"id":2}`}
	if !slices.Equal(rows, want) {
		t.Errorf("got %q", rows)
	}
}

func TestRows_ReadArraysAndObjectsOverSeveralLines(t *testing.T) {
	for _, src := range []string{"[\n {\"a\": 1,\n \"b\": 2}, {\"b\": 3}\n]\n", "{\n \"a\": 1,\n \"b\": 2\n}\n{\n \"b\": 3\n}"} {
		names, rows, err := read(src)
		if err != nil || !slices.Equal(names, []string{"a", "b"}) || !slices.Equal(rows, []string{"1 true 1|2", "2 true |3"}) {
			t.Errorf("%q: %v %q %v", src, names, rows, err)
		}
	}
}

func TestRows_SayWhatIsWrong(t *testing.T) {
	wide := `{"a":1`
	for i := range 5000 {
		wide += fmt.Sprintf(`,"k%d":1`, i)
	}
	for src, want := range map[string]string{
		"[{\"a\":1},{\"a\":2": "import.bad_json", "{\n\"a\":1,\n": "import.bad_json", "[1,2]": "import.bad_json", "no\nno": "import.bad_json",
		wide + "}": "import.too_wide", `{"a":"` + strings.Repeat("x", 17<<20): "import.cell_too_long",
		"{\n\"a\":\"" + strings.Repeat("x", 40<<20): "import.cell_too_long",
		`[` + strings.Repeat(`{"a":`, 20000):        "import.bad_json",
	} {
		_, _, err := read(src)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != want {
			t.Errorf("%.40q: got %v, want %s", src, err, want)
		}
	}
}

// Every object is read once, whatever stands between them.
func FuzzJSONL(f *testing.F) {
	for _, s := range []string{"{\"a\":1}\n{\"b\":{\"c\":[1]}}\n", "[{\"a\":1},{\"a\":null}]", "{\n\"a\":\"x\\u4e2d\"}\n{}", "\n\n{\"a\":1", "{\"a\":1}x\n", `{"a":{"b":{"c":1}},"a":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		names, rows, err := read(s)
		if err != nil {
			return
		}
		if len(names) > maxColumns || int64(len(rows)) > int64(len(s)) {
			t.Fatal(len(names), len(rows))
		}
	})
}

func TestRows_UnwrapsTheOneArrayOfAnAnswer(t *testing.T) {
	for _, text := range []string{
		`{"orders":[{"id":1,"x":"a"},{"id":2,"x":"b"}]}`,
		"{\n  \"code\": 0,\n  \"msg\": \"ok [{\",\n  \"tags\": [1, [2]],\n  \"none\": [],\n  \"data\": {\n    \"page\": {\"n\": 1},\n    \"list\": [\n      {\"id\": 1, \"x\": \"a\"},\n      {\"id\": 2, \"x\": \"b\"}\n    ],\n    \"total\": 2\n  }\n}\n",
	} {
		names, err := Columns(context.Background(), strings.NewReader(text))
		if err != nil || !slices.Equal(names, []string{"id", "x"}) {
			t.Errorf("%.30q: %q, %v", text, names, err)
			continue
		}
		r := NewRows(context.Background(), strings.NewReader(text), names)
		var got []string
		for {
			_, cells, ok, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil || !ok {
				t.Fatalf("%.30q: %v", text, err)
			}
			got = append(got, strings.Join(cells, "="))
		}
		if !slices.Equal(got, []string{"1=a", "2=b"}) {
			t.Errorf("%.30q: %q", text, got)
		}
	}
}

func TestRows_LinesWithArraysOfObjectsAreNotUnwrapped(t *testing.T) {
	names, err := Columns(context.Background(), strings.NewReader("{\"id\":1,\"items\":[{\"x\":1}]}\n{\"id\":2,\"items\":[{\"x\":2}]}\n"))
	if err != nil || !slices.Equal(names, []string{"id", "items"}) {
		t.Errorf("%q, %v", names, err)
	}
}

func TestRows_ACutAnswerIsSaidToBeCut(t *testing.T) {
	_, err := Columns(context.Background(), strings.NewReader(`{"data":{"list":[{"id":1},{"id":`))
	var e *engine.Error
	if !errors.As(err, &e) || e.Code != "import.bad_json" {
		t.Errorf("%v", err)
	}
}
