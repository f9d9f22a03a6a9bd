package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/personal"
)

// ConnectionDraft is a connection as a viewer writes it down.
type ConnectionDraft struct {
	Connector    string
	Label        *string
	Settings     []*SettingInput
	Secrets      []*SecretInput
	EveryMinutes *int
	Withhold     []personal.Category
}

// SettingInput is a setting of a connection.
type SettingInput struct{ Name, Value string }

// SecretInput is a credential of a connection, on its way in.
type SecretInput struct {
	Name  string
	Value personal.Secret
}

// ConnectionTrial is what trying a connection showed.
type ConnectionTrial struct {
	Accepted bool
	Problem  *orderveil.Problem
}

// The bounds of connections.
const (
	maxConnections = 50
	maxLabel       = 60
	maxEvery       = 24 * time.Hour
	// usualEvery is how often the other side is asked when nobody says.
	usualEvery = 5 * time.Minute
)

// drafted is a draft that could work.
type drafted struct {
	spec     connectors.Spec
	made     connectors.Plugged
	settings map[string]string
	secrets  map[string]personal.Secret
}

// draft makes the connector that a draft describes.
func (s *Store) draft(code string, conn uuid.UUID, settings map[string]string, secrets map[string]personal.Secret) (d drafted, err error) {
	d = drafted{settings: settings, secrets: secrets}
	if d.spec, err = s.config.Kit.Spec(code); err != nil {
		return d, err
	}
	d.made, err = s.config.Kit.Make(d.spec, connectors.Config{Connection: conn, Settings: settings, Secrets: secrets})
	return d, err
}

// settingsOf are settings by name; an empty one is left out.
func settingsOf(all []*SettingInput) map[string]string {
	settings := map[string]string{}
	for _, one := range all {
		if value := strings.TrimSpace(one.Value); value != "" {
			settings[one.Name] = value
		}
	}
	return settings
}

// every is how often the other side is asked: a marketplace always, a back office when it says
// what it sent.
func (d drafted) every(minutes *int) (time.Duration, error) {
	_, tracks := d.made.Sink.(connectors.Tracker)
	if d.spec.Kind != orderveil.Marketplace && !tracks {
		return 0, nil
	}
	shortest := max(d.spec.Every, time.Minute)
	if minutes == nil {
		return max(usualEvery, shortest), nil
	}
	every := time.Duration(*minutes) * time.Minute
	if every < shortest || every > maxEvery {
		return 0, orderveil.Invalidf("%s is asked every %d to %d minutes", d.spec.Name, int(shortest/time.Minute), int(maxEvery/time.Minute))
	}
	return every, nil
}

// label is a connection's name, its connector's when none is given.
func (d drafted) label(given *string) (string, error) {
	name := strings.TrimSpace(text(given))
	if name == "" {
		name = d.spec.Name
	}
	if utf8.RuneCountInString(name) > maxLabel || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return "", orderveil.Invalidf("a label has at most %d characters", maxLabel)
	}
	return name, nil
}

// TryConnection sees whether the other side takes the credentials of a connection that is stored,
// or of one that is written down. It changes nothing there.
func (s *Store) TryConnection(ctx context.Context, v orderveil.Viewer, global *string, draft *ConnectionDraft) (*ConnectionTrial, error) {
	if !v.Can(orderveil.PermissionConnectionsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	if (global == nil) == (draft == nil) {
		return nil, orderveil.Invalidf("give a connection that is stored, or a draft")
	}
	if draft != nil {
		if err := s.mayReach(ctx, v.Account, draft.Connector); err != nil {
			return nil, err
		}
		touch(ctx, v.Account)
		d, err := s.draft(draft.Connector, uuid.Nil, settingsOf(draft.Settings), secretsOf(draft.Secrets))
		if err != nil {
			return nil, err
		}
		return s.showed(s.config.Kit.Try(ctx, d.made))
	}
	return s.tryStored(ctx, v, *global)
}

// tryStored tries a connection as it is, and marks it as what it shows to be.
func (s *Store) tryStored(ctx context.Context, v orderveil.Viewer, global string) (*ConnectionTrial, error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	var d drafted
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, id.row)
		if err != nil {
			return err
		}
		if err := a.mayReach(row.Code); err != nil {
			return err
		}
		secrets, err := a.openSecrets(ctx, row)
		if err != nil {
			return err
		}
		d, err = s.draft(row.Code, row.ID, row.Settings, secrets)
		return err
	})
	if err != nil {
		return nil, err
	}
	outcome := s.config.Kit.Try(ctx, d.made)
	trial, err := s.showed(outcome)
	if err != nil {
		return nil, err
	}
	var f *connectors.Failure
	if trial.Accepted || errors.As(outcome, &f) && f.Outcome == connectors.Auth {
		err = s.ConnectionProblem(ctx, id.account, id.row, trial.Problem)
	}
	return trial, err
}

// showed puts what a trial showed into words.
func (s *Store) showed(err error) (*ConnectionTrial, error) {
	var f *connectors.Failure
	switch {
	case err == nil:
		return &ConnectionTrial{Accepted: true}, nil
	case errors.As(err, &f):
		return &ConnectionTrial{Problem: f.Problem(s.config.Clock())}, nil
	}
	return nil, err
}

// managed is the id of a connection that the viewer may change.
func (s *Store) managed(v orderveil.Viewer, global string) (globalID, error) {
	if !v.Can(orderveil.PermissionConnectionsManage) || v.Account == uuid.Nil {
		return globalID{}, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindConnection)
	if err != nil || !v.Sees(id.account) {
		return globalID{}, orderveil.ErrNotFound
	}
	return id, nil
}

// connectionRow is a connection that was not removed.
func (a *openAccount) connectionRow(ctx context.Context, id uuid.UUID) (*account.Connection, error) {
	row, err := a.db.Connection.Query().Where(connection.ID(id), connection.StateNEQ(orderveil.ConnectionRemoved)).Only(ctx)
	return row, notFound(err)
}

// AddConnection connects the viewer's account. It need not have been tried: a system may be built
// after it.
func (s *Store) AddConnection(ctx context.Context, v orderveil.Viewer, draft ConnectionDraft) (*ConnectionView, error) {
	if !v.Can(orderveil.PermissionConnectionsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	if err := s.mayReach(ctx, v.Account, draft.Connector); err != nil {
		return nil, err
	}
	d, err := s.draft(draft.Connector, uuid.Nil, settingsOf(draft.Settings), secretsOf(draft.Secrets))
	if err != nil {
		return nil, err
	}
	n := NewConnection{Kind: d.spec.Kind, Code: d.spec.Code, Settings: d.settings, Secrets: d.secrets, Withhold: personal.SetOf(draft.Withhold...)}
	if n.Label, err = d.label(draft.Label); err != nil {
		return nil, err
	}
	if n.Every, err = d.every(draft.EveryMinutes); err != nil {
		return nil, err
	}
	if err := s.mayAdd(ctx, v.Account, d); err != nil {
		return nil, err
	}
	made, err := s.Connect(ctx, v.Account, n)
	if err != nil {
		return nil, err
	}
	return s.connectionView(ctx, v.Account, made.ID)
}

// mayAdd refuses a connection that is there already: every order would come twice.
func (s *Store) mayAdd(ctx context.Context, id uuid.UUID, d drafted) error {
	return s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Connection.Query().Where(connection.StateNEQ(orderveil.ConnectionRemoved)).All(ctx)
		if err != nil {
			return err
		}
		if len(rows) >= maxConnections {
			return orderveil.Invalidf("an account has at most %d connections: remove those that are not used", maxConnections)
		}
		for _, row := range rows {
			if row.Code != d.spec.Code || !maps.Equal(row.Settings, d.settings) {
				continue
			}
			secrets, err := a.openSecrets(ctx, row)
			if err != nil {
				return err
			}
			if maps.EqualFunc(secrets, d.secrets, same) {
				return orderveil.Invalidf("this connection is there already")
			}
		}
		return nil
	})
}

func (s *Store) connectionView(ctx context.Context, id, conn uuid.UUID) (view *ConnectionView, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, conn)
		view = &ConnectionView{store: s, account: a.ID, row: row}
		return err
	})
	return view, err
}

// ConnectionChange is what is to be different about a connection. What is nil stays.
type ConnectionChange struct {
	Label        *string
	Settings     []*SettingInput // all of them, when there are any
	Secrets      []*SecretInput  // those that are replaced; an empty one is taken away
	EveryMinutes *int
}

// ChangeConnection changes how a connection is set up. Settings that lead to another host need
// the credentials anew, so that those that are kept go nowhere that nobody gave them for.
func (s *Store) ChangeConnection(ctx context.Context, v orderveil.Viewer, global string, change ConnectionChange) (*ConnectionView, error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	var view *ConnectionView
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, id.row)
		if err != nil {
			return err
		}
		if row, err = s.change(ctx, a, row, change); err != nil {
			return err
		}
		view = &ConnectionView{store: s, account: a.ID, row: row}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return view, s.askSoon(ctx, id.account, view.row)
}

func (s *Store) change(ctx context.Context, a *openAccount, row *account.Connection, change ConnectionChange) (*account.Connection, error) {
	if err := a.mayReach(row.Code); err != nil {
		return nil, err
	}
	secrets, err := a.openSecrets(ctx, row)
	if err != nil {
		return nil, err
	}
	settings := row.Settings
	if change.Settings != nil {
		settings = settingsOf(change.Settings)
	}
	spec, err := s.config.Kit.Spec(row.Code)
	if err != nil {
		return nil, err
	}
	if connectors.LeadsElsewhere(row.Settings, settings) {
		given := secretsOf(change.Secrets)
		for name := range secrets {
			if given[name].Empty() && name != spec.Agreed && slices.Contains(connectors.Needed(spec.Secrets), name) {
				return nil, orderveil.Invalidf("the settings lead to another address: give the secret %s again, so that it is sent there with your consent", name)
			}
			delete(secrets, name)
		}
	}
	for _, one := range change.Secrets {
		delete(secrets, one.Name)
	}
	maps.Copy(secrets, secretsOf(change.Secrets))
	d, err := s.draft(row.Code, row.ID, settings, secrets)
	if err != nil {
		return nil, err
	}
	update := row.Update().SetSettings(settings)
	if change.Label != nil {
		label, err := d.label(change.Label)
		if err != nil {
			return nil, err
		}
		update.SetLabel(label)
	}
	if change.EveryMinutes != nil {
		every, err := d.every(change.EveryMinutes)
		if err != nil {
			return nil, err
		}
		update.SetEverySeconds(int(every / time.Second))
	}
	if len(change.Secrets) > 0 {
		sealed, err := a.sealSecrets(ctx, row.ID, secrets)
		if err != nil {
			return nil, err
		}
		update.SetCredentials(sealed).SetCredentialsAt(s.config.Clock())
	}
	if change.Settings != nil || len(change.Secrets) > 0 { // whatever was wrong may be right
		state, problem := s.stateOf(d.spec, secrets)
		setProblem(update.SetFailures(0).ClearRestsUntil().ClearLimitedUntil().ClearConsent().ClearConsentUntil(), problem)
		if row.State != orderveil.ConnectionPaused {
			update.SetState(state)
		}
	}
	return update.Save(ctx)
}

// ReplaceCredentials puts other secrets in the place of those of the same names.
func (s *Store) ReplaceCredentials(ctx context.Context, v orderveil.Viewer, global string, secrets []*SecretInput) (*ConnectionView, error) {
	if v.Can(orderveil.PermissionConnectionsManage) && len(secretsOf(secrets)) == 0 {
		return nil, orderveil.Invalidf("give the secrets that are to be replaced")
	}
	return s.ChangeConnection(ctx, v, global, ConnectionChange{Secrets: secrets})
}
