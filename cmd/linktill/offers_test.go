package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// newProduct puts a mug for 20.00 on sale and returns its id and the page where
// it is paid; fields are further JSON, with a comma before.
func (s *shop) newProduct(fields string) (id, path string) {
	s.t.Helper()
	if !strings.Contains(fields, `"name"`) {
		fields += `,"name":"Mug"`
	}
	made := s.mustAPI("POST", "/v1/products", `{"description":"A mug","currency":"BSD","amount":2000,"language":"en"`+fields+`}`)
	return made["id"].(string), strings.TrimPrefix(made["pay_url"].(string), s.url)
}

// stock is what is left of a product, what of that is being paid for, and what
// was sold.
func (s *shop) stock(productID string) string {
	s.t.Helper()
	p := s.mustAPI("GET", "/v1/products/"+productID, "")
	return fmt.Sprintf("%v left, %v held, %v sold", p["quantity"], p["held"], p["sold"])
}

// inStock fails unless that many are left and sold, with nothing held.
func (s *shop) inStock(productID string, left, sold int) {
	s.t.Helper()
	if got, want := s.stock(productID), fmt.Sprintf("%d left, 0 held, %d sold", left, sold); got != want {
		s.t.Errorf("there are %s; want %s", got, want)
	}
}

// How many there are of what everybody wants, and how many that is.
const (
	pieces = 10
	buyers = 400
)

// TestStockOfTen: of four hundred who press the button at once ten get one, and
// the others are told why not.
func TestStockOfTen(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	n := roundsOr(t, 1)
	for round := range n {
		id, path := s.newProduct(fmt.Sprintf(`,"quantity":%d`, pieces))
		got := s.rush(path)
		if got["paid"] != pieces || got["sold out"]+got["being paid for"] != buyers-pieces {
			t.Fatalf("round %d: of %d buyers %v", round, buyers, got)
		}
		s.inStock(id, 0, pieces)
		t.Logf("round %d: %d buyers of %d pieces: %v, %s", round, buyers, pieces, got, s.stock(id))
	}
	if paid := s.number(`SELECT count(*) FROM sandbox.operations WHERE state = 'paid'`); paid != int64(n*pieces) {
		t.Errorf("the sandbox took %d payments in %d rounds of %d", paid, n, pieces)
	}
	s.inOrder()
	s.audited()
}

// rush has all buyers open the page, and then press the button at once.
func (s *pair) rush(path string) map[string]int {
	s.t.Helper()
	customers := [2]*person{s.person().ofServer(s.at[0]), s.person().ofServer(s.at[1])}
	forms := make([]url.Values, buyers)
	for i := range forms {
		forms[i] = customers[i%2].checkoutAt(path, cardPays, "email", fmt.Sprintf("buyer%d@example.com", i))
	}
	for _, customer := range customers {
		customer.jar.Timeout = startMax
	}
	var got tally
	together(buyers, func(i int) {
		a, err := customers[i%2].tryPost(path, forms[i])
		if err != nil {
			s.t.Errorf("buyer %d: %v", i, err)
			return
		}
		got.add(customers[i%2].outcome(s.t, a))
	})
	return got.counts
}

// outcome is what became of somebody who pressed the button.
func (p *person) outcome(t *testing.T, got answer) string {
	refused := got.StatusCode == http.StatusUnprocessableEntity || got.StatusCode == http.StatusGone
	switch {
	case got.StatusCode == http.StatusSeeOther && p.followed(t, got) != "":
		return "paid"
	case refused && strings.Contains(got.body, "being paid for"):
		return "being paid for"
	case refused && (strings.Contains(got.body, "sold out") || strings.Contains(got.body, "Sold out")):
		return "sold out"
	}
	return fmt.Sprintf("%d, %q", got.StatusCode, got.Header.Get("Location"))
}

// TestOneOfferFormAtOnce: the form for the last piece, sent ten times at once
// and once more when it is sold, is one payment.
func TestOneOfferFormAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	for round := range roundsOr(t, 5) {
		id, path := s.newProduct(`,"quantity":1`)
		customer := s.person()
		form := customer.checkoutAt(path, cardPays)
		var got tally
		together(10, func(i int) {
			server := customer.ofServer(s.at[i%2])
			got.add(server.followed(t, server.post(path, form)))
		})
		s.exec(`UPDATE products SET amount_minor = 9000 WHERE quantity = 0`)
		got.add(customer.followed(t, customer.post(path, form)))
		if payments := s.number(`SELECT count(*) FROM payments`); len(got.counts) != 1 || payments != int64(round)+1 {
			t.Fatalf("round %d: %v, %d payments", round, got.counts, payments)
		}
		s.inStock(id, 0, 1)
	}
	s.inOrder()
}

// newSession makes a checkout session and returns its id and the path of its
// page; fields are JSON.
func (s *shop) newSession(fields string) (id, path string) {
	s.t.Helper()
	made := s.mustAPI("POST", "/v1/checkouts", "{"+fields+"}")
	return made["id"].(string), strings.TrimPrefix(made["url"].(string), s.url)
}

const expire = `UPDATE checkouts SET expires_at = now() - interval '1 s'`

// TestSessionExpiresUnderWay: a session that runs out while the acquirer is
// answering is paid, since its customer was in time, and counts once. One that
// nobody paid in time is over.
func TestSessionExpiresUnderWay(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	product, _ := s.newProduct(`,"quantity":3`)
	lines := fmt.Sprintf(`"products":[{"id":%q,"quantity":2}],"currency":"BSD"`, product)
	id, path := s.newSession(lines)
	customer := s.person()
	form := customer.checkoutAt(path, cardTimesOutPaid)
	answered := make(chan answer, 1)
	go func() { // must not fail the test from here: what is missing shows below
		got, _ := customer.tryPost(path, form)
		answered <- got
	}()
	until(t, startMax, "the acquirer is asked", func() bool {
		return s.number(`SELECT count(*) FROM sandbox.operations`) == 1
	})
	s.exec(expire)
	got := <-answered
	if got.Response == nil {
		t.Fatal("the form got no answer")
	}
	customer.goesTo(got, "/checkout/")
	if now := s.stock(product); now != "3 left, 2 held, 0 sold" {
		t.Errorf("while nobody knows how it ended there are %s", now)
	}
	receipt := customer.followed(t, got)
	for i := range s.at { // late, and again
		server := customer.ofServer(s.at[i])
		if again := server.followed(t, server.post(path, form)); again != receipt {
			t.Errorf("the form led to %q and then to %q", receipt, again)
		}
	}
	if session := s.mustAPI("GET", "/v1/checkouts/"+id, ""); session["status"] != "paid" {
		t.Errorf("the session is %v", session)
	}
	if n := s.number(`SELECT count(*) FROM payments`); n != 1 {
		t.Errorf("there are %d payments", n)
	}
	s.inStock(product, 1, 2)
	s.tooLate(`"products":[{"id":"` + product + `"}],"currency":"BSD"`)
	s.inStock(product, 1, 2)
	s.inOrder()
	s.audited()
}

// tooLate opens a session, and pays when its time is over.
func (s *shop) tooLate(fields string) {
	s.t.Helper()
	_, path := s.newSession(fields)
	customer := s.person()
	form := customer.checkoutAt(path, cardPays)
	s.exec(expire)
	for _, got := range []answer{customer.post(path, form), customer.get(path)} {
		if got.StatusCode != http.StatusGone || !strings.Contains(got.body, "This checkout has ended") {
			s.t.Errorf("after its end: %d\n%s", got.StatusCode, got.body)
		}
	}
}
