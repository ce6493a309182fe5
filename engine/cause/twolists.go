package cause

// Two lists tell of those who left: who answered, and to whom something visible happened.
// How many stand on both tells how many each list misses, as fish are counted by marking
// some: if every third of those with late parcels answered, each who names late parcels
// without any visible stands for two more who do not answer. What is left over has no cause
// of ours. Both lists err: answers are polite, and parcels come late to those who stay, too;
// how often they err is estimated with the rest (a latent class model fitted by the EM
// algorithm; Dempster, Laird and Rubin 1977; on two lists Sekar and Deming 1949).
//
// A lost customer of group g has cause k (0: none of ours) with probability share[g][k].
// Something points to the cause with probability seen[k], else whatever chance[band] shows.
// The customer answers with probability answers[k], then names the cause with probability
// honest, else something else as often as noise says.
type twoLists struct {
	causes int // with 0
	bands  int
	groups int
	cells  []listCell
	before [][]float64 // by band and what is visible, what chance shows those who go on buying
	loose  []bool      // causes whose chance depends on the time: what the lost themselves show counts, too
	tied   []bool      // causes too few stand on both lists for: they answer like the others
}

// listCell counts lost customers that look alike.
type listCell struct {
	group   int // of value and band
	band    int // of purchase days
	visible int // cause pointed at, 0 none
	answer  int // 0 none, a cause, or causes: no usable reason
	n       float64
	revenue float64
}

// listFit are the parameters.
type listFit struct {
	share   [][]float64
	seen    []float64
	chance  [][]float64
	answers []float64
	honest  float64
	noise   []float64 // by answer − 1
}

// What is known before, in customers: it keeps what few customers tell near the middle.
const (
	priorAnswers = 4
	priorSeen    = 1
	priorHonest  = 2
	usualHonest  = 0.8
	priorShare   = 0.1
	priorNoise   = 0.5
	priorChance  = 30
)

// start is where the search begins.
func (t *twoLists) start() *listFit {
	f := &listFit{seen: make([]float64, t.causes), answers: make([]float64, t.causes), honest: usualHonest, noise: make([]float64, t.causes)}
	f.share, f.chance = table(t.groups, t.causes), table(t.bands, t.causes)
	var n, answered float64
	for i := range t.cells {
		n += t.cells[i].n
		if t.cells[i].answer > 0 {
			answered += t.cells[i].n
		}
	}
	for k := range t.causes {
		f.answers[k], f.noise[k] = answered/n, 1/float64(t.causes)
		if k > 0 {
			f.seen[k] = 0.5
		}
		for g := range f.share {
			f.share[g][k] = 1 / float64(t.causes)
		}
	}
	for b := range f.chance {
		copy(f.chance[b], t.before[b])
	}
	return f
}

func (f *listFit) copyFrom(from *listFit) {
	for g := range f.share {
		copy(f.share[g], from.share[g])
	}
	for b := range f.chance {
		copy(f.chance[b], from.chance[b])
	}
	copy(f.seen, from.seen)
	copy(f.answers, from.answers)
	copy(f.noise, from.noise)
	f.honest = from.honest
}

func table(rows, columns int) [][]float64 {
	out := make([][]float64, rows)
	for i := range out {
		out[i] = make([]float64, columns)
	}
	return out
}

// desk is the room for a step: by what a cell shows, how likely that is under each cause, and
// how many customers are believed to be there for it.
type desk struct {
	w                 []float64
	visible, answer   [][]float64 // likelihoods; visible by band × what is visible
	nVisible, nAnswer [][]float64
	nShare            [][]float64
	n                 []float64
}

func (t *twoLists) desk() *desk {
	k := t.causes
	return &desk{w: make([]float64, k), n: make([]float64, k), visible: table(t.bands*k, k), nVisible: table(t.bands*k, k),
		answer: table(k+1, k), nAnswer: table(k+1, k), nShare: table(t.groups, k)}
}

// open works the likelihoods out.
func (t *twoLists) open(f *listFit, d *desk) {
	for b := range t.bands {
		for v := range t.causes {
			row := d.visible[b*t.causes+v]
			for k := range row {
				if row[k] = (1 - f.seen[k]) * f.chance[b][v]; k > 0 && k == v {
					row[k] += f.seen[k]
				}
			}
		}
	}
	for k := range t.causes {
		d.answer[0][k] = 1 - f.answers[k]
		for a := 1; a <= t.causes; a++ {
			d.answer[a][k] = f.answers[k] * (1 - f.honest) * f.noise[a-1]
		}
		d.answer[t.home(k)][k] += f.answers[k] * f.honest
	}
}

// home is what those with a cause answer when they are honest.
func (t *twoLists) home(k int) int {
	if k == 0 {
		return t.causes
	}
	return k
}

// belief fills w with how likely each cause is for a cell, up to the factor it returns.
func (t *twoLists) belief(f *listFit, d *desk, c *listCell) float64 {
	share, visible, answer := f.share[c.group], d.visible[c.band*t.causes+c.visible], d.answer[c.answer]
	total := 0.0
	for k := range d.w {
		d.w[k] = share[k] * visible[k] * answer[k]
		total += d.w[k]
	}
	return total
}

// improve takes one step and returns the largest change of a share.
func (t *twoLists) improve(f *listFit, d *desk) float64 {
	for _, rows := range [][][]float64{d.nVisible, d.nAnswer, d.nShare, {d.n}} {
		for i := range rows {
			clear(rows[i])
		}
	}
	t.open(f, d)
	for i := range t.cells {
		c := &t.cells[i]
		if c.n == 0 {
			continue
		}
		scale := c.n / t.belief(f, d, c)
		share, visible, answer := d.nShare[c.group], d.nVisible[c.band*t.causes+c.visible], d.nAnswer[c.answer]
		for k, w := range d.w {
			w *= scale
			d.n[k] += w
			share[k] += w
			visible[k] += w
			answer[k] += w
		}
	}
	t.settleVisible(f, d)
	t.settleAnswers(f, d)
	return t.settleShares(f, d)
}

// settleVisible sets what is seen for a cause apart from what chance shows.
func (t *twoLists) settleVisible(f *listFit, d *desk) {
	hits := make([]float64, t.causes)
	for b := range t.bands {
		n := float64(priorChance)
		row := make([]float64, t.causes)
		for v := range t.causes {
			for k, w := range d.nVisible[b*t.causes+v] {
				if k > 0 && k == v {
					hit := w * f.seen[k] / d.visible[b*t.causes+v][k]
					hits[k] += hit
					w -= hit
				}
				row[v] += w
				n += w
			}
		}
		rest := 1.0
		for v := 1; v < t.causes; v++ {
			if t.loose[v] {
				f.chance[b][v] = (row[v] + priorChance*t.before[b][v]) / n
			}
			rest -= f.chance[b][v]
		}
		f.chance[b][0] = max(rest, 0)
	}
	for k := 1; k < t.causes; k++ {
		f.seen[k] = (hits[k] + priorSeen) / (d.n[k] + 2*priorSeen)
	}
}

// settleAnswers sets who answers, and how honestly.
func (t *twoLists) settleAnswers(f *listFit, d *desk) {
	answered, wild := make([]float64, t.causes), make([]float64, t.causes)
	var honest, said, astray float64
	for a := 1; a <= t.causes; a++ {
		for k, w := range d.nAnswer[a] {
			answered[k] += w
			said += w
			if a == t.home(k) {
				true_ := w * f.honest / (f.honest + (1-f.honest)*f.noise[a-1])
				honest += true_
				w -= true_
			}
			wild[a-1] += w
			astray += w
		}
	}
	usual := t.usual(d.n, answered)
	for k := range answered {
		if f.answers[k] = usual; k == 0 || !t.tied[k] {
			f.answers[k] = (answered[k] + priorAnswers*usual) / (d.n[k] + priorAnswers)
		}
		f.noise[k] = (wild[k] + priorNoise) / (astray + priorNoise*float64(t.causes))
	}
	f.honest = (honest + usualHonest*priorHonest) / (said + priorHonest)
}

// usual is how many answer of those who left for a cause enough stand on both lists for.
func (t *twoLists) usual(n, answered []float64) float64 {
	var all, said float64
	for k := 1; k < t.causes; k++ {
		if !t.tied[k] {
			all += n[k]
			said += answered[k]
		}
	}
	return said / all
}

func (t *twoLists) settleShares(f *listFit, d *desk) (change float64) {
	for g, row := range d.nShare {
		n := priorShare * float64(t.causes)
		for _, w := range row {
			n += w
		}
		for k, w := range row {
			p := (w + priorShare) / n
			change = max(change, p-f.share[g][k], f.share[g][k]-p)
			f.share[g][k] = p
		}
	}
	return change
}

// fit improves until no share changes by more than close, or for so many steps.
func (t *twoLists) fit(f *listFit, d *desk, close float64, steps int) {
	for range steps {
		if t.improve(f, d) <= close {
			return
		}
	}
}

// spread adds the customers and the revenue of every cell up by cause; those of no cause of
// ours who gave an answer stand last, apart.
func (t *twoLists) spread(f *listFit, d *desk, n, revenue []float64) {
	clear(n)
	clear(revenue)
	t.open(f, d)
	for i := range t.cells {
		c := &t.cells[i]
		if c.n == 0 {
			continue
		}
		scale := 1 / t.belief(f, d, c)
		for k, w := range d.w {
			at := k
			if k == 0 && c.answer > 0 {
				at = t.causes
			}
			n[at] += w * scale * c.n
			revenue[at] += w * scale * c.revenue
		}
	}
}
