package btyd_test

import (
	"testing"

	"huiliu/engine/stat/reference"
)

func TestReference_EveryItemOf04IsRead(t *testing.T) {
	const (
		fits, book = "TestFit_EqualsReference_04_btyd_cdnow_sample_and_master", "TestFit_EqualsReference_04_btyd_cdnow_book_and_04b"
		spend      = "TestFitSpend_EqualsReference_04_btyd_gammagamma"
		pareto     = "TestPareto_EqualsReference_04_btyd_paretonbd_quadrature_and_overflow"
		summary    = "TestSummary_EqualsReference_04_btyd_summaries"
	)
	reference.Covered(t, file, map[string]string{
		"cdnow_sample_summary": summary, "cdnow_master_summary": summary,
		"cdnow_sample_bgnbd": fits, "cdnow_sample_mbgnbd": fits, "cdnow_sample_paretonbd": fits,
		"cdnow_master_bgnbd": fits, "cdnow_master_mbgnbd": fits, "cdnow_master_paretonbd": fits,
		"cdnow_book_bgnbd": book, "cdnow_book_mbgnbd": book, "cdnow_book_paretonbd": book,
		"cdnow_sample_gammagamma": spend, "cdnow_book_gammagamma": spend, "cdnow_master_gammagamma": spend,
		"cdnow_sample_clv12":   "TestValues_EqualReference_04_btyd_cdnow_sample_clv12",
		"cdnow_regularity":     "TestRegularity_EqualsReference_04_btyd_cdnow_regularity",
		"paretonbd_quadrature": pareto, "paretonbd_overflow": pareto,
		"bgnbd_published": "TestBGNBD_EqualsReference_04_btyd_bgnbd_published",
	})
	reference.Covered(t, "04b_crosscheck.json", map[string]string{
		"lifetimes_bgnbd": book, "lifetimes_mbgnbd": book, "lifetimes_paretonbd": book,
		"lifetimes_gammagamma": "TestFitSpend_EqualsReference_04b_lifetimes_gammagamma",
	})
}
