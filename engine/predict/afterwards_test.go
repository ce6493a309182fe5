package predict

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"huiliu/engine/learn"
)

func TestAfterwards_NamesSayWhatIsKnownOnlyLater(t *testing.T) {
	words := afterwardsWords()
	for name, want := range map[string]string{
		"Churn Reason": "reason", "ChurnReason": "reason", "CHURN_CATEGORY": "reason", "流失原因": "reason", "客户流失原因（选填）": "reason",
		"Churn Score": "score", "CLTV": "score", "customer_lifetime_value": "score", "流失概率": "score",
		"Customer Status": "state", "AccountStatus": "state", "客户状态": "state",
		"Early Termination Fee": "fee", "解约违约金": "fee", "cancellation_date": "day", "退订日期": "day",
		"Churn Value": "outcome", "Attrition_Flag": "outcome", "是否流失": "outcome",
		// Known before, or about something else.
		"Previous Churn Count": "", "曾流失次数": "", "Marital Status": "", "MaritalStatus": "", "Payment Method": "", "Total Refunds": "",
		"Contract": "", "合同": "", "Churning butter": "", "退订短信": "", "Satisfaction Score": "", "PreferedOrderCat": "", "流量": "",
	} {
		if got := words.why(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// honest are the columns of public customer tables with nothing known afterwards in them.
func honest() []string {
	return []string{
		"gender", "SeniorCitizen", "Partner", "Dependents", "tenure", "PhoneService", "MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection",
		"TechSupport", "StreamingTV", "StreamingMovies", "Contract", "PaperlessBilling", "PaymentMethod", "MonthlyCharges", "TotalCharges",
		"state", "account_length", "area_code", "international_plan", "voice_mail_plan", "number_vmail_messages", "total_day_minutes", "total_day_calls", "total_day_charge",
		"total_intl_charge", "number_customer_service_calls",
		"CreditScore", "Geography", "Gender", "Age", "Tenure", "Balance", "NumOfProducts", "HasCrCard", "IsActiveMember", "EstimatedSalary",
		"PreferredLoginDevice", "CityTier", "WarehouseToHome", "PreferredPaymentMode", "HourSpendOnApp", "NumberOfDeviceRegistered", "PreferedOrderCat", "SatisfactionScore",
		"MaritalStatus", "NumberOfAddress", "Complain", "OrderAmountHikeFromlastYear", "CouponUsed", "OrderCount", "DaySinceLastOrder", "CashbackAmount",
	}
}

func TestAfterwards_SparesHonestColumns(t *testing.T) {
	words := afterwardsWords()
	for _, name := range honest() {
		if why := words.why(name); why != "" {
			t.Errorf("%q is taken for %q", name, why)
		}
	}
}

func TestAfterwards_SeesForWhomAColumnIsFilled(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const n = 2000
	y := make([]bool, n)
	for i := range y {
		y[i] = r.IntN(4) == 0
	}
	column := func(filled func(left bool) bool) *learn.Column {
		c := &learn.Column{Name: "x", Number: make([]float64, n)}
		for i := range y {
			c.Number[i] = r.Float64()
			if !filled(y[i]) {
				c.Number[i] = math.NaN()
			}
		}
		return c
	}
	for name, c := range map[string]struct {
		filled func(left bool) bool
		want   string
	}{
		"some of the leavers":  {func(left bool) bool { return left && r.IntN(3) == 0 }, whyLeft},
		"the stayers":          {func(left bool) bool { return !left }, whyStayed},
		"nearly all stayers":   {func(left bool) bool { return !left && r.IntN(200) > 0 }, whyStayed},
		"half of everybody":    {func(bool) bool { return r.IntN(2) == 0 }, ""},
		"leavers more often":   {func(left bool) bool { return r.IntN(3) == 0 || left && r.IntN(2) == 0 }, ""},
		"everybody":            {func(bool) bool { return true }, ""},
		"nobody":               {func(bool) bool { return false }, ""},
		"a handful of leavers": {func(left bool) bool { return left && r.IntN(50) == 0 }, ""},
		"half of the stayers":  {func(left bool) bool { return !left && r.IntN(2) == 0 }, ""},
	} {
		if got := filledFor(column(c.filled), y); got != c.want {
			t.Errorf("filled for %s: %q, want %q", name, got, c.want)
		}
	}
}

// A reason that is asked of a third of the leavers does not reach the AUC that gives a
// column away, and is still left out; so is a score by its name, however poor.
func TestRun_LeavesOutWhatIsKnownAfterwards(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	names, numeric := []string{"合同", "评分", "城市", "备注", "Churn Score", "曾流失次数"}, []bool{false, true, false, false, true, true}
	clients := randomClients(1, 900)
	for i := range clients {
		c := &clients[i]
		c.attributes = append(c.attributes, fmt.Sprint(r.IntN(100)), fmt.Sprint(r.IntN(3)))
		if r.IntN(3) > 0 {
			c.attributes[3] = ""
		}
	}
	db := openClients(t, names, numeric, clients)
	race, scorer := mustRun(t, db, contractual(), Options{Seed: 1})
	if want := []LeftOut{{"备注", whyLeft}, {"Churn Score", "score"}}; !slices.Equal(race.LeftOut, want) {
		t.Errorf("left out: %+v", race.LeftOut)
	}
	if !slices.Equal(race.Suspicious, []string{"备注", "Churn Score"}) {
		t.Errorf("suspicious: %v", race.Suspicious)
	}
	now, err := scorer.Now(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range race.Suspicious {
		if scorer.Held().X.Find(name) != nil || now.X.Find(name) != nil {
			t.Errorf("%s was used", name)
		}
	}
	for _, g := range race.Guards {
		switch g.Code {
		case "afterwards":
			if got, ok := g.Args["columns"].([]string); !g.Warn || !ok || len(got) != 2 {
				t.Errorf("guard %+v", g)
			}
		case "telling":
			if g.Warn {
				t.Errorf("guard %+v", g)
			}
		}
	}
}
