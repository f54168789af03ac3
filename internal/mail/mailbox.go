package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"linktill/internal/pay"
)

// MailboxMax is how many mails are kept for each reader.
const MailboxMax = 200

const (
	mailExt   = ".eml"
	mailStamp = "20060102T150405.000"
)

// mailID is what the files are called, without their ending.
var mailID = regexp.MustCompile(`^[0-9]{8}T[0-9]{9}-[a-z2-7]{10}$`)

// Mailbox reads the mails that were written to a folder because there is no mail
// server. Each reader has a folder of their own in it.
type Mailbox struct{ folder string }

// NewMailbox reads what New was told to write there.
func NewMailbox(folder string) *Mailbox { return &Mailbox{folder: folder} }

// folderOf is where the mails for a reader are.
func (b *Mailbox) folderOf(r Reader) string {
	name := "nobody"
	switch {
	case !r.UserID.IsZero():
		name = pay.UserPrefix.Show(r.UserID)
	case !r.MerchantID.IsZero():
		name = pay.MerchantPrefix.Show(r.MerchantID) + map[bool]string{true: "-live", false: "-test"}[r.Livemode]
	}
	return filepath.Join(b.folder, name)
}

// Kept is a mail in the mailbox.
type Kept struct {
	ID, From, To, Subject string
	At                    time.Time
	// Text, HTML and Headers are there when one mail is opened.
	Text, HTML string
	Headers    []Header
}

// Header is one line of a mail's head, as it is sent.
type Header struct{ Name, Value string }

// List returns the newest mails of the readers, without what is in them.
func (b *Mailbox) List(readers ...Reader) ([]Kept, error) {
	var found []Kept
	for _, r := range readers {
		folder := b.folderOf(r)
		ids, err := idsIn(folder)
		if err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
		for _, id := range ids {
			k, err := open(folder, id, false)
			if errors.Is(err, fs.ErrNotExist) {
				continue // it was one too many
			}
			if err != nil {
				return nil, err
			}
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b Kept) int { return strings.Compare(b.ID, a.ID) })
	return found[:min(len(found), MailboxMax)], nil
}

// Open returns one mail of the readers.
func (b *Mailbox) Open(id string, readers ...Reader) (Kept, error) {
	if mailID.MatchString(id) {
		for _, r := range readers {
			k, err := open(b.folderOf(r), id, true)
			if !errors.Is(err, fs.ErrNotExist) {
				return k, err
			}
		}
	}
	return Kept{}, pay.Errorf(pay.NotFound, "There is no such mail. Only the newest %d are kept.", MailboxMax)
}

// idsIn lists what is in a folder, the newest first.
func idsIn(folder string) ([]string, error) {
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var ids []string
	for _, f := range files {
		if id, is := strings.CutSuffix(f.Name(), mailExt); is && mailID.MatchString(id) {
			ids = append(ids, id)
		}
	}
	slices.Reverse(ids)
	return ids, nil
}

// open reads a file: its head, or all of it.
func open(folder, id string, whole bool) (Kept, error) {
	raw, err := os.ReadFile(filepath.Join(folder, id+mailExt))
	if err != nil {
		return Kept{}, fmt.Errorf("mail: %w", err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Kept{}, fmt.Errorf("mail: %s: %w", id, err)
	}
	k := Kept{ID: id, From: addressIn(m.Header, "From"), To: addressIn(m.Header, "To"), Subject: decoded(m.Header.Get("Subject"))}
	if k.At, err = time.Parse(mailStamp, id[:15]+"."+id[15:18]); err != nil || !whole {
		return k, err
	}
	k.Headers = headersOf(raw)
	return k, k.readParts(m)
}

func decoded(s string) string {
	if plain, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return plain
	}
	return s
}

// addressIn is "Linktill <till@example.com>", or the address alone.
func addressIn(h mail.Header, name string) string {
	all, err := h.AddressList(name)
	if err != nil || len(all) == 0 {
		return h.Get(name)
	}
	if all[0].Name == "" {
		return all[0].Address
	}
	return all[0].Name + " <" + all[0].Address + ">"
}

// headersOf are the lines of the head, with those that go on put together.
func headersOf(raw []byte) []Header {
	head, _, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	var all []Header
	for line := range strings.SplitSeq(head, "\n") {
		name, value, named := strings.Cut(line, ":")
		switch {
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
			if len(all) > 0 {
				all[len(all)-1].Value += " " + strings.TrimSpace(line)
			}
		case named:
			all = append(all, Header{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	return all
}

// readParts reads both forms of the mail.
func (k *Kept) readParts(m *mail.Message) error {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("mail: %s: %w", k.ID, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("mail: %s: %w", k.ID, err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return fmt.Errorf("mail: %s: %w", k.ID, err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			k.HTML = string(body)
		} else {
			k.Text = string(body)
		}
	}
}
