package pay

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a password: characters at least, bytes at most.
const (
	PasswordMin      = 10
	PasswordMaxBytes = 1024
)

// CheckPassword notes what is wrong with a new password. It is never trimmed
// or changed, and any character may be in it.
func (c *Checks) CheckPassword(field, password, email string) {
	local, _, _ := strings.Cut(email, "@")
	lower := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < PasswordMin:
		c.Add(field, "At least %d characters. Three or four unusual words make a good password.", PasswordMin)
	case len(password) > PasswordMaxBytes:
		c.Add(field, "At most %d bytes.", PasswordMaxBytes)
	case email != "" && (lower == strings.ToLower(email) || lower == strings.ToLower(local)):
		c.Add(field, "Not your e-mail address: it is the first thing that is tried.")
	case isCommonPassword(lower):
		c.Add(field, "This password is among the first that are tried. Three or four unusual words make a good one.")
	}
}

// isCommonPassword recognises what guessing starts with: one character or a
// short piece over and over, runs along the keyboard or the alphabet, few digits
// and signs, and one or two of the most common words with digits and signs
// around them, also where those stand for letters.
func isCommonPassword(lower string) bool {
	if isRepeated(lower) || isRun(lower) || len(lower) < 2*PasswordMin && onlyLetters(lower) == "" {
		return true
	}
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, middle := range []string{lower, strings.TrimRightFunc(lower, notLetter), strings.TrimFunc(lower, notLetter)} {
		for _, spelling := range []string{middle, unleet.Replace(middle), unleetOne.Replace(middle)} {
			if letters := onlyLetters(spelling); letters != "" && isCommonWords(letters, 2) {
				return true
			}
		}
	}
	return false
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

var (
	unleet    = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")
	unleetOne = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")
)

// isRepeated reports whether s is a piece of up to four bytes over and over.
func isRepeated(s string) bool {
	for n := 1; n <= 4 && 2*n <= len(s); n++ {
		if strings.HasPrefix(strings.Repeat(s[:n], len(s)/n+1), s) {
			return true
		}
	}
	return false
}

// isRun reports whether s is part of one of the rows, up or down.
func isRun(s string) bool {
	runes := []rune(s)
	slices.Reverse(runes)
	for _, row := range passwordRows {
		if strings.Contains(row, s) || strings.Contains(row, string(runes)) {
			return true
		}
	}
	return false
}

var passwordRows = []string{
	"0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
	"qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "zaq12wsxcde34rfv",
	"qwertyuiop[]asdfghjkl;'zxcvbnm,./", "1234567890-=", "1234567890qwertyuiop", "!@#$%^&*()_+", "a1b2c3d4e5f6g7h8i9j0",
	"11223344556677889900", "112233445566778899", "aabbccddeeffgghhiijj", "123123123abc", "1234qwerasdfzxcv", "147258369014725836901472583690",
}

func isCommonWords(s string, words int) bool {
	if s == "" {
		return true
	}
	if words == 0 {
		return false
	}
	return slices.ContainsFunc(commonWords, func(word string) bool {
		rest, found := strings.CutPrefix(s, word)
		return found && isCommonWords(rest, words-1)
	})
}

// commonWords are what published lists of leaked passwords are mostly made of.
var commonWords = strings.Fields(`
	password passwort passw pass passwd contrasena motdepasse senha parola qwerty qwertz azerty qwertyuiop qwert asdf
	asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz wsx qazwsx abc abcd abcde abcdef abcdefg abcdefgh xyz xxx iloveyou
	love loveyou lovely lover loveme ilove you me my the welcome letmein login admin administrator root user guest test testing
	demo default secret changeme change access master super superman batman spiderman pokemon starwars
	matrix ninja dragon monkey tiger lion eagle wolf shadow falcon panther turtle bear fish chicken kitty puppy
	football baseball basketball soccer hockey tennis golf liverpool arsenal chelsea barcelona juventus realmadrid
	manchester yankees cowboys steelers lakers rangers ferrari porsche mercedes toyota honda yamaha mustang corvette
	camaro harley michael jordan jennifer jessica ashley amanda daniel andrew anthony charlie thomas robert
	william george joshua matthew justin nicole michelle melissa samantha elizabeth alexander alexandra alex
	maria anna david james john jack peter martin marina natasha victoria christian christopher sophie hannah
	sunshine princess angel angels flower butterfly summer winter spring autumn monday friday sunday january
	february march april june july august september october november december hello hellokitty hi goodluck lucky
	happy sweet honey sugar cookie chocolate cheese pepper ginger banana apple orange cherry lemon peanut
	computer internet google facebook twitter instagram youtube yahoo hotmail gmail microsoft windows apple linux
	samsung nintendo playstation xbox minecraft fortnite roblox freedom whatever trustno trustnoone nothing
	forever family friends mother father daddy mommy baby babygirl babyboy girl boy sexy hottie crystal
	diamond silver golden gold money purple yellow black white green blue red killer soldier hunter ranger
	jesus christ god heaven blessed faith hope london paris berlin america canada england germany france
	russia brazil india china mexico australia company business office bitcoin payment payments linktill
	merchant coffee island rockyou maggie buster snoopy tigger rainbow phoenix thunder creative asshole fuck fuckyou
	fuckoff bitch shit`)
