package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// What is delivered twice counts once, and what was told is known by its object.
func TestInbox(t *testing.T) {
	t.Parallel()
	in, err := openInbox()
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	deliver := func(id, object string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), "POST", in.url+"/healthy", strings.NewReader(`{"data": {"id": "`+object+`"}}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("webhook-id", id)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("it answers %d", answer.StatusCode)
		}
	}
	in.expect(2)
	deliver("dlv_1", "lnk_1")
	deliver("dlv_1", "lnk_1")
	if _, err := in.wait(t.Context(), time.Millisecond); err == nil {
		t.Error("one delivery that came twice is two")
	}
	deliver("dlv_2", "lnk_2")
	last, err := in.wait(t.Context(), time.Second)
	at, notRead := in.arrived()
	if err != nil || notRead != nil || len(at) != 2 || !at["lnk_2"].Equal(last) {
		t.Errorf("%v at %v: %v, %v", at, last, err, notRead)
	}
}
