package store

// ReceiptArgs asks for the receipt of a paid payment to be mailed.
type ReceiptArgs struct {
	PaymentID string `json:"payment_id"` // a UUID; it tells the merchant, too
}

// Kind names the job in the queue; stored, so it never changes.
func (ReceiptArgs) Kind() string { return "receipt_mail" }
