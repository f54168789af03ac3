package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// languageOf is languageAt where there is no merchant.
func languageOf(c *fiber.Ctx, own string) string { return languageAt(c, own, pay.Counter{}) }

// languageAt is the language of a merchant's page for a customer: the one that
// they chose on the page, then that of what is sold, then the first of their
// browser's that is spoken here, then the merchant's. English is what things are
// sold in when nobody said otherwise, so that the browser comes before it.
func languageAt(c *fiber.Ctx, own string, counter pay.Counter) string {
	if chosen := languageChosen(c); chosen != "" {
		return chosen
	}
	if own != "" && own != "en" && views.Speaks(own) {
		return own
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return accepted(c.Get(fiber.HeaderAcceptLanguage), firstOf(counter.Language, "en"))
}

// languageKept is the language of what a customer has paid: they go on in it.
func languageKept(c *fiber.Ctx, kept string) string {
	if chosen := languageChosen(c); chosen != "" || kept != "" {
		return firstOf(chosen, kept)
	}
	return languageOf(c, "")
}

// languageChosen is what the address says, or the form of a page; "" for none.
// No cookie keeps it: the form carries it on, and the checkout has it once
// somebody pays.
func languageChosen(c *fiber.Ctx) string {
	lang := c.Query("lang")
	if lang == "" && c.Method() == fiber.MethodPost {
		lang = FormValue(c, "lang")
	}
	if !views.Speaks(lang) {
		return ""
	}
	return lang
}

// acceptedMax is how many languages of a browser are looked at.
const acceptedMax = 20

// accepted finds the language that a browser wants most, by the weights of its
// header; or else, when none is spoken here.
func accepted(header, orElse string) string {
	best, most := orElse, 0
	for i, wanted := range strings.Split(header, ",") {
		if i == acceptedMax {
			break
		}
		tag, parameters, _ := strings.Cut(wanted, ";")
		lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if slices.Contains([]string{"nb", "nn"}, lang) {
			lang = "no"
		}
		if weight := weightOf(parameters); weight > most && views.Speaks(lang) {
			best, most = lang, weight
		}
	}
	return best
}

// weightOf reads q=0.8 as thousandths; without one it is 1000.
func weightOf(parameters string) int {
	digits, weighted := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
	if !weighted {
		return 1000
	}
	whole, part, _ := strings.Cut(digits, ".")
	n, err := strconv.Atoi(whole + (part + "000")[:3])
	if err != nil {
		return 0
	}
	return n
}
