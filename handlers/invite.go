package handlers

import (
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

func (h *Handlers) inviteRow(c *fiber.Ctx, i pay.Invite) views.InviteRow {
	path := teamPath + "/invites/" + pay.InvitePrefix.Show(i.ID)
	row := views.InviteRow{Email: i.Email, Role: i.Role.Words(), By: i.InvitedBy, Sent: moment(i.SentAt, zone(c)),
		Expires: moment(i.ExpiresAt, zone(c)), Expired: i.Expired(h.Now())}
	if pay.CheckRole(caller(c).Role, "", i.Role) == nil {
		row.ResendAction, row.WithdrawAction = path+"/resend", path+"/withdraw"
	}
	return row
}

type inviteForm struct {
	Email string `form:"email"`
	Role  string `form:"role"`
}

// NewInvite answers GET /dashboard/team/invite.
func (h *Handlers) NewInvite(c *fiber.Ctx) error {
	return h.render(c, fiber.StatusOK, h.inviteForm(c, inviteForm{Role: string(pay.Viewer)}, nil))
}

func (h *Handlers) inviteForm(c *fiber.Ctx, in inviteForm, e views.Errors) templ.Component {
	return views.InviteNew(h.frame(c, teamPath+"/invite"), views.InviteForm{
		Nonce: newNonce(), Email: in.Email, Role: in.Role, Roles: roleChoices(caller(c).Role), Errors: e,
	})
}

// CreateInvite answers POST /dashboard/team/invites.
func (h *Handlers) CreateInvite(c *fiber.Ctx) error {
	var in inviteForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	by := caller(c)
	email, role, err := pay.NewInvite{Email: in.Email, Role: in.Role}.Check(by.Role)
	if err == nil {
		err = h.limitInvites(c)
	}
	if err == nil {
		_, err = h.Store.CreateInvite(c.UserContext(), by, h.operationID(c), email, role)
	}
	if err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component { return h.inviteForm(c, in, e) })
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: "An invite is on its way to " + email + "."})
}

func (h *Handlers) limitInvites(c *fiber.Ctx) error {
	return h.limit(c, "invites:"+caller(c).MerchantID.UUID(), pay.InviteMailsPerHour, time.Hour)
}

// inviteParam reads which invite the path names.
func inviteParam(c *fiber.Ctx) (pay.ID, error) {
	id, ok := pay.InvitePrefix.Parse(c.Params("id"))
	if !ok {
		return id, pay.Errorf(pay.NotFound, "There is no such invite.")
	}
	return id, nil
}

// ResendInvite answers POST /dashboard/team/invites/{id}/resend.
func (h *Handlers) ResendInvite(c *fiber.Ctx) error {
	id, err := inviteParam(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if err := h.limitInvites(c); err != nil {
		return err
	}
	i, err := h.Store.ResendInvite(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: "The invite is on its way to " + i.Email + " again. The link in the earlier mail does not work any more."})
}

// WithdrawInvite answers POST /dashboard/team/invites/{id}/withdraw.
func (h *Handlers) WithdrawInvite(c *fiber.Ctx) error {
	id, err := inviteParam(c)
	if err != nil {
		return err
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	i, err := h.Store.WithdrawInvite(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: "The invite to " + i.Email + " is withdrawn."})
}

// openInvite finds the invite of the address's token.
func (h *Handlers) openInvite(c *fiber.Ctx) (o store.OpenedInvite, tokenHash []byte, err error) {
	token := c.Params("token")
	number, ok := secret.TokenMerchant(token)
	if !ok {
		return o, nil, pay.Errorf(pay.NotFound, "This is not an invite.")
	}
	tokenHash = h.Secrets.Hash(secret.ForInvite, token)
	o, err = h.Store.OpenInvite(c.UserContext(), number, tokenHash)
	return o, tokenHash, err
}

// InvitePage answers GET /invite/{token}.
func (h *Handlers) InvitePage(c *fiber.Ctx) error {
	o, _, err := h.openInvite(c)
	if err != nil {
		return h.inviteGone(c, err)
	}
	page, err := h.invitePage(c, o, nil)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, page)
}

func (h *Handlers) invitePage(c *fiber.Ctx, o store.OpenedInvite, e views.Errors) (templ.Component, error) {
	m := views.InvitePage{
		Token: c.Params("token"), Merchant: o.Merchant.Name, InvitedBy: o.Invite.InvitedBy, Email: o.Invite.Email,
		Role: o.Invite.Role.Words(), RoleMay: o.Invite.Role.May(), HasAccount: o.HasAccount, Errors: e,
	}
	if userID, err := h.wholePerson(c); err != nil {
		return nil, err
	} else if !userID.IsZero() {
		who, err := h.Store.Credentials(c.UserContext(), userID)
		if err != nil {
			return nil, err
		}
		m.LoggedInAs = who.User.Email
	}
	m.LogInHref = withNext(logInPath, "/invite/"+m.Token)
	return views.Invited(h.page(c), m), nil
}

// wholePerson is who the session belongs to, when they proved all that they
// have to prove; otherwise the zero id.
func (h *Handlers) wholePerson(c *fiber.Ctx) (pay.ID, error) {
	s := session(c)
	if s.UserID.IsZero() {
		return pay.ID{}, nil
	}
	who, err := h.Store.Credentials(c.UserContext(), s.UserID)
	if pay.CodeOf(err) == pay.NotFound || err == nil && who.User.SecondFactorOn() && s.SecondFactorAt.IsZero() {
		return pay.ID{}, nil
	}
	return who.User.ID, err
}

// AcceptInvite answers POST /invite/{token}: it adds whoever is logged in under
// the invited address, or makes an account for it. For an address that has one,
// holding the link is not enough: they have to log in.
func (h *Handlers) AcceptInvite(c *fiber.Ctx) error {
	var in struct {
		Password string `form:"password"`
		Username string `form:"username"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	o, tokenHash, err := h.openInvite(c)
	if err != nil {
		return h.inviteGone(c, err)
	}
	if o.HasAccount {
		return h.joinWithAccount(c, o, tokenHash)
	}
	hash, err := h.newPassword(c, in.Password, o.Invite.Email)
	userID := h.Store.NewID(0)
	if err == nil {
		err = h.Store.JoinAnew(c.UserContext(), o, tokenHash, userID, hash)
	}
	if err != nil {
		return h.inviteAgain(c, o, err)
	}
	return h.entered(c, o, h.signIn(c, store.SignIn{UserID: userID, MerchantID: o.Merchant.ID, PasswordHash: hash, LogIn: h.logIn(c, "password")}))
}

// joinWithAccount renews the session: pressing a button proves nothing about who
// sits at the browser.
func (h *Handlers) joinWithAccount(c *fiber.Ctx, o store.OpenedInvite, tokenHash []byte) error {
	userID, err := h.wholePerson(c)
	if err != nil {
		return err
	}
	if userID.IsZero() {
		return redirect(c, withNext(logInPath, "/invite/"+c.Params("token")))
	}
	if err := h.Store.JoinWithAccount(c.UserContext(), o, tokenHash, userID); err != nil {
		return h.inviteAgain(c, o, err)
	}
	return h.entered(c, o, h.renewSession(c, o.Merchant.ID))
}

// entered welcomes whoever has joined, unless the session could not be made.
func (h *Handlers) entered(c *fiber.Ctx, o store.OpenedInvite, err error) error {
	if err != nil {
		return err
	}
	h.flash(c, "Welcome to "+o.Merchant.Name+".")
	return redirect(c, homePath)
}

func (h *Handlers) inviteAgain(c *fiber.Ctx, o store.OpenedInvite, err error) error {
	if pay.CodeOf(err) == pay.NotFound {
		return h.inviteGone(c, err)
	}
	return h.wrongOr(c, err, func(e views.Errors) (templ.Component, error) { return h.invitePage(c, o, e) })
}

func (h *Handlers) inviteGone(c *fiber.Ctx, err error) error {
	if pay.CodeOf(err) != pay.NotFound {
		return err
	}
	return h.render(c, fiber.StatusGone, views.Invited(h.page(c), views.InvitePage{Gone: true}))
}
