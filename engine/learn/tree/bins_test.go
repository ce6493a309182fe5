package tree

import (
	"context"
	"math"
	"slices"
	"testing"

	"huiliu/engine/learn"
	"huiliu/engine/stat"
)

func TestSortFloats_SortsAnything(t *testing.T) {
	rng := stat.NewRand(1, "sort")
	for _, n := range []int{0, 1, 100, smallSort, 20_000} {
		v := make([]float64, n)
		for i := range v {
			v[i] = math.Ldexp(rng.NormFloat64(), rng.IntN(80)-40)
			if rng.IntN(10) == 0 {
				v[i] = float64(rng.IntN(7) - 3)
			}
		}
		want := slices.Clone(v)
		slices.Sort(want)
		sortFloats(v)
		if !slices.Equal(v, want) {
			t.Errorf("%d numbers are not sorted", n)
		}
	}
}

func TestBins_HoldAboutEquallyManyRowsAndNeverPartEquals(t *testing.T) {
	rng := stat.NewRand(2, "bins")
	c := learn.Column{Name: "x", Number: make([]float64, 50_000)}
	for i := range c.Number {
		c.Number[i] = math.Exp(3 * rng.NormFloat64())
		if i%4 == 0 {
			c.Number[i] = 5 // a quarter is one value
		}
		if i%97 == 0 {
			c.Number[i] = math.NaN()
		}
	}
	f, ok := fitFeature(&c)
	if !ok || f.Size() > 255 || f.Size() < 200 {
		t.Fatalf("%d bins", f.Size())
	}
	if !slices.IsSorted(f.Cuts) {
		t.Error("cuts are not ascending")
	}
	count := make([]int, f.Size())
	for _, v := range c.Number {
		b := f.bin(v)
		count[b]++
		if math.IsNaN(v) != (b == missingBin) {
			t.Fatalf("%v is in bin %d", v, b)
		}
		if b > 1 && !(v > f.Cuts[b-2]) || b > 0 && int(b) <= len(f.Cuts) && !(v <= f.Cuts[b-1]) {
			t.Fatalf("%v is not between the borders of bin %d", v, b)
		}
	}
	five := f.bin(5)
	for b, n := range count {
		if b != missingBin && b != int(five) && (n < 50 || n > 400) {
			t.Errorf("bin %d holds %d rows", b, n)
		}
	}
}

func TestBins_GiveFewValuesOneEach(t *testing.T) {
	f, _ := fitFeature(&learn.Column{Number: []float64{3, 1, 1, 7, 1e300, -1e300, 3}})
	if want := []float64{-5e299, 2, 5, 5e299}; !slices.Equal(f.Cuts, want) {
		t.Errorf("cuts %v, want %v", f.Cuts, want)
	}
	if _, ok := fitFeature(&learn.Column{Number: []float64{4, 4, 4}}); ok {
		t.Error("a constant tells something")
	}
	if _, ok := fitFeature(&learn.Column{Number: []float64{4, math.NaN(), 4}}); !ok {
		t.Error("a gap tells nothing")
	}
}

func TestBins_PoolRareAndUnknownWords(t *testing.T) {
	c := learn.Column{Name: "w", Text: make([]string, 1000)}
	for i := range c.Text {
		c.Text[i] = []string{"a", "b", "", "a"}[i%4]
	}
	c.Text[0], c.Text[4], c.Text[8] = "x", "y", "x"
	b, err := FitBins(context.Background(), &learn.Frame{Rows: 1000, Columns: []learn.Column{c}})
	if err != nil {
		t.Fatal(err)
	}
	if f := b.Features[0]; !slices.Equal(f.Levels, []string{"a", "b"}) || f.Size() != 4 {
		t.Fatalf("levels %q", f.Levels)
	}
	x, err := b.cut(context.Background(), &learn.Frame{Rows: 5, Columns: []learn.Column{{Name: "w", Text: []string{"", "a", "b", "x", "new"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []uint8{missingBin, 1, 2, 3, 3} {
		if x.bin(0, i) != want {
			t.Errorf("word %d is in bin %d, want %d", i, x.bin(0, i), want)
		}
	}
}

// A packed word holds a whole chunk of rows at the extremes of both parts.
func TestPackedSums_DoNotOverflow(t *testing.T) {
	for _, c := range []struct{ p, y float64 }{{0.5, 0}, {0.5, 1}, {1, 0}, {0, 1}, {1e-9, 0}} {
		one := packGradient(c.p, c.y)
		var sum int64
		for range chunk {
			sum += one
		}
		got, each := unpack(sum), unpack(one)
		if got.g != each.g*chunk || got.h != each.h*chunk || each.h < 1 {
			t.Errorf("p %v y %v: %+v is not %d times %+v", c.p, c.y, got, chunk, each)
		}
		if math.Abs(float64(each.g)/gradOne-(c.p-c.y)) > 2e-6 {
			t.Errorf("p %v y %v: gradient %v", c.p, c.y, float64(each.g)/gradOne)
		}
	}
}

func TestTreeJSON_RefusesBrokenTrees(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"feature":[0],"left":[1],"set":[-1],"low":[0],"width":[1],"rows":[1],"value":[0]}`,
		`{"feature":[0,-1,-1],"left":[0,0,0],"set":[-1,-1,-1],"low":[0,0,0],"width":[1,0,0],"rows":[2,1,1],"value":[0,0,0]}`,
		`{"feature":[0,-1,-1],"left":[1,0,0],"set":[4,-1,-1],"low":[0,0,0],"width":[1,0,0],"rows":[2,1,1],"value":[0,0,0]}`,
	} {
		var x Tree
		if err := x.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	broken := `{"bins":{"features":[{"name":"a","cuts":[1]}]},"trees":[{"feature":[3,-1,-1],"left":[1,0,0],"set":[-1,-1,-1],` +
		`"low":[0,0,0],"width":[1,0,0],"rows":[2,1,1],"value":[0,0,0]}]}`
	for _, m := range []learn.Model{&Boosted{}, &Grove{}, &Single{}, &Curves{}} {
		if _, err := learn.Load([]byte(`{"kind":"x","model":`+broken+`}`), func(string) learn.Model { return m }); err == nil {
			t.Errorf("%T with a feature that does not exist was read", m)
		}
	}
}
