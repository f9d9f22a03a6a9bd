package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/alarm"
)

// CanaryRead is the kind of alarm that somebody read an order that belongs to nobody.
const CanaryRead = "CANARY_READ"

// alarmOnce is the time in which one viewer raises one alarm per canary.
const alarmOnce = time.Hour

// alarmFor raises an alarm when the order is a canary: a row that is delivered until
// somebody takes it, a line in the log, a count.
func (s *Store) alarmFor(ctx context.Context, a *openAccount, e lookEntry, by looker) error {
	if !a.poison.Load().has(e.order) {
		return nil
	}
	now := s.config.Clock()
	raised, err := s.catalog.Alarm.Query().Where(alarm.OrderID(e.order), alarm.Subject(by.subject), alarm.AtGT(now.Add(-alarmOnce))).Exist(ctx)
	if err != nil || raised {
		return err
	}
	s.config.Log.Error("a canary was read: somebody opens customer data that nobody has a reason to open",
		"code", CanaryRead, "account", a.ID, "order", e.order, "subject", by.subject, "role", string(by.role), "request", by.request)
	if s.config.OnAlarm != nil {
		s.config.OnAlarm()
	}
	return s.catalog.Alarm.Create().SetID(s.config.IDs()).SetKind(CanaryRead).SetAccountID(a.ID).SetOrderID(e.order).
		SetSubject(by.subject).SetRole(string(by.role)).SetRequestID(by.request).SetAt(now).SetNextAttemptAt(now).Exec(ctx)
}

// Alarm is an alarm on its way to the operator.
type Alarm struct {
	ID         uuid.UUID `json:"id"`
	Kind       string    `json:"kind"`
	Account    uuid.UUID `json:"account"`
	Order      uuid.UUID `json:"order,omitzero"`      // of a canary
	Connection uuid.UUID `json:"connection,omitzero"` // of a connection that needs somebody
	Subject    string    `json:"subject"`
	Role       string    `json:"role"`
	RequestID  string    `json:"requestId,omitempty"`
	At         time.Time `json:"at"`
}

// DueAlarms takes up to limit alarms that have to be sent. Of several nodes that ask at
// once, each goes to one; it comes up again when it is not acknowledged.
func (s *Store) DueAlarms(ctx context.Context, limit int) (due []Alarm, err error) {
	now := s.config.Clock()
	rows, err := s.catalog.Alarm.Query().Where(alarm.NextAttemptAtLTE(now)).Order(alarm.ByNextAttemptAt()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		n, err := s.catalog.Alarm.Update().Where(alarm.ID(row.ID), alarm.Attempts(row.Attempts), alarm.NextAttemptAtLTE(now)).
			AddAttempts(1).SetNextAttemptAt(now.Add(orderveil.Backoff(row.Attempts + 1))).Save(ctx)
		if err != nil {
			return due, err
		}
		if n == 1 {
			due = append(due, Alarm{
				ID: row.ID, Kind: row.Kind, Account: row.AccountID, Order: idOf(row.OrderID), Connection: idOf(row.ConnectionID),
				Subject: row.Subject, Role: row.Role, RequestID: row.RequestID, At: row.At.UTC(),
			})
		}
	}
	return due, nil
}

func idOf(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// AlarmSent notes that the operator's alarm system took an alarm.
func (s *Store) AlarmSent(ctx context.Context, id uuid.UUID) error {
	return s.catalog.Alarm.UpdateOneID(id).SetSentAt(s.config.Clock()).ClearNextAttemptAt().Exec(ctx)
}

// AlarmView is an alarm as the operator's staff sees it.
type AlarmView struct {
	row    *catalog.Alarm
	number *int
	cast   *cast
}

// ID is the alarm's global id.
func (a *AlarmView) ID() string {
	return globalID{kind: kindAlarm, account: a.row.AccountID, row: a.row.ID}.String()
}

// Kind is what happened.
func (a *AlarmView) Kind() string { return a.row.Kind }

// Account is the number of the account, nil when it is gone.
func (a *AlarmView) Account() *int { return a.number }

// Subject is who did it.
func (a *AlarmView) Subject() string { return a.row.Subject }

// By is who that is, as far as the viewer need know.
func (a *AlarmView) By(ctx context.Context) (*Actor, error) {
	return a.cast.actor(ctx, a.row.Subject, a.row.Role)
}

// Role is in which role.
func (a *AlarmView) Role() string { return a.row.Role }

// At is when.
func (a *AlarmView) At() time.Time { return a.row.At.UTC() }

// SentAt is when the operator's alarm system took it, or nil.
func (a *AlarmView) SentAt() *time.Time { return utc(a.row.SentAt) }

// AlarmPage is one page of the installation's alarms, newest first.
type AlarmPage struct {
	Nodes []*AlarmView
	more  bool
}

// PageInfo tells whether there is more.
func (p *AlarmPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*AlarmView).ID) }

// Alarms lists the alarms of the installation.
func (s *Store) Alarms(ctx context.Context, v orderveil.Viewer, first *int, after *string) (*AlarmPage, error) {
	if !v.Can(orderveil.PermissionAlarmsRead) {
		return nil, orderveil.ErrForbidden
	}
	size, from, err := pageOf(first, after, kindAlarm)
	if err != nil {
		return nil, err
	}
	q := s.catalog.Alarm.Query().Order(alarm.ByID(newest)).Limit(size + 1)
	if from != uuid.Nil {
		q.Where(alarm.IDLT(from))
	}
	rows, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	numbers := map[uuid.UUID]*int{}
	for i := range accounts {
		numbers[accounts[i].ID] = &accounts[i].Number
	}
	out := &AlarmPage{Nodes: []*AlarmView{}, more: len(rows) > size}
	cast := s.cast(v)
	for _, row := range rows[:min(len(rows), size)] {
		cast.add(row.AccountID, row.Subject)
		out.Nodes = append(out.Nodes, &AlarmView{row: row, number: numbers[row.AccountID], cast: cast})
	}
	return out, nil
}
