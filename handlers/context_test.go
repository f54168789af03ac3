package handlers

import (
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// get runs do on a GET request for that address.
func get(t *testing.T, target string, header map[string]string, do func(c *fiber.Ctx)) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	app.Get("*", func(c *fiber.Ctx) error { do(c); return nil })
	req := httptest.NewRequest("GET", target, nil)
	for name, value := range header {
		req.Header.Set(name, value)
	}
	if _, err := app.Test(req, -1); err != nil {
		t.Fatal(err)
	}
}

func TestWantsJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path   string
		header map[string]string
		want   bool
	}{
		{"/", nil, false},
		{"/dashboard", nil, false},
		{"/dashboard", map[string]string{"Accept": "application/json"}, false},
		{"/dashboard", map[string]string{"Authorization": "Bearer x"}, true},
		{"/dashboard", map[string]string{"Api-Key": "x"}, true},
		{"/v1", nil, true},
		{"/v1/payments", nil, true},
		{"/v1x", nil, false},
		{"/products/1", nil, true},
		{"/products/1/", nil, true},
		{"/products/1/pay", nil, false},
		{"/products/1/pay/", nil, false},
		{"/products/1/pay", map[string]string{"Authorization": "Basic x"}, true},
		{"/v2/confirm_order/1/2", nil, false},
		{"/api/refunds/", nil, true},
		{"/readyz", nil, true},
	} {
		get(t, c.path, c.header, func(ctx *fiber.Ctx) {
			if got := wantsJSON(ctx); got != c.want {
				t.Errorf("%s %v: %v", c.path, c.header, got)
			}
		})
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for path, local := range map[string]bool{
		"/": true, "/dashboard/links?x=1": true, "/a//b": true,
		"": false, "dashboard": false, "//evil.example": false, `/\evil.example`: false, `/a\b`: false, "https://evil.example": false,
		"javascript:alert(1)": false, "/a\r\nSet-Cookie: x": false, "/\x00": false, "/a\tb": false, "/\x7f": false,
	} {
		if got := IsLocalPath(path); got != local {
			t.Errorf("%q: %v", path, got)
		}
		if want := map[bool]string{true: path, false: "/dashboard"}[local]; localPath(path, "/dashboard") != want {
			t.Errorf("%q leads to %q", path, localPath(path, "/dashboard"))
		}
	}
}

func TestRateNet(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::ffff": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "odd": "odd",
	} {
		if got := RateNet(ip); got != want {
			t.Errorf("%s: %s", ip, got)
		}
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 14, 5, 6, 7, time.FixedZone("", -5*3600))
	if got := stamp(at); *got != "2026-11-03T19:05:06Z" {
		t.Error(*got)
	}
	if stamp(time.Time{}) != nil {
		t.Error("no time is null")
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	mine := pay.NewID(time.Now(), 7)
	theirs := pay.NewID(time.Now(), 8)
	show := pay.LinkPrefix.Show
	for query, want := range map[string]struct {
		pay.Page
		field string
	}{
		"":                                      {pay.Page{Limit: 20}, ""},
		"limit=5":                               {pay.Page{Limit: 5}, ""},
		"limit=100":                             {pay.Page{Limit: 100}, ""},
		"limit=101":                             {pay.Page{Limit: 100}, ""},
		"limit=1000000000000":                   {pay.Page{Limit: 100}, ""},
		"limit=0":                               {field: "limit"},
		"limit=-1":                              {field: "limit"},
		"limit=abc":                             {field: "limit"},
		"limit=":                                {field: "limit"},
		"limit=1.5":                             {field: "limit"},
		"offset=0":                              {pay.Page{Limit: 20, ByOffset: true}, ""},
		"offset=40&limit=2":                     {pay.Page{Limit: 2, Offset: 40, ByOffset: true}, ""},
		"offset=100001":                         {field: "offset"},
		"offset=-1":                             {field: "offset"},
		"cursor=" + show(mine):                  {pay.Page{Limit: 20, Cursor: mine}, ""},
		"cursor=" + show(theirs):                {field: "cursor"},
		"cursor=" + pay.RefundPrefix.Show(mine): {field: "cursor"},
		"cursor=x":                              {field: "cursor"},
		"offset=0&cursor=" + show(mine):         {field: "cursor"},
	} {
		get(t, "/?"+query, nil, func(c *fiber.Ctx) {
			SetCaller(c, pay.Caller{MerchantNumber: 7})
			got, err := paging(c, pay.LinkPrefix)
			var e *pay.Error
			switch {
			case want.field == "" && (err != nil || got != want.Page):
				t.Errorf("%s: %+v, %v", query, got, err)
			case want.field != "" && (!errors.As(err, &e) || len(e.Fields[want.field]) != 1 || e.Code != pay.Invalid):
				t.Errorf("%s: %v", query, err)
			}
		})
	}
}
