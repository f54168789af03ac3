package store_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// look is a method of the store on behalf of a caller: how many rows of the
// first merchant's things it saw or changed.
type look struct {
	method string
	rows   func(by pay.Caller) (int, error)
}

// things are one of each of the first merchant's.
type things struct {
	link    pay.Link
	payment pay.Payment
	held    pay.Payment
	refund  pay.Refund
	key     pay.APIKey
	product pay.Product
}

func one(err error) (int, error) { return 1, err }

// reads are the methods that change nothing.
func (s shop) reads(h things) []look {
	ctx, all := s.ctx(), pay.Page{Limit: 100}
	return []look{
		{"Link", func(by pay.Caller) (int, error) { _, err := s.Link(ctx, by, h.link.ID); return one(err) }},
		{"Links", func(by pay.Caller) (int, error) {
			l, err := s.Links(ctx, by, nil, all)
			return len(l.Rows) + l.Total, err
		}},
		{"Product", func(by pay.Caller) (int, error) { _, err := s.Product(ctx, by, h.product.ID); return one(err) }},
		{"Products", func(by pay.Caller) (int, error) { l, err := s.Products(ctx, by, all); return len(l.Rows), err }},
		{"Payment", func(by pay.Caller) (int, error) { _, err := s.Payment(ctx, by, h.payment.ID); return one(err) }},
		{"Payments", func(by pay.Caller) (int, error) {
			l, err := s.Payments(ctx, by, store.PaymentFilter{}, all)
			return len(l.Rows), err
		}},
		{"Payments", func(by pay.Caller) (int, error) {
			l, err := s.Payments(ctx, by, store.PaymentFilter{LinkID: h.link.ID}, all)
			return len(l.Rows), err
		}},
		{"CountPayments", func(by pay.Caller) (int, error) {
			return s.CountPayments(ctx, by, store.PaymentFilter{LinkID: h.link.ID})
		}},
		{"Refund", func(by pay.Caller) (int, error) { _, err := s.Refund(ctx, by, h.refund.ID); return one(err) }},
		{"Refunds", func(by pay.Caller) (int, error) { l, err := s.Refunds(ctx, by, pay.ID{}, all); return len(l.Rows), err }},
		{"Refunds", func(by pay.Caller) (int, error) {
			l, err := s.Refunds(ctx, by, h.payment.ID, all)
			return len(l.Rows), err
		}},
		{"Timeline", func(by pay.Caller) (int, error) { e, err := s.Timeline(ctx, by, h.payment.ID); return len(e), err }},
		{"Balances", func(by pay.Caller) (int, error) { a, p, err := s.Balances(ctx, by); return len(a) + len(p), err }},
		{"APIKeys", func(by pay.Caller) (int, error) {
			l, err := s.APIKeys(ctx, by, true, all)
			return len(slices.DeleteFunc(l.Rows, func(k pay.APIKey) bool { return k.ID != h.key.ID })), err
		}},
	}
}

// writes change the thing, or must not.
func (s shop) writes(h things) []look {
	ctx := s.ctx()
	return []look{
		{"ChangeLink", func(by pay.Caller) (int, error) {
			_, err := s.ChangeLink(ctx, by, h.link.ID, pay.LinkPatch{Description: ptr("Mine")})
			return one(err)
		}},
		{"ChangeProduct", func(by pay.Caller) (int, error) {
			_, err := s.ChangeProduct(ctx, by, h.product.ID, pay.ProductInput{Name: ptr("Mine")})
			return one(err)
		}},
		{"BeginRefund", func(by pay.Caller) (int, error) {
			_, err := s.BeginRefund(ctx, by, s.refundOrder(h.payment, 1), pay.ID{}, time.Minute)
			return one(err)
		}},
		{"BeginCapture", func(by pay.Caller) (int, error) {
			_, err := s.BeginCapture(ctx, by, pay.CaptureOrder{ID: s.NewID(s.by.MerchantNumber), PaymentID: h.held.ID, Kind: pay.KindVoid}, time.Minute)
			return one(err)
		}},
		{"RevokeAPIKey", func(by pay.Caller) (int, error) { _, err := s.RevokeAPIKey(ctx, by, h.key.ID); return one(err) }},
		{"DeleteProduct", func(by pay.Caller) (int, error) { _, err := s.DeleteProduct(ctx, by, h.product.ID); return one(err) }},
		{"DeleteLink", func(by pay.Caller) (int, error) { _, err := s.DeleteLink(ctx, by, h.link.ID); return one(err) }},
	}
}

// Somebody else's things, and those of the other mode, are not there: for
// every method on behalf of a caller.
func TestMerchantsAndModesAreApart(t *testing.T) {
	s := newShop(t)
	h := things{link: s.link(), product: s.product()}
	h.payment, h.held = s.paid(h.link), s.held()
	h.refund = s.refunded(h.payment, 4_00).Refund
	var err error
	h.key, err = s.key(s.caller(), "victim")
	s.must(err)
	reads, writes := slices.Concat(s.reads(h), s.namedReads(h)), s.writes(h)
	shown := s.shopThings()
	looks := slices.Concat(reads, writes, s.shopReads(shown, h.payment), s.shopWrites(shown), s.hookLooks(), s.balanceLooks(), s.subscriptionLooks(), s.searchLooks(h), s.placementLooks())
	strangers := map[string]pay.Caller{"another merchant": s.rival(), "live mode": live(s.by), "nobody": {}}
	before := s.shared()
	for _, l := range looks {
		for name, by := range strangers {
			n, err := l.rows(by)
			if notFound := []pay.Code{pay.NotFound, pay.LinkNotFound, pay.PaymentNotFound, pay.ProductNotFound}; err != nil && !slices.Contains(notFound, code(err)) {
				t.Errorf("%s by %s: %v", l.method, name, err)
			} else if err == nil && n != 0 {
				t.Errorf("%s by %s sees %d", l.method, name, n)
			}
		}
	}
	if s.shared() != before {
		t.Error("a stranger changed something")
	}
	if attempts, err := s.Attempts(s.ctx(), strangers["another merchant"].MerchantID, h.payment.ID); err != nil || len(attempts) != 0 {
		t.Errorf("Attempts: %v, %v", attempts, err)
	}
	for _, l := range looks {
		if n, err := l.rows(s.by); err != nil || n == 0 {
			t.Errorf("%s by the owner: %d, %v", l.method, n, err)
		}
	}
	s.wantAllMethods(looks)
}

// wantAllMethods fails for a method on behalf of a caller that nobody looked
// with. Those that create have nothing of somebody else's to find.
func (s shop) wantAllMethods(looks []look) {
	s.t.Helper()
	creates := []string{"CreateLink", "CreateAPIKey", "CreateProduct", "CreateCheckout", "CreateListing", "CreatePicture", "SaveBio", "ChangeBioDraft", "PublishBio", "DiscardBioDraft", "CreateBioLink", "UpdateOrganization", "SetTaxRates", "EditTaxRates", "CreateWebhook", "RecordPayout", "CreateSubscription",
		// The list of first steps is each member's own, and of both modes; so are
		// pictures of both modes, and TestPictureInUseStays tries them.
		"FirstSteps", "HideSteps", "DeletePicture"}
	creates = append(creates, teamMethods...) // TestTeamsAreApart tries those
	methods := reflect.TypeFor[*store.Store]()
	for i := range methods.NumMethod() {
		m := methods.Method(i)
		onBehalf := false
		for in := range m.Type.NumIn() {
			onBehalf = onBehalf || m.Type.In(in) == reflect.TypeFor[pay.Caller]()
		}
		tried := slices.ContainsFunc(looks, func(l look) bool { return l.method == m.Name })
		if onBehalf && !tried && !slices.Contains(creates, m.Name) {
			s.t.Errorf("%s is not tried by strangers", m.Name)
		}
	}
}

// Not even a wrong program can tie a row to somebody else's.
func TestForeignKeysKeepMerchantsApart(t *testing.T) {
	s := newShop(t)
	ours := s.refunded(s.paid(s.link()), 1_00)
	member := s.caller()
	given, err := s.UseSecondFactor(s.ctx(), store.SecondFactor{UserID: member.UserID, For: &store.Authorization{By: member, Operation: "refund", Digest: []byte("x")},
		Match: func([]byte) (int64, bool, error) { return 9, true, nil }})
	s.must(err)
	rival := s.rival()
	l := s.linkOf(rival)
	theirs := s.finish(s.begin(l), pay.AttemptPaid).Payment
	_, err = s.BeginRefund(s.ctx(), rival, s.refundOrder(theirs, 1_00), pay.ID{}, time.Minute)
	s.must(err)
	for sql, id := range map[string]pay.ID{
		`UPDATE checkouts SET link_id = $2 WHERE merchant_id = $1`:                                                                        ours.Payment.LinkID,
		`UPDATE payments SET link_id = $2 WHERE merchant_id = $1`:                                                                         ours.Payment.LinkID,
		`UPDATE payments SET checkout_id = $2 WHERE merchant_id = $1`:                                                                     ours.Payment.CheckoutID,
		`UPDATE payments SET customer_id = $2 WHERE merchant_id = $1`:                                                                     ours.Payment.CustomerID,
		`UPDATE attempts SET payment_id = $2 WHERE merchant_id = $1`:                                                                      ours.Payment.ID,
		`UPDATE refunds SET payment_id = $2 WHERE merchant_id = $1`:                                                                       ours.Payment.ID,
		`UPDATE refunds SET key_id = $2 WHERE merchant_id = $1`:                                                                           s.by.KeyID,
		`UPDATE refunds SET authorization_id = $2, key_id = NULL, user_id = (SELECT user_id FROM members LIMIT 1) WHERE merchant_id = $1`: given,
	} {
		refuses(t, s.pool, "23503", sql, rival.MerchantID, id)
	}
}

// Every key of a tenant's table has the merchant in it: a row points only at
// its own merchant's, and the tables can be distributed by it.
func TestKeysCarryTheMerchant(t *testing.T) {
	s := newShop(t)
	rows, err := s.pool.Query(s.ctx(), `
		WITH tenant AS (SELECT attrelid, attnum FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
			WHERE a.attname = 'merchant_id' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'sessions')
		SELECT t.attrelid::regclass || ' ' || k.conname FROM tenant t JOIN pg_constraint k ON k.conrelid = t.attrelid
		WHERE k.contype IN ('p', 'u') AND NOT t.attnum = k.conkey[1]
			OR k.contype = 'f' AND k.confrelid IN (SELECT attrelid FROM tenant) AND NOT t.attnum = ANY (k.conkey)
		UNION ALL
		SELECT t.attrelid::regclass || ' ' || i.indexrelid::regclass FROM tenant t JOIN pg_index i ON i.indrelid = t.attrelid
		WHERE i.indisunique AND NOT t.attnum = ANY (i.indkey)
		UNION ALL
		SELECT t.attrelid::regclass || ' has no primary key' FROM tenant t
		WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.attrelid AND k.contype = 'p')`)
	s.must(err)
	wrong, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(wrong) != 0 {
		t.Errorf("without merchant_id: %v, %v", wrong, err)
	}
	if n := s.count(`SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attname = 'merchant_id' AND c.relkind = 'r'`); n < 12 {
		t.Errorf("the rule looked at %d tables", n)
	}
}
