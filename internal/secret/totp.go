package secret

import (
	"bytes"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"github.com/skip2/go-qrcode"

	"linktill/internal/pay"
)

// totpSecretBytes is the length of a secret: 160 bits, as RFC 4226 advises.
const totpSecretBytes = 20

// TOTPSecret is what an authenticator app and we share. It is kept sealed only.
type TOTPSecret []byte

// NewTOTPSecret mints a secret.
func NewTOTPSecret() TOTPSecret { return RandomBytes(totpSecretBytes) }

// PendingTOTP is the secret that a person is shown who turns two-factor on in
// that session. It is computed, so nothing is written before they confirmed a
// code of it; each session has another one.
func (k *Keys) PendingTOTP(userID, sessionID pay.ID) TOTPSecret {
	return k.Hash(forPendingTOTP, userID.UUID()+sessionID.UUID())[:totpSecretBytes]
}

// Base32 returns the secret as people type it into an app.
func (s TOTPSecret) Base32() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s)
}

// Grouped is Base32 in groups of four, which are easier to copy by eye.
func (s TOTPSecret) Grouped() string {
	var groups []string
	for text := s.Base32(); text != ""; {
		n := min(4, len(text))
		groups, text = append(groups, text[:n]), text[n:]
	}
	return strings.Join(groups, " ")
}

// URL returns the otpauth:// address that apps read, for that person's account.
func (s TOTPSecret) URL(account string) string {
	label := url.PathEscape(totpIssuer + ":" + account)
	query := url.Values{"secret": {s.Base32()}, "issuer": {totpIssuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + label + "?" + query.Encode()
}

const totpIssuer = "Linktill"

// QR returns a data: URI with the picture of URL, to be scanned.
func (s TOTPSecret) QR(account string) (string, error) {
	code, err := qrcode.New(s.URL(account), qrcode.Medium)
	if err != nil {
		return "", fmt.Errorf("secret: QR code: %w", err)
	}
	png, err := code.PNG(-6)
	if err != nil {
		return "", fmt.Errorf("secret: QR code: %w", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), nil
}

// Code returns the code of the step, six digits.
func (s TOTPSecret) Code(step int64) (string, error) {
	code, err := totp.GenerateCodeCustom(s.Base32(), time.Unix(step*pay.TOTPStepSeconds, 0), totp.ValidateOpts{
		Period: pay.TOTPStepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", fmt.Errorf("secret: TOTP: %w", err)
	}
	return code, nil
}

// Match returns the step whose code this is: the current one at now or the one
// before it, never a later one. Every step is compared, in constant time.
func (s TOTPSecret) Match(code string, now time.Time) (step int64, ok bool) {
	for _, candidate := range pay.TOTPSteps(now) {
		want, err := s.Code(candidate)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = candidate, true
		}
	}
	return step, ok
}

// recoveryAlphabet leaves out what is read wrongly: 0 o 1 l i u.
const recoveryAlphabet = "23456789abcdefghjkmnpqrstvwxyz"

// recoveryLen characters of 30 are 68 bits.
const recoveryLen = 14

// NewRecoveryCode mints a code to log in with when the phone is lost, in two
// groups: "7f3k9qm-d2xw8hp".
func NewRecoveryCode() string {
	var out bytes.Buffer
	for out.Len() < recoveryLen {
		for _, b := range RandomBytes(recoveryLen) {
			if b < 240 && out.Len() < recoveryLen {
				out.WriteByte(recoveryAlphabet[b%30])
			}
		}
	}
	code := out.String()
	return code[:recoveryLen/2] + "-" + code[recoveryLen/2:]
}

// CleanRecoveryCode brings a typed recovery code into the form that was hashed;
// ok is false when it cannot be one.
func CleanRecoveryCode(typed string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(typed)))
	if len(code) != recoveryLen || strings.Trim(code, recoveryAlphabet) != "" {
		return "", false
	}
	return code, true
}
