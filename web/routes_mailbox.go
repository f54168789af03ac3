package web

import "linktill/handlers"

// mailbox is where mails are read on a server without a mail server. Who may
// read which is decided by whom they were written for.
func mailbox(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/mailbox", Access: Member, Handle: h.Mailbox},
		{Method: "GET", Path: "/dashboard/mailbox/:id", Access: Member, Handle: h.KeptMail},
		{Method: "GET", Path: "/dashboard/mailbox/:id/html", Access: Member, Handle: h.KeptMailHTML},
	}
}
