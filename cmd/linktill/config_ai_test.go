package main

import (
	"strings"
	"testing"
)

func TestConfigAI(t *testing.T) {
	t.Parallel()
	for _, settings := range [][]string{
		{"AI_BASE_URL=https://api.example.com/v1", "AI_MODEL=m", "AI_API_KEY=sk-1"},
		{"AI_BASE_URL=http://ollama:11434/v1", "AI_MODEL=m"},
		{"AI_BASE_URL=http://127.0.0.1:8000/v1/", "AI_MODEL=m", "AI_API_KEY=sk-1"},
		{"AI_BASE_URL=http://[::1]:8000", "AI_MODEL=m", "AI_API_KEY=sk-1"},
	} {
		if c, err := configOf(t, settings...); err != nil || c.AIModel != "m" {
			t.Errorf("%v: %v", settings, err)
		}
	}
	for _, settings := range [][]string{
		{"AI_BASE_URL=https://api.example.com/v1"}, {"AI_BASE_URL=https://api.example.com/v1", "AI_API_KEY=sk-1"},
		{"AI_BASE_URL=http://ollama:11434/v1", "AI_MODEL=m", "AI_API_KEY=sk-1"}, {"AI_BASE_URL=https://u:hush@x/v1", "AI_MODEL=m"},
	} {
		if _, err := configOf(t, settings...); err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "sk-1") {
			t.Errorf("%v: %v", settings, err)
		}
	}
}
