package handlers

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// bioInput is the bio page as programs send it.
type bioInput struct {
	Handle    opt[string] `json:"handle"`
	Title     opt[string] `json:"title"`
	Tagline   opt[string] `json:"tagline"`
	Theme     opt[string] `json:"theme"`
	AvatarURL opt[string] `json:"avatar_url"`
	Blocks    opt[[]any]  `json:"blocks"`
	Published opt[bool]   `json:"published"`
}

func (h *Handlers) readBio(c *fiber.Ctx) (pay.BioPatch, error) {
	var in bioInput
	if err := bindJSON(c, &in); err != nil {
		return pay.BioPatch{}, err
	}
	var checks pay.Checks
	checks.That(!in.Handle.Set || in.Handle.Value == caller(c).MerchantSlug, "handle",
		"The handle is %q, like the merchant's other addresses, and stays so.", caller(c).MerchantSlug)
	checks.That(!in.Published.Null, "published", "Must be true or false.")
	p := pay.BioPatch{Title: in.Title.wanted(), Tagline: in.Tagline.wanted(), AvatarURL: in.AvatarURL.wanted(), Published: in.Published.wanted()}
	if p.AvatarURL != nil && strings.HasPrefix(*p.AvatarURL, h.PublicURL+"/img/") {
		p.AvatarURL = nil // as it was told: the picture that was uploaded in the dashboard stays
	}
	if in.Theme.Set {
		theme := pay.BioTheme(in.Theme.Value)
		p.Theme = &theme
	}
	if in.Blocks.Set {
		blocks := pay.ReadBlocks(&checks, "blocks", in.Blocks.Value)
		p.Blocks = &blocks
	}
	if !checks.OK() {
		// What the rules find wrong with the rest is said as well; of the blocks it
		// was already.
		p.Blocks = nil
		_, err := pay.NewBio(caller(c).MerchantID, caller(c).Livemode).Apply(p)
		checks.Join(err)
	}
	return p, checks.Err()
}

// bioLinkInput is a link of the bio page as programs send it, new or to be
// changed.
type bioLinkInput struct {
	Title    opt[string] `json:"title"`
	URL      opt[string] `json:"url"`
	Kind     opt[string] `json:"kind"`
	Enabled  opt[bool]   `json:"enabled"`
	StartsAt opt[string] `json:"starts_at"`
	EndsAt   opt[string] `json:"ends_at"`
	Position opt[int]    `json:"position"`
}

// readBioLink reads what is to be changed of a link. When something of it cannot
// be read, what the rules find wrong with the rest is said as well, of the link
// as it would be.
func (h *Handlers) readBioLink(c *fiber.Ctx, of pay.BioLink) (pay.BioLinkPatch, error) {
	var in bioLinkInput
	if err := bindJSON(c, &in); err != nil {
		return pay.BioLinkPatch{}, err
	}
	var checks pay.Checks
	p := pay.BioLinkPatch{Title: in.Title.wanted(), URL: in.URL.wanted(), SetStartsAt: in.StartsAt.Set, SetEndsAt: in.EndsAt.Set}
	if in.Kind.Set && !in.Kind.Null {
		kind := pay.BioKind(in.Kind.Value)
		p.Kind = &kind
	}
	checks.That(!in.Enabled.Null, "enabled", "Must be true or false.")
	p.Enabled = in.Enabled.wanted()
	if in.Position.Set && !in.Position.Null {
		p.Position = &in.Position.Value
	}
	if in.StartsAt.Set && !in.StartsAt.Null {
		p.StartsAt = checkStart(&checks, "starts_at", in.StartsAt.Value)
	}
	if in.EndsAt.Set && !in.EndsAt.Null {
		p.EndsAt = checkMoment(&checks, "ends_at", in.EndsAt.Value)
	}
	if !checks.OK() {
		_, err := of.Apply(p, h.Now())
		checks.Join(err)
	}
	return p, checks.Err()
}

// checkStart is checkMoment for a beginning: a date alone means the start of
// that day in UTC.
func checkStart(c *pay.Checks, field, s string) *time.Time {
	if day, err := time.Parse(time.DateOnly, s); err == nil && day.Year() >= 1970 {
		return &day
	}
	return checkMoment(c, field, s)
}

// bioOrderInput is a new order of the links.
type bioOrderInput struct {
	IDs []string `json:"ids"`
}

func readBioOrder(c *fiber.Ctx) ([]pay.ID, error) {
	var in bioOrderInput
	if err := bindJSON(c, &in); err != nil {
		return nil, err
	}
	var checks pay.Checks
	checks.That(in.IDs != nil, "ids", "Send the ids of all links in their new order.")
	ids := make([]pay.ID, len(in.IDs))
	for i, text := range in.IDs {
		// An id that is none is the zero id, which no link has.
		ids[i], _ = pay.BioLinkPrefix.Parse(text)
	}
	return ids, checks.Err()
}
