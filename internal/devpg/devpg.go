// Package devpg gives a process a real PostgreSQL when none was configured: it
// finds (or fetches) the programs, keeps one cluster per data directory, and
// ends with the process that started it, however that process ends.
//
// Any number of processes may start on the same directory. One of them, the
// owner, runs the server; the others use it, and one of them takes over when
// the owner goes. Two locks on files say who is who, since process ids lie
// after a restart: the owner holds <Dir>.lock for as long as it lives, and the
// server's own processes hold server.lock, which they inherit and which is free
// only when the last of them is gone.
package devpg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Database is made on the first start.
const Database = "linktill"

// superuser is the one role of a new cluster. Who can open the socket's
// directory can be it, and nobody else can connect at all.
const superuser = "linktill"

// port only names the socket's file: nothing listens on the network.
const port = 5432

// Options say where a server lives and how careful it is.
type Options struct {
	// Dir holds the cluster, its log and its socket. Started by root, the
	// cluster may be elsewhere: <Dir>.location then says where.
	Dir string
	// Fast gives up durability for speed. For tests only.
	Fast bool
	// Log gets sentences for people: what is being fetched, what is waited for.
	Log io.Writer
	// Settings are further settings of PostgreSQL; they win over ours.
	Settings map[string]string

	// alone refuses a directory that another process owns.
	alone bool
}

// Server is a running PostgreSQL, ours or another process's.
type Server struct {
	options Options
	cancel  context.CancelFunc // ends keep
	kept    chan struct{}      // closed when keep has ended

	mu      sync.Mutex
	sockets string   // the directory of the socket
	lock    *os.File // held while this process is the owner
	process *process // set while this process is the owner
	tools   programs // known once this process has been the owner
}

// Start runs a server on options.Dir, or uses the one that another process runs
// there. It returns when the server answers; ctx limits only the start.
func Start(ctx context.Context, options Options) (*Server, error) {
	s, err := newServer(options)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(s.options.Dir), parentMode()); err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	if err := s.join(ctx); err != nil {
		return nil, err
	}
	background, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go s.keep(background)
	return s, nil
}

// Attach uses the server that another process runs on dir, and waits for one
// that is just starting. It starts nothing: false means that no process owns
// the directory, or that ctx ended first.
func Attach(ctx context.Context, dir string) (*Server, bool) {
	s, err := newServer(Options{Dir: dir})
	if err != nil {
		return nil, false
	}
	close(s.kept)
	for {
		if free, err := isFree(s.ownerLock()); free || err != nil {
			return nil, false
		}
		if s.reach(ctx) {
			return s, true
		}
		if pause(ctx, pollEvery) != nil {
			return nil, false
		}
	}
}

func newServer(options Options) (*Server, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	options.Dir = dir
	if options.Log == nil {
		options.Log = io.Discard
	}
	return &Server{options: options, cancel: func() {}, kept: make(chan struct{})}, nil
}

// URL is the connection string of a database in this server.
func (s *Server) URL(database string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return socketURL(s.sockets, database)
}

func socketURL(sockets, database string) string {
	query := url.Values{"host": {sockets}, "port": {strconv.Itoa(port)}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// Owned tells whether this process runs the server. It may become true later,
// when the process that ran it has gone.
func (s *Server) Owned() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process != nil
}

// Command prepares one of PostgreSQL's own programs, such as pgbench. Where the
// programs came from decides which there are; an unknown one is an error.
func (s *Server) Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	s.mu.Lock()
	tools := s.tools
	s.mu.Unlock()
	if tools.dir == "" {
		return nil, errors.New("devpg: another process runs this server, ask its programs there")
	}
	path, err := exec.LookPath(filepath.Join(tools.dir, name))
	if err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = tools.environment("/")
	return cmd, nil
}

// Stop ends the server if this process runs it, after which another process on
// the same directory takes over. It may be called more than once.
func (s *Server) Stop() error {
	s.cancel()
	<-s.kept
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	err := s.process.stop()
	s.process = nil
	s.unlock()
	return err
}

// unlock gives up being the owner. The caller holds mu, or is the only one.
func (s *Server) unlock() {
	if s.lock != nil {
		_ = s.lock.Close()
		s.lock = nil
	}
}

func (s *Server) ownerLock() string { return s.options.Dir + ".lock" }

func (s *Server) say(format string, args ...any) {
	fmt.Fprintf(s.options.Log, format+"\n", args...)
}

// join returns when a server answers: the owner's, or our own when there is no
// owner, in which case this process has become it.
func (s *Server) join(ctx context.Context) error {
	patience := time.Now().Add(2 * time.Second)
	for {
		if s.lock == nil {
			lock, err := tryLock(s.ownerLock())
			if err != nil {
				return fmt.Errorf("devpg: %w", err)
			}
			s.lock = lock
		}
		if s.lock != nil {
			err := s.run(ctx)
			if err != nil {
				s.unlock()
			}
			return err
		}
		if s.options.alone {
			return errOwned
		}
		if s.reach(ctx) {
			return nil
		}
		if !patience.IsZero() && time.Now().After(patience) {
			s.say("Waiting for another process to start PostgreSQL in %s.", s.options.Dir)
			patience = time.Time{}
		}
		if err := pause(ctx, pollEvery); err != nil {
			return fmt.Errorf("devpg: another process holds %s and its PostgreSQL does not answer: %w", s.ownerLock(), err)
		}
	}
}

// errOwned means that another process owns the directory.
var errOwned = errors.New("devpg: another process runs PostgreSQL there")

// keep starts the server again when it ends without being asked to, and takes
// over when another process ran it and that process has gone.
func (s *Server) keep(ctx context.Context) {
	defer close(s.kept)
	for s.lost(ctx) {
		s.mu.Lock()
		s.process = nil
		s.mu.Unlock()
		for err := s.join(ctx); err != nil; err = s.join(ctx) {
			if ctx.Err() != nil {
				return
			}
			s.say("PostgreSQL has ended and does not start again, trying once a second: %v", err)
			if pause(ctx, time.Second) != nil {
				return
			}
		}
	}
}

// lost waits until the server is gone; false means that ctx ended first.
func (s *Server) lost(ctx context.Context) bool {
	s.mu.Lock()
	mine := s.process
	s.mu.Unlock()
	if mine != nil {
		select {
		case <-mine.done:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for pause(ctx, takeOverEvery) == nil {
		if free, err := isFree(s.ownerLock()); err == nil && free {
			return true
		}
	}
	return false
}

// How often a waiting process looks again.
const (
	pollEvery     = 20 * time.Millisecond
	takeOverEvery = 100 * time.Millisecond
)

// pause waits, and returns ctx's error when that ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reach finds the running server's socket and tries it.
func (s *Server) reach(ctx context.Context) bool {
	running, err := readPostmaster(dataIn(clusterDir(s.options.Dir)))
	if err != nil || running.sockets == "" || ping(ctx, running.sockets) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = running.sockets
	return true
}

// ping makes one connection.
func ping(ctx context.Context, sockets string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, socketURL(sockets, "postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}
