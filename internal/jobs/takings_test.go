package jobs_test

import (
	"testing"

	"linktill/internal/jobs"
	"linktill/internal/pay"
)

// What came in before the worker started is folded when it starts.
func TestTakingsAreFolded(t *testing.T) {
	s := newTill(t)
	s.pay("4242 4242 4242 4242")
	until(t, s.work(), jobs.TakingsArgs{}.Kind())
	var folded pay.Takings
	must(t, s.store.Pool().QueryRow(t.Context(), `SELECT max(gross_minor), max(paid), max(started), max(converted) FROM takings WHERE merchant_id = $1`,
		s.by.MerchantID).Scan(&folded.GrossMinor, &folded.Paid, &folded.Started, &folded.Converted))
	if want := (pay.Takings{GrossMinor: 12_50, Paid: 1, Started: 1, Converted: 1}); folded != want {
		t.Errorf("%+v, want %+v", folded, want)
	}
}
