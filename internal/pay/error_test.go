package pay_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

func TestErrorIsItsCode(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("store: begin: %w", pay.Errorf(pay.LinkExpired, "This %s has expired.", "link"))
	if pay.CodeOf(err) != pay.LinkExpired || !errors.Is(err, &pay.Error{Code: pay.LinkExpired}) || errors.Is(err, &pay.Error{Code: pay.NotFound}) {
		t.Errorf("%v has the code %q", err, pay.CodeOf(err))
	}
	if got := err.Error(); got != "store: begin: LINK_EXPIRED: This link has expired." {
		t.Errorf("%q", got)
	}
	if pay.CodeOf(nil) != "" || pay.CodeOf(errors.New("x")) != "" || errors.Is(err, errors.New("x")) {
		t.Error("what is not ours has a code")
	}
	withFields := &pay.Error{Code: pay.Invalid, Message: "No.", Fields: map[string][]string{"b": {"secret-free"}, "a": {"x"}}}
	if got := withFields.Error(); got != "VALIDATION_FAILED: No. (a, b)" {
		t.Errorf("%q", got)
	}
}

func TestChecksCollectEverything(t *testing.T) {
	t.Parallel()
	var c pay.Checks
	if c.That(true, "a", "no"); !c.OK() || c.Err() != nil || c.ErrAs(pay.Conflict) != nil {
		t.Errorf("nothing noted is %v", c.Err())
	}
	c.That(false, "b", "Second %d.", 2)
	c.Add("a", "First.")
	c.Add("b", "Third.")
	want := &pay.Error{Code: pay.Invalid, Message: "First.", Fields: map[string][]string{"a": {"First."}, "b": {"Second 2.", "Third."}}}
	if got := c.Err(); c.OK() || !reflect.DeepEqual(got, error(want)) {
		t.Errorf("%#v", got)
	}
	if got := c.ErrAs(pay.InvalidAmount); pay.CodeOf(got) != pay.InvalidAmount {
		t.Errorf("%v", got)
	}
}

func TestChecksJoin(t *testing.T) {
	t.Parallel()
	var inner, c pay.Checks
	inner.Add("card_number", "100%d sure.", 5)
	c.Join(nil)
	if !c.OK() {
		t.Error("nil is an error")
	}
	c.Join(fmt.Errorf("wrapped: %w", inner.Err()))
	c.Join(errors.New("50%d else"))
	c.Join(pay.Errorf(pay.Conflict, "No field."))
	want := map[string][]string{"card_number": {"1005 sure."}, "": {"50%d else", "No field."}}
	if e, _ := c.Err().(*pay.Error); e == nil || !reflect.DeepEqual(e.Fields, want) {
		t.Errorf("%+v", c.Err())
	}
}

func TestPageIsCut(t *testing.T) {
	t.Parallel()
	if p := pay.DefaultPage(); p.Limit != 20 || !p.Cursor.IsZero() || p.ByOffset {
		t.Errorf("the first page is %+v", p)
	}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, pay.PageLimitMax).Draw(t, "limit")
		rows := make([]int, rapid.IntRange(0, limit+1).Draw(t, "rows"))
		list := pay.Cut(rows, limit)
		if len(list.Rows) > limit || len(list.Rows) != min(len(rows), limit) || list.HasMore != (len(rows) > limit) {
			t.Fatalf("of %d rows %d, more %v", len(rows), len(list.Rows), list.HasMore)
		}
	})
}

// Sentences are for people: they say what to do, and nothing about machines.
func TestLinkErrorsAreSentences(t *testing.T) {
	t.Parallel()
	for _, reason := range []pay.LinkReason{pay.LinkManual, pay.LinkPastExpiry, pay.LinkAllUsed, pay.LinkReasonAbsent} {
		message := reason.Err().(*pay.Error).Message
		if !strings.HasSuffix(message, ".") || strings.ToUpper(message[:1]) != message[:1] {
			t.Errorf("%q", message)
		}
	}
}
