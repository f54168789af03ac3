package views

// languages are those that pages for customers speak, each by its own name, in
// the order of the alphabet and with the other scripts behind.
var languages = []Option{
	{"az", "Azərbaycan"}, {"da", "Dansk"}, {"de", "Deutsch"}, {"et", "Eesti"}, {"en", "English"}, {"es", "Español"}, {"fr", "Français"},
	{"it", "Italiano"}, {"lv", "Latviešu"}, {"no", "Norsk"}, {"pl", "Polski"}, {"pt", "Português"}, {"ro", "Română"}, {"fi", "Suomi"},
	{"sv", "Svenska"}, {"tr", "Türkçe"}, {"be", "Беларуская"}, {"kk", "Қазақша"}, {"ru", "Русский"}, {"sr", "Српски"}, {"tg", "Тоҷикӣ"},
	{"uk", "Українська"}, {"ka", "ქართული"}, {"ar", "العربية"}, {"bn", "বাংলা"}, {"zh", "中文"}, {"ja", "日本語"},
}

func languageName(lang string) string {
	for _, l := range languages {
		if l.Value == lang {
			return l.Label
		}
	}
	return lang
}
