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
	from   *mail.Address
	folder string
	log    *slog.Logger
}

// Send writes the file under another name first, so that whoever watches the
// folder never reads half a mail.
func (s *folderSender) Send(ctx context.Context, m Message) error {
	msg, err := m.envelope(s.from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	name := time.Now().UTC().Format("20060102T150405.000") + "-" + strings.ToLower(rand.Text()[:10]) + ".eml"
	path := filepath.Join(s.folder, name)
	if err := writeFile(path, msg.WriteTo); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "mail written, because SMTP_URL is not set", slog.String("file", path))
	return nil
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
