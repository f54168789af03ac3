package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Setting is one variable, as `linktill config` shows it.
type Setting struct{ Name, Value, Default, Meaning string }

// Describe lists the settings with their values; secrets are masked.
func (c *Config) Describe() []Setting {
	var settings []Setting
	value := reflect.ValueOf(c).Elem()
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name := field.Tag.Get("env")
		if name == "" {
			continue
		}
		settings = append(settings, Setting{
			Name: name, Value: show(value.Field(i).Interface()),
			Default: field.Tag.Get("envDefault"), Meaning: field.Tag.Get("help"),
		})
	}
	return settings
}

func show(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(value)
}

func names() []string {
	var names []string
	for field := range reflect.TypeFor[Config]().Fields() {
		if name := field.Tag.Get("env"); name != "" {
			names = append(names, name)
		}
	}
	return names
}
