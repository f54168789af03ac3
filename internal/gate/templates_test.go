package gate

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// unsafeInTemplates is what would let text become program, or what the pages'
// Content-Security-Policy would refuse.
var unsafeInTemplates = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`templ\.Raw|@templ\.Raw`), "templ.Raw writes text as it is"},
	{regexp.MustCompile(`templ\.SafeURL|templ\.SafeCSS|templ\.SafeScript|templ\.URL\(.*\)\s*\+`), "this goes around escaping"},
	{regexp.MustCompile(`(?i)[\s"']on[a-z]+\s*=\s*["'{]`), "scripts are files, bound by data attributes"},
	{regexp.MustCompile(`(?i)\sstyle\s*=\s*["'{]`), stylesInline},
	{regexp.MustCompile(`(?i)<style[\s>]`), stylesInline},
	{regexp.MustCompile(`(?i)<script>`), "scripts are files: <script src=…>"},
	{regexp.MustCompile(`(?i)<script\s[^>]*>\s*[^\s<]`), "scripts are files: nothing between the tags"},
	{regexp.MustCompile(`(?i)javascript:`), "a link goes to a page"},
	{regexp.MustCompile(`(?i)\s(formaction|xlink:href|srcdoc|background|hx-[a-z]+)\s*=\s*\{`), "templ does not check addresses here"},
	{regexp.MustCompile(`(?i)<(object|embed|base)[\s>]`), "refused by the policy"},
	{regexp.MustCompile(`(?i)<meta[^>]+http-equiv\s*=\s*"?refresh[^>]*content\s*=\s*\{[^}]*\burl=`), "a refresh goes to the same page"},
}

// stylesInline is a rule for pages. Mail programs load no files and have no policy
// of ours, so that the styles of mails stand in them, as they are written.
const stylesInline = "styles are files, the policy refuses others"

var (
	styledMails = "views/mail.templ"
	styleValue  = regexp.MustCompile(`(?i)\sstyle\s*=\s*\{`)
	frameTag    = regexp.MustCompile(`(?i)<iframe\b[^>]*>`)
	framedPath  = regexp.MustCompile(`\ssrc=\{`)
	scriptTag   = regexp.MustCompile(`(?i)<script\b[^>]*>`)
	scriptSrc   = regexp.MustCompile(`(?i)\ssrc\s*=\s*[{"]`)
)

// unsafe lists what is wrong in one .templ file.
func unsafe(s source) []string {
	var found []string
	for i, line := range strings.Split(s.text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "//") {
			continue
		}
		for _, rule := range unsafeInTemplates {
			if rule.why == stylesInline && s.path == styledMails && !styleValue.MatchString(line) {
				continue
			}
			if rule.pattern.MatchString(line) {
				found = append(found, fmt.Sprintf("%s:%d: %s: %s", s.path, i+1, rule.why, strings.TrimSpace(line)))
			}
		}
		for _, tag := range frameTag.FindAllString(line, -1) {
			if !framedPath.MatchString(tag) || !strings.Contains(tag, ` title="`) {
				found = append(found, fmt.Sprintf("%s:%d: a frame has a page of ours and a title: %s", s.path, i+1, tag))
			}
		}
		for _, tag := range scriptTag.FindAllString(line, -1) {
			if !scriptSrc.MatchString(tag) {
				found = append(found, fmt.Sprintf("%s:%d: a script has a src: %s", s.path, i+1, tag))
			}
		}
	}
	return found
}

func TestTemplatesAreSafe(t *testing.T) {
	t.Parallel()
	every(t, isTempl, func(s source) {
		for _, found := range unsafe(s) {
			t.Error(found)
		}
	})
}

// What the .templ files cannot do, the Go files beside them must not either.
func TestViewsTrustNoText(t *testing.T) {
	t.Parallel()
	trust := regexp.MustCompile(`templ\.(Raw|SafeURL|SafeCSS|SafeScript|ComponentScript)\b`)
	every(t, func(s source) bool {
		return product(s) && (within(s.folder(), "views") || within(s.folder(), "handlers"))
	}, func(s source) {
		if found := trust.FindString(s.text); found != "" {
			t.Errorf("%s uses %s", s.path, found)
		}
	})
}

func TestTemplateRulesFindWhatTheyForbid(t *testing.T) {
	t.Parallel()
	for text, wrong := range map[string]bool{
		`@templ.Raw(text)`:                                         true,
		`<a href={ templ.SafeURL(url) }>`:                          true,
		`<button onclick="x()">`:                                   true,
		`<button onClick={ x() }>`:                                 true,
		`<p style="color: red">`:                                   true,
		`<p style={ color }>`:                                      true,
		`<script>alert(1)</script>`:                                true,
		`<script type="module">`:                                   true,
		`<script src="/a.js">alert(1)</script>`:                    true,
		`<script src={ static.URL("js/a.js") } defer></script>`:    false,
		`<a href="javascript:void(0)">`:                            true,
		`<button formaction={ url }>`:                              true,
		`<iframe src={ url }></iframe>`:                            true,
		`<iframe src="https://x" title="x"></iframe>`:              true,
		`<iframe src={ url } title="The mail" sandbox></iframe>`:   false,
		`<link rel="stylesheet" href={ static.URL("a.css") }/>`:    false,
		`<input name="on" value="1" data-confirm="on"/>`:           false,
		`<p class="style">The money is on its way = soon</p>`:      false,
		`<path fill="none" stroke="currentColor" d="M0 0"></path>`: false,
		`// templ.Raw is not used`:                                 false,
		`<a href={ link.URL } rel="noopener">`:                     false,
	} {
		if found := unsafe(source{path: "x.templ", text: text}); (len(found) > 0) != wrong {
			t.Errorf("%s: %v, want it wrong = %v", text, found, wrong)
		}
	}
}
