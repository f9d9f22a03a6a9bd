package store

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/catalog/schedule"
	"orderveil/personal"
)

// consentLife is how long a merchant may take at the other side.
const consentLife = 10 * time.Minute

// AuthorisationPage is where a merchant goes to let the hub in.
type AuthorisationPage struct {
	URL   string
	Until time.Time
}

// Authorisation is how a merchant's way to the other side ended.
type Authorisation struct {
	Connection *ConnectionView
	Accepted   bool
	Problem    *orderveil.Problem
}

// errNoConsent is one answer for all that is wrong with a state, so that nobody learns more.
var errNoConsent = orderveil.Invalidf("this is not an authorisation that you began in this browser in the last 10 minutes, or it was finished already: begin it again on the connection's page")

// BeginAuthorisation makes the address at which the merchant lets the hub in. What was begun
// before for the connection can no longer be finished.
func (s *Store) BeginAuthorisation(ctx context.Context, v orderveil.Viewer, global string) (page *AuthorisationPage, err error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, id.row)
		if err != nil {
			return err
		}
		consent, _, err := s.consent(ctx, a, row)
		if err != nil {
			return err
		}
		state := rand.Text()
		page = &AuthorisationPage{URL: consent.Page(state), Until: s.config.Clock().Add(consentLife).UTC()}
		return row.Update().SetConsent(s.consentOf(v, personal.NewSecret(state))).SetConsentUntil(page.Until).Exec(ctx)
	})
	return page, err
}

// consent makes a connection's way of consenting, with its secrets as they are.
func (s *Store) consent(ctx context.Context, a *openAccount, row *account.Connection) (connectors.Consent, map[string]personal.Secret, error) {
	if err := a.mayReach(row.Code); err != nil {
		return nil, nil, err
	}
	spec, err := s.config.Kit.Spec(row.Code)
	if err != nil {
		return nil, nil, err
	}
	secrets, err := a.openSecrets(ctx, row)
	if err != nil {
		return nil, nil, err
	}
	consent, err := s.config.Kit.Consent(spec, connectors.Config{Connection: row.ID, Settings: row.Settings, Secrets: secrets})
	return consent, secrets, err
}

// begun is an authorisation that is being finished, by nobody else.
type begun struct {
	spec    connectors.Spec
	consent connectors.Consent
	id      globalID
	mark    []byte // in the place of what was kept of the state, until the connection is changed
}

// FinishAuthorisation takes what the merchant brought back, and tries the connection. Without a code the merchant
// did not agree. A state is good once, for who began with it.
func (s *Store) FinishAuthorisation(ctx context.Context, v orderveil.Viewer, state personal.Secret, code *personal.Secret) (*Authorisation, error) {
	if !v.Can(orderveil.PermissionConnectionsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	b, err := s.takeConsent(ctx, v, state)
	if err != nil {
		return nil, err
	}
	if code == nil || code.Empty() {
		return s.notAgreed(ctx, b, connectors.ConsentRefused(b.spec))
	}
	limited, cancel := context.WithTimeout(ctx, longestExchange)
	defer cancel()
	agreed, err := b.consent.Exchange(limited, *code)
	var f *connectors.Failure
	if errors.As(err, &f) {
		return s.notAgreed(ctx, b, f)
	}
	if err != nil {
		return nil, err
	}
	return s.agreed(context.WithoutCancel(ctx), v, b, agreed) // the code is used up
}

// longestExchange is how long somebody waits for a code to be taken.
const longestExchange = 30 * time.Second

// takeConsent uses a state up.
func (s *Store) takeConsent(ctx context.Context, v orderveil.Viewer, state personal.Secret) (b begun, err error) {
	touch(ctx, v.Account)
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		open := connection.And(connection.Consent(s.consentOf(v, state)), connection.ConsentUntilGT(s.config.Clock()), connection.StateNEQ(orderveil.ConnectionRemoved))
		row, err := a.db.Connection.Query().Where(open).Only(ctx)
		if account.IsNotFound(err) {
			return errNoConsent
		}
		if err != nil {
			return err
		}
		mark := s.config.IDs()
		b.mark, b.id = mark[:], globalID{kind: kindConnection, account: a.ID, row: row.ID}
		won, err := a.db.Connection.Update().Where(connection.ID(row.ID), open).SetConsent(b.mark).ClearConsentUntil().Save(ctx)
		if err != nil {
			return err
		}
		if won == 0 {
			return errNoConsent
		}
		touchObject(ctx, b.id.String())
		if b.consent, _, err = s.consent(ctx, a, row); err != nil {
			return err
		}
		b.spec, err = s.config.Kit.Spec(row.Code)
		return err
	})
	return b, err
}

// notAgreed leaves a connection as it is. One that waits says why it still does.
func (s *Store) notAgreed(ctx context.Context, b begun, f *connectors.Failure) (*Authorisation, error) {
	problem := f.Problem(s.config.Clock())
	err := s.with(ctx, b.id.account, func(a *openAccount) error {
		update := a.db.Connection.Update().Where(connection.ID(b.id.row), connection.StateEQ(orderveil.ConnectionUnauthorised))
		setProblem(update, problem)
		return update.Exec(ctx)
	})
	if err != nil {
		return nil, err
	}
	view, err := s.connectionView(ctx, b.id.account, b.id.row)
	return &Authorisation{Connection: view, Problem: problem}, err
}

// agreed keeps what the consent brought, unless the connection was changed meanwhile, which may have made it lead
// elsewhere or be another application's, and tries it.
func (s *Store) agreed(ctx context.Context, v orderveil.Viewer, b begun, agreed connectors.Agreement) (*Authorisation, error) {
	err := s.with(ctx, b.id.account, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, b.id.row)
		if err != nil {
			return err
		}
		return s.keepAgreement(ctx, a, row, b, agreed)
	})
	if err != nil {
		return nil, err
	}
	trial, err := s.tryStored(ctx, v, b.id.String())
	if err != nil {
		return nil, err
	}
	view, err := s.connectionView(ctx, b.id.account, b.id.row)
	if err != nil {
		return nil, err
	}
	return &Authorisation{Connection: view, Accepted: trial.Accepted, Problem: trial.Problem}, s.askSoon(ctx, b.id.account, view.row)
}

func (s *Store) keepAgreement(ctx context.Context, a *openAccount, row *account.Connection, b begun, agreed connectors.Agreement) error {
	secrets, err := a.openSecrets(ctx, row)
	if err != nil {
		return err
	}
	secrets[b.spec.Agreed] = agreed.Secret
	sealed, err := a.sealSecrets(ctx, row.ID, secrets)
	if err != nil {
		return err
	}
	settings := maps.Clone(row.Settings)
	maps.Copy(settings, agreed.Settings)
	update := a.db.Connection.Update().Where(connection.ID(row.ID), connection.Consent(b.mark), connection.State(row.State)).ClearConsent().SetSettings(settings).SetCredentials(sealed).SetCredentialsAt(s.config.Clock()).
		SetFailures(0).ClearRestsUntil().ClearLimitedUntil().ClearWarnings().ClearWatchedAt()
	setProblem(update, nil)
	if row.State != orderveil.ConnectionPaused {
		update.SetState(orderveil.ConnectionActive)
	}
	n, err := update.Save(ctx)
	if err == nil && n == 0 {
		err = orderveil.Invalidf("the connection was changed while the merchant authorised it: begin again")
	}
	return err
}

// stateOf is the state of a connection that is to take part in the syncs, and the problem with it.
func (s *Store) stateOf(spec connectors.Spec, secrets map[string]personal.Secret) (orderveil.ConnectionState, *orderveil.Problem) {
	if spec.Waits(secrets) {
		return orderveil.ConnectionUnauthorised, connectors.NotAuthorised(spec).Problem(s.config.Clock())
	}
	return orderveil.ConnectionActive, nil
}

// unscheduled takes a connection out of the timetable.
func (s *Store) unscheduled(ctx context.Context, conn uuid.UUID) error {
	_, err := s.catalog.Schedule.Delete().Where(schedule.ID(conn)).Exec(ctx)
	return err
}
