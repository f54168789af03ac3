package hook

import (
	"errors"
	"net/netip"
	"testing"
)

// reserved are addresses of every network that is not public, as a connection
// sees them: what a name led to, whatever its spelling was.
var reserved = []string{
	"0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.0.1.1",
	"127.255.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1",
	"192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
	"::", "::1", "::2", "::127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:192.168.1.1", "::ffff:0.0.0.0",
	"64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:20::1", "2001:db8::1",
	"2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1", "fd00::1", "fdff:ffff::1", "fe80::1", "fe80::1%eth0",
	"fec0::1", "ff01::1", "ff02::1", "ff05::1:3",
}

func network(addr netip.Addr) string {
	if addr.Is4() {
		return "tcp4"
	}
	return "tcp6"
}

func TestGuardRefusesWhatIsNotPublic(t *testing.T) {
	t.Parallel()
	g := newGuard(nil, false)
	for _, text := range reserved {
		addr := netip.MustParseAddr(text)
		for _, port := range []uint16{443, 8443, 80} {
			to := netip.AddrPortFrom(addr, port).String()
			if err := g.control(network(addr), to, nil); !errors.Is(err, errRefused) {
				t.Errorf("%s may be reached: %v", to, err)
			}
		}
	}
	if len(reserved) < 60 {
		t.Errorf("only %d addresses were tried", len(reserved))
	}
}

// What is public may be reached by https and nothing else. Nothing is dialled
// here: the guard is asked.
func TestGuardLetsThePublicThrough(t *testing.T) {
	t.Parallel()
	secure, plain := newGuard(nil, false), newGuard(nil, true)
	for _, text := range []string{"1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.254", "2606:4700::1111", "2a00:1450::1"} {
		addr := netip.MustParseAddr(text)
		for port, want := range map[uint16]bool{443: true, 8443: true, 80: false, 22: false, 25: false, 5432: false, 6379: false, 0: false} {
			to := netip.AddrPortFrom(addr, port).String()
			if got := secure.control(network(addr), to, nil) == nil; got != want {
				t.Errorf("%s by https: %v", to, got)
			}
			if plain.control(network(addr), to, nil) == nil {
				t.Errorf("%s by http may be reached", to)
			}
		}
		for _, other := range []string{"udp4", "udp6", "unix", "tcp", "ip4", ""} {
			if secure.control(other, netip.AddrPortFrom(addr, 443).String(), nil) == nil {
				t.Errorf("%s over %q may be reached", text, other)
			}
		}
	}
	for _, bad := range []string{"", "1.1.1.1", "example.com:443", "/var/run/docker.sock", "[::1]", "1.1.1.1:https"} {
		if secure.control("tcp4", bad, nil) == nil {
			t.Errorf("%q may be reached", bad)
		}
	}
}

func TestGuardKnowsAllowedNetworks(t *testing.T) {
	t.Parallel()
	g := newGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}, true)
	for to, want := range map[string]bool{"127.0.0.1:8080": true, "127.9.9.9:22": true, "[::ffff:127.0.0.1]:80": true, "[fd00::1]:1": true, "[fd00::1%eth0]:1": true,
		"10.0.0.1:443": false, "[::1]:443": false, "[fc00::1]:443": false, "128.0.0.1:80": false} {
		addr := netip.MustParseAddrPort(to).Addr()
		if got := g.control(network(addr), to, nil) == nil; got != want {
			t.Errorf("%s: %v", to, got)
		}
	}
}
