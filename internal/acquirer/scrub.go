package acquirer

import "regexp"

// cardNumber matches 12 digits or more with at most two separators between any
// two of them: spaces, dashes and their forms in URLs. It asks for no check
// digit, since a mistyped number is still nearly the number.
var cardNumber = regexp.MustCompile(`[0-9](?:(?:[ +\-\x{a0}\x{2010}-\x{2015}]|%20|%2[dD]){0,2}[0-9]){11,}`)

// securityCode matches the names that acquirers give the CVC and the digits
// that follow, in JSON, forms, XML and headers.
var securityCode = regexp.MustCompile(`(?i)((?:cvc2?|cvv2?|cvn|csc|cid|security[ _-]?code|verification[ _-]?(?:code|value))` +
	`(?:[\]"'\\\s]|%5D|%22)*(?:[:=>]|%3A|%3D)(?:[\s"'\\]|%22|%20)*)[0-9]+`)

// Scrub takes card numbers and security codes out of a transcript, so that it
// can be kept. It would rather remove a long number that is no card.
func Scrub(transcript string) string {
	transcript = securityCode.ReplaceAllString(transcript, "${1}[security code]")
	return cardNumber.ReplaceAllString(transcript, "[card number]")
}
