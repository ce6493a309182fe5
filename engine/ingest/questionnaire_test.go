package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"huiliu/engine"
	"huiliu/engine/store/storetest"
)

func TestMarked_ReadsNumbersWordsAndBoth(t *testing.T) {
	words, err := lexiconOnce()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]float64{"4": 4, "4分": 4, "４ 分": 4, "5 = 很好": 5, "5-非常满意": 5, "3、一般": 3, "4/5": 4, "10/10分": 10, "4.5": 4.5, "★★★☆☆": 3, "0": 0, "10": 10,
		"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1, "Strongly agree": 5, "very dissatisfied": 1, "2(不太同意)": 2, "4星": 4} {
		if got, said, ok := words.marked(text); !ok || !said || got != want {
			t.Errorf("%q: %v, %v, %v", text, got, said, ok)
		}
	}
	for _, text := range []string{"11", "-1", "55", "80%", "3 of 7", "2024-01-02", "1-5", "不太清楚怎么选", "6/5", "五天", "¥4"} {
		if got, said, ok := words.marked(text); ok || !said {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	for _, text := range []string{"", " ", "不清楚", "N/A", "不适用"} {
		if _, said, ok := words.marked(text); !ok || said {
			t.Errorf("%q is not taken for no answer", text)
		}
	}
}

func TestItemName_IsTheSameInTheFilesOfAllSides(t *testing.T) {
	for header, want := range map[string]string{"1、商品质量": "商品质量", "Q3_物流速度(1-5分)": "物流速度", "第2题 客服态度": "客服态度", "12. Delivery": "Delivery",
		"Q1": "Q1", "3G信号": "3G信号", "价格（含运费）": "价格（含运费）", "Quality": "Quality", "7": "7", "Q4商品质量（0–10）": "商品质量"} {
		if got := itemName(header); got != want {
			t.Errorf("%q is %q, want %q", header, got, want)
		}
	}
}

const manySides = `身份,客户编号,填写时间,1、商品质量,2、物流速度（1-5分）,3、价格,意见
客户,K1,2024-03-01,5,4分,非常满意,挺好
顾客,K2,2024-03-02,3,,一般,
员工,,2024-03-02,5,5,5 = 很好,内部话
竞品审计,,2024-03-03,4,4,4,
,K3,,2,3,不满意,
神秘顾客,,2024-03-03,4,4,4,
客户,K4,2024-03-03,4,55,4,
客户,K5,2024-03-03,,不清楚,,
客户,K6,哪天,4,4,4,
`

func TestLoad_AWideQuestionnaireOfSeveralSides(t *testing.T) {
	s, r := loadFiles(t, write(t, "a.csv", []byte(manySides)), write(t, "orders.csv", []byte(fewOrders)))
	f := r.Files[0]
	if f.Role != string(RoleQuestionnaire) || f.Loaded != 5 || f.Read != f.Loaded+f.Rejected+f.Merged {
		t.Fatalf("%+v", f)
	}
	trial, err := Check(bg, sniff(t, write(t, "a.csv", []byte(manySides)))[0], engine.NoProgress{})
	if err != nil || trial.Loaded != f.Loaded || trial.Rejected != f.Rejected || trial.Merged != f.Merged {
		t.Errorf("the check says %+v, %v", trial, err)
	}
	slices.SortFunc(f.Reasons, func(a, b ReasonCount) int { return strings.Compare(a.Reason, b.Reason) })
	if want := []ReasonCount{{"bad_date", 1}, {"bad_mark", 1}, {"bad_side", 1}, {"no_marks", 1}}; !slices.Equal(f.Reasons, want) {
		t.Errorf("rejected %v", f.Reasons)
	}
	got := one[string](t, s, "SELECT string_agg(side || person || item || mark, ' ' ORDER BY line, position) FROM questionnaire_marks")
	want := "customerK1商品质量5.0 customerK1物流速度4.0 customerK1价格5.0 customerK2商品质量3.0 customerK2价格3.0 staff商品质量5.0 staff物流速度5.0 staff价格5.0 " +
		"audit商品质量4.0 audit物流速度4.0 audit价格4.0 customerK3商品质量2.0 customerK3物流速度3.0 customerK3价格2.0"
	if got != want {
		t.Errorf("marks %s", got)
	}
	if got := one[string](t, s, "SELECT string_agg(customer_id || text, ' ') FROM feedback"); got != "K1挺好" {
		t.Errorf("words %s", got) // those of staff are nobody's
	}
	if n := one[int](t, s, "SELECT count(*) FROM customer_index WHERE customer_id IN ('员工', '')"); n != 0 {
		t.Errorf("staff became %d customers", n)
	}
}

func TestLoad_ALongQuestionnaire(t *testing.T) {
	s, r := loadFiles(t, write(t, "a.csv", []byte("受访者,角色,题目,评分\nA,客户,商品质量,5\nA,客户,物流,4\nE1,员工,商品质量,四\nE1,员工,物流,5\nE2,员工,,5\n")))
	f := r.Files[0]
	if f.Role != string(RoleQuestionnaire) || f.Loaded != 3 || fmt.Sprint(f.Reasons) != "[{bad_mark 1} {no_question 1}]" {
		t.Fatalf("%+v", f)
	}
	if got := one[string](t, s, "SELECT string_agg(side || person || item || mark, ' ' ORDER BY line) FROM questionnaire_marks"); got != "customerA商品质量5.0 customerA物流4.0 staffE1物流5.0" {
		t.Errorf("marks %s", got)
	}
}

func TestRecognise_TheNameOfTheFileSaysWhoAnswered(t *testing.T) {
	for name, want := range map[string]string{"员工问卷.csv": SideStaff, "2024竞品审计问卷.csv": SideAudit, "客户满意度调查.csv": SideCustomer, "问卷.csv": "", "staff survey.csv": SideStaff} {
		sources := sniff(t, write(t, name, []byte("质量,物流,价格\n5,4,4\n3,3,4\n4,5,2\n")))
		m := &sources[0].Mapping
		if m.Role != RoleQuestionnaire || m.Side != want || len(m.Lacks()) != 0 || m.sideRemark() == "" || !hasWarning(sources[0].Warnings, m.sideRemark()) {
			t.Errorf("%s: %s by %q, %v", name, m.Role, m.Side, sources[0].Warnings)
		}
	}
}

// One workbook with a sheet for each side, as shops keep them.
func TestLoad_TheNamesOfTheSheetsSayWhoAnswered(t *testing.T) {
	f := excelize.NewFile()
	for i, side := range []string{"客户", "员工", "竞品"} {
		if _, err := f.NewSheet(side); err != nil {
			t.Fatal(err)
		}
		for row, cells := range [][]any{{"商品质量", "物流速度"}, {3 + i%2, 4}, {2, 1 + i}, {"满意", "5分"}} {
			if err := f.SetSheetRow(side, fmt.Sprintf("A%d", row+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	s, r := loadFiles(t, write(t, "360评价问卷.xlsx", b.Bytes()))
	if len(r.Files) != 3 || r.Files[2].Loaded != 3 {
		t.Fatalf("%+v", r.Files)
	}
	if got := one[string](t, s, "SELECT string_agg(side || n, ' ' ORDER BY side) FROM (SELECT side, count(*) AS n FROM questionnaire_known(DATE '2030-01-01') GROUP BY side)"); got != "audit6 customer6 staff6" {
		t.Errorf("marks by side: %s", got)
	}
}

func TestSniff_AQuestionnaireWithoutReadableMarksSaysSo(t *testing.T) {
	s := sniff(t, write(t, "问卷.csv", []byte("身份,质量,物流\n客户,85,90\n员工,92,60\n客户,71,77\n")))[0]
	if s.Mapping.Role != RoleQuestionnaire || !hasWarning(s.Warnings, "import.no_items") {
		t.Fatalf("%s, %v", s.Mapping.Role, s.Warnings)
	}
	_, err := Load(bg, storetest.Open(t), []Source{s}, importedAt, engine.NoProgress{})
	if refused := (*engine.Error)(nil); !errors.As(err, &refused) || refused.Code != "import.no_items" {
		t.Errorf("%v", err)
	}
}

func TestRecognise_OtherTablesAreNoQuestionnaires(t *testing.T) {
	for text, want := range map[string]Role{
		"客户编号,填写时间,评分,原因,意见\n1,2024-03-01,3,价格太贵,\n2,2024-03-02,9,服务不好,\n":                RoleFeedback,
		"客户编号,是否流失,满意度评分,投诉次数\n1,1,3,2\n2,0,4,0\n3,0,5,1\n":                               RoleCustomers,
		"订单编号,客户编号,付款时间,实付金额,评分\n1,a,2024-03-01,30,5\n2,b,2024-03-01,40,4\n":              RoleOrders,
		"工单编号,客户编号,工单时间,问题类型,内容,满意度\nT1,1,2024-02-01,物流,太慢了,3\nT2,2,2024-02-02,质量,坏了,4\n": RoleTickets,
	} {
		if m := sniff(t, write(t, "调查.csv", []byte(text)))[0].Mapping; m.Role != want {
			t.Errorf("%s is taken for %s", text, m.Role)
		}
	}
}

func TestSetRole_ChoosesTheQuestionsAndTheUserTheSide(t *testing.T) {
	s := sniff(t, write(t, "a.csv", []byte("编号,甲,乙,年龄\nx,5,4,33\ny,4,3,41\nz,3,3,29\n")))[0]
	if err := s.SetRole(RoleQuestionnaire); err != nil {
		t.Fatal(err)
	}
	var fields []Field
	for _, c := range s.Mapping.Columns {
		fields = append(fields, c.Field)
	}
	if !slices.Equal(fields, []Field{FieldIgnore, FieldItem, FieldItem, FieldIgnore}) || !hasWarning(s.Warnings, "import.side_assumed") {
		t.Errorf("%v, %v", fields, s.Warnings)
	}
	s.SetSide(SideStaff)
	if s.Mapping.Side != SideStaff || hasWarning(s.Warnings, "import.side_assumed") {
		t.Errorf("%v", s.Warnings)
	}
	s.Mapping.Columns[1].Field, s.Mapping.Columns[2].Field = FieldIgnore, FieldIgnore
	if s.Review(); !hasWarning(s.Warnings, "import.no_items") {
		t.Errorf("%v", s.Warnings)
	}
}

// A fuller export of the same questionnaire takes the place of the rows it has too.
func TestLoad_AFullerExportDoesNotCountPeopleTwice(t *testing.T) {
	head := "客户编号,填写时间,质量满意度,物流满意度\n"
	first := write(t, "问卷1.csv", []byte(head+"K1,2024-03-01,5,4\nK2,2024-03-02,3,3\n"))
	second := write(t, "问卷2.csv", []byte(head+"K1,2024-03-01,5,4\nK2,2024-03-02,3,3\nK3,2024-03-09,1,2\n"))
	s, r := loadFiles(t, first, second)
	if r.Files[0].Superseded != 2 || one[int](t, s, "SELECT count(*) FROM questionnaire_known(DATE '2025-01-01')") != 6 {
		t.Errorf("%+v", r.Files[0])
	}
}
