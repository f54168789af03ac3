package pay

import (
	"slices"
	"strings"
	"time"
)

// moreZones are time zones of countries that have several; countryTable has the
// one that most businesses there are in.
var moreZones = strings.Fields(`
	UTC
	America/Anchorage America/Boise America/Chicago America/Denver America/Detroit America/Los_Angeles America/New_York America/Phoenix
	Pacific/Honolulu America/Edmonton America/Halifax America/Regina America/St_Johns America/Toronto America/Vancouver America/Winnipeg
	America/Cancun America/Hermosillo America/Mazatlan America/Mexico_City America/Tijuana
	America/Campo_Grande America/Cuiaba America/Fortaleza America/Manaus America/Noronha America/Recife America/Rio_Branco America/Sao_Paulo
	America/Punta_Arenas America/Santiago Pacific/Easter Pacific/Galapagos America/Nuuk America/Scoresbysund
	Atlantic/Azores Atlantic/Canary Atlantic/Madeira Europe/Kaliningrad Europe/Lisbon Europe/Madrid
	Europe/Moscow Europe/Samara Europe/Volgograd Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Krasnoyarsk Asia/Irkutsk Asia/Yakutsk
	Asia/Vladivostok Asia/Magadan Asia/Kamchatka
	Africa/Kinshasa Africa/Lubumbashi Asia/Almaty Asia/Aqtau Asia/Jakarta Asia/Makassar Asia/Jayapura Asia/Shanghai Asia/Urumqi
	Asia/Ulaanbaatar Asia/Hovd
	Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Hobart Australia/Lord_Howe Australia/Melbourne Australia/Perth Australia/Sydney
	Pacific/Auckland Pacific/Chatham Pacific/Tahiti Pacific/Marquesas Pacific/Gambier Pacific/Tarawa Pacific/Kiritimati Pacific/Pohnpei
	Pacific/Port_Moresby Pacific/Bougainville`)

// TimeZones are those to choose from, with own among them, by their offset at
// that moment and then by name.
func TimeZones(own string, at time.Time) []*time.Location {
	names := append([]string{own}, moreZones...)
	for _, c := range countryTable {
		names = append(names, c.TimeZone)
	}
	slices.Sort(names)
	var zones []*time.Location
	for _, name := range slices.Compact(names) {
		if zone, err := time.LoadLocation(name); err == nil && name != "" {
			zones = append(zones, zone)
		}
	}
	offset := func(zone *time.Location) int { _, seconds := at.In(zone).Zone(); return seconds }
	slices.SortStableFunc(zones, func(a, b *time.Location) int { return offset(a) - offset(b) })
	return zones
}
