package desk

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

// product puts something on sale; quantity nil is without end.
func (b *bench) product(amountMinor int64, quantity *int64) pay.ID {
	b.t.Helper()
	id := b.store.NewID(b.by.MerchantNumber)
	_, err := b.pool.Exec(context.Background(), `
		INSERT INTO products (merchant_id, id, livemode, name, description, currency, amount_minor, quantity)
		VALUES ($1, $2, false, 'Mug', 'A mug', 'BSD', $3, $4)`, b.by.MerchantID, id, amountMinor, quantity)
	must(b.t, err)
	return id
}

func (b *bench) stock(id pay.ID) (quantity *int64, held, sold int64) {
	b.t.Helper()
	must(b.t, b.pool.QueryRow(context.Background(), `SELECT quantity, held, sold FROM products WHERE id = $1`, id).Scan(&quantity, &held, &sold))
	return quantity, held, sold
}

// offer is a checkout of lines at 12 % tax on top.
func (b *bench) offer(origin pay.Origin, lines ...pay.Line) *pay.Checkout {
	b.t.Helper()
	priced, total, err := pay.PriceLines(lines, 1200, pay.PriceExclusive, "products")
	must(b.t, err)
	return &pay.Checkout{MerchantID: b.by.MerchantID, Origin: origin, AmountMinor: total.GrossMinor, TaxMinor: total.TaxMinor,
		Currency: "BSD", Description: pay.DescribeLines(priced), Lines: priced, TransactionType: pay.TypePayment,
		Billing: pay.Billing{"country": "BS"}}
}

func line(id pay.ID, quantity, unitMinor int64) pay.Line {
	return pay.Line{ProductID: id, Name: "Mug", Quantity: quantity, UnitAmountMinor: unitMinor}
}

func (b *bench) offerOrder(offer *pay.Checkout, number string) Order {
	b.t.Helper()
	card, err := pay.ParseCard(number, "12/40", "123", "Ana", time.Now())
	must(b.t, err)
	checkoutID := offer.ID
	if checkoutID.IsZero() {
		checkoutID = b.store.NewID(b.by.MerchantNumber)
	}
	return Order{Offer: offer, MerchantNumber: b.by.MerchantNumber, CheckoutID: checkoutID, AttemptNumber: 1, Email: "ana@example.com", Card: card}
}

func (b *bench) payOffer(offer *pay.Checkout, number string) store.Begun {
	b.t.Helper()
	begun, err := b.desk.Pay(context.Background(), b.offerOrder(offer, number))
	must(b.t, err)
	return begun
}

func TestStockIsNeverOversold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.product(5_00, ptr(int64(10)))
	var paid, soldOut atomic.Int32
	atOnce(400, func(i int) {
		number := paying
		if i%4 == 0 { // a hold that is given back must not be sold twice, nor be lost
			number = declined
		}
		begun, err := b.desk.Pay(context.Background(), b.offerOrder(b.offer(pay.OriginProduct, line(id, 1, 5_00)), number))
		switch {
		case err == nil && begun.Payment.State == pay.PaymentPaid:
			paid.Add(1)
		case pay.CodeOf(err) == pay.SoldOut:
			soldOut.Add(1)
		case err == nil && begun.Payment.State == pay.PaymentFailed:
		case pay.CodeOf(err) == pay.Unavailable: // too busy, and nothing was begun
		default:
			t.Errorf("%v, %+v", err, begun.Payment.State)
		}
	})
	quantity, held, sold := b.stock(id)
	if *quantity != 10-int64(paid.Load()) || held != 0 || sold != int64(paid.Load()) || paid.Load() > 10 {
		t.Errorf("%d paid and %d sold out leave %d, %d held, %d sold", paid.Load(), soldOut.Load(), *quantity, held, sold)
	}
	for range *quantity { // what declined cards gave back is there to be sold
		b.payOffer(b.offer(pay.OriginProduct, line(id, 1, 5_00)), paying)
	}
	if quantity, held, sold = b.stock(id); *quantity != 0 || held != 0 || sold != 10 {
		t.Errorf("in the end %d are left, %d held, %d sold", *quantity, held, sold)
	}
}

// Who comes for what is sold out is told so without a wait for the counters,
// which those who pay need.
func TestSoldOutWaitsForNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	order := b.offerOrder(b.offer(pay.OriginProduct, line(b.product(5_00, ptr(int64(0))), 1, 5_00)), paying)
	tx := b.locks(`SELECT FROM merchant_counters FOR UPDATE`)
	told := make(chan error, 1)
	go func() {
		_, err := b.desk.Pay(context.Background(), order)
		told <- err
	}()
	for {
		if b.waiting(tx) > 0 {
			t.Fatal("it waits for the counters")
		}
		select {
		case err := <-told:
			if pay.CodeOf(err) != pay.SoldOut {
				t.Errorf("sold out: %v", err)
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Who waits for one product longer than anybody should is told that there is
// nothing left of another, rather than to come back.
func TestSoldOutAfterALongWait(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	wanted, gone := b.product(5_00, ptr(int64(1))), b.product(5_00, ptr(int64(0)))
	b.locks(`SELECT FROM products WHERE quantity = 1 FOR UPDATE`)
	order := b.offerOrder(b.offer(pay.OriginListing, line(wanted, 1, 5_00), line(gone, 1, 5_00)), paying)
	if _, err := b.desk.Pay(context.Background(), order); pay.CodeOf(err) != pay.SoldOut {
		t.Errorf("half of it is sold out: %v", err)
	}
	order = b.offerOrder(b.offer(pay.OriginListing, line(wanted, 1, 5_00)), paying)
	if _, err := b.desk.Pay(context.Background(), order); pay.CodeOf(err) != pay.Unavailable {
		t.Errorf("there may be one left: %v", err)
	}
}

// locks returns a transaction that did something and goes on.
func (b *bench) locks(sql string) pgx.Tx {
	b.t.Helper()
	tx, err := b.pool.Begin(context.Background())
	must(b.t, err)
	b.t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	_, err = tx.Exec(context.Background(), sql)
	must(b.t, err)
	return tx
}

// waiting is how many wait for the transaction.
func (b *bench) waiting(tx pgx.Tx) (n int) {
	b.t.Helper()
	must(b.t, tx.QueryRow(context.Background(), `
		SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`).Scan(&n))
	return n
}

// Carts of the same products in whichever order wait for each other, and never
// for ever.
func TestCartsDoNotBlockEachOther(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two := b.product(1_00, ptr(int64(100))), b.product(2_00, nil)
	atOnce(40, func(i int) {
		lines := []pay.Line{line(one, 2, 1_00), line(two, 1, 2_00)}
		if i%2 == 0 {
			lines[0], lines[1] = lines[1], lines[0]
		}
		var begun store.Begun
		for err := error(pay.Errorf(pay.Unavailable, "")); pay.CodeOf(err) == pay.Unavailable; { // busy is not blocked
			begun, err = b.desk.Pay(context.Background(), b.offerOrder(b.offer(pay.OriginListing, lines...), paying))
		}
		if begun.Payment.TaxMinor != 48 || begun.Payment.AmountMinor != 4_48 {
			t.Errorf("paid %d with tax %d", begun.Payment.AmountMinor, begun.Payment.TaxMinor)
		}
	})
	if quantity, _, sold := b.stock(one); *quantity != 20 || sold != 80 {
		t.Errorf("%d left, %d sold", *quantity, sold)
	}
	if quantity, held, sold := b.stock(two); quantity != nil || held != 0 || sold != 40 {
		t.Errorf("without end: %v left, %d held, %d sold", quantity, held, sold)
	}
}

func TestOneFormOneOffer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.product(5_00, ptr(int64(1)))
	order := b.offerOrder(b.offer(pay.OriginProduct, line(id, 1, 5_00)), paying)
	var fresh atomic.Int32
	atOnce(20, func(int) {
		begun, err := b.desk.Pay(context.Background(), order)
		must(t, err)
		if begun.Fresh {
			fresh.Add(1)
		}
	})
	if fresh.Load() != 1 {
		t.Errorf("%d payments were begun", fresh.Load())
	}
}

// A product is sold at the price that was shown, while it is on sale.
func TestOfferThatChanged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for change, want := range map[string]pay.Code{
		`UPDATE products SET amount_minor = 600`:                             pay.Conflict,
		`UPDATE products SET deleted_at = now()`:                             pay.SoldOut,
		`UPDATE products SET expires_at = now() - interval '1 s'`:            pay.SoldOut,
		`UPDATE products SET quantity = 1`:                                   pay.SoldOut,
		`UPDATE products SET quantity = 0`:                                   pay.SoldOut,
		`UPDATE products SET quantity = 2, held = 1, sold = sold + 0`:        pay.SoldOut,
		`UPDATE products SET description = 'Another text', quantity = 2 + 0`: "",
	} {
		id := b.product(5_00, ptr(int64(9)))
		_, err := b.pool.Exec(context.Background(), change+` WHERE id = $1`, id)
		must(t, err)
		begun, err := b.desk.Pay(context.Background(), b.offerOrder(b.offer(pay.OriginProduct, line(id, 2, 5_00)), paying))
		if pay.CodeOf(err) != want {
			t.Errorf("%s: %v, %s", change, err, begun.Payment.State)
		}
		_, err = b.pool.Exec(context.Background(), `UPDATE products SET held = 0 WHERE id = $1`, id)
		must(t, err)
	}
	var left int
	must(t, b.pool.QueryRow(context.Background(), `SELECT count(*) FROM checkouts c
		WHERE NOT EXISTS (SELECT FROM payments p WHERE p.checkout_id = c.id)`).Scan(&left))
	if left != 0 {
		t.Errorf("%d checkouts were left by payments that did not begin", left)
	}
}

func (b *bench) session(c *pay.Checkout) pay.Checkout {
	b.t.Helper()
	c.ID = b.store.NewID(b.by.MerchantNumber)
	made, err := b.store.CreateCheckout(context.Background(), b.by, *c)
	must(b.t, err)
	return made
}

func TestSession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.product(5_00, ptr(int64(3)))
	made := b.session(b.offer(pay.OriginSession, line(id, 2, 5_00)))
	if len(made.Lines) != 1 || made.Lines[0].ProductID != id || made.AmountMinor != 11_20 || made.TaxMinor != 1_20 {
		t.Fatalf("made %+v", made)
	}
	// What happens to the product meanwhile does not change what was agreed.
	_, err := b.pool.Exec(context.Background(), `UPDATE products SET amount_minor = 900, deleted_at = now() WHERE id = $1`, id)
	must(t, err)
	if begun := b.payOffer(&made, declined); begun.Payment.State != pay.PaymentFailed {
		t.Fatalf("declined: %s", begun.Payment.State)
	}
	again := b.offerOrder(&made, paying)
	again.AttemptNumber = 2
	begun, err := b.desk.Pay(context.Background(), again)
	must(t, err)
	if begun.Payment.State != pay.PaymentPaid || begun.Payment.ProductID != id || begun.Payment.LinesCount != 1 {
		t.Errorf("paid: %+v", begun.Payment)
	}
	if quantity, held, sold := b.stock(id); *quantity != 1 || held != 0 || sold != 2 {
		t.Errorf("%d left, %d held, %d sold", *quantity, held, sold)
	}
	other := b.session(b.offer(pay.OriginSession, line(id, 2, 5_00)))
	if _, err := b.desk.Pay(context.Background(), b.offerOrder(&other, paying)); pay.CodeOf(err) != pay.SoldOut {
		t.Errorf("a session of more than there is: %v", err)
	}
}

// A checkout that expires while the acquirer is answering is paid: the customer
// was in time. One that had expired before is not begun.
func TestSessionExpires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.product(5_00, ptr(int64(3)))
	made := b.session(b.offer(pay.OriginSession, line(id, 1, 5_00)))
	begun := b.payOffer(&made, timesOutPaid)
	if begun.Payment.State.Succeeded() {
		t.Fatalf("it did not time out: %s", begun.Payment.State)
	}
	expire := `UPDATE checkouts SET expires_at = now() - interval '1 s' WHERE id = $1`
	_, err := b.pool.Exec(context.Background(), expire, made.ID)
	must(t, err)
	b.settled()
	if got := b.payment(begun.Payment.ID).State; got != pay.PaymentPaid {
		t.Errorf("it expired under way and is %s", got)
	}
	late := b.session(b.offer(pay.OriginSession, line(id, 1, 5_00)))
	_, err = b.pool.Exec(context.Background(), expire, late.ID)
	must(t, err)
	if _, err := b.desk.Pay(context.Background(), b.offerOrder(&late, paying)); pay.CodeOf(err) != pay.Conflict {
		t.Errorf("an expired session: %v", err)
	}
	if quantity, held, _ := b.stock(id); *quantity != 2 || held != 0 {
		t.Errorf("%d left, %d held", *quantity, held)
	}
}

func TestSimulatedOutcomes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for simulate, want := range map[string]pay.PaymentState{
		"": pay.PaymentPaid, "payment_failed": pay.PaymentFailed, "success_pending_deposit": pay.PaymentPaid,
		"checkout_pending": pay.PaymentFailed, // nobody answers the challenge
	} {
		c := b.offer(pay.OriginSession, pay.Line{Name: "Fee", Quantity: 1, UnitAmountMinor: 100})
		c.Simulate = simulate
		made := b.session(c)
		begun := b.payOffer(&made, paying)
		if simulate == "checkout_pending" {
			if begun.Attempt.State != pay.AttemptRequiresAction {
				t.Errorf("%s: %s", simulate, begun.Attempt.State)
			}
			_, err := b.bank.Void(context.Background(), begun.Attempt.ID.UUID())
			must(t, err)
		}
		b.settled()
		if got := b.payment(begun.Payment.ID).State; got != want {
			t.Errorf("%s: %s, want %s", simulate, got, want)
		}
	}
	for _, simulate := range []string{"canceled", "checkout_canceled"} {
		c := b.offer(pay.OriginSession, pay.Line{Name: "Fee", Quantity: 1, UnitAmountMinor: 100})
		c.Simulate = simulate
		made := b.session(c)
		if _, err := b.desk.Pay(context.Background(), b.offerOrder(&made, paying)); made.CanceledAt == nil || pay.CodeOf(err) != pay.Conflict {
			t.Errorf("%s: %v", simulate, err)
		}
	}
}
