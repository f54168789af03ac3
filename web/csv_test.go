package web

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// csvRows is how many payments the test of a long export has; LINKTILL_CSV_ROWS
// asks for another number.
func csvRows(t *testing.T) int {
	t.Helper()
	text := os.Getenv("LINKTILL_CSV_ROWS")
	if text == "" {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("LINKTILL_CSV_ROWS is %q", text)
	}
	return n
}

// history copies the shop's one payment, a second apart, newest last, without
// what belongs to it. Their descriptions begin like formulas.
func (s *shop) history(payment string, n int) {
	s.t.Helper()
	conn, err := pgx.ConnectConfig(s.t.Context(), s.pool.Config().ConnConfig) // as the tables' owner, without the steps of the pool
	s.must(err)
	defer func() { s.must(conn.Close(s.t.Context())) }()
	_, err = conn.Exec(s.t.Context(), `SET session_replication_role = replica; SET statement_timeout = 0`, pgx.QueryExecModeSimpleProtocol)
	s.must(err)
	_, err = conn.Exec(s.t.Context(), `
		INSERT INTO payments (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state, amount_minor, currency, captured_minor,
			description, reference, payer_email, card_brand, card_last4, acquirer, acquirer_ref, metadata, paid_at, created_at, updated_at)
		SELECT merchant_id, (lpad(to_hex((extract(epoch FROM created_at) * 1000)::bigint - i * 1000), 12, '0') || '80008000' || lpad(to_hex(i), 12, '0'))::uuid,
			livemode, number + i, gen_random_uuid(), link_id, customer_id, state, amount_minor, currency, captured_minor,
			'=1+' || i, '', payer_email, card_brand, card_last4, acquirer, acquirer_ref, metadata, paid_at - i * interval '1 second', created_at - i * interval '1 second', updated_at
		FROM payments p, generate_series(1, $1) i WHERE p.number = 1`, n)
	s.must(err)
	_, err = conn.Exec(s.t.Context(), `ANALYZE payments`)
	s.must(err)
	_, err = conn.Exec(s.t.Context(), `UPDATE merchant_counters SET payments = (SELECT count(*) FROM payments p WHERE p.merchant_id = merchant_counters.merchant_id AND p.livemode = merchant_counters.livemode)`)
	s.must(err)
}

// heapWatch notes the most that the heap held while it ran.
type heapWatch struct {
	stop chan struct{}
	done sync.WaitGroup
	most atomic.Uint64
}

func watchHeap() *heapWatch {
	w := &heapWatch{stop: make(chan struct{})}
	w.done.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-w.stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				w.most.Store(max(w.most.Load(), m.HeapInuse))
			}
		}
	})
	return w
}

func (w *heapWatch) end() uint64 {
	close(w.stop)
	w.done.Wait()
	return w.most.Load()
}

// A long export holds one batch at a time, however many rows it has. It is the
// only test of this package that runs alone: it measures the process.
func TestLongExport(t *testing.T) {
	s := openShop(t, dbtest.New(t), nil, takesMoney(t, func(testing.TB, *pgxpool.Pool) {})) // the copies are not in the books
	s.open()
	n := csvRows(t)
	s.history(s.paid("5000"), n)
	b := s.signedInBrowser()
	b.client.Timeout = 0
	b.wants(b.get("/dashboard/payments/export"), 200, "rows", "Download CSV")
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	heap, start := watchHeap(), time.Now()
	res, err := b.client.Get(s.url + "/dashboard/payments.csv")
	s.must(err)
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") || !strings.Contains(res.Header.Get("Content-Disposition"), `attachment; filename="payments-`) {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	body := bufio.NewReader(res.Body)
	mark := make([]byte, 3)
	if _, err := io.ReadFull(body, mark); err != nil || string(mark) != "\ufeff" {
		t.Errorf("it begins with %q, %v", mark, err)
	}
	reader := csv.NewReader(body)
	reader.ReuseRecord = true
	rows, formulas := 0, 0
	for {
		row, err := reader.Read()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break
		}
		rows++
		if strings.ContainsAny(row[11][:min(1, len(row[11]))], "=+-@") {
			formulas++
		}
	}
	most, took := heap.end(), time.Since(start)
	t.Logf("%d payments exported in %v (%.0f a second), the heap grew from %d to at most %d KiB", rows-1, took.Round(time.Millisecond),
		float64(rows-1)/took.Seconds(), before.HeapInuse>>10, most>>10)
	if rows != n+2 || formulas != 0 { // the head and the payment that all are copied from
		t.Errorf("%d rows, want %d; %d formulas", rows, n+2, formulas)
	}
	if grew := int64(most) - int64(before.HeapInuse); grew > 48<<20 {
		t.Errorf("the heap grew by %d KiB", grew>>10)
	}
	s.abandonedExport(b)
}

// abandonedExport begins an export and never reads it: it keeps the merchant from
// another one only until it is cut off.
func (s *shop) abandonedExport(b *browser) {
	s.t.Helper()
	s.h.ExportPatience = 300 * time.Millisecond
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	s.must(err)
	defer func() { _ = conn.Close() }()
	s.must(conn.(*net.TCPConn).SetReadBuffer(4 << 10))
	_, err = io.WriteString(conn, "GET /dashboard/payments.csv HTTP/1.1\r\nHost: "+conn.RemoteAddr().String()+"\r\nCookie: "+s.h.Sessions.Cookie.Name+"="+b.cookie()+"\r\n\r\n")
	s.must(err)
	status, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || status != "HTTP/1.1 200 OK\r\n" {
		s.t.Fatalf("%q, %v", status, err)
	}
	b.wants(b.get("/dashboard/refunds.csv"), 503, "An export of yours is still being downloaded.")
	waitFor(s.t, "end of the export", func() bool { return b.get("/dashboard/refunds.csv").StatusCode == http.StatusOK })
	if !strings.Contains(s.log.String(), "an export ended early") {
		s.t.Error("nothing says that it ended early")
	}
}

// An export has what the filter leaves, and nothing of anybody else.
func TestExportHonoursTheFilter(t *testing.T) {
	s := newTill(t)
	payment := s.paid("5000")
	s.paid("700")
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":100,"reason":"-cold"}`)
	b := s.signedInBrowser()
	for path, want := range map[string]int{
		"/dashboard/payments.csv": 2, "/dashboard/payments.csv?min=50&currency=BSD": 1, "/dashboard/payments.csv?status=failed": 0,
		"/dashboard/payments.csv?from=2020-01-01&to=2020-12-31": 0, "/dashboard/payments.csv?email=ana%40example.com": 2, "/dashboard/refunds.csv": 1, "/dashboard/refunds.csv?max=0.50": 0,
	} {
		got := b.get(path)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff"))).ReadAll()
		if got.StatusCode != 200 || err != nil || len(rows) != want+1 {
			t.Errorf("%s: %d, %d rows, want %d; %v", path, got.StatusCode, len(rows)-1, want, err)
		}
	}
	if got := b.get("/dashboard/refunds.csv"); !strings.Contains(got.body, ",'-cold,") {
		t.Errorf("the reason is a formula: %s", got.body)
	}
	b.wants(b.get("/dashboard/payments.csv?min=ten"), 422, "digits")
	head := s.send(ask{method: "HEAD", path: "/dashboard/payments.csv", cookie: b.cookie()})
	if head.StatusCode != 200 || head.body != "" || !strings.Contains(head.Header.Get("Content-Disposition"), "payments-island-coffee-test-to-") {
		t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
	}
	// Only what left is in the audit log: not what was wrong, nor what was only
	// asked about. A viewer's files are there, too.
	s.becomes(pay.Viewer)
	if got := b.get("/dashboard/refunds.csv?customer=cus_0"); got.StatusCode != 422 {
		t.Errorf("a wrong filter: %d", got.StatusCode)
	}
	b.wants(b.get("/dashboard/refunds.csv?from=2020-01-01&to=2020-12-31"), 200)
	entries, err := s.st.AuditEntries(t.Context(), s.keyCaller(), store.AuditFilter{Topic: pay.Topic("settings"), Limit: 20})
	s.must(err)
	if newest := entries.Rows[0]; len(entries.Rows) != 9 || newest.Act != pay.ActExportMade || newest.UserID != s.open().User.ID || newest.IP == "" ||
		newest.Name != "refunds-island-coffee-test-from-2020-01-01-to-2020-12-31.csv" || !slices.Equal(newest.Changes, []pay.Change{{Field: "from", To: "2020-01-01"}, {Field: "to", To: "2020-12-31"}}) {
		t.Errorf("%d entries, the newest %+v", len(entries.Rows), newest)
	}
}
