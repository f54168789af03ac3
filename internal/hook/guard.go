package hook

import (
	"net/netip"
	"slices"
	"syscall"

	"code.dny.dev/ssrf"

	"linktill/internal/pay"
)

// guard decides about a connection when its address is known, right before it
// is made: whatever a name leads to by then, and however it was spelled.
type guard struct {
	public  *ssrf.Guardian
	allowed []netip.Prefix
	// plain connections, without encryption, go to allowed networks only.
	plain bool
}

func newGuard(allowed []netip.Prefix, plain bool) *guard {
	return &guard{public: ssrf.New(ssrf.WithPorts(pay.WebhookPorts...)), allowed: allowed, plain: plain}
}

// control is a net.Dialer's Control.
func (g *guard) control(network, address string, conn syscall.RawConn) error {
	if g.mayReach(network, address, conn) {
		return nil
	}
	return errRefused
}

func (g *guard) mayReach(network, address string, conn syscall.RawConn) bool {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return false
	}
	within := func(p netip.Prefix) bool { return p.Contains(to.Addr().Unmap().WithZone("")) }
	if slices.ContainsFunc(g.allowed, within) {
		return true
	}
	return !g.plain && to.Addr().Zone() == "" && g.public.Safe(network, address, conn) == nil
}
