package pay

import (
	"strconv"
	"time"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryFailed    DeliveryState = "failed"
)

// Delivery is one event for one endpoint under one name. Its id is the
// webhook-id of every try.
type Delivery struct {
	MerchantID    ID
	ID            ID
	Livemode      bool
	WebhookID     ID
	EventID       ID
	EventSeq      int64
	Name          string
	State         DeliveryState
	Attempts      int // all tries
	Tries         int // those since it was last asked for
	Body          string
	NextAttemptAt *time.Time
	CreatedAt     time.Time
	// Last is the latest try, nil before the first.
	Last *DeliveryAttempt
}

// DeliveryAttempt is one try: what was sent, what came back, how long it took.
type DeliveryAttempt struct {
	Number         int
	At             time.Time
	DurationMillis int64
	URL            string
	Signature      string
	ResponseStatus int // 0: no answer, and Error says why
	// ResponseHeaders are "name: value" lines in the order of their names; "" when
	// they were not kept.
	ResponseHeaders string
	ResponseBody    string
	Error           string
}

// deliveryWaits are the waits before each try, by the schedule of the Standard
// Webhooks specification: the last try is made about three days after the first.
var deliveryWaits = []time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// DeliveryTriesMax is how often a delivery is tried.
var DeliveryTriesMax = len(deliveryWaits)

// DeliveryInOrder is how often a delivery is tried before those after it are
// sent.
const DeliveryInOrder = 3

// retryAfterMax is how long an endpoint can put off the next try.
const retryAfterMax = time.Hour

// DeliveryWait is how long to wait after that many tries, and false when there
// is no further one. retryAfter is what the endpoint asked for; roll, from 0 to
// 999, spreads the tries over a fifth more, so that not all come at once to an
// endpoint that is back.
func DeliveryWait(tries int, retryAfter time.Duration, roll int) (time.Duration, bool) {
	if tries >= len(deliveryWaits) {
		return 0, false
	}
	wait := max(deliveryWaits[tries], min(retryAfter, retryAfterMax))
	return wait + wait/5*time.Duration(roll)/1000, true
}

// Accepted reports whether an endpoint's answer says that it took the delivery.
// A redirect is not followed and is a failure like every other answer.
func Accepted(status int) bool { return status >= 200 && status <= 299 }

// statusGone is the answer of an endpoint that wants to hear nothing any more.
const statusGone = 410

// NextDisabled says why the endpoint is to be disabled after a try that failed
// with that status, "" when it is not.
func (w Webhook) NextDisabled(status int, now time.Time) WebhookReason {
	switch {
	case status == statusGone:
		return WebhookGone
	case w.FailingSince != nil && now.Sub(*w.FailingSince) >= WebhookFailingMax:
		return WebhookFailing
	}
	return ""
}

// DeliveryTimestamp is the header webhook-timestamp.
func DeliveryTimestamp(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// DeliveryHeaders are the headers of a try, beside the ones that HTTP needs.
func DeliveryHeaders(id string, at time.Time, signature string) map[string]string {
	return map[string]string{
		"content-type": "application/json", "user-agent": "Linktill-Webhooks/1",
		"webhook-id": id, "webhook-timestamp": DeliveryTimestamp(at), "webhook-signature": signature,
	}
}
