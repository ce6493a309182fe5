package quality

import "slices"

// dice is the share of common letter pairs of two texts (Dice 1945 on bigrams counted
// with repetition), 0 to 1; the order of the arguments does not matter.
func dice(a, b string) float64 {
	x, y := bigrams(a), bigrams(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			common++
			i++
			j++
		case x[i] < y[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

func bigrams(s string) []uint64 {
	r := []rune(s)
	if len(r) < 2 {
		return nil
	}
	out := make([]uint64, len(r)-1)
	for i := range out {
		out[i] = uint64(r[i])<<32 | uint64(r[i+1])
	}
	slices.Sort(out)
	return out
}

// jaroWinkler is the similarity of two names (Winkler 1990, prefix weight 0.1 up to four
// letters), 0 to 1: MARTHA and MARHTA 0.9611, DWAYNE and DUANE 0.84, DIXON and DICKSONX 0.8133.
func jaroWinkler(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	j := jaro(x, y)
	prefix := 0
	for prefix < min(4, len(x), len(y)) && x[prefix] == y[prefix] {
		prefix++
	}
	return j + float64(prefix)*0.1*(1-j)
}

func jaro(x, y []rune) float64 {
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	reach := max(0, max(len(x), len(y))/2-1)
	inX, inY := make([]bool, len(x)), make([]bool, len(y))
	matches := 0
	for i := range x {
		for j := max(0, i-reach); j < min(len(y), i+reach+1); j++ {
			if !inY[j] && x[i] == y[j] {
				inX[i], inY[j] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swapped, j := 0, 0
	for i := range x {
		if !inX[i] {
			continue
		}
		for !inY[j] {
			j++
		}
		if x[i] != y[j] {
			swapped++
		}
		j++
	}
	m := float64(matches)
	return (m/float64(len(x)) + m/float64(len(y)) + (m-float64(swapped)/2)/m) / 3
}
