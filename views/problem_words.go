package views

// problemWords are the three parts of an error page.
type problemWords struct{ title, sentence, advice string }

// problems are the words of each status, for when the error brings none.
var problems = map[int]problemWords{
	400: {"We could not read that", "What arrived was incomplete or in a form we do not know. Nothing was changed.", "Go back, load the page again and repeat the last step."},
	403: {"That is not yours to open", "You are logged in, but your role does not reach this far. Nothing was changed.", "Ask an owner of the account, or log in with another one."},
	404: {"There is nothing here", "The address may have a typing error, or what was here is gone.", "Check the address, or start from the beginning."},
	405: {"That page does not work this way", "The address is right, but it cannot be used like this. Nothing was changed.", "Go back and use the button on the page."},
	409: {"Somebody else was faster", "This was changed while you were looking at it. Your change was not made.", "Load the page again and look at the newest state."},
	413: {"That is too much at once", "What you sent is larger than we take. Nothing was saved.", "Shorten it and send it again."},
	415: {"We cannot read that kind of file", "What arrived is in a format that we do not take. Nothing was saved.", "Send a plain form or JSON, without compression."},
	421: {"This is not the right address", "This server does not answer under the name that you used.", "Use the address that you were given."},
	422: {"Something does not fit", "One of the values cannot be right. Nothing was saved.", "Go back, correct it and send it again."},
	429: {"A little too fast", "There were too many tries in a short time. Nothing was lost.", "Wait a minute, then try again."},
	500: {"Something broke on our side", "We noted it. If you were paying, you were not charged twice.", "Try again in a moment."},
	503: {"We are busy for a moment", "The server cannot take this right now. Nothing was lost.", "Try again in a few seconds."},
}

// words are the model's own, and the status's where it has none.
func (m ProblemPage) words() problemWords {
	w, ok := problems[m.Status]
	if !ok {
		w = problems[500]
	}
	if m.Title != "" {
		w.title = m.Title
	}
	if m.Sentence != "" {
		w.sentence = m.Sentence
	}
	if m.Advice != "" {
		w.advice = m.Advice
	}
	return w
}

// publicProblems are the statuses that customers read the same words for.
var publicProblems = map[int]string{404: "404", 410: "404", 409: "409", 429: "429", 500: "500", 503: "503"}

// publicWords are those for customers: what was told, if the language can say
// it, and what it says of the status otherwise.
func (m ProblemPage) publicWords(w *words) endWords {
	said, known := w.problems[publicProblems[m.Status]]
	if !known {
		said = w.problems["400"]
		if m.Status > 500 {
			said = w.problems["500"]
		}
	}
	if m.Sentence != "" && w.knows(m.Sentence) {
		said.sentence = w.say(m.Sentence)
	}
	return said
}

// way is the one way on. Customers are only sent where the model says.
func (m ProblemPage) way() (href, label string) {
	if m.ActionHref != "" || m.Public {
		return m.ActionHref, m.ActionLabel
	}
	return "/", "Go to the start"
}
