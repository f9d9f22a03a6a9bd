package store

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/report"
	"orderveil/ent/account/syncrun"
	"orderveil/ent/catalog/schedule"
)

// figures are what is counted about the connections of one answer, in one statement each,
// whichever of them asks first.
type figures struct {
	ids  []uuid.UUID
	once sync.Once
	err  error

	next    map[uuid.UUID]time.Time
	waiting map[uuid.UUID]int
}

// figure returns the figures of the connection's answer.
func (c *ConnectionView) figure(ctx context.Context) (*figures, error) {
	f := c.figures
	if f == nil { // it stands alone
		f = &figures{ids: []uuid.UUID{c.row.ID}}
	}
	f.once.Do(func() { f.err = f.read(ctx, c.store, c.account) })
	return f, f.err
}

func (f *figures) read(ctx context.Context, s *Store, id uuid.UUID) error {
	f.next, f.waiting = map[uuid.UUID]time.Time{}, map[uuid.UUID]int{}
	rows, err := s.catalog.Schedule.Query().Where(schedule.IDIn(f.ids...)).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		f.next[row.ID] = row.NextRunAt.UTC()
	}
	return s.with(ctx, id, func(a *openAccount) error {
		var counted []struct {
			ConnectionID uuid.UUID `json:"connection_id"`
			Count        int       `json:"count"`
		}
		err := a.db.Delivery.Query().Where(delivery.NextAttemptAtNotNil()).
			GroupBy(delivery.FieldConnectionID).Aggregate(account.Count()).Scan(ctx, &counted)
		if err != nil {
			return err
		}
		for _, c := range counted {
			f.waiting[c.ConnectionID] += c.Count
		}
		counted = nil
		err = a.db.Report.Query().Where(report.NextAttemptAtNotNil()).
			GroupBy(report.FieldConnectionID).Aggregate(account.Count()).Scan(ctx, &counted)
		for _, c := range counted {
			f.waiting[c.ConnectionID] += c.Count
		}
		return err
	})
}

// NextRunAt is when the other side is asked next, or nil when it is not.
func (c *ConnectionView) NextRunAt(ctx context.Context) (*time.Time, error) {
	f, err := c.figure(ctx)
	if err != nil {
		return nil, err
	}
	return set(f.next[c.row.ID]), nil
}

// Backlog is how many orders or reports wait for the other side.
func (c *ConnectionView) Backlog(ctx context.Context) (int, error) {
	f, err := c.figure(ctx)
	if err != nil {
		return 0, err
	}
	return f.waiting[c.row.ID], nil
}

// EveryMinutes is how often the other side is asked; 0 is never.
func (c *ConnectionView) EveryMinutes() int { return c.row.EverySeconds / 60 }

// Failures is how many attempts in a row did not reach the other side.
func (c *ConnectionView) Failures() int { return c.row.Failures }

// LimitedUntil is until when the other side asked to be left alone, nil when that is over.
func (c *ConnectionView) LimitedUntil() *time.Time {
	if c.row.LimitedUntil == nil || !c.store.config.Clock().Before(*c.row.LimitedUntil) {
		return nil
	}
	return utc(c.row.LimitedUntil)
}

// CredentialsSetAt is when its credentials were last set; of connections that were made before
// that was kept, when they were made.
func (c *ConnectionView) CredentialsSetAt() time.Time {
	if c.row.CredentialsAt != nil {
		return c.row.CredentialsAt.UTC()
	}
	return c.row.CreatedAt.UTC()
}

// ConnectionSetting is a setting of a connection.
type ConnectionSetting struct{ Name, Value string }

// Settings are how it is set up, in the connector's order; nothing of it is secret.
func (c *ConnectionView) Settings() []*ConnectionSetting {
	settings := []*ConnectionSetting{}
	spec, _ := c.store.config.Kit.Spec(c.row.Code)
	for _, in := range spec.Settings {
		if value := c.row.Settings[in.Name]; value != "" {
			settings = append(settings, &ConnectionSetting{in.Name, value})
		}
	}
	return settings
}

// ConnectionExpiry is something of a connection that ends by itself.
type ConnectionExpiry struct {
	Code   string
	What   string
	EndsOn orderveil.Date
	Stops  bool
}

// Expiries are what of it ends by itself, as far as its settings say when.
func (c *ConnectionView) Expiries() []*ConnectionExpiry {
	expiries := []*ConnectionExpiry{}
	spec, _ := c.store.config.Kit.Spec(c.row.Code)
	for _, e := range spec.Expires {
		if ends, known := e.Ends(c.row.Settings); known {
			expiries = append(expiries, &ConnectionExpiry{Code: e.Code, What: e.What, EndsOn: orderveil.DateOf(ends), Stops: e.Stop})
		}
	}
	return expiries
}

// Runs are the connection's runs, newest first; they are kept for two weeks.
func (c *ConnectionView) Runs(ctx context.Context, first *int) (views []*SyncRunView, err error) {
	size, _, err := pageOf(first, nil, kindRun)
	if err != nil {
		return nil, err
	}
	views = []*SyncRunView{}
	err = c.store.with(ctx, c.account, func(a *openAccount) error {
		rows, err := a.db.SyncRun.Query().Where(syncrun.ConnectionID(c.row.ID)).
			Order(syncrun.ByQueuedAt(newest), syncrun.ByID(newest)).Limit(size).All(ctx)
		for _, row := range rows {
			views = append(views, &SyncRunView{account: a.ID, SyncRun: runOf(row)})
		}
		return err
	})
	return views, err
}

// Connections are those of the order's account, with how they are, for whoever looks into why the
// order does not go on.
func (o *OrderView) Connections(ctx context.Context) ([]*ConnectionView, error) {
	if !o.page.lens.viewer.Can(orderveil.PermissionDiagnose) {
		return nil, orderveil.ErrForbidden
	}
	return o.page.store.connectionViews(ctx, o.page.account.ID)
}

// ConnectorView is a connector as people choose it.
type ConnectorView struct{ connectors.Spec }

// Consent is how the merchant lets the hub in at the other side, nil where credentials are all.
func (c *ConnectorView) Consent() *string { return nonEmpty(c.Spec.Consent) }

// Authorises is the credential that a merchant's consent brings, nil where there is no page for it.
func (c *ConnectorView) Authorises() *string { return nonEmpty(c.Spec.Agreed) }

// Settings are what it is told that is not secret.
func (c *ConnectorView) Settings() []*ConnectorInput { return inputsOf(c.Spec.Settings) }

// Secrets are its credentials.
func (c *ConnectorView) Secrets() []*ConnectorInput { return inputsOf(c.Spec.Secrets) }

// EveryMinutes is the shortest period in which it may be asked.
func (c *ConnectorView) EveryMinutes() int { return max(1, int(c.Spec.Every/time.Minute)) }

// ConnectorInput is a setting or a secret of a connector.
type ConnectorInput struct{ connectors.Input }

// Example is what one looks like, or nil.
func (i *ConnectorInput) Example() *string { return nonEmpty(i.Input.Example) }

// Choices are the only values that it may have; none for a text of any kind.
func (i *ConnectorInput) Choices() []string { return texts(i.Input.Choices) }

func inputsOf(all []connectors.Input) []*ConnectorInput {
	inputs := make([]*ConnectorInput, len(all))
	for i, in := range all {
		inputs[i] = &ConnectorInput{in}
	}
	return inputs
}

// Connectors are what a connection can be made with.
func (s *Store) Connectors(v orderveil.Viewer) ([]*ConnectorView, error) {
	if !v.Can(orderveil.PermissionConnectionsManage) {
		return nil, orderveil.ErrForbidden
	}
	views := make([]*ConnectorView, len(s.config.Kit.Specs))
	for i, spec := range s.config.Kit.Specs {
		views[i] = &ConnectorView{spec}
	}
	return views, nil
}
