package main

import (
	"errors"
	"net"
	"net/url"
)

// checkAI wants either nothing or an address with a model. A key goes over TLS
// only, except to this machine itself.
func (c *config) checkAI() error {
	if c.AIBaseURL == "" {
		if c.AIKey != "" || c.AIModel != "" {
			return errors.New("config: AI_API_KEY and AI_MODEL do nothing without AI_BASE_URL: set it, or take them away")
		}
		return nil
	}
	// The error of url.Parse would show a password.
	u, err := url.Parse(c.AIBaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("config: AI_BASE_URL must look like https://api.example.com/v1")
	}
	if c.AIModel == "" {
		return errors.New("config: AI_MODEL must name the model at AI_BASE_URL")
	}
	ip := net.ParseIP(u.Hostname())
	own := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme == "http" && c.AIKey != "" && !own {
		return errors.New("config: AI_BASE_URL must start with https:// when AI_API_KEY is set, so that nobody on the way reads the key")
	}
	return nil
}
