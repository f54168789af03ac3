package handlers

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// statuses is the one table from an error's code to its HTTP status.
var statuses = map[pay.Code]int{
	pay.BadRequest:      fiber.StatusBadRequest,
	pay.Unauthorized:    fiber.StatusUnauthorized,
	pay.CardDeclined:    fiber.StatusPaymentRequired,
	pay.Forbidden:       fiber.StatusForbidden,
	pay.SecondFactor:    fiber.StatusForbidden,
	pay.NotFound:        fiber.StatusNotFound,
	pay.LinkNotFound:    fiber.StatusNotFound,
	pay.PaymentNotFound: fiber.StatusNotFound,
	pay.ProductNotFound: fiber.StatusNotFound,
	pay.Conflict:        fiber.StatusConflict,
	pay.KeyInUse:        fiber.StatusConflict,
	pay.Invalid:         fiber.StatusUnprocessableEntity,
	pay.InvalidAmount:   fiber.StatusUnprocessableEntity,
	pay.LinkInactive:    fiber.StatusUnprocessableEntity,
	pay.LinkExpired:     fiber.StatusUnprocessableEntity,
	pay.LinkMaxUses:     fiber.StatusUnprocessableEntity,
	pay.NotRefundable:   fiber.StatusUnprocessableEntity,
	pay.RefundTooLarge:  fiber.StatusUnprocessableEntity,
	pay.NotCapturable:   fiber.StatusUnprocessableEntity,
	pay.SoldOut:         fiber.StatusUnprocessableEntity,
	pay.BadCode:         fiber.StatusUnprocessableEntity,
	pay.KeyReused:       fiber.StatusUnprocessableEntity,
	pay.TooMany:         fiber.StatusTooManyRequests,
	pay.Unavailable:     fiber.StatusServiceUnavailable,
	pay.TooLarge:        fiber.StatusRequestEntityTooLarge,
}

// gone are the codes whose page says that something was there once.
var gone = map[pay.Code]bool{pay.LinkInactive: true, pay.LinkExpired: true, pay.LinkMaxUses: true}

// problem is what the outside learns of an error.
type problem struct {
	status     int
	code       pay.Code
	message    string
	fields     map[string][]string
	retryAfter int
}

// problems of the protocol, which no rule of ours speaks of, by status.
var problems = map[int]problem{
	fiber.StatusBadRequest:            {code: pay.BadRequest, message: "The request could not be read. Nothing was changed."},
	fiber.StatusUnauthorized:          {code: pay.Unauthorized, message: "Log in to go on."},
	fiber.StatusForbidden:             {code: pay.Forbidden, message: "This is not allowed with your credentials."},
	fiber.StatusNotFound:              {code: pay.NotFound, message: "There is nothing at this address."},
	fiber.StatusMethodNotAllowed:      {code: "METHOD_NOT_ALLOWED", message: "This address does not answer that method."},
	fiber.StatusRequestTimeout:        {code: "REQUEST_TIMEOUT", message: "The request took too long to arrive. Please send it again."},
	fiber.StatusRequestEntityTooLarge: {code: "BODY_TOO_LARGE", message: "The request is larger than 64 KiB."},
	fiber.StatusUnsupportedMediaType:  {code: "UNSUPPORTED_MEDIA_TYPE", message: "This kind of content is not understood here. Programs send JSON, with the header Content-Type: application/json."},
	fiber.StatusMisdirectedRequest:    {code: "MISDIRECTED_REQUEST", message: "This server does not answer under that host name."},
	fiber.StatusRequestHeaderFieldsTooLarge: {code: "HEADERS_TOO_LARGE",
		message: "The address, the cookies or another header of the request are too long."},
	fiber.StatusNotImplemented: {code: "NOT_IMPLEMENTED", message: "This method is not known here."},
	fiber.StatusInternalServerError: {code: "INTERNAL_ERROR",
		message: "Something went wrong on our side. It has been noted. Please look whether it worked before you try again."},
}

// problemOf decides what the outside learns; known is false for errors that
// only the log may tell.
func problemOf(err error) (p problem, known bool) {
	var ours *pay.Error
	var fibers *fiber.Error
	switch {
	case errors.As(err, &ours):
		status, listed := statuses[ours.Code]
		if !listed {
			return ofStatus(fiber.StatusInternalServerError), false
		}
		return problem{status: status, code: ours.Code, message: ours.Message, fields: ours.Fields,
			retryAfter: ours.RetryAfterSeconds}, true
	case errors.As(err, &fibers):
		p = ofStatus(fibers.Code)
		return p, p.status == fibers.Code && p.status != fiber.StatusInternalServerError
	case errors.Is(err, context.DeadlineExceeded):
		return problem{status: fiber.StatusServiceUnavailable, code: pay.Unavailable, retryAfter: 2,
			message: "This took too long. Please look whether it worked before you try again."}, false
	}
	return ofStatus(fiber.StatusInternalServerError), false
}

func ofStatus(status int) problem {
	p, ok := problems[status]
	switch {
	case ok:
	case status >= 400 && status < 500:
		status, p = fiber.StatusBadRequest, problems[fiber.StatusBadRequest]
	default:
		status, p = fiber.StatusInternalServerError, problems[fiber.StatusInternalServerError]
	}
	p.status = status
	return p
}

// Error answers a request that failed. It is the only place that turns errors
// into answers: what is not meant for people is logged with the request's id
// and shown as one plain sentence.
func (h *Handlers) Error(c *fiber.Ctx, err error) error {
	p, known := problemOf(err)
	if !known {
		h.Log.LogAttrs(c.UserContext(), slog.LevelError, "request failed",
			slog.String("request_id", RequestID(c)), slog.String("method", c.Method()),
			slog.String("route", RoutePattern(c)), slog.String("error", err.Error()))
	}
	c.Response().ResetBody()
	for _, header := range []string{fiber.HeaderLocation, fiber.HeaderETag, fiber.HeaderContentEncoding,
		fiber.HeaderContentDisposition, fiber.HeaderLastModified} {
		c.Response().Header.Del(header)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderXRequestID, RequestID(c))
	if p.retryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(p.retryAfter))
	}
	if !wantsJSON(c) {
		return h.errorPage(c, p)
	}
	if p.status == fiber.StatusUnauthorized && c.GetRespHeader(fiber.HeaderWWWAuthenticate) == "" {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="Linktill"`)
	}
	if asked := c.Method(); p.code == pay.ProductNotFound && doorOf(c) == productsDoor && (asked == fiber.MethodGet || asked == fiber.MethodHead) {
		// The door's document has 302 for this. Programs that follow it need an
		// address, and find a page that says the same.
		p.status = fiber.StatusFound
		c.Set(fiber.HeaderLocation, h.PublicURL+NoProductPath)
	}
	return sendJSON(c, p.status, p.at(doorOf(c), RequestID(c)))
}

func (h *Handlers) errorPage(c *fiber.Ctx, p problem) error {
	if gone[p.code] {
		p.status = fiber.StatusGone
	}
	page := views.ProblemPage{Status: p.status, RequestID: RequestID(c), Public: isPublicPage(c.Path())}
	// The page's own words for these say more than the sentence made for programs.
	switch p.status {
	case fiber.StatusNotFound, fiber.StatusInternalServerError:
	default:
		page.Sentence = p.message
	}
	shown := views.Page{}
	if page.Public {
		shown = views.PageIn(languageOf(c, ""))
	}
	if at, ours := c.Locals(lookKey{}).(look); ours && page.Public {
		shown, page.MerchantName = at.page, at.merchantName
	}
	return h.render(c, p.status, views.Problem(shown, page))
}

// look is how the pages of the merchant are at whose address a customer is.
type look struct {
	page         views.Page
	merchantName string
}

type lookKey struct{}

// keepLook lets the page about what goes wrong from here on look like the others
// of the merchant.
func keepLook(c *fiber.Ctx, p views.Page, merchantName string) {
	if merchantName != "" {
		c.Locals(lookKey{}, look{p, merchantName})
	}
}

// isPublicPage reports whether customers, who have no dashboard, see the page.
func isPublicPage(path string) bool {
	for _, root := range []string{"/pay/", "/checkout/", "/receipt/", "/subscription/", "/qr/", "/sandbox/", "/products/", "/v2/", "/shop/", "/img/", "/@", NoProductPath} {
		if strings.HasPrefix(path, root) {
			return true
		}
	}
	return false
}
