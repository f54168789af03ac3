package main

import (
	"net/http"
	"net/url"
	"testing"
)

// dying starts servers that stop dead at a point, and returns where they are:
// the first one where the shop is.
func (s *shop) dying(point string, n int) (at []string, servers []*process) {
	s.t.Helper()
	env := []string{"FAULT=" + point}
	at, servers = []string{s.url}, []*process{s.serveWith(env)}
	for range n - 1 {
		url, p := s.secondWith(env)
		at, servers = append(at, url), append(servers, p)
	}
	return at, servers
}

// unpaid is a customer's form that got no answer.
type unpaid struct {
	customer *person
	what     string // is paid; the sandbox calls it so too
	path     string
	form     url.Values
}

// killPay: customers' forms for a link, for a product, and for a product whose
// amount is held, get no answer and are sent again.
func killPay(t *testing.T, point string) {
	s := newShop(t, faulty)
	at, servers := s.dying(point, 3)
	mug, mugPath := s.newProduct(`,"quantity":1`)
	vase, vasePath := s.newHeldProduct(`,"quantity":1,"name":"Vase"`)
	forms := []*unpaid{
		{what: "Coffee", path: s.payPath(s.newLink(12_50, `,"max_uses":1`))},
		{what: "Mug", path: mugPath},
		{what: "Vase", path: vasePath},
	}
	for i, u := range forms {
		u.customer = s.person().ofServer(at[i])
		u.form = u.customer.checkoutAt(u.path, cardPays)
	}
	together(len(forms), func(i int) {
		if got, err := forms[i].customer.tryPost(forms[i].path, forms[i].form); err == nil {
			t.Errorf("the server answered %d instead of dying", got.StatusCode)
		}
	})
	for _, p := range servers {
		p.wasKilled()
	}
	s.serve()
	s.settled() // nobody repeats anything, and still it ends
	for _, u := range forms {
		s.paidOnce(u)
	}
	if n := s.number(`SELECT count(*) FROM payments`); n != int64(len(forms)) {
		t.Errorf("there are %d payments", n)
	}
	s.inStock(mug, 0, 1)
	s.inStock(vase, 0, 1)
	s.inOrder()
	s.audited()
}

// paidOnce sends the form again, until there is the receipt.
func (s *shop) paidOnce(u *unpaid) {
	s.t.Helper()
	const charged = `SELECT count(*) FROM sandbox.operations WHERE description = $1 AND state IN ('paid', 'authorized')`
	intended := s.number(`SELECT count(*) FROM payments WHERE description = $1`, u.what) > 0
	truth := s.number(charged, u.what)
	customer := u.customer.ofServer(s.url)
	again := customer.post(u.path, u.form)
	if intended && truth == 0 { // it was stopped for good; the form is there for another try
		customer.goesTo(again, "/checkout/")
		page := customer.get(again.Header.Get("Location"))
		next, path := customer.cardForm(page)
		again = customer.post(path, with(next, whoPays(cardPays)...))
	}
	customer.goesTo(again, "/receipt/")
	if n := s.number(charged, u.what); n != 1 {
		s.t.Errorf("%s was charged %d times", u.what, n)
	}
}

// cardForm is the form of a page that asks for a card, and where it goes.
func (p *person) cardForm(page answer) (url.Values, string) {
	p.t.Helper()
	for _, f := range formsOf(p.t, page.body) {
		if f.values.Has("card_number") {
			return f.values, f.action
		}
	}
	p.t.Fatalf("%s asks for no card:\n%s", page.Request.URL.Path, page.body)
	return nil, ""
}

// unheard is an act on a hold that got no answer, by key or by hand.
type unheard struct {
	payment, act string
	call         ask        // by key
	form         url.Values // by hand; nil for one by key
}

// killHolds: captures and voids, by key and by hand, get no answer and are
// repeated. Each is on a payment and a server of its own.
func killHolds(t *testing.T, point string) {
	s := newShop(t, faulty)
	mug, acts, owner := s.killedHolds(point)
	s.serve()
	intended := s.number(`SELECT count(*) FROM captures`)
	if want := int64(len(acts)); point == "capture.before_intent" && intended != 0 || point != "capture.before_intent" && intended != want {
		t.Errorf("%d captures and voids were intended", intended)
	}
	s.settled() // nobody repeats anything, and still it ends
	for _, u := range acts {
		if u.form == nil {
			s.callAnswered(u.call, http.StatusOK)
		} else {
			owner.goesTo(owner.formAnswered(u.call.path, u.form), paymentPath(u.payment))
		}
		if u.act == "capture" {
			s.stands(u.payment, "completed", 5_00, 0, 0)
		} else {
			s.stands(u.payment, "canceled", 0, 20_00, 0)
		}
	}
	if n := s.number(`SELECT count(*) FROM sandbox.operations WHERE kind IN ('capture', 'release')`); n != int64(len(acts)) {
		t.Errorf("the sandbox was asked for %d captures and releases", n)
	}
	s.inStock(mug, 2, 2)
	s.inOrder()
	s.audited()
}

// killedHolds makes the payments and has the servers die.
func (s *shop) killedHolds(point string) (product string, acts []*unheard, owner *person) {
	s.t.Helper()
	at, servers := s.dying(point, 4)
	product, path := s.newHeldProduct(`,"quantity":4`)
	owner = s.person().logIn()
	for _, act := range []string{"capture", "void"} {
		byKey, byHand := s.paysAt(path), s.paysAt(path)
		call := ask{method: "POST", path: "/v1/payments/" + byKey + "/" + act, key: s.merchant.TestAPIKey,
			header: map[string]string{"Idempotency-Key": "one " + act}}
		if act == "capture" {
			call.body = `{"amount":500}`
		}
		form := owner.formTo(paymentPath(byHand), paymentPath(byHand)+"/"+act)
		if act == "capture" {
			form.Set("amount", "5.00")
		}
		acts = append(acts, &unheard{payment: byKey, act: act, call: call},
			&unheard{payment: byHand, act: act, form: form,
				call: ask{method: "POST", path: paymentPath(byHand) + "/" + act, form: true, body: form.Encode(), client: owner.jar}})
	}
	together(len(acts), func(i int) {
		call := acts[i].call
		call.at = at[i]
		if got, err := s.try(call); err == nil {
			s.t.Errorf("%s: the server answered %d instead of dying", call.path, got.StatusCode)
		}
	})
	for _, p := range servers {
		p.wasKilled()
	}
	return product, acts, owner
}

// TestKillNineWhileAHoldEnds kills the server while it gives up a hold that
// nobody took in time.
func TestKillNineWhileAHoldEnds(t *testing.T) {
	t.Parallel()
	s := newShop(t, faulty)
	dying := s.serveWith([]string{"FAULT=capture.after_call"})
	product, path := s.newHeldProduct(`,"quantity":1`)
	payment := s.paysAt(path)
	s.exec(`UPDATE payments SET authorized_until = now() - interval '1 s'`)
	dying.wasKilled()
	s.serve()
	s.settled()
	s.stands(payment, "expired", 0, 20_00, 0)
	if n := s.number(`SELECT count(*) FROM sandbox.operations WHERE kind = 'release'`); n != 1 {
		t.Errorf("the sandbox was asked for %d releases", n)
	}
	s.inStock(product, 1, 0)
	s.inOrder()
	s.audited()
}
