package main

import (
	"fmt"
	"reflect"
	"strings"
)

// setting is one variable, as `linktill config` shows it.
type setting struct{ Name, Value, Default, Meaning string }

// describe lists the settings with their values; secrets are masked.
func (c *config) describe() []setting {
	var settings []setting
	value := reflect.ValueOf(c).Elem()
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name := field.Tag.Get("env")
		if name == "" {
			continue
		}
		settings = append(settings, setting{
			Name: name, Value: showSetting(value.Field(i).Interface()),
			Default: field.Tag.Get("envDefault"), Meaning: field.Tag.Get("help"),
		})
	}
	return settings
}

func showSetting(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(value)
}

func settingNames() []string {
	var names []string
	for field := range reflect.TypeFor[config]().Fields() {
		if name := field.Tag.Get("env"); name != "" {
			names = append(names, name)
		}
	}
	return names
}
