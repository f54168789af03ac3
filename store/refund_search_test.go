package store_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// namedReads are the look-ups of /api, by numbers and texts.
func (s shop) namedReads(h things) []look {
	ctx, all := s.ctx(), pay.Page{Limit: 100}
	session, err := s.CreateCheckout(ctx, s.by, pay.Checkout{ID: s.NewID(s.by.MerchantNumber), AmountMinor: 5_00, Currency: "USD", Description: "Tea",
		Lines: []pay.Line{{Name: "Tea", Quantity: 1, UnitAmountMinor: 5_00, NetMinor: 5_00, GrossMinor: 5_00}}})
	s.must(err)
	looks := []look{
		{"CheckoutSession", func(by pay.Caller) (int, error) { _, err := s.CheckoutSession(ctx, by, session.ID); return one(err) }},
		{"ProductsByID", func(by pay.Caller) (int, error) {
			found, err := s.ProductsByID(ctx, by, []pay.ID{h.product.ID, h.link.ID})
			return len(found), err
		}},
	}
	for _, name := range []string{pay.PaymentPrefix.Show(h.payment.ID), strconv.FormatInt(h.payment.Number, 10)} {
		looks = append(looks, look{"PaymentNamed", func(by pay.Caller) (int, error) { _, err := s.PaymentNamed(ctx, by, name); return one(err) }})
	}
	for _, name := range []string{pay.RefundPrefix.Show(h.refund.ID), strconv.FormatInt(h.refund.Number, 10)} {
		looks = append(looks, look{"RefundNamed", func(by pay.Caller) (int, error) { _, err := s.RefundNamed(ctx, by, name); return one(err) }})
	}
	for _, text := range []string{"", "col", pay.PaymentPrefix.Show(h.payment.ID), strconv.FormatInt(h.payment.Number, 10)} {
		looks = append(looks, look{"SearchRefunds", func(by pay.Caller) (int, error) {
			l, err := s.SearchRefunds(ctx, by, store.RefundSearch{Text: text}, all)
			return len(l.Rows) + l.Total, err
		}})
	}
	return looks
}

func TestNamesThatAreNone(t *testing.T) {
	s := newShop(t)
	r := s.refunded(s.paid(s.link()), 1_00)
	for _, name := range []string{"", "0", "2", "-1", "+1", "１", "1 ", "0x1", "9223372036854775808", pay.LinkPrefix.Show(r.Payment.ID)} {
		if _, err := s.PaymentNamed(s.ctx(), s.by, name); code(err) != pay.PaymentNotFound {
			t.Errorf("payment %q: %v", name, err)
		}
		if _, err := s.RefundNamed(s.ctx(), s.by, name); code(err) != pay.NotFound {
			t.Errorf("refund %q: %v", name, err)
		}
	}
}

// Whatever the order, the pages together show each refund once, and the same
// refunds as sorting them in Go.
func TestRefundsInEachOrder(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	var all []pay.Refund
	for _, minor := range []int64{30, 10, 20, 10, 30, 10, 5} { // equal ones are in no order by themselves
		all = append(all, s.refunded(p, minor).Refund)
	}
	byID := func(a, b pay.Refund) int { return slices.Compare(a.ID[:], b.ID[:]) }
	byTime := func(a, b pay.Refund) int {
		if c := a.CreatedAt.Compare(b.CreatedAt); c != 0 {
			return c
		}
		return byID(a, b)
	}
	byAmount := func(a, b pay.Refund) int {
		if a.AmountMinor != b.AmountMinor {
			return int(a.AmountMinor - b.AmountMinor)
		}
		return byID(a, b)
	}
	turned := func(compare func(a, b pay.Refund) int) func(a, b pay.Refund) int {
		return func(a, b pay.Refund) int { return compare(b, a) }
	}
	for order, compare := range map[store.RefundOrder]func(a, b pay.Refund) int{
		store.RefundsOldest: byTime, store.RefundsNewest: turned(byTime), store.RefundsSmallest: byAmount, store.RefundsLargest: turned(byAmount), "": turned(byTime),
	} {
		slices.SortFunc(all, compare)
		for _, text := range []string{"", "COLD", pay.PaymentPrefix.Show(p.ID)} {
			var seen []pay.Refund
			for page := (pay.Page{Limit: 2}); ; page.Offset += 2 {
				list, err := s.SearchRefunds(s.ctx(), s.by, store.RefundSearch{Text: text, Order: order}, page)
				s.must(err)
				if list.Total != len(all) {
					t.Errorf("%s: %d in all", order, list.Total)
				}
				seen = append(seen, list.Rows...)
				if !list.HasMore {
					break
				}
			}
			if !slices.EqualFunc(seen, all, func(a, b pay.Refund) bool { return a.ID == b.ID }) {
				t.Errorf("%q by %q: %d refunds in another order than %d", text, order, len(seen), len(all))
			}
		}
	}
}

func TestRefundsByStateAndTime(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	completed := s.refunded(p, 1_00).Refund
	failed := s.finishRefund(s.beginRefund(p, 2_00), pay.RefundFailed).Refund
	open := s.beginRefund(p, 3_00).Refund
	for _, c := range []struct {
		in   store.RefundSearch
		want []pay.Refund
	}{
		{store.RefundSearch{}, []pay.Refund{open, failed, completed}},
		{store.RefundSearch{State: pay.RefundFailed}, []pay.Refund{failed}},
		{store.RefundSearch{State: pay.RefundProcessing}, []pay.Refund{open}},
		{store.RefundSearch{State: pay.RefundRejected}, nil},
		{store.RefundSearch{From: &failed.CreatedAt}, []pay.Refund{open, failed}},
		{store.RefundSearch{To: &failed.CreatedAt}, []pay.Refund{failed, completed}},
		{store.RefundSearch{From: &failed.CreatedAt, To: &failed.CreatedAt}, []pay.Refund{failed}},
		{store.RefundSearch{From: &failed.CreatedAt, State: pay.RefundCompleted}, nil},
		{store.RefundSearch{Text: "cold", To: &completed.CreatedAt}, []pay.Refund{completed}},
		{store.RefundSearch{Text: "1", State: pay.RefundProcessing}, []pay.Refund{open}},
	} {
		list, err := s.SearchRefunds(s.ctx(), s.by, c.in, pay.Page{Limit: 10})
		if err != nil || list.Total != len(c.want) || !slices.EqualFunc(list.Rows, c.want, func(a, b pay.Refund) bool { return a.ID == b.ID }) {
			t.Errorf("%+v: %d refunds of %d, want %d, %v", c.in, len(list.Rows), list.Total, len(c.want), err)
		}
	}
}

// copies makes refunds by the thousand, without their events and transfers, a
// second apart; the reason of one in ten thousand is "rare".
func (s shop) copies(of pay.Refund, n int) {
	s.t.Helper()
	conn := s.superuser()
	_, err := conn.Exec(s.ctx(), `
		INSERT INTO refunds (merchant_id, id, livemode, number, payment_id, state, amount_minor, currency, reason, key_id, created_at, updated_at)
		SELECT merchant_id, gen_random_uuid(), livemode, number + i, payment_id, CASE WHEN i % 5000 = 0 THEN 'failed' ELSE state END,
			1 + i % 977, currency, CASE WHEN i % 10000 = 0 THEN 'rare' ELSE reason END, key_id, created_at - i * interval '1 second', updated_at
		FROM refunds, generate_series(1, $2) i WHERE id = $1`, of.ID, n)
	s.must(err)
	_, err = conn.Exec(s.ctx(), `UPDATE merchant_counters SET refunds = refunds + $2 WHERE merchant_id = $1 AND NOT livemode`, of.MerchantID, n)
	s.must(err)
	_, err = conn.Exec(s.ctx(), `ANALYZE refunds`)
	s.must(err)
}

// A page of a long list is read from an index in the order asked for: nothing
// sorts the list or reads it whole.
func TestLongListsOfRefunds(t *testing.T) {
	s := newShopUnaudited(t)
	p := s.paid(s.link())
	s.copies(s.refunded(p, 1_00).Refund, 30_000)
	page := pay.Page{Limit: 20}
	for _, order := range []store.RefundOrder{store.RefundsNewest, store.RefundsOldest, store.RefundsSmallest, store.RefundsLargest} {
		for _, state := range []pay.RefundState{"", pay.RefundCompleted} {
			search := store.RefundSearch{Order: order, State: state}
			list, err := s.SearchRefunds(s.ctx(), s.by, search, page)
			if err != nil || list.Total != pay.TotalMax || len(list.Rows) != 20 {
				t.Errorf("%s %s: %d of %d, %v", state, order, len(list.Rows), list.Total, err)
			}
			sql, args := store.RefundPage(s.by, search, page)
			if plan := s.plan(sql, args); strings.Contains(plan, "Sort") || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%s %s:\n%s", state, order, plan)
			}
		}
	}
	failed, err := s.SearchRefunds(s.ctx(), s.by, store.RefundSearch{State: pay.RefundFailed}, page)
	if err != nil || failed.Total != 6 || len(failed.Rows) != 6 {
		t.Errorf("few of many: %d of %d, %v", len(failed.Rows), failed.Total, err)
	}
	// The first rare one is just within the ten thousand whose reasons are searched,
	// counting the one that all are copied from.
	for until, want := range map[int]int{0: 0, 1: 1} {
		to := failed.Rows[0].CreatedAt.Add(time.Duration(5000-until) * time.Second)
		rare, err := s.SearchRefunds(s.ctx(), s.by, store.RefundSearch{Text: "rare", To: &to}, page)
		if err != nil || len(rare.Rows) != want || rare.Total != want {
			t.Errorf("%d s back: %d rare ones of %d, want %d, %v", until, len(rare.Rows), rare.Total, want, err)
		}
	}
	if of, err := s.SearchRefunds(s.ctx(), s.by, store.RefundSearch{Text: pay.PaymentPrefix.Show(p.ID)}, page); err != nil || of.Total != pay.TotalMax {
		t.Errorf("of one payment: %d, %v", of.Total, err)
	}
}

func (s shop) plan(sql string, args []any) string {
	s.t.Helper()
	rows, err := s.pool.Query(s.ctx(), "EXPLAIN "+sql, append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
	s.must(err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	s.must(err)
	return strings.Join(lines, "\n")
}

func TestTextsThatLookLikePatterns(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	order := s.refundOrder(p, 1)
	order.Reason = `50%_off\now`
	_, err := s.BeginRefund(s.ctx(), s.by, order, pay.ID{}, time.Minute)
	s.must(err)
	for text, want := range map[string]int{"50%_OFF": 1, `\n`: 1, `f\`: 1, "%": 1, "_": 1, "5%f": 0, "5_%": 0, `\\`: 0, "'": 0, strings.Repeat("%", 100): 0} {
		list, err := s.SearchRefunds(s.ctx(), s.by, store.RefundSearch{Text: text}, pay.Page{Limit: 10})
		if err != nil || len(list.Rows) != want {
			t.Errorf("%q: %s, %v", text, fmt.Sprint(len(list.Rows)), err)
		}
	}
}
