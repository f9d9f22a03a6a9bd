package store

import (
	"context"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/catalog"
)

// Outcome is how an attempt to forward ended: the state it leads to, and in WAITING
// and UNKNOWN when to try again.
type Outcome struct {
	State    orderveil.ForwardState
	Number   string // the back office's order number, in FORWARDED
	AskFirst bool   // the attempt may have had its effect
	Again    time.Time
	Problem  *orderveil.Problem
	Answer   int // the HTTP status of the last answer, 0 when none came
}

// Finished is a claim and how its attempt ended.
type Finished struct {
	Claim   Claim
	Outcome Outcome
}

// FinishDeliveries records how claimed attempts of an account ended, in as many statements
// for many as for one. It returns those whose claim ran out, so that another worker has taken
// over: their outcome is not recorded.
func (s *Store) FinishDeliveries(ctx context.Context, id uuid.UUID, done []Finished) (late []Claim, err error) {
	if err := s.wakeAgain(ctx, id, done); err != nil {
		return nil, err
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		if err := s.locate(ctx, done); err != nil {
			return err
		}
		f := finishing{store: s, account: a, prints: s.fingerprintsOf(ctx, a, done)}
		busy, err := f.record(ctx, done, unclaimed)
		if err != nil {
			return err
		}
		// Somebody has these in hand. They are waited for one by one: who waits for a row while
		// he holds others may be waited for.
		for i := range busy {
			gone, err := f.record(ctx, busy[i:i+1], locked)
			if err != nil {
				return err
			}
			f.late = append(f.late, gone...)
		}
		for _, l := range f.late {
			late = append(late, l.Claim)
		}
		s.changes.publish(ctx, id, f.recorded)
		return nil
	})
	return late, err
}

// wakeAgain has the outbox looked at when the first is to be tried again.
func (s *Store) wakeAgain(ctx context.Context, id uuid.UUID, done []Finished) error {
	var again time.Time
	for i := range done {
		again = earlier(again, done[i].Outcome.Again)
	}
	if again.IsZero() {
		return nil
	}
	return s.wakeAt(ctx, id, again)
}

// locate enters the back office's numbers into the catalog, by which the orders are found.
func (s *Store) locate(ctx context.Context, done []Finished) error {
	var rows []*catalog.LocatorCreate
	for i := range done {
		if f := &done[i]; f.Outcome.Number != "" {
			rows = append(rows, s.locator(s.catalog.Locator, f.Claim.Account, f.Claim.Order, f.Outcome.Number))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return saveLocators(ctx, s.catalog.Locator, rows...)
}

// finishing is one call of FinishDeliveries.
type finishing struct {
	store    *Store
	account  *openAccount
	prints   map[uuid.UUID][]byte // by order
	recorded []uuid.UUID          // orders
	late     []Finished
}

// record writes the outcomes whose rows are as the claims left them. It returns those whose
// rows the lock did not give.
func (f *finishing) record(ctx context.Context, done []Finished, lock func(*sql.Selector)) (missing []Finished, err error) {
	var ours, late []Finished
	err = f.account.inTx(ctx, func(tx *account.Tx) error {
		held, err := deliveriesBy(ctx, tx, done, lock)
		if err != nil {
			return err
		}
		ours, late, missing = nil, nil, nil
		for _, d := range done {
			switch row := held[d.Claim.ID]; {
			case row == nil:
				missing = append(missing, d)
			case row.Attempts != d.Claim.Attempts || row.State != orderveil.ForwardSending:
				late = append(late, d)
			default:
				ours = append(ours, d)
			}
		}
		return f.save(ctx, tx, ours, held)
	})
	if err != nil {
		return nil, err
	}
	f.late = append(f.late, late...)
	for _, d := range ours {
		f.recorded = append(f.recorded, d.Claim.Order)
	}
	return missing, nil
}

func deliveriesBy(ctx context.Context, tx *account.Tx, done []Finished, lock func(*sql.Selector)) (map[uuid.UUID]*account.Delivery, error) {
	ids := make([]uuid.UUID, len(done))
	for i := range done {
		ids[i] = done[i].Claim.ID
	}
	rows, err := tx.Delivery.Query().Where(among(delivery.FieldID, ids), lock).All(ctx)
	held := make(map[uuid.UUID]*account.Delivery, len(rows))
	for _, row := range rows {
		held[row.ID] = row
	}
	return held, err
}

// save writes outcomes into rows that are held.
func (f *finishing) save(ctx context.Context, tx *account.Tx, done []Finished, held map[uuid.UUID]*account.Delivery) error {
	if len(done) == 0 {
		return nil
	}
	updates, events := make([]*account.DeliveryCreate, len(done)), make([]*account.EventCreate, len(done))
	for i := range done {
		c, o := &done[i].Claim, &done[i].Outcome
		updates[i] = f.row(tx, held[c.ID], c, o)
		events[i] = f.store.event(tx, c.Order, "FORWARD_"+string(o.State), outcomeDetail(*o), "")
	}
	// One statement for rows of different values. What they do not name stays.
	err := tx.Delivery.CreateBulk(updates...).OnConflictColumns(delivery.FieldID).Update(func(u *account.DeliveryUpsert) {
		u.UpdateState().UpdateNumber().UpdateAskFirst().UpdateNextAttemptAt().UpdateFingerprints().UpdateAnswer()
		u.UpdateProblemCode().UpdateProblemCause().UpdateProblemOwner().UpdateProblemNextStep().UpdateProblemAt()
	}).Exec(ctx)
	if err != nil {
		return err
	}
	return tx.Event.CreateBulk(events...).Exec(ctx)
}

// row is a delivery's row after its attempt.
func (f *finishing) row(tx *account.Tx, held *account.Delivery, c *Claim, o *Outcome) *account.DeliveryCreate {
	row := tx.Delivery.Create().SetID(held.ID).SetOrderID(held.OrderID).SetConnectionID(held.ConnectionID).
		SetState(o.State).SetNumber(o.Number).SetAskFirst(o.AskFirst).SetFingerprints(held.Fingerprints)
	if prints := f.prints[c.Order]; prints != nil {
		row.SetFingerprints(prints)
	}
	if !o.Again.IsZero() {
		row.SetNextAttemptAt(o.Again)
	}
	if o.Answer != 0 {
		row.SetAnswer(o.Answer)
	}
	if p := o.Problem; p != nil {
		row.SetProblemCode(p.Code).SetProblemCause(p.Cause).SetProblemOwner(string(p.Owner)).SetProblemNextStep(p.NextStep).SetProblemAt(p.At)
	}
	return row
}

func outcomeDetail(o Outcome) string {
	if o.Problem != nil {
		return o.Problem.Code
	}
	return o.Number
}
