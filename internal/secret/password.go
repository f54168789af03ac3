package secret

import (
	"context"
	"encoding/base64"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"linktill/internal/pay"
)

// passwordParams is argon2id with 19 MiB and two passes: about 30 ms of a core.
var passwordParams = &argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// passwordQueue is how many may wait for a core. Beyond it people are asked to
// come back, so that a flood of log-ins takes neither the memory nor all the
// cores that payments need.
const passwordQueue = 16

type passwords struct {
	slots   chan struct{}
	waiting atomic.Int64
	// nobody is what a password is compared with when there is no account, so
	// that the answer takes as long as for one that exists.
	nobody string
}

func newPasswords() *passwords {
	b64 := base64.RawStdEncoding.EncodeToString
	return &passwords{
		slots: make(chan struct{}, runtime.NumCPU()),
		nobody: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", passwordParams.Memory, passwordParams.Iterations,
			passwordParams.Parallelism, b64(RandomBytes(16)), b64(RandomBytes(32))),
	}
}

// HashPassword returns the argon2id hash to store, in its own text form. The
// password is taken as it is. It fails with pay.Unavailable when too many are
// waiting.
func (k *Keys) HashPassword(ctx context.Context, password string) (hash string, err error) {
	release, err := k.passwords.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if hash, err = argon2id.CreateHash(password, passwordParams); err != nil {
		return "", fmt.Errorf("secret: hash password: %w", err)
	}
	return hash, nil
}

// CheckPassword reports whether hash was made from the password. With an empty
// hash, for an account that does not exist, it takes as long and says no.
func (k *Keys) CheckPassword(ctx context.Context, password, hash string) (bool, error) {
	release, err := k.passwords.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	exists := hash != ""
	if !exists {
		hash = k.passwords.nobody
	}
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("secret: check password: %w", err)
	}
	return same && exists, nil
}

func (p *passwords) acquire(ctx context.Context) (release func(), err error) {
	release = func() { <-p.slots }
	select {
	case p.slots <- struct{}{}:
		return release, nil
	default:
	}
	defer p.waiting.Add(-1)
	if p.waiting.Add(1) > passwordQueue {
		return nil, errBusy
	}
	select {
	case p.slots <- struct{}{}:
		return release, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

var errBusy = &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 2,
	Message: "Too many people are logging in right now. Nothing was changed; please try again in a moment."}
