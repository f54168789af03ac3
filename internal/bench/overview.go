package main

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"linktill/internal/devpg"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// overviews compares how long one browser waits for the overview of a merchant
// with many payments and of one with few, over several periods. What came in is
// folded before, as the worker does each minute.
func (b *bench) overviews(ctx context.Context) error {
	if err := b.fold(ctx); err != nil {
		return err
	}
	if err := b.settle(ctx); err != nil {
		return err
	}
	few, err := b.signIn(ctx, b.few)
	if err != nil {
		return err
	}
	many, err := b.signIn(ctx, b.many)
	if err != nil {
		return err
	}
	for _, period := range pay.Periods {
		path := "/dashboard?period=" + period.Name
		err := b.compare(ctx, contest{goal: "G6", what: fmt.Sprintf("GET %s p50, at %s ÷ at %s", path, rows(b.long), rows(fewRows)), must: 2.0, stretch: 1.3,
			usual: [][]byte{get(b.addr, path, few)}, harder: [][]byte{get(b.addr, path, many)}})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) fold(ctx context.Context) error {
	pool, err := store.OpenPool(ctx, b.pg.URL(devpg.Database))
	if err != nil {
		return err
	}
	defer pool.Close()
	st, err := store.New(pool, time.Now)
	if err != nil {
		return err
	}
	_, err = st.FoldTakings(ctx)
	return err
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// signIn logs the merchant's owner in and returns the header that shows it.
func (b *bench) signIn(ctx context.Context, s shop) (header string, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	site := http.Client{Jar: jar, Timeout: 15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if err := b.fillIn(ctx, &site, "/login", url.Values{"email": {s.Email}, "password": {s.Password}}); err != nil {
		return "", err
	}
	shared, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.TOTPSecret)
	if err != nil {
		return "", err
	}
	code, err := secret.TOTPSecret(shared).Code(time.Now().Unix() / pay.TOTPStepSeconds)
	if err != nil {
		return "", err
	}
	if err := b.fillIn(ctx, &site, "/login/code", url.Values{"code": {code}}); err != nil {
		return "", err
	}
	header = "Cookie: "
	for _, c := range jar.Cookies(&url.URL{Scheme: "http", Host: b.addr}) {
		header += c.Name + "=" + c.Value + "; "
	}
	return header[:len(header)-2] + "\r\n", nil
}

// fillIn opens a form and sends it; it has to lead on.
func (b *bench) fillIn(ctx context.Context, site *http.Client, path string, fields url.Values) error {
	page, _, err := b.ask(ctx, site, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	found := formToken.FindStringSubmatch(page)
	if found == nil {
		return fmt.Errorf("%s has no form", path)
	}
	fields.Set("csrf", html.UnescapeString(found[1]))
	_, status, err := b.ask(ctx, site, http.MethodPost, path, fields)
	if err == nil && status != http.StatusSeeOther {
		err = errors.New(path + " did not lead on: " + http.StatusText(status))
	}
	return err
}

func (b *bench) ask(ctx context.Context, site *http.Client, method, path string, form url.Values) (body string, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+b.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := site.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return string(text), res.StatusCode, err
}
