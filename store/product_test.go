package store_test

import (
	"errors"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

// productOf makes a product of 9.90 after the change.
func (s shop) productOf(by pay.Caller, change ...func(*pay.ProductInput)) pay.Product {
	s.t.Helper()
	in := pay.ProductInput{Name: ptr("Beans"), Description: ptr("Dark roast"), Currency: ptr("USD"), Amount: ptr("990")}
	for _, c := range change {
		c(&in)
	}
	p, err := s.CreateProduct(s.ctx(), by, s.NewID(by.MerchantNumber), in)
	s.must(err)
	return p
}

func (s shop) product(change ...func(*pay.ProductInput)) pay.Product {
	s.t.Helper()
	return s.productOf(s.by, change...)
}

func stock(n int) func(*pay.ProductInput) {
	return func(in *pay.ProductInput) { in.Quantity = ptr(strconv.Itoa(n)) }
}

func (s shop) productNow(id pay.ID) pay.Product {
	s.t.Helper()
	p, err := s.Product(s.ctx(), s.by, id)
	s.must(err)
	return p
}

func TestProductIsKeptAsItWasMade(t *testing.T) {
	s := newShop(t)
	expires := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	p := s.product(stock(10), func(in *pay.ProductInput) {
		in.ExpiredAt, in.VisibleFields = ptr(expires.Format(time.RFC3339)), &[]string{"phone", "email"}
		in.ReturnURL, in.Language, in.TransactionType = ptr("https://shop.example/done"), ptr("de"), ptr("authorization")
	})
	if p.MerchantID != s.by.MerchantID || p.Livemode || p.Name != "Beans" || p.Description != "Dark roast" || p.Currency != "USD" || p.AmountMinor != 990 ||
		*p.Quantity != 10 || p.Held != 0 || p.Sold != 0 || !p.ExpiresAt.Equal(expires) || len(p.VisibleFields) != 2 || p.VisibleFields[1] != "email" ||
		p.ReturnURL != "https://shop.example/done" || p.Language != "de" || p.TransactionType != pay.TypeAuthorization || !p.CreatedAt.Equal(p.UpdatedAt) {
		t.Errorf("%+v", p)
	}
	plain := s.product()
	if plain.Quantity != nil || plain.ExpiresAt != nil || plain.VisibleFields == nil || plain.Language != "en" || plain.TransactionType != pay.TypePayment {
		t.Errorf("%+v", plain)
	}
	s.wantEvents(p.ID, "product.created")
}

func TestCreateProductTwiceIsOneProduct(t *testing.T) {
	s := newShop(t)
	first := s.product()
	made := atOnce(t, 10, func(int) error {
		again, err := s.CreateProduct(s.ctx(), s.by, first.ID, pay.ProductInput{Name: ptr("Tea"), Description: ptr("x"), Currency: ptr("EUR"), Amount: ptr("1")})
		if err == nil && (again.Name != "Beans" || again.AmountMinor != 990) {
			return errors.New("another product")
		}
		return err
	})
	if n := s.count(`SELECT count(*) FROM products`); made != 10 || n != 1 || s.count(`SELECT count(*) FROM events`) != 1 {
		t.Errorf("%d of 10 succeeded, %d products", made, n)
	}
}

func TestProductThatIsWrongIsNotStored(t *testing.T) {
	s := newShop(t)
	var e *pay.Error
	if _, err := s.CreateProduct(s.ctx(), s.by, s.NewID(1), pay.ProductInput{Name: ptr("x"), ShopID: ptr("1")}); !errors.As(err, &e) || len(e.Fields) != 4 {
		t.Errorf("%v", err)
	}
	if n := s.count(`SELECT count(*) FROM products`) + s.count(`SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

func TestChangeAndDeleteProduct(t *testing.T) {
	s := newShop(t)
	p := s.product(stock(10))
	got, err := s.ChangeProduct(s.ctx(), s.by, p.ID, pay.ProductInput{Amount: ptr("950"), Infinite: ptr(false), Quantity: ptr("5")})
	if err != nil || got.AmountMinor != 950 || *got.Quantity != 5 || got.Name != "Beans" || !got.UpdatedAt.After(p.UpdatedAt) || !got.CreatedAt.Equal(p.CreatedAt) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.ChangeProduct(s.ctx(), s.by, p.ID, pay.ProductInput{Currency: ptr("XX")}); code(err) != pay.Invalid {
		t.Errorf("%v", err)
	}
	if got := s.productNow(p.ID); got.Currency != "USD" || got.AmountMinor != 950 {
		t.Errorf("stored: %+v", got)
	}
	gone, err := s.DeleteProduct(s.ctx(), s.by, p.ID)
	if err != nil || gone.DeletedAt == nil {
		t.Errorf("%+v, %v", gone, err)
	}
	_, getErr := s.Product(s.ctx(), s.by, p.ID)
	_, changeErr := s.ChangeProduct(s.ctx(), s.by, p.ID, pay.ProductInput{})
	_, deleteErr := s.DeleteProduct(s.ctx(), s.by, p.ID)
	_, publicErr := s.PublicProduct(s.ctx(), p.ID)
	for name, err := range map[string]error{"get": getErr, "change": changeErr, "delete": deleteErr, "public": publicErr} {
		if code(err) != pay.ProductNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := s.Products(s.ctx(), s.by, pay.Page{Limit: 9, ByOffset: true}); err != nil || len(list.Rows) != 0 || list.Total != 0 {
		t.Errorf("listed: %+v, %v", list, err)
	}
	s.wantEvents(p.ID, "product.created", "product.updated", "product.deleted")
}

func TestProductsList(t *testing.T) {
	s := newShop(t)
	var ids []pay.ID
	for range 5 {
		ids = append([]pay.ID{s.product().ID}, ids...)
		s.productOf(live(s.by))
	}
	first, err := s.Products(s.ctx(), s.by, pay.Page{Limit: 3})
	s.must(err)
	s.product() // a row that arrives between two pages moves nothing
	rest, err := s.Products(s.ctx(), s.by, pay.Page{Limit: 3, Cursor: first.Rows[2].ID})
	s.must(err)
	if !first.HasMore || rest.HasMore || len(rest.Rows) != 2 || first.Total != 0 {
		t.Fatalf("%d and %d rows", len(first.Rows), len(rest.Rows))
	}
	for i, p := range append(first.Rows, rest.Rows...) {
		if p.ID != ids[i] {
			t.Errorf("row %d is another", i)
		}
	}
	byOffset, err := s.Products(s.ctx(), s.by, pay.Page{Limit: 2, Offset: 5, ByOffset: true})
	if err != nil || len(byOffset.Rows) != 1 || byOffset.Rows[0].ID != ids[4] || byOffset.Total != 6 {
		t.Errorf("%+v, %v", byOffset, err)
	}
}

func TestPublicProduct(t *testing.T) {
	s := newShop(t)
	for _, by := range []pay.Caller{s.by, live(s.by)} {
		p := s.productOf(by)
		got, err := s.PublicProduct(s.ctx(), p.ID)
		if err != nil || got.Product.ID != p.ID || got.Product.Livemode != by.Livemode || got.Merchant.Slug != "island-coffee" ||
			got.Merchant.Number != by.MerchantNumber || got.Merchant.Country != "BS" || got.Merchant.PriceMode == "" {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for name, id := range map[string]pay.ID{"unknown": s.NewID(s.by.MerchantNumber), "of nobody": s.NewID(s.by.MerchantNumber + 1), "zero": {}} {
		if _, err := s.PublicProduct(s.ctx(), id); code(err) != pay.ProductNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// wants is a customer's first try to buy one piece.
func (s shop) wants(p pay.Product) store.BeginPayment {
	number := p.ID.MerchantNumber()
	line := pay.Line{ProductID: p.ID, Name: p.Name, Quantity: 1, UnitAmountMinor: p.AmountMinor, NetMinor: p.AmountMinor, GrossMinor: p.AmountMinor}
	return store.BeginPayment{MerchantNumber: number, CheckoutID: s.NewID(number), AttemptNumber: 1, AmountMinor: p.AmountMinor,
		Email: "ana@example.com", Name: "Ana", CardBrand: "visa", CardLast4: "4242", Acquirer: "sandbox", Lease: time.Minute,
		Offer: &pay.Checkout{MerchantID: p.MerchantID, Livemode: p.Livemode, Origin: pay.OriginProduct, AmountMinor: p.AmountMinor,
			Currency: p.Currency, Description: p.Name, TransactionType: p.TransactionType, Lines: []pay.Line{line}, Language: "en"}}
}

// Customers begin to pay, pay and are declined while the merchant says again
// and again how many pieces there are: what is being paid for never exceeds
// what there is, and whoever is refused is told why.
func TestStockIsExactWhoeverChangesIt(t *testing.T) {
	s := newShop(t)
	p := s.product(stock(20))
	var paid atomic.Int64
	for range rounds(t, 3) {
		atOnce(t, 40, func(i int) error {
			if i%4 == 3 {
				_, err := s.ChangeProduct(s.ctx(), s.by, p.ID, pay.ProductInput{Quantity: ptr(strconv.Itoa(i / 2))})
				var e *pay.Error
				if err != nil && (!errors.As(err, &e) || e.Fields["quantity"] == nil) {
					return errors.New("refused without a reason: " + err.Error())
				}
				return err
			}
			b, err := s.Begin(s.ctx(), s.wants(p))
			if err != nil || i%4 == 0 { // every fourth goes on paying
				return err
			}
			out := store.AttemptOutcome{State: pay.AttemptDeclined, DeclineCode: "card_declined", Message: "No.", CheckAfter: time.Minute}
			if i%4 == 1 {
				out = store.AttemptOutcome{State: pay.AttemptPaid, AcquirerRef: "ref", CheckAfter: time.Minute}
				paid.Add(1)
			}
			_, err = s.FinishAttempt(s.ctx(), b, out)
			return err
		})
	}
	got := s.productNow(p.ID)
	underWay := int64(s.count(`SELECT count(*) FROM payments WHERE state = 'processing'`))
	if got.Held > *got.Quantity || got.Held != underWay || got.Sold != paid.Load() {
		t.Errorf("%d held of %d with %d under way, %d sold of %d paid", got.Held, *got.Quantity, underWay, got.Sold, paid.Load())
	}
	if underWay == 0 || paid.Load() == 0 {
		t.Errorf("%d under way and %d paid show nothing", underWay, paid.Load())
	}
}

// A program that forgets to look is stopped by the database.
func TestHeldStaysWithinQuantity(t *testing.T) {
	s := newShop(t)
	p := s.product(stock(2))
	for _, change := range []string{"held = 3", "held = 2, quantity = 1", "quantity = -1", "held = -1"} {
		refuses(t, s.pool, "23514", `UPDATE products SET `+change+` WHERE id = $1`, p.ID)
	}
}
