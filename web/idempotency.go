package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// How long a form that was sent twice waits for the first one's page, and how
// often it looks.
const (
	formWait = 5 * time.Second
	formLook = 25 * time.Millisecond
)

// keyOf finds the idempotency key of a request; "" is none. Keys of one mode,
// and of one person's forms, are never those of another.
type keyOf func(c *fiber.Ctx, caller pay.Caller) (key string, wait time.Duration, err error)

func keyOfHeader(c *fiber.Ctx, caller pay.Caller) (string, time.Duration, error) {
	all := c.Request().Header.PeekAll("Idempotency-Key")
	if len(all) == 0 {
		return "", 0, nil
	}
	sent := string(all[0])
	if len(all) > 1 || len(sent) < 1 || len(sent) > 255 || strings.IndexFunc(sent, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
		return "", 0, pay.Errorf(pay.BadRequest, "Idempotency-Key must be 1 to 255 printable characters.")
	}
	mode := "test:"
	if caller.Livemode {
		mode = "live:"
	}
	return mode + sent, 0, nil
}

// keyOfPublic keeps the keys of anybody apart from those of the merchant's own
// programs, which nobody else should be able to use up, and from one another.
func keyOfPublic(c *fiber.Ctx, caller pay.Caller) (string, time.Duration, error) {
	key, wait, err := keyOfHeader(c, caller)
	if key != "" {
		key = "public:" + handlers.RateNet(handlers.ClientIP(c)) + ":" + key
	}
	return key, wait, err
}

func keyOfForm(c *fiber.Ctx, caller pay.Caller) (string, time.Duration, error) {
	nonce := handlers.FormValue(c, "nonce")
	if nonce == "" {
		return "", 0, nil
	}
	if len(nonce) > 100 || strings.IndexFunc(nonce, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return "", 0, pay.Errorf(pay.BadRequest, "The form could not be read. Nothing was changed; please go back, reload the page and send it again.")
	}
	return "form:" + caller.UserID.UUID() + ":" + nonce, formWait, nil
}

// idempotent runs a POST once per idempotency key and gives repetitions the
// first one's answer.
func (a *assembly) idempotent(r Route, key keyOf, next fiber.Handler) fiber.Handler {
	if r.Method != fiber.MethodPost {
		return next
	}
	return func(c *fiber.Ctx) error {
		caller := handlers.CallerOf(c)
		name, wait, err := key(c, caller)
		if err != nil {
			return err
		}
		if name == "" || caller.MerchantID.IsZero() {
			return next(c)
		}
		claim, answer, err := a.claim(c.UserContext(), store.KeyRequest{
			MerchantID: caller.MerchantID, Key: name, Fingerprint: fingerprint(c, caller),
			OperationID: a.h.Store.NewID(caller.MerchantNumber), MovesMoney: r.MovesMoney,
		}, wait)
		switch {
		case err != nil && wait > 0:
			return ofForm(err)
		case err != nil:
			return err
		case answer != nil:
			return a.replay(c, caller, name, answer)
		}
		return a.run(c, claim, next)
	}
}

// ofForm says it to people, who know nothing of keys.
func ofForm(err error) error {
	switch pay.CodeOf(err) {
	case pay.KeyReused:
		return pay.Errorf(pay.KeyReused, "This form was sent before with other content. Nothing more was changed; open the form anew to send another.")
	case pay.KeyInUse:
		return &pay.Error{Code: pay.KeyInUse, RetryAfterSeconds: 5,
			Message: "What you sent first is still being worked on. Look at the list in a moment to see what became of it."}
	}
	return err
}

// claim takes the key, or waits a while for the answer of the one who has it.
func (a *assembly) claim(ctx context.Context, request store.KeyRequest, wait time.Duration) (*store.Claim, *store.Answer, error) {
	deadline := time.Now().Add(wait)
	for {
		claim, answer, err := a.h.Store.ClaimKey(ctx, request)
		if pay.CodeOf(err) != pay.KeyInUse || time.Now().After(deadline) {
			return claim, answer, err
		}
		select {
		case <-time.After(formLook):
		case <-ctx.Done():
			return nil, nil, err
		}
	}
}

// run answers under a claim and settles it, also when the handler panics.
func (a *assembly) run(c *fiber.Ctx, claim *store.Claim, next fiber.Handler) error {
	settled := false
	defer func() {
		if !settled {
			a.settle(c, claim, fiber.StatusInternalServerError)
		}
	}()
	handlers.SetOperationID(c, claim.OperationID)
	if err := next(c); err != nil {
		if err := a.h.Error(c, err); err != nil {
			return err
		}
	}
	settled = true
	a.settle(c, claim, c.Response().StatusCode())
	return nil
}

// settle keeps the answer when the request may have had an effect. One that
// broke off may be repeated under its operation id; one that was refused leaves
// the key for a corrected request.
func (a *assembly) settle(c *fiber.Ctx, claim *store.Claim, status int) {
	// The request's own time may be up, and the answer is worth keeping even so.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), 2*time.Second)
	defer cancel()
	var err error
	switch {
	case status < 400 || status == fiber.StatusPaymentRequired:
		answer := store.Answer{Status: status, Headers: map[string]string{}, Body: a.Sealer.Seal(c.Response().Body(), aad(claim.MerchantID, claim.Key))}
		for _, name := range []string{fiber.HeaderContentType, fiber.HeaderLocation} {
			if value := c.GetRespHeader(name); value != "" {
				answer.Headers[name] = value
			}
		}
		err = a.h.Store.FinishKey(ctx, claim, answer)
	case status >= 500:
		err = a.h.Store.SuspendKey(ctx, claim)
	default:
		err = a.h.Store.ReleaseKey(ctx, claim)
	}
	if err != nil {
		a.h.Log.LogAttrs(ctx, slog.LevelError, "an idempotency key was not settled",
			slog.String("request_id", handlers.RequestID(c)), slog.String("error", err.Error()))
	}
}

func (a *assembly) replay(c *fiber.Ctx, caller pay.Caller, key string, answer *store.Answer) error {
	body, err := a.Sealer.Open(answer.Body, aad(caller.MerchantID, key))
	if err != nil {
		return err
	}
	for name, value := range answer.Headers {
		c.Set(name, value)
	}
	c.Set("Idempotent-Replayed", "true")
	return c.Status(answer.Status).Send(body)
}

func aad(merchantID pay.ID, key string) []byte {
	return []byte("idempotency:" + merchantID.UUID() + ":" + key)
}

// fingerprint tells requests with the same key apart: by what they ask, where,
// and by what kind of credential.
func fingerprint(c *fiber.Ctx, caller pay.Caller) []byte {
	who := "key"
	if caller.IsKey() && showsSecret(c.Path()) {
		who = "key:" + caller.KeyID.UUID() // only who asked for the secret sees it again
	}
	if !caller.IsKey() {
		who = "user:" + caller.UserID.UUID()
	}
	sum := sha256.New()
	for _, part := range []string{c.Method(), strings.TrimRight(c.Path(), "/"), string(c.Request().URI().QueryString()), who, canonical(c)} {
		_, _ = sum.Write([]byte(part))
		_, _ = sum.Write([]byte{0})
	}
	return sum.Sum(nil)
}

// showsSecret reports whether the answers of an address show something that no
// other answer does: a new key, what deliveries are signed with.
func showsSecret(path string) bool {
	return strings.HasPrefix(path, "/v1/me/api-keys") || strings.HasPrefix(path, "/v1/webhooks")
}

// canonical writes a body so that order and spacing make no difference.
func canonical(c *fiber.Ctx) string {
	body := c.Request().Body()
	if !handlers.WantsJSON(c) {
		values, err := handlers.FormContent(c)
		if err != nil {
			return string(body)
		}
		// What proves who sends it is no part of what is sent: it changes when the
		// same form is sent again later.
		for _, proof := range []string{"csrf", "code"} {
			values.Del(proof)
		}
		return values.Encode()
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || decoder.More() {
		return string(body)
	}
	out, err := json.Marshal(value)
	if err != nil {
		return string(body)
	}
	return string(out)
}
