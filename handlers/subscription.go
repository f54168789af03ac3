package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const subscriptionsPath = "/dashboard/subscriptions"

// cardEndsFilter is the chip of those whose card ends, beside those of the states.
const cardEndsFilter = "card_ends"

func subscriptionPath(id pay.ID) string {
	return subscriptionsPath + "/" + pay.SubscriptionPrefix.Show(id)
}

// subscriptionParam returns the subscription that the address names.
func (h *Handlers) subscriptionParam(c *fiber.Ctx) (pay.Subscription, error) {
	id, ok := pay.SubscriptionPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Subscription{}, pay.NoSuchSubscription()
	}
	return h.Store.Subscription(c.UserContext(), caller(c), id)
}

// ListSubscriptions answers GET /dashboard/subscriptions.
func (h *Handlers) ListSubscriptions(c *fiber.Ctx) error {
	page, err := paging(c, pay.SubscriptionPrefix)
	if err != nil {
		return err
	}
	filter := store.SubscriptionFilter{State: pay.SubscriptionState(c.Query("status")), CardEnds: c.Query("status") == cardEndsFilter}
	if filter.CardEnds {
		filter.State = ""
	}
	if filter.State != "" && !slices.Contains(pay.SubscriptionStates, filter.State) {
		var checks pay.Checks
		checks.Add("status", "There is no such state.")
		return checks.Err()
	}
	list, err := h.Store.Subscriptions(c.UserContext(), caller(c), filter, page)
	if err != nil {
		return err
	}
	m := views.SubscriptionsPage{Filter: c.Query("status"), CanCreate: caller(c).May(pay.PaymentsWrite),
		Rows: views.Show(list.Rows, func(x pay.Subscription) views.SubscriptionRow { return subscriptionRow(x, zone(c)) })}
	last := ""
	if list.HasMore {
		last = pay.SubscriptionPrefix.Show(list.Rows[len(list.Rows)-1].ID)
	}
	m.Pager = pager(page, list.HasMore, subscriptionsPath+"?status="+m.Filter+"&", last)
	return h.respond(c, reply{Page: views.Subscriptions(h.frame(c, subscriptionsPath), m)})
}

// NewSubscription answers GET /dashboard/subscriptions/new.
func (h *Handlers) NewSubscription(c *fiber.Ctx) error {
	in := subscriptionInput{Currency: caller(c).DefaultCurrency, Count: "1", Unit: string(pay.UnitMonth), Email: c.Query("email")}
	return h.respond(c, reply{Page: h.subscriptionForm(c, in, pay.Subscription{}, nil)})
}

// CreateSubscription answers POST /dashboard/subscriptions.
func (h *Handlers) CreateSubscription(c *fiber.Ctx) error {
	var in subscriptionInput
	if err := bindForm(c, &in); err != nil {
		return err
	}
	n, err := in.subscription(zone(c))
	if err == nil {
		n.ID = h.operationID(c)
		_, err = h.Store.CreateSubscription(c.UserContext(), caller(c), n)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.subscriptionForm(c, in, pay.Subscription{}, e)} })
	}
	return h.respond(c, reply{Redirect: subscriptionPath(n.ID), Flash: "Subscription created. We have asked the customer for their card."})
}

// ShowSubscription answers GET /dashboard/subscriptions/{id}.
func (h *Handlers) ShowSubscription(c *fiber.Ctx) error {
	x, err := h.subscriptionParam(c)
	if err != nil {
		return err
	}
	m, err := h.subscriptionPage(c, x)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.Subscription(h.frame(c, subscriptionsPath), m)})
}

// EditSubscription answers GET /dashboard/subscriptions/{id}/edit.
func (h *Handlers) EditSubscription(c *fiber.Ctx) error {
	x, err := h.subscriptionParam(c)
	if err != nil {
		return err
	}
	if x.State == pay.SubscriptionCanceled {
		return redirect(c, subscriptionPath(x.ID))
	}
	return h.respond(c, reply{Page: h.subscriptionForm(c, inputOf(x), x, nil)})
}

// ChangeSubscription answers POST /dashboard/subscriptions/{id}. When somebody
// else changed it meanwhile, the form comes back with both.
func (h *Handlers) ChangeSubscription(c *fiber.Ctx) error {
	x, err := h.subscriptionParam(c)
	if err != nil {
		return err
	}
	var in subscriptionInput
	if err := bindForm(c, &in); err != nil {
		return err
	}
	in.Currency = x.Currency
	patch, err := in.patch()
	if err == nil {
		_, err = h.Store.ChangeSubscription(c.UserContext(), caller(c), x.ID, patch)
	}
	var e *pay.Error
	if errors.As(err, &e) && e.Code == pay.Conflict {
		return h.subscriptionUnchanged(c, in, x.ID, e)
	}
	if err != nil {
		return h.again(c, err, func(e *pay.Error) reply { return reply{Page: h.subscriptionForm(c, in, x, e)} })
	}
	return h.respond(c, reply{Redirect: subscriptionPath(x.ID), Flash: "Subscription changed, from its next charge on."})
}

// subscriptionUnchanged shows the form again with why nothing was changed, and,
// when somebody else was faster, what they made of it. It is read anew for that:
// what was read before the change may be as old as the form.
func (h *Handlers) subscriptionUnchanged(c *fiber.Ctx, in subscriptionInput, id pay.ID, why *pay.Error) error {
	now, err := h.Store.Subscription(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	version := strconv.Itoa(now.Version)
	in.stale = in.Version != version && now.State != pay.SubscriptionCanceled
	in.Version = version
	return h.respond(c, reply{Status: fiber.StatusConflict, Page: h.subscriptionForm(c, in, now, why)})
}

// act does one thing that takes nothing else to the subscription that the address
// names.
func (h *Handlers) act(c *fiber.Ctx, done string, do func(x pay.Subscription) (pay.Subscription, error)) error {
	if err := bindNothing(c); err != nil {
		return err
	}
	return h.acted(c, done, do)
}

// acted is act for a form that was read already. What is not possible any more is
// said on the subscription's page.
func (h *Handlers) acted(c *fiber.Ctx, done string, do func(x pay.Subscription) (pay.Subscription, error)) error {
	x, err := h.subscriptionParam(c)
	if err != nil {
		return err
	}
	_, err = do(x)
	var e *pay.Error
	if errors.As(err, &e) && e.Code == pay.Conflict {
		return h.respond(c, reply{Redirect: subscriptionPath(x.ID), Refused: e.Message})
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: subscriptionPath(x.ID), Flash: done})
}

// PauseSubscription answers POST /dashboard/subscriptions/{id}/pause.
func (h *Handlers) PauseSubscription(c *fiber.Ctx) error {
	return h.act(c, "Paused. Nothing is charged until you resume it.", func(x pay.Subscription) (pay.Subscription, error) {
		return h.Store.PauseSubscription(c.UserContext(), caller(c), x.ID)
	})
}

// ResumeSubscription answers POST /dashboard/subscriptions/{id}/resume.
func (h *Handlers) ResumeSubscription(c *fiber.Ctx) error {
	return h.act(c, "Resumed.", func(x pay.Subscription) (pay.Subscription, error) {
		return h.Store.ResumeSubscription(c.UserContext(), caller(c), x.ID)
	})
}

// CancelSubscription answers POST /dashboard/subscriptions/{id}/cancel.
func (h *Handlers) CancelSubscription(c *fiber.Ctx) error {
	var in struct {
		When string `form:"when"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	done, later := "Canceled. It will not be charged any more.", in.When == "period_end"
	if later {
		done = "It ends when the paid period does."
	}
	return h.acted(c, done, func(x pay.Subscription) (pay.Subscription, error) {
		return h.Store.CancelSubscription(c.UserContext(), caller(c), x.ID, later)
	})
}

// KeepSubscription answers POST /dashboard/subscriptions/{id}/keep.
func (h *Handlers) KeepSubscription(c *fiber.Ctx) error {
	return h.act(c, "It goes on.", func(x pay.Subscription) (pay.Subscription, error) {
		return h.Store.KeepSubscription(c.UserContext(), caller(c), x.ID)
	})
}

// RetrySubscription answers POST /dashboard/subscriptions/{id}/retry.
func (h *Handlers) RetrySubscription(c *fiber.Ctx) error {
	return h.act(c, "The card was charged.", func(x pay.Subscription) (pay.Subscription, error) {
		x, err := h.Desk.RetryCharge(c.UserContext(), caller(c), x.ID)
		if err == nil && x.State != pay.SubscriptionActive {
			err = pay.Errorf(pay.Conflict, "The card was tried again, and is not charged yet. The charge below says how it went.")
		}
		return x, err
	})
}

// RemindSubscription answers POST /dashboard/subscriptions/{id}/remind.
func (h *Handlers) RemindSubscription(c *fiber.Ctx) error {
	return h.act(c, "Mailed again.", func(x pay.Subscription) (pay.Subscription, error) {
		return x, h.Store.MailCardAgain(c.UserContext(), caller(c), x.ID)
	})
}

// subscriptionInput is the form of a subscription.
type subscriptionInput struct {
	Email         string `form:"email"`
	Name          string `form:"name"`
	Description   string `form:"description"`
	Amount        string `form:"amount"`
	Currency      string `form:"currency"`
	Count         string `form:"count"`
	Unit          string `form:"unit"`
	FirstChargeAt string `form:"first_charge_at"`
	Version       string `form:"version"`
	stale         bool
}

// interval reads how often; what is no number is 0, which no interval is.
func (in subscriptionInput) interval() pay.Interval {
	n, _ := wholeNumber(strings.TrimSpace(in.Count))
	return pay.Interval{Unit: pay.IntervalUnit(in.Unit), Count: n}
}

func (in subscriptionInput) amountMinor(c *pay.Checks) int64 {
	c.That(strings.TrimSpace(in.Amount) != "", "amount", "Enter the price of each period.")
	if minor := checkAmount(c, "amount", in.Amount, in.Currency); minor != nil {
		return *minor
	}
	return 1 // said above, or the currency's own error says what is wrong
}
