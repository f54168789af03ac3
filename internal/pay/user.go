package pay

import "time"

// User is a person who can log in.
type User struct {
	ID                ID
	Email             string
	TOTPOn            bool
	TOTPSince         *time.Time
	PasswordChangedAt time.Time
	CreatedAt         time.Time
}

// Member is a user in a merchant, with the role they have there.
type Member struct {
	User     User
	Merchant Merchant
	Role     Role
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
)

// PasswordResetLifetime is how long a mailed link to a new password works.
const PasswordResetLifetime = 30 * time.Minute
