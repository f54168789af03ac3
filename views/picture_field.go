package views

import (
	"fmt"
	"maps"

	"github.com/a-h/templ"

	"linktill/internal/pay"
	"linktill/views/ui"
)

// pictureField is a field for a picture. Its hint begins with what can be sent,
// the same everywhere, and goes on with more.
func pictureField(in ui.Input, more string) ui.Input {
	in.Type, in.Class = "file", "input-file"
	in.Hint = fmt.Sprintf("JPEG, PNG, WebP or GIF, up to %d MB%s", pay.PictureSentBytesMax>>20, more)
	attrs := templ.Attributes{"accept": "image/jpeg,image/png,image/webp,image/gif"}
	maps.Copy(attrs, in.Attrs)
	in.Attrs = attrs
	return in
}
