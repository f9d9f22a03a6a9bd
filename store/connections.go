package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/personal"
	"orderveil/seal"
)

// NewConnection is a connection to be made, with its credentials.
type NewConnection struct {
	Kind     orderveil.ConnectionKind
	Code     string
	Label    string
	Settings map[string]string
	Secrets  map[string]personal.Secret
	// Every is how often a marketplace is asked for orders, and a back office for what it
	// sent; zero leaves a back office unasked.
	Every time.Duration
	// Withhold is what a back office is not given of a customer.
	Withhold personal.Set
}

// Connect adds a connection to an account. A marketplace is asked for orders from
// then on.
func (s *Store) Connect(ctx context.Context, id uuid.UUID, n NewConnection) (orderveil.Connection, error) {
	made := orderveil.Connection{
		ID: s.config.IDs(), Kind: n.Kind, Code: n.Code, Label: n.Label,
		Settings: n.Settings, Every: n.Every, Withhold: n.Withhold,
	}
	spec, _ := s.config.Kit.Spec(n.Code) // a connector of a test's own waits for nothing
	var waits *orderveil.Problem
	made.State, waits = s.stateOf(spec, n.Secrets)
	if n.Kind != orderveil.BackOffice && n.Withhold != 0 {
		return made, errWithholdsNothing
	}
	if n.Kind == orderveil.Marketplace && n.Every <= 0 {
		return made, orderveil.Invalidf("say how often the marketplace is asked for orders")
	}
	err := s.with(ctx, id, func(a *openAccount) error {
		if err := a.mayReach(n.Code); err != nil {
			return err
		}
		sealed, err := a.sealSecrets(ctx, made.ID, n.Secrets)
		if err != nil {
			return err
		}
		create := a.db.Connection.Create().SetID(made.ID).SetKind(n.Kind).SetCode(n.Code).SetLabel(n.Label).
			SetState(made.State).SetSettings(n.Settings).SetCredentials(sealed).
			SetEverySeconds(int(n.Every / time.Second)).SetWithhold(n.Withhold).SetCreatedAt(s.config.Clock()).SetCredentialsAt(s.config.Clock())
		if waits != nil {
			create.SetProblemCode(waits.Code).SetProblemCause(waits.Cause).SetProblemOwner(string(waits.Owner)).
				SetProblemNextStep(waits.NextStep).SetProblemAt(waits.At)
		}
		return create.Exec(ctx)
	})
	if err != nil || n.Every <= 0 || made.State.Quiet() {
		return made, err
	}
	if err := s.schedule(ctx, id, made); err != nil || n.Kind != orderveil.Marketplace {
		return made, err
	}
	return made, s.forgetSoon(ctx, id) // the account gets its canaries
}

// SetSettings replaces a connection's settings, such as the address of a system
// that moved.
func (s *Store) SetSettings(ctx context.Context, id, conn uuid.UUID, settings map[string]string) error {
	return s.with(ctx, id, func(a *openAccount) error {
		return notFound(a.db.Connection.UpdateOneID(conn).SetSettings(settings).Exec(ctx))
	})
}

// Connections returns an account's connections, oldest first.
func (s *Store) Connections(ctx context.Context, id uuid.UUID) (found []orderveil.Connection, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Connection.Query().Order(connection.ByCreatedAt(), connection.ByID()).All(ctx)
		for _, row := range rows {
			found = append(found, connectionOf(row))
		}
		return err
	})
	return found, err
}

// Plug is a connection with its credentials in the clear, on its way to its
// connector.
type Plug struct {
	orderveil.Connection
	Secrets   map[string]personal.Secret
	Watermark time.Time // marketplaces: the start of the last run that ended well
	// Failures is how many attempts in a row did not reach the other side, and Rests until
	// when it is left alone therefore.
	Failures int
	Rests    time.Time
}

// Plug opens a connection's credentials. A connection that is not active is an
// ErrConflict.
func (s *Store) Plug(ctx context.Context, id, conn uuid.UUID) (plug Plug, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		row, err := a.db.Connection.Get(ctx, conn)
		if err != nil {
			return notFound(err)
		}
		plug.Connection = connectionOf(row)
		if row.Watermark != nil {
			plug.Watermark = *row.Watermark
		}
		plug.Failures, plug.Rests = row.Failures, timeOf(row.RestsUntil)
		if row.State == orderveil.ConnectionRemoved {
			return ErrRemoved
		}
		if err := a.mayReach(row.Code); err != nil {
			return fmt.Errorf("%w: %w", err, orderveil.ErrConflict)
		}
		if row.State == orderveil.ConnectionPaused {
			return fmt.Errorf("the connection is paused: %w", orderveil.ErrConflict)
		}
		if row.State == orderveil.ConnectionUnauthorised {
			return fmt.Errorf("the connection waits to be authorised: %w", orderveil.ErrConflict)
		}
		plug.Secrets, err = a.openSecrets(ctx, row)
		return err
	})
	return plug, err
}

// ConnectionProblem records that the other side refuses a connection, or with nil
// that it works.
func (s *Store) ConnectionProblem(ctx context.Context, id, conn uuid.UUID, p *orderveil.Problem) error {
	return s.with(ctx, id, func(a *openAccount) error {
		// The state of one that is paused, removed or not authorised stays.
		update := a.db.Connection.Update().
			Where(connection.ID(conn), connection.StateNotIn(orderveil.ConnectionPaused, orderveil.ConnectionUnauthorised, orderveil.ConnectionRemoved))
		if p == nil { // mostly there was none, and nothing is written
			update.Where(connection.Or(connection.StateNEQ(orderveil.ConnectionActive), connection.ProblemCodeNEQ(""))).SetState(orderveil.ConnectionActive)
		} else {
			update.SetState(orderveil.ConnectionRefused)
		}
		setProblem(update, p)
		return update.Exec(ctx)
	})
}

// problemSetter is what ent generates for every table with the problem columns.
type problemSetter[T any] interface {
	SetProblemCode(string) T
	SetProblemCause(string) T
	SetProblemOwner(string) T
	SetProblemNextStep(string) T
	SetNillableProblemAt(*time.Time) T
	ClearProblemAt() T
}

func setProblem[T problemSetter[T]](to T, p *orderveil.Problem) {
	if p == nil {
		to.SetProblemCode("").SetProblemCause("").SetProblemOwner("").SetProblemNextStep("").ClearProblemAt()
		return
	}
	to.SetProblemCode(p.Code).SetProblemCause(p.Cause).SetProblemOwner(string(p.Owner)).
		SetProblemNextStep(p.NextStep).SetNillableProblemAt(&p.At)
}

func problemOf(code, cause, owner, nextStep string, at *time.Time) *orderveil.Problem {
	if code == "" || at == nil {
		return nil
	}
	return &orderveil.Problem{Code: code, Cause: cause, Owner: orderveil.ProblemOwner(owner), NextStep: nextStep, At: at.UTC()}
}

func connectionOf(row *account.Connection) orderveil.Connection {
	return orderveil.Connection{
		ID: row.ID, Kind: row.Kind, Code: row.Code, Label: row.Label, State: row.State,
		Settings: row.Settings, Every: time.Duration(row.EverySeconds) * time.Second,
		Withhold: row.Withhold,
	}
}

// credentials is where a connection's secrets are sealed, with the account key:
// they live as long as the connection does.
func credentials(conn uuid.UUID) seal.Place {
	return seal.Place{Table: connection.Table, Row: conn, Column: connection.FieldCredentials}
}

func (a *openAccount) sealSecrets(ctx context.Context, conn uuid.UUID, secrets map[string]personal.Secret) ([]byte, error) {
	plain := make(map[string]string, len(secrets))
	for name, s := range secrets {
		plain[name] = s.Plain()
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, err
	}
	return a.keys.SealOwn(ctx, credentials(conn), text)
}

func (a *openAccount) openSecrets(ctx context.Context, row *account.Connection) (map[string]personal.Secret, error) {
	text, err := a.keys.OpenOwn(ctx, credentials(row.ID), row.Credentials)
	if err != nil {
		return nil, fmt.Errorf("store: open a connection's credentials: %w", err)
	}
	var plain map[string]string
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, seal.ErrSealBroken
	}
	secrets := make(map[string]personal.Secret, len(plain))
	for name, s := range plain {
		secrets[name] = personal.NewSecret(s)
	}
	return secrets, nil
}

// secretsOf are secrets by name, with what people copy along taken off; an empty one is left out.
func secretsOf(all []*SecretInput) map[string]personal.Secret {
	secrets := map[string]personal.Secret{}
	for _, one := range all {
		if value := strings.TrimSpace(one.Value.Plain()); value != "" {
			secrets[one.Name] = personal.NewSecret(value)
		}
	}
	return secrets
}

// consentOf is what is kept of a state: it says nothing to who reads it, and is another one for
// every viewer and session.
func (s *Store) consentOf(v orderveil.Viewer, state personal.Secret) []byte {
	return s.own.Keyed("consent", []byte(string(v.Role)+"\x00"+v.Account.String()+"\x00"+v.Session.String()+"\x00"+v.Subject+"\x00"+state.Plain()))
}

// same reports whether two credentials are the same.
func same(one, other personal.Secret) bool { return one.Plain() == other.Plain() }

// Wiring returns what a connector of the connection is made from; where it may go and what
// time it is are the caller's to add.
func (p Plug) Wiring() connectors.Config {
	return connectors.Config{Connection: p.ID, Settings: p.Settings, Secrets: p.Secrets}
}
