package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"huiliu/assets"
	"huiliu/reports/doc"
)

var regen = flag.Bool("regen", false, "write the golden images anew; look at them before committing")

var nan = math.NaN()

func newRenderer(t testing.TB) *Renderer {
	t.Helper()
	r, err := NewRenderer(assets.Font(), assets.BoldFont())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// samples returns one ordinary chart of every kind.
func samples() map[doc.ChartKind]doc.Chart {
	base := doc.Chart{Lang: assets.ZH, Title: "价格上涨带走的毛利最多", Note: "截至 2024-12-31 · 基数 1,846", Unit: doc.UnitPercent, Digits: 1}
	names := []string{"价格上涨", "配送太慢或者包裹损坏而且客服没有回应", "没有解释"}
	out := make(map[doc.ChartKind]doc.Chart)
	for _, kind := range []doc.ChartKind{doc.ChartBarH, doc.ChartBars, doc.ChartDots} {
		c := base
		c.Key, c.Kind, c.Categories, c.XLabel = string(kind), kind, names, "比例（%）"
		c.References = []doc.Reference{{Value: 0.3, Label: "全体 30.0%"}}
		c.Series = []doc.Series{
			{Name: "今年", Y: []float64{0.5, 0.25, 0.4}, Low: []float64{0.4, 0.2, 0.3}, High: []float64{0.6, 0.3, 0.5}, Tones: []doc.Tone{"", "", doc.ToneNeutral}},
			{Name: "去年", Y: []float64{0.45, -0.1, nan}, Open: []bool{false, true, false}},
		}
		out[kind] = c
	}
	line := base
	line.Key, line.Kind, line.XLabel, line.YLabel = "line", doc.ChartLine, "天", "比例（%）"
	line.Series = []doc.Series{
		{Name: "流失率", X: []float64{30, 60, 90, 120}, Y: []float64{.7, .5, .4, .35}, Low: []float64{.6, .4, .3, .3}, High: []float64{.8, .6, .5, .4}},
		{Name: "判错的比例", X: []float64{30, 60, 90, 120}, Y: []float64{.3, .15, .08, .05}, Steps: true, Tone: doc.ToneWarning},
	}
	line.Marks = []doc.Mark{{X: 90, Y: .4, Label: "40.0%"}}
	line.References = []doc.Reference{{Value: 90, OnX: true, Label: "选定 90 天"}, {Value: .2, Label: "去年"}}
	out[doc.ChartLine] = line
	heat := base
	heat.Key, heat.Kind, heat.Categories, heat.Columns, heat.OpenLabel = "heat", doc.ChartHeat, names, []string{"0", "1", "2"}, "未走完"
	heat.Cells = [][]doc.Cell{{{Value: 1}, {Value: .5}, {Value: .3, Open: true}}, {{Value: .9}, {Value: nan, Open: true}}, {{Value: .8, Small: true}}}
	out[doc.ChartHeat] = heat
	return out
}

// spoil returns c with every value replaced.
func spoil(c doc.Chart, v float64) doc.Chart {
	fill := func(list []float64) []float64 {
		out := make([]float64, len(list))
		for i := range out {
			out[i] = v
		}
		return out
	}
	series := make([]doc.Series, len(c.Series))
	for i, s := range c.Series {
		s.X, s.Y, s.Low, s.High = fill(s.X), fill(s.Y), fill(s.Low), fill(s.High)
		series[i] = s
	}
	c.Series = series
	cells := make([][]doc.Cell, len(c.Cells))
	for i, row := range c.Cells {
		cells[i] = make([]doc.Cell, len(row))
		for j := range row {
			cells[i][j].Value = v
		}
	}
	c.Cells = cells
	return c
}

func TestImage_DrawsEveryKindWhateverTheValues(t *testing.T) {
	r := newRenderer(t)
	for kind, c := range samples() {
		one := c
		one.Categories = c.Categories[:min(1, len(c.Categories))]
		one.Series = []doc.Series{{Name: "一", X: []float64{3}, Y: []float64{0.4}, Low: []float64{.3}, High: []float64{.5}}}
		ragged := c
		ragged.Series = []doc.Series{{X: []float64{1, 2}, Y: []float64{1, nan, 3}, Low: []float64{1}, High: nil, Labels: []string{"x"}, Tones: []doc.Tone{"?"}}}
		bare := c
		bare.Title, bare.Note, bare.XLabel, bare.References, bare.Marks = "", "", "", nil, nil
		limits := c
		limits.FixedRange = &[2]float64{0, 1}
		hair := c
		hair.References = []doc.Reference{{Value: nan}, {Value: math.Inf(1), OnX: true}, {Diagonal: true, Label: "d"}}
		hair.Marks = []doc.Mark{{X: nan, Y: 1}, {X: 1e9, Y: math.Inf(1), Label: "y"}}
		for name, spec := range map[string]doc.Chart{
			"normal": c, "one": one, "ragged": ragged, "bare": bare, "limits": limits, "hair": hair,
			"no series": {Kind: kind, Title: "空", Note: "没有数据"}, "no categories": {Kind: kind, Series: c.Series, Cells: c.Cells},
			"NaN": spoil(c, nan), "infinite": spoil(c, math.Inf(-1)), "zero": spoil(c, 0), "equal": spoil(c, 7),
			"negative": spoil(c, -3), "tiny": spoil(c, 1e-12), "huge": spoil(c, 1e15),
		} {
			for _, o := range []Options{{}, {Width: 200, Height: 150, Dark: true}} {
				if _, err := r.Image(spec, o); err != nil {
					t.Errorf("%s %s: %v", kind, name, err)
				}
			}
			if err := r.SVG(io.Discard, spec, Options{}); err != nil {
				t.Errorf("%s %s: SVG: %v", kind, name, err)
			}
		}
	}
}

func TestImage_HasTheSizeAskedFor(t *testing.T) {
	r := newRenderer(t)
	c := samples()[doc.ChartBarH]
	for _, o := range []struct {
		in   Options
		w, h int
	}{
		{Options{}, 640, 400}, {Options{Width: 1280, Height: 720}, 1280, 720},
		{Options{Width: 300, Height: 200, Scale: 2}, 600, 400}, {Options{Width: 300, Height: 200, Scale: 1.5}, 450, 300},
		{Options{Width: 1, Height: 1}, 120, 120},
	} {
		img, err := r.Image(c, o.in)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != o.w || b.Dy() != o.h {
			t.Errorf("%+v: %v, want %d×%d", o.in, b, o.w, o.h)
		}
	}
}

// A chart leaves its outermost pixels free: whatever touches them was cut off.
func TestImage_ClipsNoLabel(t *testing.T) {
	r := newRenderer(t)
	long := strings.Repeat("特别长的中文名字", 12)
	for kind, c := range samples() {
		c.Title, c.Note, c.XLabel, c.YLabel, c.OpenLabel = long, long, long, long, long
		c.Categories = []string{long, long, long}
		c.Columns = []string{long, long, long}[:len(c.Columns)]
		series := append([]doc.Series(nil), c.Series...)
		for i := range series {
			series[i].Name = long
			if kind != doc.ChartLine {
				series[i].Labels = []string{long, long, long}
			}
		}
		c.Series = series
		for _, o := range []Options{{}, {Width: 1280, Height: 720}, {Width: 360, Height: 260, Dark: true}} {
			img, err := r.Image(c, o)
			if err != nil {
				t.Fatal(kind, err)
			}
			want := color.RGBAModel.Convert(pick(o.Dark).surface)
			b := img.Bounds()
			for x := range b.Dx() {
				for y := range b.Dy() {
					if edge := min(x, y, b.Dx()-1-x, b.Dy()-1-y); edge < 3 && color.RGBAModel.Convert(img.At(x, y)) != want {
						t.Fatalf("%s %+v: drawn to the edge at %d,%d", kind, o, x, y)
					}
				}
			}
		}
	}
}

// count returns how many pixels of row y have exactly colour c.
func countRow(img image.Image, y int, c color.Color) int {
	n, want := 0, color.RGBAModel.Convert(c)
	for x := range img.Bounds().Dx() {
		if color.RGBAModel.Convert(img.At(x, y)) == want {
			n++
		}
	}
	return n
}

func TestBarH_LengthsAreProportionalAndTheUnexplainedIsNeutral(t *testing.T) {
	c := doc.Chart{Kind: doc.ChartBarH, Categories: []string{"一", "二", "没有解释"}, Unit: doc.UnitCount,
		Series: []doc.Series{{Y: []float64{300, 100, 200}, Tones: []doc.Tone{"", "", doc.ToneNeutral}}}}
	for _, dark := range []bool{false, true} {
		img, err := newRenderer(t).Image(c, Options{Dark: dark})
		if err != nil {
			t.Fatal(err)
		}
		pal := pick(dark)
		var lengths []int // of the bars from top to bottom
		last := 0
		for y := range img.Bounds().Dy() {
			n := max(countRow(img, y, pal.tones[doc.ToneAccent]), countRow(img, y, pal.tones[doc.ToneNeutral]))
			if n > 20 && last <= 20 {
				lengths = append(lengths, n)
			}
			if n > 20 && n > lengths[len(lengths)-1] {
				lengths[len(lengths)-1] = n
			}
			last = n
		}
		if len(lengths) != 3 {
			t.Fatalf("dark %v: found bars %v, want 3", dark, lengths)
		}
		unit := float64(lengths[1])
		if math.Abs(float64(lengths[0])-3*unit) > 6 || math.Abs(float64(lengths[2])-2*unit) > 6 {
			t.Errorf("dark %v: lengths %v are not as 3 : 1 : 2", dark, lengths)
		}
	}
}

// painted returns the box of all pixels of exactly colour c.
func painted(img image.Image, c color.Color) image.Rectangle {
	want, out := color.RGBAModel.Convert(c), image.Rectangle{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if color.RGBAModel.Convert(img.At(x, y)) == want {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}

func TestBars_HangNegativeValuesOnTheOtherSideOfZero(t *testing.T) {
	r := newRenderer(t)
	c := doc.Chart{Categories: []string{"赚", "亏"}, Unit: doc.UnitCount,
		Series: []doc.Series{{Y: []float64{200, -100}, Tones: []doc.Tone{doc.ToneGood, doc.ToneWarning}}}}
	near := func(a, b int) bool { return a-b < 4 && b-a < 4 }
	for _, stacked := range []bool{false, true} {
		c.Kind, c.Stacked = doc.ChartBars, stacked
		img, err := r.Image(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		up, down := painted(img, lightPalette().tones[doc.ToneGood]), painted(img, lightPalette().tones[doc.ToneWarning])
		if !near(up.Max.Y, down.Min.Y) || !near(up.Dy(), 2*down.Dy()) || up.Max.X > down.Min.X {
			t.Errorf("stacked %v: gain %v, loss %v", stacked, up, down)
		}
	}
	c.Kind = doc.ChartBarH
	img, err := r.Image(c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	right, left := painted(img, lightPalette().tones[doc.ToneGood]), painted(img, lightPalette().tones[doc.ToneWarning])
	if !near(left.Max.X, right.Min.X) || !near(right.Dx(), 2*left.Dx()) || right.Max.Y > left.Min.Y {
		t.Errorf("across: gain %v, loss %v", right, left)
	}
}

func TestReduce_KeepsTwoPointsPerColumnAndTheExtremes(t *testing.T) {
	const n, columns = 1_000_000, 600
	x, y, low, high := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], y[i] = float64(i), math.Sin(float64(i)*1.7)
		if i%5 == 0 {
			y[i] = nan
		}
		low[i], high[i] = y[i]-1, y[i]+1
	}
	y[123_456], y[654_321] = 9, -9
	total, top, bottom := 0, math.Inf(-1), math.Inf(1)
	for _, run := range reduce(x, y, window{0, n - 1, columns}) {
		total += len(run)
		for i, p := range run {
			top, bottom = math.Max(top, p.y), math.Min(bottom, p.y)
			if i > 0 && p.x < run[i-1].x {
				t.Fatal("points run backwards")
			}
		}
	}
	if total > 2*(columns+1) || total < columns {
		t.Errorf("%d points for %d columns", total, columns)
	}
	if top != 9 || bottom != -9 {
		t.Errorf("extremes %v and %v were lost", bottom, top)
	}
	total = 0
	for _, run := range reduceBand(x, low, high, window{0, n - 1, columns}) {
		total += len(run)
	}
	if total > columns+1 {
		t.Errorf("%d band points for %d columns", total, columns)
	}
	c := doc.Chart{Kind: doc.ChartLine, Series: []doc.Series{{X: x, Y: y, Low: low, High: high}}}
	if _, err := newRenderer(t).Image(c, Options{}); err != nil {
		t.Error(err)
	}
}

func TestReduce_BreaksAtGapsOnly(t *testing.T) {
	x := []float64{0, 1, 2, 3, 4, 5}
	y := []float64{1, 2, nan, 4, 5, math.Inf(1)}
	runs := reduce(x, y, window{0, 5, 500})
	if len(runs) != 2 || len(runs[0]) != 2 || len(runs[1]) != 2 {
		t.Errorf("runs %v, want two of two points", runs)
	}
	shuffled := reduce([]float64{4, 0, 3, 1, 2}, []float64{5, 1, 4, 2, nan}, window{0, 5, 500})
	if fmt.Sprint(shuffled) != fmt.Sprint(runs) {
		t.Errorf("order of the rows changes the line: %v, want %v", shuffled, runs)
	}
}

// A million categories must be cut to what fits, and the chart must say so.
func TestImage_CutsAMillionItemsAndCountsThem(t *testing.T) {
	const n = 1_000_000
	names, values := make([]string, n), make([]float64, n)
	for i := range names {
		names[i], values[i] = "客户", float64(n-i)
	}
	r := newRenderer(t)
	for _, kind := range []doc.ChartKind{doc.ChartBarH, doc.ChartBars, doc.ChartDots} {
		c := doc.Chart{Kind: kind, Categories: names, Unit: doc.UnitCount, Series: []doc.Series{{Y: values}}}
		var buf bytes.Buffer
		if err := r.SVG(&buf, c, Options{}); err != nil {
			t.Fatal(kind, err)
		}
		if bars := strings.Count(buf.String(), "<path"); bars > 1200 {
			t.Errorf("%s: %d paths", kind, bars)
		}
		if !strings.Contains(buf.String(), "… +999,") {
			t.Errorf("%s: does not say that items are missing", kind)
		}
	}
	cells := make([][]doc.Cell, 1000)
	for i := range cells {
		cells[i] = make([]doc.Cell, 1000)
	}
	c := doc.Chart{Kind: doc.ChartHeat, Categories: names[:1000], Columns: names[:1000], Cells: cells}
	if _, err := r.Image(c, Options{}); err != nil {
		t.Error(err)
	}
}

func TestMissing_ReportsRunesWithoutGlyph(t *testing.T) {
	r := newRenderer(t)
	for _, c := range samples() {
		if m := r.Missing(c); len(m) > 0 {
			t.Errorf("%s: %q", c.Key, m)
		}
	}
	c := doc.Chart{Title: "客户😀", Categories: []string{"𠮷😀"}, Cells: [][]doc.Cell{{{Label: "ก"}}}}
	if got := string(r.Missing(c)); got != "ก😀𠮷" {
		t.Errorf("missing %q", got)
	}
	if got := r.set.drawable("a😀\tb"); got != "a□ b" {
		t.Errorf("drawn as %q", got)
	}
}

func TestSVG_IsWellFormedAndKeepsChineseAsText(t *testing.T) {
	r := newRenderer(t)
	for kind, c := range samples() {
		c.Title = `毛利 <b> & "引号" ]]>`
		var buf bytes.Buffer
		if err := r.SVG(&buf, c, Options{}); err != nil {
			t.Fatal(kind, err)
		}
		var said strings.Builder
		dec := xml.NewDecoder(bytes.NewReader(buf.Bytes()))
		for {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if data, ok := tok.(xml.CharData); ok {
				said.Write(data)
			}
		}
		if !strings.Contains(said.String(), c.Title) || !strings.Contains(said.String(), "截至 2024-12-31") {
			t.Errorf("%s: texts are not in the SVG", kind)
		}
		head := buf.String()[:min(600, buf.Len())]
		for _, want := range []string{"'Noto Sans SC'", "'Microsoft YaHei'", "sans-serif", `width="640"`, `viewBox="0 0 640 400"`} {
			if !strings.Contains(head, want) {
				t.Errorf("%s: head lacks %s", kind, want)
			}
		}
		if strings.Contains(buf.String(), "NaN") || strings.Contains(buf.String(), "Inf") {
			t.Errorf("%s: undefined coordinates", kind)
		}
	}
}

func TestRenderer_TurnsPanicsIntoErrors(t *testing.T) {
	r := newRenderer(t)
	c := samples()[doc.ChartBarH]
	c.Kind = "pie"
	if _, err := r.Image(c, Options{}); err == nil || !strings.Contains(err.Error(), "pie") {
		t.Errorf("Image: %v", err)
	}
	if err := r.SVG(io.Discard, c, Options{}); err == nil {
		t.Error("SVG: no error")
	}
	if _, err := NewRenderer([]byte("no font"), assets.BoldFont()); err == nil {
		t.Error("a broken typeface was accepted")
	}
}

func TestRenderer_DrawsTheSameBytesFromManyGoroutines(t *testing.T) {
	r := newRenderer(t)
	c := samples()[doc.ChartLine]
	var want bytes.Buffer
	if err := r.PNG(&want, c, Options{Width: 240, Height: 160}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var got bytes.Buffer
			if err := r.PNG(&got, c, Options{Width: 240, Height: 160}); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("differs (%v)", err)
			}
		})
	}
	wg.Wait()
}

func TestWrap_BreaksChineseAnywhereButNotBeforePunctuation(t *testing.T) {
	sty := text.Style{Handler: newRenderer(t).set}
	sty.Font.Typeface, sty.Font.Size = typeface, 10
	for _, c := range []struct {
		in    string
		width float64
		want  string
	}{
		{"一二三四五六", 35, "一二三/四五六"},
		{"一二三，四五六", 35, "一二/三，四/五六"},
		{"one two three", 45, "one two/three"},
		{"  ", 45, ""},
		{"一二三四五六七八九十一二", 35, "一二三/四五六/七八…"},
	} {
		lines := wrap(sty, c.in, vg.Points(c.width), 3)
		if got := strings.Join(lines, "/"); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTicks_StayInOneUnitAndBelowHundredPercent(t *testing.T) {
	zh := assets.Numbers(assets.ZH)
	for _, c := range []struct {
		lo, hi float64
		unit   doc.Unit
		want   string
	}{
		{0, 1.5, doc.UnitPercent, "0% 50% 100%"},
		{0, 0.012, doc.UnitPercent, "0.0% 0.5% 1.0%"},
		{0, 50000, doc.UnitMoney, "¥0 ¥2 万 ¥4 万"},
		{-3e8, 3e8, doc.UnitMoney, "-¥2 亿 ¥0 ¥2 亿"},
		{0, 3, doc.UnitCount, "0 1 2 3"},
		{0.5, 0.8, doc.UnitDecimal, "0.5 0.6 0.7 0.8"},
	} {
		var got []string
		for _, tick := range niceScale(c.lo, c.hi, 3, false).ticks(zh, c.unit, doc.Chart{Currency: "CNY"}) {
			got = append(got, tick.Label)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v–%v %s: %q, want %q", c.lo, c.hi, c.unit, got, c.want)
		}
	}
}

// Golden images are compared approximately: glyph edges depend on the Go version.
func TestImage_LooksLikeTheGoldenOne(t *testing.T) {
	r := newRenderer(t)
	for kind, c := range samples() {
		o := Options{Width: 360, Height: 240, Dark: kind == doc.ChartHeat}
		img, err := r.Image(c, o)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", string(kind)+".png")
		if *regen {
			var buf bytes.Buffer
			if err := png.Encode(&buf, img); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, buf.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		golden, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if d := difference(img, golden); d > 0.004 {
			t.Errorf("%s: differs from %s by %.4f of full scale; look, then run with -regen", kind, file, d)
		}
	}
}

// difference is the mean absolute difference of two images, 0 to 1.
func difference(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 1
	}
	sum, n := 0.0, 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			sum += math.Abs(float64(ar)-float64(br)) + math.Abs(float64(ag)-float64(bg)) + math.Abs(float64(ab)-float64(bb))
			n += 3
		}
	}
	return sum / float64(n) / 65535
}
