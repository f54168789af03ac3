package pay

import (
	"strings"
	"testing"
)

func TestCustomFieldsAreChecked(t *testing.T) {
	t.Parallel()
	good := CleanCustomFields([]CustomField{{Label: " Name on\u200b the mug "}, {Label: "Size", Kind: CustomChoice, Options: []string{"S", " L "}},
		{Label: "متى؟", Kind: CustomNumber}, {Label: "Size", Kind: CustomText}})
	var c Checks
	if c.CheckCustomFields("custom_fields", good); !c.OK() || good[0].Key != "name_on_the_mug" || good[0].Kind != CustomText ||
		good[1].Options[1] != "L" || good[2].Key != "field_3" || good[3].Key != "field_4" {
		t.Errorf("%v %+v", c.Err(), good)
	}
	for at, fields := range map[string][]CustomField{
		"custom_fields":           make([]CustomField, CustomFieldsMax+1),
		"custom_fields.0.label":   {{Key: "a", Kind: CustomText}},
		"custom_fields.0.key":     {{Key: "A b", Label: "x", Kind: CustomText}},
		"custom_fields.1.key":     {{Key: "a", Label: "x", Kind: CustomText}, {Key: "a", Label: "y", Kind: CustomText}},
		"custom_fields.0.type":    {{Key: "a", Label: "x", Kind: "date"}},
		"custom_fields.0.options": {{Key: "a", Label: "x", Kind: CustomChoice, Options: []string{"one"}}},
	} {
		var c Checks
		if c.CheckCustomFields("custom_fields", fields); c.OK() || len(c.Err().(*Error).Fields[at]) == 0 {
			t.Errorf("%s: %v", at, c.Err())
		}
	}
	for _, f := range []CustomField{{Key: "a", Label: strings.Repeat("x", CustomLabelMax+1), Kind: CustomText}, {Key: "a", Label: "x", Kind: CustomText, Options: []string{"a", "b"}},
		{Key: "a", Label: "x", Kind: CustomChoice, Options: []string{"a", "a"}}} {
		var c Checks
		if c.CheckCustomFields("f", []CustomField{f}); c.OK() {
			t.Errorf("%+v is taken", f)
		}
	}
}

func TestCustomAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field       CustomField
		typed, want string
		bad         bool
	}{
		{CustomField{Kind: CustomText}, "  Ana \u202e ", "Ana", false},
		{CustomField{Kind: CustomText}, "", "", false},
		{CustomField{Kind: CustomText, Required: true}, " ", "", true},
		{CustomField{Kind: CustomText}, strings.Repeat("x", CustomAnswerMax+1), strings.Repeat("x", CustomAnswerMax+1), true},
		{CustomField{Kind: CustomNumber}, "12,5", "12.5", false},
		{CustomField{Kind: CustomNumber}, "many", "", true},
		{CustomField{Kind: CustomChoice, Options: []string{"S", "L"}}, "L", "L", false},
		{CustomField{Kind: CustomChoice, Options: []string{"S", "L"}}, "XL", "XL", true},
		{CustomField{Kind: CustomCheckbox, Required: true}, "on", "true", false},
		{CustomField{Kind: CustomCheckbox, Required: true}, "", "", true},
		{CustomField{Kind: CustomCheckbox}, "", "", false},
	} {
		var checks Checks
		got := c.field.Answer(&checks, "custom_1", c.typed, LocaleOf("de"))
		if got.Value != c.want || checks.OK() == c.bad {
			t.Errorf("%+v with %q: %q %v", c.field, c.typed, got.Value, checks.Err())
		}
	}
}
