package pay

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Code names an error for machines. web maps each to one status and page.
type Code string

// The codes; the LINK_ ones and INVALID_AMOUNT are the documented ones of
// payment links, which the API spells exactly like this.
const (
	Invalid         Code = "VALIDATION_FAILED"
	NotFound        Code = "NOT_FOUND"
	Unauthorized    Code = "UNAUTHORIZED"
	Forbidden       Code = "FORBIDDEN"
	Conflict        Code = "CONFLICT"
	TooMany         Code = "RATE_LIMITED"
	Unavailable     Code = "UNAVAILABLE"
	SecondFactor    Code = "SECOND_FACTOR_REQUIRED"
	BadCode         Code = "WRONG_CODE"
	LinkNotFound    Code = "LINK_NOT_FOUND"
	LinkInactive    Code = "LINK_INACTIVE"
	LinkExpired     Code = "LINK_EXPIRED"
	LinkMaxUses     Code = "LINK_MAX_USES"
	InvalidAmount   Code = "INVALID_AMOUNT"
	CardDeclined    Code = "CARD_DECLINED"
	NotRefundable   Code = "NOT_REFUNDABLE"
	RefundTooLarge  Code = "REFUND_TOO_LARGE"
	NotCapturable   Code = "NOT_CAPTURABLE"
	SoldOut         Code = "SOLD_OUT"
	KeyReused       Code = "IDEMPOTENCY_KEY_REUSED"
	KeyInUse        Code = "IDEMPOTENCY_KEY_IN_USE"
	BadRequest      Code = "BAD_REQUEST"
	PaymentNotFound Code = "PAYMENT_NOT_FOUND"
	ProductNotFound Code = "PRODUCT_NOT_FOUND"
	TooLarge        Code = "BODY_TOO_LARGE"
)

// Error is what a person may read of a failure: a code, one sentence and, for
// bad input, the fields with their sentences. Everything else is only logged.
type Error struct {
	Code    Code
	Message string
	// Fields maps a field's name to what is wrong with it, in whole sentences.
	Fields map[string][]string
	// RetryAfterSeconds is set with TooMany and Unavailable.
	RetryAfterSeconds int
}

// Error returns the code, the sentence and the fields, for logs.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return string(e.Code) + ": " + e.Message
	}
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return fmt.Sprintf("%s: %s (%s)", e.Code, e.Message, strings.Join(names, ", "))
}

// Is makes errors.Is(err, &Error{Code: c}) compare codes.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Errorf returns an Error with that code and sentence.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of err, or "" when it is none of ours.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Checks collects what is wrong with an input, so that all fields are reported
// at once.
type Checks struct{ fields map[string][]string }

// Add notes a sentence about a field.
func (c *Checks) Add(field, format string, args ...any) {
	if c.fields == nil {
		c.fields = map[string][]string{}
	}
	c.fields[field] = append(c.fields[field], fmt.Sprintf(format, args...))
}

// That notes the sentence about the field unless ok.
func (c *Checks) That(ok bool, field, format string, args ...any) {
	if !ok {
		c.Add(field, format, args...)
	}
}

// OK reports whether nothing was noted.
func (c *Checks) OK() bool { return len(c.fields) == 0 }

// Err returns nil when all was well, otherwise an Invalid error whose message
// is the first sentence, in the order of the fields' names.
func (c *Checks) Err() error { return c.ErrAs(Invalid) }

// ErrAs is Err with another code, for the documented ones.
func (c *Checks) ErrAs(code Code) error {
	if c.OK() {
		return nil
	}
	names := make([]string, 0, len(c.fields))
	for name := range c.fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return &Error{Code: code, Message: c.fields[names[0]][0], Fields: c.fields}
}

// Join notes what another check found; errors that are not ours are noted
// under "".
func (c *Checks) Join(err error) {
	if err == nil {
		return
	}
	var e *Error
	if !errors.As(err, &e) {
		c.Add("", "%s", err.Error())
		return
	}
	if len(e.Fields) == 0 {
		c.Add("", "%s", e.Message)
	}
	for field, sentences := range e.Fields {
		for _, sentence := range sentences {
			c.Add(field, "%s", sentence)
		}
	}
}
