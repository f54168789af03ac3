package handlers

import (
	"strings"
	"testing"

	"linktill/internal/pay"
)

func TestNetworkItem(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][2]string{
		"https://www.instagram.com/x":          {"photos", "Instagram"},
		"https://m.youtube.com/@x":             {"videos", "YouTube"},
		"https://open.spotify.com/a":           {"music", "Spotify"},
		"https://music.apple.com/a":            {"music", "Apple Music"},
		"https://notinstagram.com/x":           {"site", "notinstagram.com"},
		"https://instagram.com.evil.example/x": {"site", "instagram.com.evil.example"},
		"https://localhost/x":                  {"site", "localhost"},
		"mailto:a@example.com":                 {"mail", "E-mail"},
		"tel:+12425550100":                     {"phone", "Call"},
	} {
		item := networkItem(address, "")
		if item.Icon != want[0] || item.Title != want[1] || item.Href != address || !item.Away {
			t.Errorf("%s: %+v", address, item)
		}
		if named := networkItem(address, "Ours"); named.Title != "Ours" || named.Icon != want[0] {
			t.Errorf("%s with a title: %+v", address, named)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ address, title, want string }{
		{"https://www.Menu.example/a", "What we serve", "menu.example"},
		{"https://menu.example/a", "The menu", ""},
		{"tel:+12425550100", "Call", ""},
		{"https://%", "x", ""},
	} {
		if got := placeOf(c.address, c.title); got != c.want {
			t.Errorf("%s under %q: %q, want %q", c.address, c.title, got, c.want)
		}
	}
}

func TestOpening(t *testing.T) {
	t.Parallel()
	if got := opening(" One\n\ntwo ", "x"); got != "One two" {
		t.Errorf("%q", got)
	}
	if got := opening(" \n", "B$5.00"); got != "B$5.00" {
		t.Errorf("%q", got)
	}
	if got := opening(strings.Repeat("ü", 300), "x"); len([]rune(got)) != openingMax || !strings.HasSuffix(got, "ü…") {
		t.Errorf("%d characters: %q", len([]rune(got)), got)
	}
}

func TestLeft(t *testing.T) {
	t.Parallel()
	five, six := int64(5), int64(6)
	if left(pay.Stock{}) != "" || left(pay.Stock{Quantity: &six}) != "" || left(pay.Stock{Quantity: &five}) != "Only 5 left" {
		t.Error("how many are left is said at the wrong time")
	}
}
