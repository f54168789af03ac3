package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// client is one kept connection. It speaks just enough HTTP/1.1 for the server
// under test: net/http's client would use more of the processor than the server
// does, and both share one machine.
type client struct {
	conn net.Conn
	r    *bufio.Reader
	body []byte
	// read counts the bytes of all answers, headers included.
	read int
	// broken says that nothing more can be asked over it.
	broken bool
}

func dial(addr string) (*client, error) {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, r: bufio.NewReaderSize(conn, 32<<10)}, nil
}

func (c *client) close() { _ = c.conn.Close() }

// get writes a GET request; headers are whole lines.
func get(addr, path, headers string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\n" + headers + "\r\n")
}

// post writes a form as a browser sends it.
func post(addr, path, form string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, addr, len(form), form)
}

// postJSON writes JSON as a program with an API key sends it.
func postJSON(addr, path, key, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, addr, key, len(body), body)
}

// want sends a request, and an answer with another status is an error.
func (c *client) want(status int, request []byte) (body []byte, err error) {
	got, body, err := c.do(request)
	if err == nil && got != status {
		err = fmt.Errorf("status %d instead of %d: %.600s", got, status, body)
	}
	return body, err
}

// do sends a request and returns the answer's body, which the next call
// overwrites.
func (c *client) do(request []byte) (status int, body []byte, err error) {
	defer func() { c.broken = err != nil }()
	if err := c.conn.SetDeadline(time.Now().Add(15 * time.Second)); err != nil {
		return 0, nil, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return 0, nil, err
	}
	first, err := c.line()
	if err != nil {
		return 0, nil, err
	}
	if len(first) < 12 {
		return 0, nil, fmt.Errorf("no HTTP answer: %q", first)
	}
	if status, err = strconv.Atoi(string(first[9:12])); err != nil {
		return 0, nil, err
	}
	length, err := c.headers()
	if err != nil {
		return 0, nil, err
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	body = c.body[:length]
	_, err = io.ReadFull(c.r, body)
	c.read += length
	return status, body, err
}

// headers skips to the body and returns its length.
func (c *client) headers() (length int, err error) {
	for {
		line, err := c.line()
		if err != nil || len(line) == 0 {
			return length, err
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case len(name) == len("Content-Length") && strings.EqualFold(string(name), "Content-Length"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		case strings.EqualFold(string(name), "Transfer-Encoding"):
			return 0, errors.New("the answer is chunked, which this client does not read")
		}
	}
}

func (c *client) line() ([]byte, error) {
	line, err := c.r.ReadSlice('\n')
	c.read += len(line)
	return bytes.TrimRight(line, "\r\n"), err
}
