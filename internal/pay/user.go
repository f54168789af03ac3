package pay

import "time"

// User is a person who can log in.
type User struct {
	ID        ID
	Email     string
	TOTPOn    bool
	TOTPSince *time.Time
	// Passkeys is how many the person has.
	Passkeys          int
	PasswordChangedAt time.Time
	CreatedAt         time.Time
}

// SecondFactorOn reports whether a password alone does not open the account.
func (u User) SecondFactorOn() bool { return u.TOTPOn || u.Passkeys > 0 }

// Member is a user in a merchant, with the role they have there.
type Member struct {
	User     User
	Merchant Merchant
	Role     Role
	// TwoFactorRequired is whether the merchant asks its members for a second
	// factor.
	TwoFactorRequired bool
	// Memberships is in how many merchants the person works.
	Memberships int
}

// Notice is a mail that tells a person what changed in their account, so that
// they can act when it was not them.
type Notice string

// The notices.
const (
	NoticePasswordChanged  Notice = "password_changed"
	NoticePasswordReset    Notice = "password_reset"
	NoticeTOTPOn           Notice = "two_factor_on"
	NoticeTOTPOff          Notice = "two_factor_off"
	NoticeRecoveryRenewed  Notice = "recovery_codes_renewed"
	NoticeRecoveryCodeUsed Notice = "recovery_code_used"
	NoticeCodesBlocked     Notice = "codes_blocked"
	NoticePasskeyAdded     Notice = "passkey_added"
	NoticePasskeyRemoved   Notice = "passkey_removed"
	NoticePasskeyCloned    Notice = "passkey_cloned"
	NoticeNewDevice        Notice = "new_device"
)

// PasswordResetLifetime is how long a mailed link to a new password works.
const PasswordResetLifetime = 30 * time.Minute
