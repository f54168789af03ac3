package hook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"linktill/internal/pay"
)

// Secrets and signatures are those of the Standard Webhooks specification: any
// of its libraries verifies what is sent.
const (
	secretPrefix = "whsec_"
	secretBytes  = 24
)

// NewSecret mints what an endpoint and we share.
func NewSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // stops the process where there is no randomness
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

// Sign returns the header webhook-signature: one signature for each secret that
// works, over the delivery's id, the time and the body.
func Sign(secrets []string, id string, at time.Time, body string) (string, error) {
	signatures := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
		if err != nil || len(key) == 0 {
			return "", fmt.Errorf("hook: a secret of %s cannot be read", id)
		}
		mac := hmac.New(sha256.New, key)
		_, _ = mac.Write([]byte(id + "." + pay.DeliveryTimestamp(at) + "." + body))
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	if len(signatures) == 0 {
		return "", fmt.Errorf("hook: %s has no secret to sign with", id)
	}
	return strings.Join(signatures, " "), nil
}
