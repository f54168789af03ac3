package writer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

// The limits of one call to a model.
const (
	// callTimeout ends before the request that waits for it does.
	callTimeout   = 8 * time.Second
	answerBytes   = 256 << 10
	callsAtOnce   = 16
	busySeconds   = 5
	brokenSeconds = 60
)

// Model writes with a language model behind any endpoint that speaks the chat
// format of OpenAI. Nothing is tried twice, and no redirect is followed: the
// key goes to the address that was set and nowhere else.
type Model struct {
	name, url string
	key       secret.Text
	client    *http.Client
	timeout   time.Duration
	underWay  chan struct{}
	log       *slog.Logger
}

// NewModel returns the model of that name at a base address such as
// https://api.example.com/v1. The key may be empty.
func NewModel(baseURL string, key secret.Text, name string, log *slog.Logger) *Model {
	return &Model{
		name: name, url: strings.TrimRight(baseURL, "/") + "/chat/completions", key: key, log: log,
		timeout: callTimeout, underWay: make(chan struct{}, callsAtOnce),
		client: &http.Client{
			Transport: &http.Transport{
				DialContext:            (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
				TLSHandshakeTimeout:    3 * time.Second,
				MaxResponseHeaderBytes: 32 << 10,
				MaxConnsPerHost:        callsAtOnce,
				IdleConnTimeout:        time.Minute,
				ForceAttemptHTTP2:      true,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Model is the model's name.
func (m *Model) Model() string { return m.name }

// Languages is nil: a model writes whatever it is asked for.
func (m *Model) Languages() []string { return nil }

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type chatRequest struct {
	Model    string        `json:"model"`
	Messages []chatMessage `json:"messages"`
}

type chatAnswer struct {
	Choices []struct {
		Message      chatMessage `json:"message"`
		FinishReason string      `json:"finish_reason"`
	} `json:"choices"`
}

// errBad is an answer that cannot be used.
var errBad = errors.New("the answer cannot be used")

// ask has the model do a task with data, and gives its answer to check. The
// data stands in a message of its own: it is never part of the task.
func (m *Model) ask(ctx context.Context, task string, data any, check func(answer string) error) error {
	select {
	case m.underWay <- struct{}{}:
		defer func() { <-m.underWay }()
	default:
		return unavailable(busySeconds, "The writing helper has too much to do. Nothing was saved; please try again in a moment.")
	}
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	began := time.Now()
	answer, status, err := m.call(ctx, task, data)
	if err == nil {
		if err = check(answer); err != nil {
			err = fmt.Errorf("%w: %w", errBad, err)
		}
	}
	if err == nil {
		return nil
	}
	m.log.LogAttrs(ctx, slog.LevelWarn, "the language model did not help", slog.String("model", m.name),
		slog.Int("status", status), slog.Duration("took", time.Since(began)), slog.String("error", err.Error()))
	return explain(ctx, status, err)
}

// call sends one request and reads its answer.
func (m *Model) call(ctx context.Context, task string, data any) (answer string, status int, err error) {
	facts, err := json.Marshal(data)
	if err != nil {
		return "", 0, err
	}
	body, err := json.Marshal(chatRequest{m.name, []chatMessage{{"system", task}, {"user", string(facts)}}})
	if err != nil {
		return "", 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(body))
	if err != nil {
		return "", 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if m.key != "" {
		req.Header.Set("Authorization", "Bearer "+m.key.Reveal())
	}
	res, err := m.client.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return "", res.StatusCode, fmt.Errorf("the endpoint answered %d", res.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, answerBytes+1))
	if err != nil {
		return "", res.StatusCode, err
	}
	answer, err = readChat(text)
	return answer, res.StatusCode, err
}

func readChat(text []byte) (string, error) {
	if len(text) > answerBytes {
		return "", fmt.Errorf("%w: it is larger than %d KB", errBad, answerBytes>>10)
	}
	var chat chatAnswer
	if err := json.Unmarshal(text, &chat); err != nil {
		return "", fmt.Errorf("%w: %w", errBad, err)
	}
	if len(chat.Choices) == 0 {
		return "", fmt.Errorf("%w: there is none", errBad)
	}
	choice := chat.Choices[0]
	if reason := choice.FinishReason; reason != "" && reason != "stop" {
		return "", fmt.Errorf("%w: it ended by %.40q", errBad, reason)
	}
	return choice.Message.Content, nil
}

func unavailable(seconds int, sentence string) error {
	return &pay.Error{Code: pay.Unavailable, Message: sentence, RetryAfterSeconds: seconds}
}

// explain says in one sentence, for whoever asked, what went wrong. The log has
// the rest.
func explain(ctx context.Context, status int, err error) error {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return unavailable(busySeconds, "The writing helper took too long. Nothing was saved; please try again in a moment.")
	case errors.Is(err, errBad):
		return unavailable(busySeconds, "The writing helper gave an answer that cannot be used. Nothing was saved; please try again.")
	case status == http.StatusTooManyRequests:
		return unavailable(brokenSeconds, "The writing helper has too much to do. Nothing was saved; please try again in a minute.")
	case status >= 300 && status < 500:
		return unavailable(brokenSeconds, "The writing helper is not set up properly on this server. Nothing was saved.")
	}
	return unavailable(brokenSeconds, "The writing helper cannot be reached at the moment. Nothing was saved; please try again in a minute.")
}
