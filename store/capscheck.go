package store

import "context"

// OverCap is an account that was set to keep customer data for longer than one of its
// marketplaces allows, once the life of the keys' backups is added.
type OverCap struct {
	Number        int // of the account
	AfterHandling int // days, its own setting
	Cap           int // days, the shortest of its marketplaces
}

// OverCaps looks at the accounts' own settings, which were within the caps when they were
// made: keys.backupDays may be more since, or a marketplace with a shorter cap have come.
// Accounts that do not open, and those that keep to the configuration, are left out.
func (s *Store) OverCaps(ctx context.Context) (over []OverCap, err error) {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		var t terms
		err := s.with(ctx, a.ID, func(o *openAccount) (err error) {
			t, err = s.terms(ctx, o.db)
			return err
		})
		days := t.general.AfterHandling
		if err == nil && days != s.config.Retention.AfterHandling && days+s.config.KeyBackupDays > t.cap() {
			over = append(over, OverCap{a.Number, days, t.cap()})
		}
	}
	return over, nil
}
