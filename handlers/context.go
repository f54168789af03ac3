package handlers

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views/ui"
)

// request is what is known of a request beside its bytes.
type request struct {
	id        string
	ip        string
	route     string
	caller    pay.Caller
	operation pay.ID
	// takesFiles is set where forms may carry files.
	takesFiles bool
}

type requestKey struct{}

// requestOf returns the request's facts; a request that fails before any
// middleware ran gets its id here.
func requestOf(c *fiber.Ctx) *request {
	if r, ok := c.Locals(requestKey{}).(*request); ok {
		return r
	}
	r := &request{id: newRequestID(), ip: c.Context().RemoteIP().String()}
	c.Locals(requestKey{}, r)
	return r
}

func newRequestID() string {
	var b [12]byte
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// RequestID returns the id that the answer and the log carry.
func RequestID(c *fiber.Ctx) string { return requestOf(c).id }

// SetRequestID takes an id that a trusted proxy gave the request.
func SetRequestID(c *fiber.Ctx, id string) { requestOf(c).id = id }

// ClientIP returns the address of the person or program that asks.
func ClientIP(c *fiber.Ctx) string { return requestOf(c).ip }

// SetClientIP notes the address that the trusted proxies saw.
func SetClientIP(c *fiber.Ctx, ip string) { requestOf(c).ip = ip }

// RoutePattern returns the route as the table spells it, "" when none matched.
// It goes into logs instead of the path, which may hold a secret.
func RoutePattern(c *fiber.Ctx) string { return requestOf(c).route }

// SetRoutePattern notes the route that matched.
func SetRoutePattern(c *fiber.Ctx, pattern string) { requestOf(c).route = pattern }

// TakeFiles notes that the form of this request may carry files.
func TakeFiles(c *fiber.Ctx) { requestOf(c).takesFiles = true }

// CallerOf returns who asks, the zero value on public pages.
func CallerOf(c *fiber.Ctx) pay.Caller { return requestOf(c).caller }

// SetCaller notes who asks, and from where.
func SetCaller(c *fiber.Ctx, caller pay.Caller) {
	caller.IP = ClientIP(c)
	requestOf(c).caller = caller
}

func caller(c *fiber.Ctx) pay.Caller { return CallerOf(c) }

// SetOperationID notes the id that was minted with the claim of the request's
// idempotency key.
func SetOperationID(c *fiber.Ctx, id pay.ID) { requestOf(c).operation = id }

// OperationID returns what SetOperationID noted, the zero id when there is none.
func OperationID(c *fiber.Ctx) pay.ID { return requestOf(c).operation }

// operationID returns the id for what the request creates. A repetition after a
// crash gets the same one, and so finds what the first run made.
func (h *Handlers) operationID(c *fiber.Ctx) pay.ID {
	r := requestOf(c)
	if r.operation.IsZero() {
		r.operation = h.Store.NewID(r.caller.MerchantNumber)
	}
	return r.operation
}

// WantsJSON reports whether the request is a program's: by its credential, or
// by an address that only programs use. Everybody else gets pages.
func WantsJSON(c *fiber.Ctx) bool {
	header := &c.Request().Header
	if len(header.Peek(fiber.HeaderAuthorization)) > 0 || len(header.Peek("Api-Key")) > 0 {
		return true
	}
	path := c.Path()
	for _, root := range []string{"/v1", "/products", "/api", "/healthz", "/readyz"} {
		if under(path, root) {
			return !isProductPage(path)
		}
	}
	return false
}

func wantsJSON(c *fiber.Ctx) bool { return WantsJSON(c) }

// rateNet returns what stands for the client in keys of limits: the address, or
// for IPv6 its /64, which is what one subscriber has at the least.
func rateNet(c *fiber.Ctx) string { return RateNet(ClientIP(c)) }

// RateNet is rateNet of an address.
func RateNet(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr.String()
	}
	return prefix.String()
}

// session returns the row of the request's session; its ID is zero when the
// request came without one.
func session(c *fiber.Ctx) store.Session { return store.SessionOf(c.UserContext()) }

// CSRF returns the token that forms carry in their hidden input "csrf". It is
// computed from the session's token, so it is never stored and dies with it.
func (h *Handlers) CSRF(c *fiber.Ctx) string {
	token := h.Sessions.Token(c.UserContext())
	if token == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(token))
	_, _ = mac.Write([]byte("linktill: form"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// newNonce mints the value of a form's hidden input "nonce", which makes
// sending the form twice act once.
func newNonce() string { return newRequestID() + newRequestID() }

// Where the session keeps what the next page says: what was done, or why it was
// not.
const (
	flashKey   = "flash"
	refusedKey = "refused"
)

// flash keeps a sentence for the next page that this person sees.
func (h *Handlers) flash(c *fiber.Ctx, sentence string) {
	h.Sessions.Put(c.UserContext(), flashKey, sentence)
}

// refused is flash for what was not done.
func (h *Handlers) refused(c *fiber.Ctx, sentence string) {
	h.Sessions.Put(c.UserContext(), refusedKey, sentence)
}

// popFlash returns the sentence that was kept, and forgets it. Of two that no
// page has shown yet, why something was not done is the one that matters.
func (h *Handlers) popFlash(c *fiber.Ctx) ui.Notice {
	done := h.Sessions.PopString(c.UserContext(), flashKey)
	if why := h.Sessions.PopString(c.UserContext(), refusedKey); why != "" {
		return ui.Notice{Tone: ui.Bad, Text: why}
	}
	if done == "" {
		return ui.Notice{}
	}
	return ui.Notice{Tone: ui.Good, Text: done}
}

// signIn makes the session this person's, under a new token. It is called after
// the password, and again with SecondFactor after the code.
func (h *Handlers) signIn(c *fiber.Ctx, who store.SignIn) error {
	ctx := c.UserContext()
	if err := h.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	h.Store.SignInSession(ctx, who)
	return nil
}

// renewSession has the session, whose person has more rights now, go on under a
// new token and look at that merchant. Nothing was proved with it, so what asks
// for a fresh proof still does.
func (h *Handlers) renewSession(c *fiber.Ctx, merchantID pay.ID) error {
	was := session(c)
	if err := h.Sessions.RenewToken(c.UserContext()); err != nil {
		return err
	}
	h.Store.RenewSession(c.UserContext(), was, merchantID)
	return nil
}

// signOut ends the session and has the browser forget the pages it kept.
func (h *Handlers) signOut(c *fiber.Ctx) error {
	c.Set("Clear-Site-Data", `"cache", "storage"`)
	return h.Sessions.Destroy(c.UserContext())
}

// localPath returns path when it is an address on this site, else fallback.
// "//host" and "/\host" lead elsewhere in browsers.
func localPath(path, fallback string) string {
	if !IsLocalPath(path) {
		return fallback
	}
	return path
}

// IsLocalPath reports whether path is an address on this site.
func IsLocalPath(path string) bool {
	if path == "" || len(path) > 2048 || path[0] != '/' || len(path) > 1 && (path[1] == '/' || path[1] == '\\') {
		return false
	}
	for i := range len(path) {
		if path[i] < ' ' || path[i] == 0x7f || path[i] == '\\' {
			return false
		}
	}
	return true
}

// stamp writes a time for JSON: RFC 3339 in UTC, to the second; nil for none.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}
