package web

import (
	"linktill/handlers"
	"linktill/internal/pay"
)

// bio is the bio page: in public, on /v1, and its editor.
func bio(h *handlers.Handlers) []Route {
	return append(bioEditor(h), []Route{
		{Method: "GET", Path: "/@:slug", Access: Public, Handle: h.BioPage},
		{Method: "GET", Path: "/@:slug/go/:link", Access: Public, Handle: h.FollowBioLink, PerMinute: 120},

		{Method: "GET", Path: "/v1/bio", Access: Key, Scope: pay.BioRead, Handle: h.ShowBio},
		{Method: "PUT", Path: "/v1/bio", Access: Key, Scope: pay.BioWrite, Handle: h.SaveBio},
		{Method: "POST", Path: "/v1/bio/links", Access: Key, Scope: pay.BioWrite, Handle: h.CreateBioLink},
		{Method: "PUT", Path: "/v1/bio/links/order", Access: Key, Scope: pay.BioWrite, Handle: h.OrderBioLinks},
		{Method: "PUT", Path: "/v1/bio/links/:id", Access: Key, Scope: pay.BioWrite, Handle: h.ChangeBioLink},
		{Method: "DELETE", Path: "/v1/bio/links/:id", Access: Key, Scope: pay.BioWrite, Handle: h.DeleteBioLink},
	}...)
}

func bioEditor(h *handlers.Handlers) []Route {
	return []Route{
		{Method: "GET", Path: "/dashboard/bio", Access: Member, Scope: pay.BioRead, Handle: h.EditBio},
		{Method: "GET", Path: "/dashboard/bio/preview", Access: Member, Scope: pay.BioRead, Handle: h.PreviewBio},
		{Method: "GET", Path: "/dashboard/bio/history", Access: Member, Scope: pay.BioRead, Handle: h.BioHistory},
		{Method: "GET", Path: "/dashboard/bio/numbers", Access: Member, Scope: pay.BioRead, Handle: h.BioNumbers},
		{Method: "POST", Path: "/dashboard/bio/start", Access: Member, Scope: pay.BioWrite, Handle: h.StartBio},
		{Method: "POST", Path: "/dashboard/bio/head", Access: Member, Scope: pay.BioWrite, Handle: h.ChangeBioHead, Upload: true},
		{Method: "POST", Path: "/dashboard/bio/publish", Access: Member, Scope: pay.BioWrite, Handle: h.PublishBio},
		{Method: "POST", Path: "/dashboard/bio/discard", Access: Member, Scope: pay.BioWrite, Handle: h.DiscardBio},
		{Method: "POST", Path: "/dashboard/bio/unpublish", Access: Member, Scope: pay.BioWrite, Handle: h.UnpublishBio},
		{Method: "POST", Path: "/dashboard/bio/restore", Access: Member, Scope: pay.BioWrite, Handle: h.RestoreBio},
		{Method: "POST", Path: "/dashboard/bio/blocks", Access: Member, Scope: pay.BioWrite, Handle: h.AddBioBlock, Upload: true},
		{Method: "POST", Path: "/dashboard/bio/blocks/:id", Access: Member, Scope: pay.BioWrite, Handle: h.ChangeBioBlock, Upload: true},
		{Method: "POST", Path: "/dashboard/bio/blocks/:id/switch", Access: Member, Scope: pay.BioWrite, Handle: h.SwitchBioBlock},
		{Method: "POST", Path: "/dashboard/bio/blocks/:id/move", Access: Member, Scope: pay.BioWrite, Handle: h.MoveBioBlock},
		{Method: "POST", Path: "/dashboard/bio/blocks/:id/delete", Access: Member, Scope: pay.BioWrite, Handle: h.RemoveBioBlock},
		{Method: "POST", Path: "/dashboard/bio/blocks/:id/restore", Access: Member, Scope: pay.BioWrite, Handle: h.RestoreBioBlock},
		{Method: "GET", Path: "/dashboard/bio/write", Access: Member, Scope: pay.AIUse, Handle: h.BioHelp},
		{Method: "POST", Path: "/dashboard/bio/write", Access: Member, Scope: pay.AIUse, Handle: h.WriteBio},
		{Method: "POST", Path: "/dashboard/bio/write/use", Access: Member, Scope: pay.BioWrite, Handle: h.UseWritten},
	}
}
