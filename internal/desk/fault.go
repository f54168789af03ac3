package desk

// FaultPoints are the places between two steps at which a test can stop the
// process dead; each is the name given to FaultHere. Only binaries built with
// the tag faults stop; in all others FaultHere does nothing.
var FaultPoints = []string{
	"pay.before_intent", "pay.after_intent", "pay.after_call", "pay.after_outcome",
	"capture.before_intent", "capture.after_intent", "capture.after_call", "capture.after_outcome",
	"refund.before_intent", "refund.after_intent", "refund.after_call", "refund.after_outcome",
	"renew.before_intent", "renew.after_intent", "renew.after_call", "renew.after_outcome",
	"webhook.after_queue", "webhook.after_start", "webhook.before_send", "webhook.after_send", "webhook.after_record",
}
