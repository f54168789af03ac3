package writer

// Network is where a caption is shown.
type Network string

// The networks; the first is where a caption is shown when nobody says.
const (
	Instagram Network = "instagram"
	Facebook  Network = "facebook"
	X         Network = "x"
	TikTok    Network = "tiktok"
	LinkedIn  Network = "linkedin"
	Pinterest Network = "pinterest"
	Threads   Network = "threads"
	WhatsApp  Network = "whatsapp"
	Telegram  Network = "telegram"
)

// Networks are all of them.
var Networks = []Network{Instagram, Facebook, X, TikTok, LinkedIn, Pinterest, Threads, WhatsApp, Telegram}

// networkRules is what suits a network.
type networkRules struct {
	length   int // characters of text and hashtags; where a network allows a book, what is read
	hashtags int // how many are usual
	// bare networks do not let an address in a caption be opened.
	bare bool
}

var networks = map[Network]networkRules{
	Instagram: {length: 2200, hashtags: 8, bare: true},
	Facebook:  {length: 2000, hashtags: 2},
	X:         {length: 280, hashtags: 2},
	TikTok:    {length: 2200, hashtags: 5, bare: true},
	LinkedIn:  {length: 3000, hashtags: 3},
	Pinterest: {length: 500, hashtags: 4},
	Threads:   {length: 500, hashtags: 1},
	WhatsApp:  {length: 700, hashtags: 0},
	Telegram:  {length: 1024, hashtags: 2},
}
