// Package fault marks the places between two steps of moving money, so that a
// test can stop the process dead at each of them. Only binaries built with the
// tag faults stop; in all others Here does nothing.
package fault

// Points are all places there are; each is the name given to Here.
var Points = []string{
	"pay.before_intent", "pay.after_intent", "pay.after_call", "pay.after_outcome",
	"capture.before_intent", "capture.after_intent", "capture.after_call", "capture.after_outcome",
	"refund.before_intent", "refund.after_intent", "refund.after_call", "refund.after_outcome",
	"webhook.after_queue", "webhook.after_start", "webhook.before_send", "webhook.after_send", "webhook.after_record",
}
