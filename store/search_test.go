package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// searchLooks are the methods of searching, notes and customers.
func (s shop) searchLooks(h things) []look {
	ctx, all := s.ctx(), pay.Page{Limit: 100}
	payout, err := s.payOut(s.payoutOrder(1_00))
	s.must(err)
	place := s.placements(s.link(), "Door")[0]
	s.must(s.AddNote(ctx, s.asOwner(s.by), h.payment.ID, s.NewID(s.by.MerchantNumber), "Called back"))
	notes, err := s.Notes(ctx, s.by, h.payment.ID)
	s.must(err)
	return []look{
		{"Search", func(by pay.Caller) (int, error) {
			f, err := s.Search(ctx, by, pay.ParseSearch("Coffee"))
			return len(f.Payments.Rows) + len(f.Links.Rows), err
		}},
		{"Search", func(by pay.Caller) (int, error) {
			f, err := s.Search(ctx, by, pay.ParseSearch("ana@example.com"))
			return len(f.Payments.Rows) + len(f.Customers.Rows), err
		}},
		{"Search", func(by pay.Caller) (int, error) {
			f, err := s.Search(ctx, by, pay.ParseSearch("cold"))
			return len(f.Refunds.Rows), err
		}},
		{"Named", func(by pay.Caller) (int, error) { n, err := s.Named(ctx, by, h.refund.ID); return len(n), err }},
		{"Named", func(by pay.Caller) (int, error) { n, err := s.Named(ctx, by, h.payment.CustomerID); return len(n), err }},
		{"Named", func(by pay.Caller) (int, error) { n, err := s.Named(ctx, by, payout.ID); return len(n), err }},
		{"Named", func(by pay.Caller) (int, error) { n, err := s.Named(ctx, by, place.ID); return len(n), err }},
		{"Notes", func(by pay.Caller) (int, error) { n, err := s.Notes(ctx, by, h.payment.ID); return len(n), err }},
		{"EditNote", func(by pay.Caller) (int, error) {
			return one(s.EditNote(ctx, s.asOwner(by), h.payment.ID, notes[0].ID, "Mine"))
		}},
		{"AddNote", func(by pay.Caller) (int, error) {
			return one(s.AddNote(ctx, s.asOwner(by), h.payment.ID, s.NewID(by.MerchantNumber), "Mine"))
		}},
		{"DeleteNote", func(by pay.Caller) (int, error) {
			return one(s.DeleteNote(ctx, s.asOwner(by), h.payment.ID, notes[0].ID))
		}},
		{"Actors", func(by pay.Caller) (int, error) { a, _, err := s.Actors(ctx, by, h.payment.ID); return len(a), err }},
		{"MailReceipt", func(by pay.Caller) (int, error) { return one(s.MailReceipt(ctx, by, h.payment.ID)) }},
		{"PaidRefunds", func(by pay.Caller) (int, error) {
			l, err := s.PaidRefunds(ctx, by, store.RefundFilter{}, all)
			return len(l.Rows), err
		}},
		{"CountExport", func(by pay.Caller) (int, error) { return s.CountExport(ctx, by, store.PaymentFilter{}) }},
		{"CountRefundExport", func(by pay.Caller) (int, error) { return s.CountRefundExport(ctx, by, store.RefundFilter{}) }},
		{"CustomersLeft", func(by pay.Caller) (int, error) {
			l, err := s.CustomersLeft(ctx, by, store.CustomerFilter{Email: "ana"}, all)
			return len(l.Rows), err
		}},
		{"CustomerTotals", func(by pay.Caller) (int, error) {
			t, err := s.CustomerTotals(ctx, by, []pay.ID{h.payment.CustomerID})
			return len(t), err
		}},
		{"RenameCustomer", func(by pay.Caller) (int, error) {
			_, err := s.RenameCustomer(ctx, by, h.payment.CustomerID, "Mine")
			return one(err)
		}},
	}
}

// asOwner is the caller as the owner, who can write notes.
func (s shop) asOwner(by pay.Caller) pay.Caller {
	by.UserID, by.Role, by.KeyID = s.owner.User.ID, pay.Owner, pay.ID{}
	return by
}

func (s shop) search(text string) store.Found {
	s.t.Helper()
	found, err := s.Search(s.ctx(), s.by, pay.ParseSearch(text))
	s.must(err)
	return found
}

func TestSearchFindsByEveryName(t *testing.T) {
	s := newShop(t)
	l := s.link(func(l *pay.Link) { l.Description, l.Metadata = "Sunset tasting", map[string]any{"reference": "INV-7"} })
	order := s.order(l)
	order.Email, order.Name, order.CardLast4 = "leila@example.com", "Leila Knowles", "0005"
	b, err := s.Begin(s.ctx(), order)
	s.must(err)
	b, err = s.FinishAttempt(s.ctx(), b, store.AttemptOutcome{State: pay.AttemptPaid, AcquirerRef: "sb_77"})
	s.must(err)
	r := s.refunded(b.Payment, 3_21)
	s.paid(s.link(func(l *pay.Link) { l.AmountMinor = ptr(int64(12_50)) })) // the second
	for text, want := range map[string]string{
		"#1": "payment refund", "leila@example.com": "payment customer", "LEILA@": "payment customer", "leila": "payment customer",
		"Knowles leila": "customer", "•••• 0005": "payment", "INV-7": "payment", "INV": "payment", "sb_77": "payment", "ref": "refund",
		"B$10.00": "payment", "10.00": "payment", "3.21": "refund", "B$3.21": "refund", "tasting SUNSET": "payment link", "col": "refund", "Sunset Coffee": "", "€10.00": "",
		"nothing": "", "%": "", "_": "", `\`: "", "'": "", "sb_7": "",
	} {
		f, kinds := s.search(text), []string{}
		if slices.ContainsFunc(f.Payments.Rows, func(p pay.Payment) bool { return p.ID == b.Payment.ID }) {
			kinds = append(kinds, "payment")
		}
		if len(f.Refunds.Rows) > 0 && f.Refunds.Rows[0].Refund.ID == r.Refund.ID && f.Refunds.Rows[0].Payment.ID == b.Payment.ID {
			kinds = append(kinds, "refund")
		}
		if len(f.Customers.Rows) > 0 {
			kinds = append(kinds, "customer")
		}
		if len(f.Links.Rows) > 0 {
			kinds = append(kinds, "link")
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	o, err := s.payOut(s.payoutOrder(1_00))
	s.must(err)
	place := s.placements(l, "Table 4")[0]
	for _, c := range []struct {
		id          pay.ID
		name, shown string
	}{{b.Payment.ID, "pay", "pay"}, {b.Attempt.ID, "att", "pay"}, {r.Refund.ID, "ref", "pay"}, {b.Payment.CheckoutID, "cs", "pay"}, {l.ID, "link", "link"}, {b.Payment.CustomerID, "cus", "cus"},
		{o.ID, "po", "po"}, {place.ID, "plc", "link"}} {
		things, err := s.Named(s.ctx(), s.by, c.id)
		if err != nil || len(things) != 1 || things[0].Name != c.name || string(things[0].Prefix) != c.shown {
			t.Errorf("%s: %+v, %v", c.name, things, err)
		}
	}
}

// What somebody types never breaks the search.
func TestSearchTakesAnything(t *testing.T) {
	s := newShop(t)
	s.paid(s.link())
	for _, text := range []string{"", "\x00", "\xff", strings.Repeat("%", 500), strings.Repeat("a ", 200), strings.Repeat("9", 300), "9223372036854775808", "😀", "\u202e", "1e9", "NaN", "--", "';", "pay_", "0", "#0", "@", "@@", "99999999999.99"} {
		if _, err := s.Search(s.ctx(), s.by, pay.ParseSearch(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// manyPayments copies a payment by the thousand, a second apart, without events
// and transfers: one in a thousand failed, one in five hundred is of another
// amount and card, each thousand of another customer.
func (s shop) manyPayments(of pay.Payment, n int) {
	s.t.Helper()
	conn := s.superuser()
	for _, sql := range []string{`
		INSERT INTO customers (merchant_id, id, livemode, email, name)
		SELECT merchant_id, gen_random_uuid(), livemode, 'customer' || i || '@example.com', '' FROM customers, generate_series(1, $2 / 1000 + 1) i WHERE id = (SELECT customer_id FROM payments WHERE id = $1)`, `
		INSERT INTO payments (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state, amount_minor, currency, captured_minor, refunded_minor,
			description, reference, payer_email, card_brand, card_last4, acquirer, acquirer_ref, metadata, paid_at, created_at, updated_at)
		SELECT p.merchant_id, (lpad(to_hex((extract(epoch FROM p.created_at) * 1000)::bigint - i * 1000), 12, '0') || '80008000' || lpad(to_hex(i), 12, '0'))::uuid, p.livemode, p.number + i, gen_random_uuid(), p.link_id, c.id,
			CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'paid' END, CASE WHEN i % 500 = 0 THEN 7777 ELSE p.amount_minor END, p.currency,
			CASE WHEN i % 1000 = 0 THEN 0 WHEN i % 500 = 0 THEN 7777 ELSE p.amount_minor END, 0, p.description, '', c.email, p.card_brand,
			CASE WHEN i % 500 = 0 THEN '0005' ELSE p.card_last4 END, p.acquirer, 'sb_' || i, p.metadata,
			CASE WHEN i % 1000 > 0 THEN p.created_at - i * interval '1 second' END, p.created_at - i * interval '1 second', p.updated_at
		FROM payments p, generate_series(1, $2) i JOIN customers c ON c.email = 'customer' || (i / 1000 + 1) || '@example.com' WHERE p.id = $1`} {
		_, err := conn.Exec(s.ctx(), sql, of.ID, n)
		s.must(err)
	}
	_, err := conn.Exec(s.ctx(), `ANALYZE payments; ANALYZE customers; UPDATE merchant_counters SET payments = (SELECT count(*) FROM payments p WHERE p.merchant_id = merchant_counters.merchant_id)`, pgx.QueryExecModeSimpleProtocol)
	s.must(err)
}

// However many payments there are, a search and a page of a filtered list are
// read from indexes: no table is read whole.
func TestSearchReadsIndexes(t *testing.T) {
	s := newShopUnaudited(t)
	p := s.refunded(s.paid(s.link()), 1_00).Payment
	s.manyPayments(p, 50_000)
	for _, text := range []string{"#17", "customer7@example.com", "customer7", "•••• 0005", "77.77", "sb_77", "INV-7", "Visa", "Coffee"} {
		for _, q := range store.SearchStatements(s.by, pay.ParseSearch(text)) {
			if plan := s.plan(q.SQL, q.Args); strings.Contains(plan, "Seq Scan on payments") || strings.Contains(plan, "Seq Scan on refunds") {
				t.Errorf("%q:\n%s", text, plan)
			}
		}
	}
	from := time.Now().Add(-24 * time.Hour)
	for _, f := range []store.PaymentFilter{
		{States: []pay.PaymentState{pay.PaymentUnknown}}, {States: []pay.PaymentState{pay.PaymentFailed, pay.PaymentExpired}}, {States: []pay.PaymentState{pay.PaymentPaid}},
		{Email: "customer7@example.com"}, {CustomerID: p.CustomerID}, {Currency: "BSD", MinMinor: ptr(int64(70_00)), MaxMinor: ptr(int64(80_00))},
		{Currency: "EUR"}, {From: &from}, {LinkID: p.LinkID, States: []pay.PaymentState{pay.PaymentPaid}},
	} {
		sql, args := store.PaymentPage(f, s.by, pay.Page{Limit: 20})
		if plan := s.plan(sql, args); strings.Contains(plan, "Seq Scan") {
			t.Errorf("%+v:\n%s", f, plan)
		}
	}
	found := s.search("77.77")
	if len(found.Payments.Rows) != store.FoundMax || !found.Payments.HasMore {
		t.Errorf("%d payments of 77.77", len(found.Payments.Rows))
	}
}

func TestPaymentsLeftByAFilter(t *testing.T) {
	s := newShop(t)
	ten, twelve := s.link(), s.link(func(l *pay.Link) { l.AmountMinor, l.Currency = ptr(int64(12_00)), "USD" })
	a, b := s.paid(ten), s.finish(s.begin(ten), pay.AttemptDeclined).Payment
	order := s.order(twelve)
	order.Email = "ben@example.com"
	begun, err := s.Begin(s.ctx(), order)
	s.must(err)
	c := s.finish(begun, pay.AttemptPaid).Payment
	s.refunded(a, 1_00)
	at := func(id pay.ID, after time.Duration) *time.Time { return ptr(id.Time().Add(after)) }
	for name, f := range map[string]struct {
		filter store.PaymentFilter
		want   []pay.Payment
	}{
		"nothing":        {store.PaymentFilter{}, []pay.Payment{c, b, a}},
		"state":          {store.PaymentFilter{States: []pay.PaymentState{pay.PaymentFailed}}, []pay.Payment{b}},
		"states":         {store.PaymentFilter{States: []pay.PaymentState{pay.PaymentPaid, pay.PaymentPartiallyRefunded}}, []pay.Payment{c, a}},
		"no states":      {store.PaymentFilter{States: []pay.PaymentState{}}, nil},
		"link":           {store.PaymentFilter{LinkID: ten.ID}, []pay.Payment{b, a}},
		"link and state": {store.PaymentFilter{LinkID: ten.ID, States: []pay.PaymentState{pay.PaymentFailed}}, []pay.Payment{b}},
		"currency":       {store.PaymentFilter{Currency: "USD"}, []pay.Payment{c}},
		"amount":         {store.PaymentFilter{Currency: "BSD", MinMinor: ptr(int64(10_00)), MaxMinor: ptr(int64(10_00))}, []pay.Payment{b, a}},
		"too much":       {store.PaymentFilter{Currency: "BSD", MinMinor: ptr(int64(10_01))}, nil},
		"email":          {store.PaymentFilter{Email: "ben@example.com"}, []pay.Payment{c}},
		"customer":       {store.PaymentFilter{CustomerID: a.CustomerID}, []pay.Payment{b, a}},
		"from":           {store.PaymentFilter{From: at(b.ID, 0)}, []pay.Payment{c, b}},
		"to":             {store.PaymentFilter{To: at(b.ID, 0)}, []pay.Payment{a}},
		"all at once": {store.PaymentFilter{LinkID: twelve.ID, CustomerID: c.CustomerID, States: []pay.PaymentState{pay.PaymentPaid}, Email: "ben@example.com",
			Currency: "USD", MinMinor: ptr(int64(1)), MaxMinor: ptr(int64(12_00)), From: at(a.ID, 0), To: at(c.ID, time.Hour)}, []pay.Payment{c}},
	} {
		if a.ID.Time() == b.ID.Time() || b.ID.Time() == c.ID.Time() {
			t.Fatal("two payments were made in one millisecond")
		}
		var seen []pay.ID
		for page := (pay.Page{Limit: 1}); ; {
			list, err := s.Payments(s.ctx(), s.by, f.filter, page)
			s.must(err)
			for _, p := range list.Rows {
				seen, page.Cursor = append(seen, p.ID), p.ID
			}
			if !list.HasMore {
				break
			}
		}
		n, err := s.CountPayments(s.ctx(), s.by, f.filter)
		exported, exportErr := s.CountExport(s.ctx(), s.by, f.filter)
		want := []pay.ID{}
		for _, p := range f.want {
			want = append(want, p.ID)
		}
		if !slices.Equal(seen, want) || n != len(want) || exported != len(want) || err != nil || exportErr != nil {
			t.Errorf("%s: %d payments, %d counted, %d to export, want %d; %v %v", name, len(seen), n, exported, len(want), err, exportErr)
		}
	}
}

func TestRefundsLeftByAFilter(t *testing.T) {
	s := newShop(t)
	p := s.paid(s.link())
	a, b := s.refunded(p, 1_00).Refund, s.finishRefund(s.beginRefund(p, 2_00), pay.RefundFailed).Refund
	for name, c := range map[string]struct {
		filter store.RefundFilter
		want   []pay.ID
	}{
		"nothing":  {store.RefundFilter{}, []pay.ID{b.ID, a.ID}},
		"state":    {store.RefundFilter{States: []pay.RefundState{pay.RefundFailed}}, []pay.ID{b.ID}},
		"amount":   {store.RefundFilter{Currency: "BSD", MaxMinor: ptr(int64(1_00))}, []pay.ID{a.ID}},
		"currency": {store.RefundFilter{Currency: "USD"}, nil},
		"email":    {store.RefundFilter{Email: "ana@example.com"}, []pay.ID{b.ID, a.ID}},
		"customer": {store.RefundFilter{CustomerID: p.CustomerID, From: ptr(a.ID.Time()), To: ptr(b.ID.Time().Add(time.Second))}, []pay.ID{b.ID, a.ID}},
		"period":   {store.RefundFilter{To: ptr(a.ID.Time())}, nil},
	} {
		list, err := s.PaidRefunds(s.ctx(), s.by, c.filter, pay.Page{Limit: 10})
		n, countErr := s.CountRefundExport(s.ctx(), s.by, c.filter)
		var got []pay.ID
		for _, r := range list.Rows {
			got = append(got, r.Refund.ID)
			if r.Payment.ID != p.ID {
				t.Errorf("%s: of another payment", name)
			}
		}
		if !slices.Equal(got, c.want) || n != len(c.want) || err != nil || countErr != nil {
			t.Errorf("%s: %d refunds, %d counted, %v %v", name, len(got), n, err, countErr)
		}
	}
}
