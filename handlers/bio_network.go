package handlers

import (
	"net/url"
	"strings"

	"linktill/internal/pay"
	"linktill/views"
)

// networks are known by their hosts: the sign that stands for what people do
// there, and the name.
var networks = map[string]struct{ icon, name string }{
	"instagram.com":     {"photos", "Instagram"},
	"pinterest.com":     {"photos", "Pinterest"},
	"snapchat.com":      {"photos", "Snapchat"},
	"youtube.com":       {"videos", "YouTube"},
	"youtu.be":          {"videos", "YouTube"},
	"vimeo.com":         {"videos", "Vimeo"},
	"twitch.tv":         {"videos", "Twitch"},
	"tiktok.com":        {"videos", "TikTok"},
	"spotify.com":       {"music", "Spotify"},
	"soundcloud.com":    {"music", "SoundCloud"},
	"bandcamp.com":      {"music", "Bandcamp"},
	"music.apple.com":   {"music", "Apple Music"},
	"facebook.com":      {"friends", "Facebook"},
	"fb.com":            {"friends", "Facebook"},
	"meetup.com":        {"friends", "Meetup"},
	"x.com":             {"talk", "X"},
	"twitter.com":       {"talk", "X"},
	"threads.net":       {"talk", "Threads"},
	"bsky.app":          {"talk", "Bluesky"},
	"mastodon.social":   {"talk", "Mastodon"},
	"reddit.com":        {"talk", "Reddit"},
	"discord.gg":        {"talk", "Discord"},
	"discord.com":       {"talk", "Discord"},
	"wa.me":             {"message", "WhatsApp"},
	"whatsapp.com":      {"message", "WhatsApp"},
	"t.me":              {"message", "Telegram"},
	"m.me":              {"message", "Messenger"},
	"linkedin.com":      {"work", "LinkedIn"},
	"github.com":        {"code", "GitHub"},
	"gitlab.com":        {"code", "GitLab"},
	"maps.google.com":   {"place", "Map"},
	"maps.app.goo.gl":   {"place", "Map"},
	"openstreetmap.org": {"place", "Map"},
}

// networkItem shows where else somebody is, with a name of its own unless title
// gives one.
func networkItem(address, title string) views.BioItem {
	item := views.BioItem{Href: address, Title: title, Icon: "site", Away: true}
	name := ""
	u, err := url.Parse(address)
	switch {
	case err != nil:
	case u.Scheme == "mailto":
		item.Icon, name = "mail", "E-mail"
	case u.Scheme == "tel":
		item.Icon, name = "phone", "Call"
	default:
		name = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		for host := name; strings.Contains(host, "."); _, host, _ = strings.Cut(host, ".") {
			if known, is := networks[host]; is {
				item.Icon, name = known.icon, known.name
				break
			}
		}
	}
	if item.Title == "" {
		item.Title = name
	}
	return item
}

// networkAt is networkItem of a block, led to by another way.
func networkAt(b pay.BioBlock, href string) views.BioItem {
	item := networkItem(b.URL, b.Title)
	item.Href = href
	return item
}
