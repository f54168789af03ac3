package pay

import "time"

// Customer is somebody who paid, or began to: one for each e-mail address.
type Customer struct {
	MerchantID ID
	ID         ID
	Livemode   bool
	Email      string
	Name       string // as typed first; may be ""
	CreatedAt  time.Time
}

// CustomerNameMax is how much is kept of a customer's name, in characters.
const CustomerNameMax = 200

// NoSuchCustomer is the answer for a customer who is not there, or is somebody
// else's.
func NoSuchCustomer() *Error { return Errorf(NotFound, "There is no customer with this id.") }
