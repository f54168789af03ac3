package mail

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// folderSender writes each mail into a file that mail programs can open, and
// logs the file's name, never what is in it.
type folderSender struct {
	from *mail.Address
	box  *Mailbox
	log  *slog.Logger
}

// Send writes the file under another name first, so that whoever watches the
// folder never reads half a mail.
func (s *folderSender) Send(ctx context.Context, m Message) error {
	msg, err := m.envelope(s.from)
	if err != nil {
		return err
	}
	folder := s.box.folderOf(m.Reader)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	path := filepath.Join(folder, newMailID(time.Now())+mailExt)
	if err := writeFile(path, msg.WriteTo); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "mail written, because SMTP_URL is not set", slog.String("file", path))
	return forgetOld(folder)
}

// newMailID names a mail so that names are in the order of time.
func newMailID(now time.Time) string {
	stamp := strings.Replace(now.UTC().Format(mailStamp), ".", "", 1)
	return stamp + "-" + strings.ToLower(rand.Text()[:10])
}

func writeFile(path string, write func(io.Writer) (int64, error)) error {
	file, err := os.OpenFile(path+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = write(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		return os.Rename(path+".part", path)
	}
	_ = os.Remove(path + ".part")
	return err
}

// forgetOld keeps the newest mails of a folder, and so the folder small.
func forgetOld(folder string) error {
	ids, err := idsIn(folder)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	for _, id := range ids[min(len(ids), MailboxMax):] {
		// Another process may have been faster.
		if err := os.Remove(filepath.Join(folder, id+mailExt)); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("mail: %w", err)
		}
	}
	return nil
}
