package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// placement makes a printed code of the link, and returns its id.
func (s *shop) placement(link string, live bool) string {
	s.t.Helper()
	linkID, _ := pay.LinkPrefix.Parse(link)
	by := s.keyCaller()
	by.Livemode = live
	id := s.st.NewID(linkID.MerchantNumber())
	s.must(s.st.AddPlacements(s.t.Context(), by, linkID, id, []string{"Table 4"}))
	return pay.PlacementPrefix.Show(id)
}

var (
	placementLink    = regexp.MustCompile(`/dashboard/links/link_\w+/placements/plc_\w+`)
	placementAddress = regexp.MustCompile(`/pay/island-coffee/link_\w+/[a-z2-7]{8}`)
	paymentHref      = regexp.MustCompile(`/dashboard/payments/pay_\w+`)
	funnelCount      = regexp.MustCompile(`<b class="number">(\d+)</b>`)
)

// funnel is what a page says was opened, started and paid.
func funnel(page answer) (counts string) {
	for _, found := range funnelCount.FindAllStringSubmatch(page.body, -1) {
		counts += found[1] + " "
	}
	return strings.TrimSpace(counts)
}

func TestPlacements(t *testing.T) {
	s := newTill(t)
	id, path := s.link(`{"amount":5000,"description":"Tea"}`)
	b, at := s.signedInBrowser(), "/dashboard/links/"+id
	page := b.wants(b.get(at), 200, "Nobody opened it", "Give each a code of its own")
	b.wants(b.post(at+"/placements", "nonce", b.nonceIn(page), "names", "Table 4\nTable 4"), 422, "Table 4 is there twice.", "Table 4\nTable 4")
	nonce := b.nonceIn(b.get(at))
	for range 2 { // a double click
		b.wants(b.post(at+"/placements", "nonce", nonce, "names", "Table 4\n\n Poster A \n"), 303, at+"#placements")
	}
	codes := slices.Compact(placementLink.FindAllString(b.wants(b.get(at), 200, "Table 4", "Poster A").body, -1))
	if len(codes) != 2 {
		t.Fatalf("codes: %q", codes)
	}
	printed := placementAddress.FindString(b.wants(b.get(codes[0]), 200, "Table 4", "Nobody scanned it").body)

	s.send(ask{path: printed, header: map[string]string{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}})
	s.browser().wants(s.browser().get(printed+"?lang=de"), 200, "Tea")
	s.browser().paysAt(path, goodCard)
	s.browser().paysAt(printed, declinedCard)
	s.browser().paysAt(printed, goodCard)
	if got := funnel(b.get(at)); got != "3 3 2" {
		t.Errorf("the link: %s", got)
	}
	if got := funnel(b.get(codes[0])); got != "2 2 1" {
		t.Errorf("the code: %s", got)
	}

	paid := paymentHref.FindString(b.get("/dashboard/payments?status=paid").body)
	b.wants(b.get(paid), 200, "Came by", `href="`+at+`#placements"`, "Table 4")
	if file := b.get("/dashboard/payments.csv").body; strings.Count(file, ",Table 4,") != 2 {
		t.Errorf("the file: %s", file)
	}

	b.wants(b.post(codes[0], "name", "Poster A"), 422, "Another printed code of this link has this name.")
	b.wants(b.post(codes[0], "name", "Window"), 303, codes[0])
	b.wants(b.get(at), 200, "Window")
	b.wants(b.post(codes[0]+"/remove"), 303, at+"#placements")
	b.wants(b.get(codes[0]), 404, "")
	s.browser().paysAt(printed, goodCard) // what is printed still works
	if got := funnel(b.get(at)); got != "4 4 3" {
		t.Errorf("with a code that was removed: %s", got)
	}
	s.browser().wants(s.browser().get(path+"/nothing2"), 200, "Tea")
}

func TestPlacementsArePrinted(t *testing.T) {
	s := newTill(t)
	id, _ := s.link(`{"amount":5000,"description":"Tea"}`)
	first, b := s.placement(id, false), s.signedInBrowser()
	address := placementAddress.FindString(b.get("/dashboard/links/" + id + "/placements/" + first).body)
	if text := decodeQR(t, s.send(ask{path: "/qr/" + first + "?size=354"}).body); address == "" || !strings.HasSuffix(text, address) {
		t.Errorf("%q holds %q", address, text)
	}
	if svg := s.send(ask{path: "/qr/" + first + ".svg"}); svg.StatusCode != 200 || !strings.HasPrefix(svg.body, "<svg") {
		t.Errorf("svg: %d", svg.StatusCode)
	}
	for _, format := range []string{"poster", "tent", "code"} {
		for _, which := range []string{first, "all"} {
			b.wants(b.get("/dashboard/links/"+id+"/print?format="+format+"&placement="+which), 200, "Table 4", address, "/qr/"+first+".svg")
		}
	}
	b.wants(b.get("/dashboard/links/"+id+"/print?placement=plc_nothing"), 404, "")
	for _, path := range []string{"/qr/plc_nothing", "/qr/plc_nothing.svg"} {
		if got := s.send(ask{path: path}); got.StatusCode != 404 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}
