package hook

import (
	"strings"
	"testing"
	"time"
)

// The example of the specification, which all its libraries are tested with.
func TestSignatureIsThatOfTheSpecification(t *testing.T) {
	t.Parallel()
	got, err := Sign([]string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`)
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestEverySecretSigns(t *testing.T) {
	t.Parallel()
	first, second := NewSecret(), NewSecret()
	if first == second || !strings.HasPrefix(first, "whsec_") || len(first) != len("whsec_")+32 {
		t.Errorf("%s and %s", first, second)
	}
	at := time.Unix(1_700_000_000, 0)
	both, err := Sign([]string{first, second}, "dlv_1", at, "{}")
	if err != nil {
		t.Fatal(err)
	}
	one, _ := Sign([]string{first}, "dlv_1", at, "{}")
	two, _ := Sign([]string{second}, "dlv_1", at, "{}")
	if both != one+" "+two {
		t.Errorf("%s is not %s and %s", both, one, two)
	}
	other := func(id string, at time.Time, body string) string {
		signature, _ := Sign([]string{first}, id, at, body)
		return signature
	}
	if other("dlv_2", at, "{}") == one || other("dlv_1", at.Add(time.Second), "{}") == one || other("dlv_1", at, "{ }") == one {
		t.Error("id, time and body are not all signed")
	}
	for _, bad := range [][]string{nil, {}, {"whsec_"}, {"whsec_not base64"}, {first, ""}} {
		if signature, err := Sign(bad, "dlv_1", at, "{}"); err == nil {
			t.Errorf("%q sign %s", bad, signature)
		}
	}
}
