package doc

import (
	"math"
	"strings"

	"huiliu/engine/roster"
	"huiliu/engine/segment"
)

// clusterSheet says which groups of alike customers the lost ones are, if any.
func (c *composer) clusterSheet() (Sheet, bool) {
	k := &c.r.Clusters
	if k.Skipped != "" || k.Verdict == "" {
		return Sheet{}, false
	}
	s := c.sheet("clusters")
	if len(k.Groups) > 0 {
		s.Blocks = append(s.Blocks, c.chart(ChartRef{Key: "clusters", Kind: ChartBarH, Table: "clusters", X: "group", Series: []ChartColumn{{"share", ToneAccent}}})...)
		s.Blocks = append(s.Blocks, tableBlock(c.clusterTable()), tableBlock(c.clusterTraits()))
	}
	s.Blocks = append(s.Blocks, tableBlock(c.clusterFacts()))
	if len(k.Tried) > 0 {
		s.Blocks = append(s.Blocks, tableBlock(c.clusterTries()))
	}
	return s, true
}

// groupName is a group in words: what tells it from the other lost customers.
func groupName(w words, g *segment.LostGroup) string {
	if len(g.Names) == 0 {
		return w.Say("cluster.average", nil)
	}
	parts := make([]string, len(g.Names))
	for i, t := range g.Names {
		parts[i] = w.Say("cluster.trait."+t.Feature+direction(float64(t.FromLost)), nil)
	}
	return strings.Join(parts, w.Say("cluster.and", nil))
}

// words is what names a group.
type words interface {
	Say(key string, args map[string]any) string
}

func direction(v float64) string {
	if v > 0 {
		return ".high"
	}
	return ".low"
}

func (c *composer) clusterTable() *Table {
	k := &c.r.Clusters
	t := c.table("clusters", "group:text", "customers:int", "share:percent", "stability:decimal", "silhouette:decimal", "verdict:text")
	t.Columns[0].Width = 34
	t.Note = c.say("report.note.clusters", map[string]any{"looked": c.w.Int(k.Looked)})
	for i := range k.Groups {
		g := &k.Groups[i]
		verdict := "report.cluster.stable"
		if !g.Stable {
			verdict = "report.cluster.unstable"
		}
		t.add(itoa(i+1), groupName(c.w, g), counted(g.Customers, group(roster.Cluster, itoa(i), "")), g.Share, g.Stability, g.Silhouette, c.say(verdict, nil))
		t.Rows[i].Cells[4].Muted = !g.Stable
	}
	t.total(c.say("common.total", nil), "customers")
	return t
}

// clusterTraits is every feature of every group beside all lost customers and everyone.
func (c *composer) clusterTraits() *Table {
	k := &c.r.Clusters
	t := c.table("cluster_traits", "group:text", "trait:text", "mean:decimal", "mean_lost:decimal", "mean_everyone:decimal", "diff_lost:decimal", "diff:decimal")
	t.Columns[0].Width = 34
	for i := range k.Groups {
		g := &k.Groups[i]
		for _, one := range g.Traits {
			t.add(itoa(i+1)+"/"+one.Feature, groupName(c.w, g), c.say("cluster.trait."+one.Feature, nil), one.Mean, one.Lost, one.Everyone, one.FromLost, one.Diff)
		}
	}
	t.Group = true
	return t
}

// clusterFacts is what the grouping is worth.
func (c *composer) clusterFacts() *Table {
	k := &c.r.Clusters
	t := c.table("cluster_facts", "item:text", "value:decimal", "note:text")
	t.Columns[2].Width = 60
	for _, f := range []struct {
		key   string
		value any
	}{{"silhouette", k.Silhouette}, {"chance", k.Chance}} {
		t.add(f.key, c.say("report.cluster."+f.key, nil), f.value, c.say("report.cluster."+f.key+".note", nil))
	}
	t.add("verdict", c.say("report.cluster.verdict", nil), TableCell{Value: c.say("clusters.verdict."+k.Verdict, nil), Kind: KindText}, "")
	return t
}

func (c *composer) clusterTries() *Table {
	t := c.table("cluster_tries", "groups:int", "silhouette:decimal", "calinski:decimal1", "davies:decimal", "near_best:percent")
	for _, q := range c.r.Clusters.Tried {
		t.add(itoa(q.K), q.K, q.Silhouette, q.CalinskiHarabasz, q.DaviesBouldin, q.NearBest.Value)
	}
	return t
}

func (c *composer) sayClusters() (Sentence, bool) {
	k := &c.r.Clusters
	if k.Skipped != "" || k.Verdict == "" {
		return Sentence{}, false
	}
	s := c.sentence()
	if len(k.Groups) == 0 {
		if !k.Silhouette.Defined() || !k.Chance.Defined() {
			return s.end("clusters", "report.say.clusters.alike")
		}
		s.ref("silhouette", "cluster_facts", "silhouette", "value").ref("chance", "cluster_facts", "chance", "value")
		return s.end("clusters", "report.say.clusters.none")
	}
	var list []string
	for i := range k.Groups {
		if !k.Groups[i].Stable {
			continue
		}
		row := itoa(i + 1)
		list = append(list, s.part("report.say.clusters.group", row, map[string][3]string{"name": {"clusters", row, "group"}, "share": {"clusters", row, "share"}}))
	}
	s.word("list", strings.Join(list, c.say("report.say.limit.separator", nil)))
	return s.end("clusters", "report.say.clusters."+k.Verdict)
}

// clusters draws the shares of the groups.
func (g *gallery) clusters() Chart {
	k := &g.r.Clusters
	if len(k.Groups) == 0 {
		return Chart{}
	}
	c := g.new("clusters", ChartBarH, map[string]any{"groups": len(k.Groups)})
	s := Series{Name: g.w.Say("report.column.share", nil)}
	for i := range k.Groups {
		one, tone := &k.Groups[i], ToneAccent
		if !one.Stable {
			tone = ToneNeutral
		}
		v := float64(one.Share)
		if math.IsNaN(v) {
			v = 0
		}
		c.Categories = append(c.Categories, groupName(g.w, one))
		s.addCount(v, group(roster.Cluster, itoa(i), ""))
		s.Count, s.Tones = append(s.Count, float64(one.Customers)), append(s.Tones, tone)
	}
	c.Unit, c.Digits, c.Series = UnitPercent, 1, []Series{s}
	return c
}
