package describe_test

import (
	"testing"

	"huiliu/engine/describe"
)

func TestLostMonthly_IsTheMeanOfTheLastSixCompleteMonths(t *testing.T) {
	var r describe.Result
	if r.LostMonthly().Defined() {
		t.Error("no months have a mean")
	}
	for _, n := range []int64{900, 10, 20, 30, 40, 50, 60} {
		r.Flow = append(r.Flow, describe.FlowMonth{Lapsed: n})
	}
	if got := r.LostMonthly(); got != 35 {
		t.Error(got)
	}
	r.Flow = r.Flow[:2]
	if got := r.LostMonthly(); got != 455 {
		t.Error(got)
	}
}
