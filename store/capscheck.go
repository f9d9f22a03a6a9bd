package store

import (
	"context"
	"fmt"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
)

// OverCap is an account that was set to keep customer data for longer than one of its
// marketplaces allows, once the life of the keys' backups is added.
type OverCap struct {
	Number        int // of the account
	AfterHandling int // days, its own setting
	Cap           int // days, the shortest of its marketplaces
}

// OverCaps looks at the accounts' own settings, which were within the caps when they were
// made: keys.backupDays may be more since, or a marketplace with a shorter cap have come.
// Accounts that do not open are left out.
func (s *Store) OverCaps(ctx context.Context) (over []OverCap, err error) {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		one := OverCap{Number: a.Number, Cap: s.config.Retention.Cap}
		err := s.with(ctx, a.ID, func(o *openAccount) error {
			chosen, err := o.db.RetentionSettings.Query().Only(ctx)
			if account.IsNotFound(err) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("store: read the retention settings: %w", err)
			}
			one.AfterHandling = chosen.AfterHandling
			codes, err := o.db.Connection.Query().Where(connection.KindEQ(orderveil.Marketplace)).Select(connection.FieldCode).Strings(ctx)
			for _, code := range codes {
				if days, ok := s.config.Caps[code]; ok {
					one.Cap = min(one.Cap, days)
				}
			}
			return err
		})
		if err == nil && one.AfterHandling > 0 && one.AfterHandling+s.config.KeyBackupDays > one.Cap {
			over = append(over, one)
		}
	}
	return over, nil
}
