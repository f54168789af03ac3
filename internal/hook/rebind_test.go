package hook

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// resolverOf asks a DNS server of our own, which answers each question with the
// next of the addresses, valid for no time at all, and goes on with the last.
// Without addresses no name is known.
func resolverOf(t *testing.T, addresses ...string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	var asked atomic.Int32
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := answerOf(buf[:n], addresses, &asked); answer != nil {
				_, _ = server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func answerOf(question []byte, addresses []string, asked *atomic.Int32) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	q := m.Questions[0]
	if len(addresses) == 0 {
		m.RCode = dnsmessage.RCodeNameError
	} else if q.Type == dnsmessage.TypeA || q.Type == dnsmessage.TypeAAAA && len(addresses) == 1 {
		i := int(asked.Add(1)) - 1
		addr := netip.MustParseAddr(addresses[min(i, len(addresses)-1)])
		header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 0}
		switch {
		case addr.Is4() && q.Type == dnsmessage.TypeA:
			m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AResource{A: addr.As4()}}}
		case !addr.Is4() && q.Type == dnsmessage.TypeAAAA:
			m.Answers = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.AAAAResource{AAAA: addr.As16()}}}
		}
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// Whatever a name answers, the guard sees the address that is connected to.
func TestNamesThatLeadToPrivateAddresses(t *testing.T) {
	t.Parallel()
	none := func(o *Options) { o.Allowed = nil }
	want := send(t, "https://127.0.0.1/", none)
	for _, text := range reserved {
		addr := netip.MustParseAddr(text)
		if addr.Zone() != "" {
			continue
		}
		answer := send(t, "https://innocent.example/", none, func(o *Options) { o.Resolver = resolverOf(t, text) })
		if answer.Status != 0 || answer.Error != want.Error {
			t.Errorf("a name of %s: %+v", text, answer)
		}
	}
}

// A name that is fine when it is first looked up and private the next time. Here
// 127.0.0.2 stands for what is public.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var public, private atomic.Int32
	listen := func(addr string, count *atomic.Int32) *httptest.Server {
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { count.Add(1) }))
		_ = server.Listener.Close()
		server.Listener = ln
		server.Start()
		t.Cleanup(server.Close)
		return server
	}
	listen("127.0.0.2:0", &public)
	first := listen("127.0.0.2:0", &public)
	_, port, _ := net.SplitHostPort(first.Listener.Addr().String())
	listen("127.0.0.1:"+port, &private)
	client := New(Options{Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}, Resolver: resolverOf(t, "127.0.0.2", "127.0.0.1")})
	for try, want := range []int{200, 0, 0} {
		client.plain.CloseIdleConnections()
		answer, err := client.Send(t.Context(), Delivery{URL: "http://rebinding.example:" + port, ID: "dlv_1", Body: "{}", Secrets: []string{NewSecret()}})
		if err != nil || answer.Status != want {
			t.Errorf("try %d: %+v, %v", try+1, answer, err)
		}
	}
	if public.Load() != 1 || private.Load() != 0 {
		t.Errorf("%d requests reached the first address, %d the private one", public.Load(), private.Load())
	}
}
