package writer

// phrases are what the rules write with: {name}, {words}, {price} and {url} are
// filled in. They claim nothing about what is sold, which nobody told them.
type phrases struct {
	Open  []string // with {name}
	Words []string // with {words}
	More  []string
	Close []string
}

// tongue is one language.
type tongue struct {
	and   string
	price string // with {price}
	order string // with {url}
	bio   string // where no address can be opened
	// Headings of a page: about somebody, and what there is to open.
	about, links string
	tones        map[Tone]phrases
	// common words tell the language, and say nothing about a text.
	common []string
}

// languages are what the rules write, in the order in which people are told.
var languages = []string{"en", "de", "fr", "es"}

var tongues = map[string]tongue{
	"en": {
		and: "and", price: "Price: {price}.", order: "Order here: {url}", bio: "You will find the link in our profile.",
		about: "About", links: "Have a look",
		tones: map[Tone]phrases{
			Friendly: {
				Open:  []string{"Meet {name}.", "Say hello to {name}.", "Here is {name}."},
				Words: []string{"What you will like about it: {words}.", "Good to know: {words}."},
				More:  []string{"Have a question first? Just ask, we are happy to help."},
				Close: []string{"Order whenever you are ready – we look forward to it.", "Take a look, and order in a minute."},
			},
			Professional: {
				Open:  []string{"{name}.", "Introducing {name}.", "Our offer: {name}."},
				Words: []string{"At a glance: {words}.", "Key points: {words}."},
				More:  []string{"We will gladly answer questions before you order."},
				Close: []string{"Order and pay online, quickly and securely.", "Available to order online."},
			},
			Playful: {
				Open:  []string{"Well, look who is here: {name}!", "Psst – {name}!", "Ta-da! {name}!"},
				Words: []string{"Expect this: {words}. Yes, all of it.", "In short: {words}. Need we say more?"},
				More:  []string{"Not sure yet? Ask us anything, we do not bite."},
				Close: []string{"Go on, you know you want to.", "One click and it is on its way to being yours."},
			},
			Luxury: {
				Open:  []string{"{name}.", "Discover {name}.", "Allow us to present {name}."},
				Words: []string{"Its character: {words}.", "Distinguished by {words}."},
				More:  []string{"We are at your service for any question."},
				Close: []string{"For those who choose with care.", "Reserve yours at your leisure."},
			},
		},
		common: []string{"the", "and", "with", "for", "our", "your", "you", "from", "this", "that", "are", "is", "of", "we", "have", "about", "their", "there", "which", "every"},
	},
	"de": {
		and: "und", price: "Preis: {price}.", order: "Hier bestellen: {url}", bio: "Den Link findest du in unserem Profil.",
		about: "Über uns", links: "Zum Anschauen",
		tones: map[Tone]phrases{
			Friendly: {
				Open:  []string{"Das ist {name}.", "Wir stellen vor: {name}.", "Schön, dass du da bist: {name}."},
				Words: []string{"Was dir daran gefallen wird: {words}.", "Gut zu wissen: {words}."},
				More:  []string{"Du hast noch eine Frage? Schreib uns, wir helfen gern."},
				Close: []string{"Bestell einfach, wann es dir passt – wir freuen uns.", "Schau es dir an und bestell in einer Minute."},
			},
			Professional: {
				Open:  []string{"{name}.", "Wir stellen vor: {name}.", "Unser Angebot: {name}."},
				Words: []string{"Auf einen Blick: {words}.", "Die wichtigsten Punkte: {words}."},
				More:  []string{"Fragen beantworten wir gern, bevor Sie bestellen."},
				Close: []string{"Bestellen und bezahlen Sie online, schnell und sicher.", "Jetzt online bestellbar."},
			},
			Playful: {
				Open:  []string{"Na, wer ist denn da? {name}!", "Psst – {name}!", "Tadaa! {name}!"},
				Words: []string{"Das steckt drin: {words}. Ja, alles davon.", "Kurz gesagt: {words}. Noch Fragen?"},
				More:  []string{"Noch unsicher? Frag uns, wir beißen nicht."},
				Close: []string{"Na los, du willst es doch auch.", "Ein Klick, und es gehört fast schon dir."},
			},
			Luxury: {
				Open:  []string{"{name}.", "Entdecken Sie {name}.", "Wir dürfen vorstellen: {name}."},
				Words: []string{"Der Charakter: {words}.", "Was es auszeichnet: {words}."},
				More:  []string{"Für Fragen sind wir jederzeit für Sie da."},
				Close: []string{"Für alle, die mit Bedacht wählen.", "Bestellen Sie ganz in Ruhe."},
			},
		},
		common: []string{"der", "die", "das", "und", "mit", "für", "wir", "sie", "ein", "eine", "ist", "von", "aus", "auf", "unser", "unsere", "nicht", "auch", "alles", "einen"},
	},
	"fr": {
		and: "et", price: "Prix : {price}.", order: "Pour commander : {url}", bio: "Le lien est dans notre profil.",
		about: "À propos", links: "À découvrir",
		tones: map[Tone]phrases{
			Friendly: {
				Open:  []string{"Voici {name}.", "On te présente {name}.", "Découvre {name}."},
				Words: []string{"Ce qui va te plaire : {words}.", "Bon à savoir : {words}."},
				More:  []string{"Une question ? Écris-nous, on répond avec plaisir."},
				Close: []string{"Commande quand tu veux, on t'attend.", "Jette un œil et commande en une minute."},
			},
			Professional: {
				Open:  []string{"{name}.", "Nous vous présentons {name}.", "Notre offre : {name}."},
				Words: []string{"En bref : {words}.", "Les points essentiels : {words}."},
				More:  []string{"Nous répondons volontiers à vos questions avant la commande."},
				Close: []string{"Commandez et payez en ligne, vite et en toute sécurité.", "À commander en ligne."},
			},
			Playful: {
				Open:  []string{"Tiens, qui voilà : {name} !", "Psst… {name} !", "Et voilà : {name} !"},
				Words: []string{"Au programme : {words}. Oui, tout ça.", "En résumé : {words}. Que dire de plus ?"},
				More:  []string{"Tu hésites ? Demande-nous, on ne mord pas."},
				Close: []string{"Allez, laisse-toi tenter.", "Un clic, et c'est presque à toi."},
			},
			Luxury: {
				Open:  []string{"{name}.", "Découvrez {name}.", "Permettez-nous de vous présenter {name}."},
				Words: []string{"Son caractère : {words}.", "Ce qui le distingue : {words}."},
				More:  []string{"Nous sommes à votre disposition pour toute question."},
				Close: []string{"Pour celles et ceux qui choisissent avec soin.", "Commandez à votre rythme."},
			},
		},
		common: []string{"le", "la", "les", "des", "et", "avec", "pour", "nous", "vous", "une", "un", "est", "dans", "sur", "notre", "votre", "pas", "aussi", "tout", "chez"},
	},
	"es": {
		and: "y", price: "Precio: {price}.", order: "Pídelo aquí: {url}", bio: "El enlace está en nuestro perfil.",
		about: "Quiénes somos", links: "Para ver",
		tones: map[Tone]phrases{
			Friendly: {
				Open:  []string{"Te presentamos {name}.", "Esto es {name}.", "Descubre {name}."},
				Words: []string{"Lo que te va a gustar: {words}.", "Conviene saber: {words}."},
				More:  []string{"¿Tienes alguna pregunta? Escríbenos, te ayudamos con gusto."},
				Close: []string{"Pide cuando quieras, te esperamos.", "Échale un vistazo y pídelo en un minuto."},
			},
			Professional: {
				Open:  []string{"{name}.", "Le presentamos {name}.", "Nuestra oferta: {name}."},
				Words: []string{"En resumen: {words}.", "Los puntos clave: {words}."},
				More:  []string{"Respondemos con gusto a sus preguntas antes del pedido."},
				Close: []string{"Pida y pague en línea, de forma rápida y segura.", "Disponible para pedir en línea."},
			},
			Playful: {
				Open:  []string{"¡Mira quién está aquí: {name}!", "Pst… ¡{name}!", "¡Tachán! ¡{name}!"},
				Words: []string{"Esto trae: {words}. Sí, todo.", "En pocas palabras: {words}. ¿Hace falta más?"},
				More:  []string{"¿Dudas? Pregúntanos, no mordemos."},
				Close: []string{"Venga, si lo estás deseando.", "Un clic y ya casi es tuyo."},
			},
			Luxury: {
				Open:  []string{"{name}.", "Descubra {name}.", "Permítanos presentarle {name}."},
				Words: []string{"Su carácter: {words}.", "Lo que lo distingue: {words}."},
				More:  []string{"Estamos a su disposición para cualquier consulta."},
				Close: []string{"Para quienes eligen con criterio.", "Pídalo con toda calma."},
			},
		},
		common: []string{"el", "los", "las", "del", "con", "para", "nosotros", "una", "un", "es", "en", "por", "nuestro", "nuestra", "su", "no", "también", "todo", "que", "más"},
	},
}
