package cluster_test

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"huiliu/engine"
	"huiliu/engine/segment/cluster"
	"huiliu/engine/stat/reference"
)

// iris is Fisher's data (1936): 150 flowers, four lengths of two digits in millimetres.
const iris = "513514024930140247321302463115025036140254391704463414035034150244291402493115015437150248341602" +
	"483014014330110158401202574415045439130451351403573817035138150354341702513715044636100251331705" +
	"483419025030160250341604523515025234140247321602483116025434150452411501554214024931150250321202" +
	"553513024936140144301302513415025035130345231303443213025035160651381904483014035138160246321402" +
	"533715025033140270324714643245156931491555234013652846155728451363334716492433106629461352273914" +
	"502035105930421560224010612947145629361367314414563045155827411062224515562539115932481861284013" +
	"632549156128471264294313663044146828481467305017602945155726351055243811552437105827391260275116" +
	"543045156034451667314715632344135630411355254013552644126130461458264012502333105627421357304212" +
	"572942136229431351253011572841136333602558275119713059216329561865305822763066214925451773296318" +
	"672558187236612565325120642753196830552157255020582851246432532365305518773867227726692360225015" +
	"693257235628492077286720632749186733572172326018622848186130491864285621723058167428611979386420" +
	"642856226328511561265614773061236334562464315518603048186931542167315624693151235827511968325923" +
	"673357256730522363255019653052206234542359305118"

func irisRows() *mat.Dense {
	x := mat.NewDense(len(iris)/8, 4, nil)
	for i := range len(iris) / 2 {
		x.Set(i/4, i%4, float64(iris[2*i]-'0')+float64(iris[2*i+1]-'0')/10)
	}
	return x
}

func fit(t testing.TB, x *mat.Dense, o cluster.Options) *cluster.Fitted {
	t.Helper()
	m, err := cluster.Fit(context.Background(), x, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// METHODS 1.6: R kmeans(iris[,1:4], 3) gives 78.851441, sizes 38, 50 and 62.
func TestFit_EqualsReference_06a_statistics_kmeans_iris(t *testing.T) {
	var want struct {
		Total float64 `json:"tot_withinss"`
		Sizes []int64
	}
	tol := reference.Item(t, "06a_statistics.json", "kmeans_iris", &want)
	m := fit(t, irisRows(), cluster.Options{K: 3, Scale: cluster.Raw, Starts: 100, Bootstraps: -1})
	tol.Near(t, "within", m.Inertia, want.Total)
	slices.Sort(want.Sizes)
	for i, g := range m.Groups {
		if g.N != want.Sizes[len(want.Sizes)-1-i] {
			t.Errorf("group %d has %d, want %v", i, g.N, want.Sizes)
		}
	}
}

// buyer is one customer of Online Retail as 05_definitions.json sums them up: a
// cancellation counts only on a day with a purchase.
type buyer struct {
	last        engine.Day
	days, money float64
}

type visit struct {
	customer string
	at       engine.Day
}

func onlineRetail(t testing.TB) map[string]buyer {
	t.Helper()
	f, err := os.Open(reference.Path(t, "data/transactions/online_retail.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	bought, amount := map[visit]bool{}, map[visit]float64{}
	for rows := csv.NewReader(z); ; {
		r, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		when, err := time.Parse("2006-01-02 15:04:05", r[4])
		if r[6] == "" || err != nil {
			continue
		}
		n, _ := strconv.ParseFloat(r[3], 64)
		price, _ := strconv.ParseFloat(r[5], 64)
		key := visit{r[6], engine.DayOf(when)}
		cancelled := strings.HasPrefix(r[0], "C")
		bought[key] = bought[key] || !cancelled && n > 0 && price > 0
		if cancelled || n > 0 && price > 0 {
			amount[key] += n * price
		}
	}
	by := map[string]buyer{}
	for key, yes := range bought {
		if yes {
			b := by[key.customer]
			by[key.customer] = buyer{max(b.last, key.at), b.days + 1, b.money + amount[key]}
		}
	}
	return by
}

// A good search reaches inertia ≤ reference·1.0001, silhouette within 0.002 (the
// item's "why").
func TestFit_EqualsReference_06b_cluster_rules_online_retail_kmeans(t *testing.T) {
	var want struct {
		N        int
		Mean, SD []float64
		Fits     []struct {
			K          int
			Inertia    float64 `json:"inertia_best"`
			Silhouette float64
			CH         float64 `json:"calinski_harabasz"`
			DB         float64 `json:"davies_bouldin"`
			Sizes      []int64
			Centres    [][]float64 `json:"centres_log_units_largest_first"`
		}
	}
	tol := reference.Item(t, "06b_cluster_rules.json", "online_retail_kmeans", &want)
	end, err := engine.ParseDay("2011-12-09")
	if err != nil {
		t.Fatal(err)
	}
	var values []float64
	for _, b := range onlineRetail(t) {
		values = append(values, math.Log1p(float64(end-b.last)), math.Log(b.days), math.Log1p(math.Max(b.money, 0)))
	}
	if len(values) != 3*want.N {
		t.Fatalf("%d customers, want %d", len(values)/3, want.N)
	}
	m := fit(t, mat.NewDense(want.N, 3, values), cluster.Options{Scale: cluster.Standard, Starts: 40, Bootstraps: -1})
	for j := range want.Mean {
		tol.Near(t, "mean", m.Centre[j], want.Mean[j])
		tol.Near(t, "SD", m.Spread[j], want.SD[j])
	}
	if len(m.Tried) != len(want.Fits) || m.K != 2 {
		t.Fatalf("tried %d, chose %d", len(m.Tried), m.K)
	}
	for i, w := range want.Fits {
		q := m.Tried[i]
		if q.K != w.K || q.Inertia > w.Inertia*1.0001 {
			t.Errorf("k = %d: inertia %v, want at most %v", q.K, q.Inertia, w.Inertia)
		}
		if q.Inertia < w.Inertia*0.9999 {
			t.Logf("k = %d: inertia %v beats %v", q.K, q.Inertia, w.Inertia)
			continue
		}
		near(t, "silhouette", float64(q.Silhouette), w.Silhouette, 0.002)
		near(t, "Calinski-Harabasz", float64(q.CalinskiHarabasz), w.CH, 1e-3*w.CH)
		near(t, "Davies-Bouldin", float64(q.DaviesBouldin), w.DB, 5e-3*w.DB)
	}
	w := want.Fits[0]
	for g, group := range m.Groups {
		if group.N != w.Sizes[g] {
			t.Errorf("group %d has %d, want %d", g, group.N, w.Sizes[g])
		}
		for j, c := range group.Centre {
			tol.Near(t, "centre", c*m.Spread[j]+m.Centre[j], w.Centres[g][j])
		}
	}
}
