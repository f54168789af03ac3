package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// LogInForTest is what a log-in brings along, without its session.
func (s *Store) LogInForTest(ctx context.Context, userID pay.ID, device []byte) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		return s.noteLogIn(ctx, tx, SignIn{UserID: userID, LogIn: &LogIn{With: "password", DeviceHash: device}})
	})
}
