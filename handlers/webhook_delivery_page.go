package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

func deliveryStatus(d pay.Delivery) ui.Status {
	switch {
	case d.State == pay.DeliveryDelivered:
		return ui.Status{Tone: ui.Good, Word: "Delivered"}
	case d.State == pay.DeliveryFailed:
		return ui.Status{Tone: ui.Bad, Word: "Failed"}
	case d.Tries > 0:
		return ui.Status{Tone: ui.Warn, Word: "Trying again"}
	}
	return ui.Status{Tone: ui.Info, Word: "Waiting"}
}

func deliveryRow(d pay.Delivery, in *time.Location) views.DeliveryRow {
	row := views.DeliveryRow{Href: deliveryPath(d), What: pay.EventWords(d.Name), Name: d.Name, Status: deliveryStatus(d), Created: moment(d.CreatedAt, in)}
	switch {
	case d.Last == nil:
	case d.Last.ResponseStatus == 0:
		row.Answer = "No answer"
	default:
		row.Answer = strconv.Itoa(d.Last.ResponseStatus) + " in " + tookWords(d.Last.DurationMillis)
	}
	return row
}

// tookWords says how long something took: "35 ms", "2.4 s".
func tookWords(millis int64) string {
	if millis < 1000 {
		return fmt.Sprintf("%d ms", millis)
	}
	return fmt.Sprintf("%d.%d s", millis/1000, millis%1000/100)
}

// How long a page goes on looking whether a delivery was tried, how far ahead
// of a try it begins, and how often it looks.
const (
	lookFor     = time.Minute
	lookAhead   = 20 * time.Second
	lookSeconds = "2"
)

// deliveryPage answers with one delivery. While it is about to be tried the
// page looks again by itself, without scripts, too.
func (h *Handlers) deliveryPage(c *fiber.Ctx, d pay.Delivery, tries []pay.DeliveryAttempt) error {
	by, in := caller(c), zone(c)
	w, err := h.Store.Webhook(c.UserContext(), by, d.WebhookID)
	if err != nil {
		return err
	}
	enabled := w.State == pay.WebhookEnabled
	m := views.DeliveryPage{
		Base: deliveryPath(d), Webhook: webhookPath(w.ID), URL: w.URL, ID: pay.DeliveryPrefix.Show(d.ID), What: pay.EventWords(d.Name), Name: d.Name,
		Status: deliveryStatus(d), Created: moment(d.CreatedAt, in), Next: momentOpt(d.NextAttemptAt, in), Tries: strconv.Itoa(d.Attempts),
		Body: prettyJSON(d.Body), More: len(tries) < d.Attempts, Nonce: newNonce(),
		Attempts: views.Show(tries, func(t pay.DeliveryAttempt) views.DeliveryTry {
			return deliveryTry(pay.DeliveryPrefix.Show(d.ID), t, in)
		}),
	}
	if by.May(pay.EventsRead) {
		m.EventHref = eventPath(d.EventID)
	}
	m.Looking = enabled && d.NextAttemptAt != nil && h.isNear(*d.NextAttemptAt)
	m.Note = deliveryNote(d, enabled, m.Looking, m.Next)
	switch waits := d.State == pay.DeliveryPending && d.Tries == 0; {
	case !by.May(pay.WebhooksWrite):
	case !enabled:
		m.WhyNot = "Enable the endpoint to send this again."
	default:
		m.CanRedeliver = m.Looking || !waits
	}
	frame := h.frame(c, webhooksPath)
	if m.Looking {
		frame.Refresh = lookSeconds
	}
	return h.respond(c, reply{Page: views.Delivery(frame, m)})
}

// isNear reports whether a try may be seen by whoever waits for it.
func (h *Handlers) isNear(at time.Time) bool {
	until := at.Sub(h.Now())
	return until > -lookFor && until < lookAhead
}

// deliveryNote says what happens next.
func deliveryNote(d pay.Delivery, enabled, looking bool, next ui.Moment) string {
	switch {
	case d.State == pay.DeliveryFailed:
		return "All tries failed. Mend the program at the address, then send this again."
	case d.State == pay.DeliveryDelivered:
		return ""
	case !enabled:
		return "This waits until the endpoint is enabled again."
	case looking && d.Tries == 0:
		return "On its way. This page looks by itself whether it has arrived."
	case d.Tries == 0:
		return "This waits its turn behind earlier deliveries to the same endpoint."
	}
	return fmt.Sprintf("The next try, number %d of %d, comes on %s.", d.Tries+1, pay.DeliveryTriesMax, next.Text)
}

func deliveryTry(id string, t pay.DeliveryAttempt, in *time.Location) views.DeliveryTry {
	headers := pay.DeliveryHeaders(id, t.At, t.Signature)
	lines := []string{"POST " + t.URL}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		lines = append(lines, name+": "+headers[name])
	}
	row := views.DeliveryTry{Title: "Try " + strconv.Itoa(t.Number), At: moment(t.At, in), Took: tookWords(t.DurationMillis), Error: t.Error,
		Request: strings.Join(lines, "\n"), ResponseHeaders: t.ResponseHeaders, Response: prettyJSON(t.ResponseBody), Answered: t.ResponseStatus != 0}
	switch {
	case !row.Answered:
		row.Status = ui.Status{Tone: ui.Bad, Word: "No answer"}
	case pay.Accepted(t.ResponseStatus):
		row.Status = ui.Status{Tone: ui.Good, Word: "Answered " + strconv.Itoa(t.ResponseStatus)}
	default:
		row.Status = ui.Status{Tone: ui.Bad, Word: "Answered " + strconv.Itoa(t.ResponseStatus)}
	}
	return row
}

// prettyJSON breaks JSON into lines; what is none stays as it is.
func prettyJSON(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return out.String()
}
