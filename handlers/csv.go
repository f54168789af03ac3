package handlers

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
)

const (
	// exportBatch is how many rows are read at a time: what an export holds in
	// memory. Between two batches it holds no connection of the database.
	exportBatch = 1000
	// exportPatience is how long a browser may take for one batch, a third of a
	// megabyte: one that stopped reading is cut off. The server's own limit is for a
	// whole answer, and would cut a long export.
	exportPatience = 30 * time.Second
	// exportLongest ends an export that is read too slowly ever to be done.
	exportLongest = time.Hour
	// exportsMax is how many are written at once, so that paying stays fast. A
	// merchant has one of them, so that nobody takes them all.
	exportsMax = 4
)

// exports are the merchants whose files are being written.
type exports struct {
	mu      sync.Mutex
	running map[pay.ID]bool
}

// begin notes one more, until end, or says why it cannot be.
func (e *exports) begin(merchantID pay.ID) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	why := ""
	switch {
	case e.running[merchantID]:
		why = "An export of yours is still being downloaded. Start this one when it is done."
	case len(e.running) >= exportsMax:
		why = "Several exports are running already. Start this one again when they are done."
	}
	if why != "" {
		return &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 30, Message: why}
	}
	if e.running == nil {
		e.running = map[pay.ID]bool{}
	}
	e.running[merchantID] = true
	return nil
}

func (e *exports) end(merchantID pay.ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.running, merchantID)
}

// csvFile is a file that is written while it is read.
type csvFile struct {
	name string
	// filter is what it was narrowed by, for the audit log.
	filter filterInput
	head   []string
	// next writes the rows after a cursor, and returns the one to go on from; the
	// zero cursor ends it.
	next func(ctx context.Context, w *csvWriter, cursor pay.ID) (pay.ID, error)
}

// ExportPayments answers GET /dashboard/payments.csv: the payments that the
// filter leaves, newest first.
func (h *Handlers) ExportPayments(c *fiber.Ctx) error {
	typed, b, filter, err := h.paymentFilter(c)
	if err != nil {
		return err
	}
	by, in := caller(c), zone(c)
	return h.sendCSV(c, csvFile{exportName(by, "payments", b, h.Now().In(in)), typed, paymentHead, func(ctx context.Context, w *csvWriter, cursor pay.ID) (pay.ID, error) {
		list, err := h.Store.Payments(ctx, by, filter, pay.Page{Limit: exportBatch, Cursor: cursor})
		if err != nil {
			return pay.ID{}, err
		}
		came, err := h.Store.PlacementsOf(ctx, by, paidByLink(list.Rows))
		if err != nil {
			return pay.ID{}, err
		}
		for _, p := range list.Rows {
			writePayment(w, p, came[p.ID].Name, in)
		}
		return nextCursor(list, func(p pay.Payment) pay.ID { return p.ID }), nil
	}})
}

// ExportRefunds answers GET /dashboard/refunds.csv.
func (h *Handlers) ExportRefunds(c *fiber.Ctx) error {
	typed, b, filter, err := h.refundFilter(c)
	if err != nil {
		return err
	}
	by, in := caller(c), zone(c)
	return h.sendCSV(c, csvFile{exportName(by, "refunds", b, h.Now().In(in)), typed, refundHead, func(ctx context.Context, w *csvWriter, cursor pay.ID) (pay.ID, error) {
		list, err := h.Store.PaidRefunds(ctx, by, filter, pay.Page{Limit: exportBatch, Cursor: cursor})
		if err != nil {
			return pay.ID{}, err
		}
		for _, r := range list.Rows {
			writeRefund(w, r, in)
		}
		return nextCursor(list, func(r store.PaidRefund) pay.ID { return r.Refund.ID }), nil
	}})
}

// paidByLink are the ids of those that came through a link: only those can have
// come by a printed code.
func paidByLink(payments []pay.Payment) (ids []pay.ID) {
	for _, p := range payments {
		if !p.LinkID.IsZero() {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func nextCursor[T any](list pay.List[T], id func(T) pay.ID) pay.ID {
	if !list.HasMore {
		return pay.ID{}
	}
	return id(list.Rows[len(list.Rows)-1])
}

// exportName says whose file it is and of when.
func exportName(by pay.Caller, what string, b bounds, now time.Time) string {
	name, until := what+"-"+by.MerchantSlug, now
	if !by.Livemode {
		name += "-test"
	}
	if b.to != nil && b.to.Before(now) {
		until = b.to.AddDate(0, 0, -1)
	}
	if b.from != nil {
		name += "-from-" + b.from.Format(time.DateOnly)
	}
	return name + "-to-" + until.Format(time.DateOnly) + ".csv"
}

// changes are the parts of the filter, as the audit log has them.
func (in filterInput) changes() (all []pay.Change) {
	query := in.query()
	for _, name := range slices.Sorted(maps.Keys(query)) {
		all = append(all, pay.Changed(name, "", query.Get(name)))
	}
	return all
}

// sendCSV answers with the file, written as it is read.
func (h *Handlers) sendCSV(c *fiber.Ctx, f csvFile) error {
	if c.Method() != fiber.MethodHead {
		if err := h.beginCSV(c, f); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+f.name+`"`)
	return nil
}

// beginCSV has the file written once the handler has returned. That it leaves is
// in the audit log before its first row does, whether or not it arrives.
func (h *Handlers) beginCSV(c *fiber.Ctx, f csvFile) error {
	merchantID := caller(c).MerchantID
	if err := h.exports.begin(merchantID); err != nil {
		return err
	}
	if err := h.Store.AuditExport(c.UserContext(), caller(c), f.name, f.filter.changes()...); err != nil {
		h.exports.end(merchantID)
		return err
	}
	conn, id := c.Context().Conn(), RequestID(c)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer h.exports.end(merchantID)
		if err := h.streamCSV(conn, w, f); err != nil {
			// The last chunk must not be sent: a file that ends early would look whole.
			_ = conn.Close()
			h.Log.Warn("an export ended early", "request_id", id, "error", err.Error())
		}
	})
	return nil
}

// streamCSV writes the file in batches. The request's own context ended when its
// handler returned.
func (h *Handlers) streamCSV(conn net.Conn, out *bufio.Writer, f csvFile) (err error) {
	defer func() {
		if p := recover(); p != nil { // no middleware is around a stream
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), exportLongest)
	defer cancel()
	w := newCSV(out)
	w.row(f.head)
	var cursor pay.ID
	for {
		if err := conn.SetWriteDeadline(time.Now().Add(cmp.Or(h.ExportPatience, exportPatience))); err != nil {
			return err
		}
		if cursor, err = f.next(ctx, w, cursor); err != nil {
			return err
		}
		if err := out.Flush(); err != nil || cursor.IsZero() {
			return err
		}
	}
}
