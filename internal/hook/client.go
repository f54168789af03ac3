// Package hook sends webhooks: signed, to public addresses only, and with limits
// on everything that an endpoint can make us wait for, read or keep.
package hook

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"linktill/internal/pay"
)

// Limits of one try.
const (
	timeout       = 15 * time.Second // of all of it
	readMax       = 64 << 10         // bytes of an answer that are read
	keepMax       = 4 << 10          // bytes of an answer that are kept
	headerMax     = 16 << 10
	idleMax       = 200 // connections kept open, to all endpoints together
	dialMax       = 5 * time.Second
	idleAtMost    = 60 * time.Second
	idlePerTarget = 2
)

// Client sends. It follows no redirect, asks no proxy and decodes nothing; safe
// for use by many goroutines.
type Client struct {
	secure, plain *http.Client
	timeout       time.Duration
}

// Options are what tests set; the zero value is what runs.
type Options struct {
	// Allowed are networks that are told although they are not public, by http,
	// too.
	Allowed  []netip.Prefix
	Resolver *net.Resolver
	TLS      *tls.Config
	Timeout  time.Duration
}

// New returns a client.
func New(o Options) *Client {
	c := &Client{timeout: timeout, secure: o.client(false), plain: o.client(true)}
	if o.Timeout > 0 {
		c.timeout = o.Timeout
	}
	return c
}

func (o Options) client(plain bool) *http.Client {
	dialer := &net.Dialer{Timeout: dialMax, Resolver: o.Resolver, Control: newGuard(o.Allowed, plain).control}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: o.TLS, TLSHandshakeTimeout: dialMax,
			DisableCompression: true, MaxResponseHeaderBytes: headerMax,
			MaxIdleConns: idleMax, MaxIdleConnsPerHost: idlePerTarget, IdleConnTimeout: idleAtMost,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Delivery is one try to be made.
type Delivery struct {
	URL     string
	ID      string // the same for each try
	Body    string
	Secrets []string
	At      time.Time
}

// Answer is what came of a try. Without a status there was no answer, and Error
// says why, in words that tell nothing about networks behind us.
type Answer struct {
	Status int
	// Headers are "name: value" lines in the order of their names, cut as Body is.
	Headers    string
	Body       string
	RetryAfter time.Duration
	Signature  string
	Error      string
	Took       time.Duration
}

// Send makes one try. It returns an error only when nothing could be sent
// because of us: no secret, a context that ended.
func (c *Client) Send(ctx context.Context, d Delivery) (Answer, error) {
	signature, err := Sign(d.Secrets, d.ID, d.At, d.Body)
	if err != nil {
		return Answer{}, err
	}
	trying, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	began := time.Now()
	answer := c.try(trying, d, pay.DeliveryHeaders(d.ID, d.At, signature))
	answer.Signature, answer.Took = signature, time.Since(began)
	return answer, ctx.Err()
}

func (c *Client) try(ctx context.Context, d Delivery, headers map[string]string) Answer {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, strings.NewReader(d.Body))
	if err != nil {
		return Answer{Error: "The address cannot be read."}
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	client := c.secure
	if req.URL.Scheme != "https" {
		client = c.plain
	}
	res, err := client.Do(req)
	if err != nil {
		return Answer{Error: explain(err)}
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode < http.StatusContinue { // such as 042, which is no status
		return Answer{Error: "The answer is not HTTP."}
	}
	answer := Answer{Status: res.StatusCode, Headers: headerLines(res.Header), RetryAfter: retryAfter(res.Header.Get("Retry-After"), d.At)}
	answer.Body, err = read(res)
	if err != nil {
		return Answer{Error: explain(err)}
	}
	return answer
}

// read takes the beginning of an answer. What comes after readMax is not waited
// for: the connection is closed on it.
func read(res *http.Response) (string, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, readMax))
	if err != nil {
		return "", err
	}
	if encoding := res.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return "", nil // unpacked it may be of any size, and packed it says nothing
	}
	return keep(body), nil
}

// headerLines writes headers as they are shown, in small letters as our own are.
func headerLines(headers http.Header) string {
	lines := []string{}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		for _, value := range headers[name] {
			lines = append(lines, strings.ToLower(name)+": "+value)
		}
	}
	return keep([]byte(strings.Join(lines, "\n")))
}

// keep makes of an answer what the database takes and a page can show.
func keep(body []byte) string {
	text := strings.ReplaceAll(string(body[:min(len(body), keepMax)]), "\x00", "")
	return strings.ToValidUTF8(text, "")
}

// retryAfter reads the header, which holds seconds or a date; 0 for none.
func retryAfter(text string, now time.Time) time.Duration {
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// errRefused is the guard's.
var errRefused = errors.New("hook: refused")

// explain says why there was no answer. Of addresses that are refused it says
// the same whether or not anything listens there.
func explain(err error) string {
	var dns *net.DNSError
	var unknown *url.Error
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, errRefused):
		return "The address is not public: webhooks are not sent there."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &unknown) && unknown.Timeout():
		return "There was no answer within 15 seconds."
	case errors.As(err, &dns):
		return "The name of the host cannot be looked up."
	case errors.As(err, &certificate), errors.As(err, &record):
		return "The host's certificate is not valid for its name."
	}
	return "The connection was refused, or broke off before there was an answer."
}

// Accepted reports whether the endpoint took it.
func (a Answer) Accepted() bool { return pay.Accepted(a.Status) }
