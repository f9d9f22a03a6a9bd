package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/order"
	"orderveil/ent/account/predicate"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/canary"
	"orderveil/personal"
)

// A canary is an order of a made-up customer, sealed and stored like any other: nothing
// in the account's database tells it apart. Which orders are canaries stands in the
// catalog, another database with another role. Nobody has a reason to open one: lists,
// plans and exports leave them out, no back office receives them. Whoever does opens more
// than his work asks for, and raises an alarm.

// canaries are the ids of an account's canaries.
type canaries struct{ ids []uuid.UUID }

func (c *canaries) has(id uuid.UUID) bool { return c != nil && slices.Contains(c.ids, id) }

// real selects the orders that are no canaries.
func (a *openAccount) real() []predicate.Order {
	c := a.poison.Load()
	if c == nil || len(c.ids) == 0 {
		return nil
	}
	return []predicate.Order{order.IDNotIn(c.ids...)}
}

// loadCanaries adds to what is known of an account's canaries what the catalog knows.
func (s *Store) loadCanaries(ctx context.Context, a *openAccount) error {
	ids, err := s.catalog.Canary.Query().Where(canary.AccountID(a.ID)).IDs(ctx)
	if err != nil {
		return err
	}
	for {
		known := a.poison.Load()
		all := slices.Clone(ids)
		if known != nil { // somebody may have read later, and be earlier here
			for _, id := range known.ids {
				if !slices.Contains(ids, id) {
					all = append(all, id)
				}
			}
		}
		if a.poison.CompareAndSwap(known, &canaries{all}) {
			return nil
		}
	}
}

// planted reads the canaries of accounts anew that are open here, since another node planted
// some: of those that are named, or of all. One of which they cannot be read is opened anew.
func (r *registry) planted(accounts ...uuid.UUID) {
	r.mu.Lock()
	r.plantings++
	var here []*openAccount
	for id, a := range r.open {
		if len(accounts) == 0 || slices.Contains(accounts, id) {
			here = append(here, a)
		}
	}
	r.mu.Unlock()
	for _, a := range here {
		if err := r.store.loadCanaries(context.Background(), a); err != nil {
			r.evictStale(a.ID, a)
		}
	}
}

// plant sees to it that the account has its number of canaries that are not forgotten yet.
func (s *Store) plant(ctx context.Context, a *openAccount) error {
	if s.config.Canaries == 0 {
		return nil
	}
	if err := s.loadCanaries(ctx, a); err != nil { // another node may have planted
		return err
	}
	living := 0
	if known := a.poison.Load().ids; len(known) > 0 {
		var err error
		if living, err = a.db.Order.Query().Where(order.IDIn(known...), order.ForgottenAtIsNil(), order.ForgetOnGT(s.today()+1)).Count(ctx); err != nil {
			return err
		}
	}
	conn, err := a.db.Connection.Query().Where(connection.KindEQ(orderveil.Marketplace)).Order(connection.ByCreatedAt()).First(ctx)
	if account.IsNotFound(err) || living >= s.config.Canaries {
		return nil // an order needs a marketplace that it came from
	}
	if err != nil {
		return err
	}
	var orders []*orderveil.Order
	var rows []*catalog.CanaryCreate
	for range s.config.Canaries - living {
		o, err := s.madeUp(conn.ID)
		if err != nil {
			return err
		}
		orders = append(orders, o)
		rows = append(rows, s.catalog.Canary.Create().SetID(o.ID).SetAccountID(a.ID).SetPlantedAt(s.config.Clock()))
	}
	// Known first: between here and there it is a canary that does not exist.
	if err := s.catalog.Canary.CreateBulk(rows...).Exec(ctx); err != nil {
		return err
	}
	if err := s.loadCanaries(ctx, a); err != nil {
		return err
	}
	if err := s.changes.plant(ctx, a.ID); err != nil {
		return fmt.Errorf("store: tell other nodes of canaries: %w", err)
	}
	_, err = s.keep(ctx, a, conn.ID, orders, &Imported{})
	return err
}

var (
	canaryFirst   = []string{"Anna", "Bram", "Carla", "Dirk", "Eva", "Frank", "Greet", "Hans", "Iris", "Joost", "Karin", "Lars"}
	canaryLast    = []string{"de Wit", "Smits", "Claes", "van Loon", "Hendriks", "Maes", "Postma", "Kuipers", "Wouters", "Dekker"}
	canaryStreets = []string{"Molenweg", "Kerkstraat", "Stationsstraat", "Schoolstraat", "Lindelaan", "Nieuwstraat", "Beukenlaan"}
	canaryTowns   = []string{"Haarlem", "Deventer", "Zwolle", "Roermond", "Breda", "Leiden", "Assen", "Goes"}
	canaryGoods   = []string{"Storage box 20 l", "Desk lamp", "Tea towels, set of 4", "Phone charger", "Garden hose 15 m", "Picture frame A4"}
)

// madeUp makes up an order of yesterday that has been handled, so that nobody forwards
// it. The e-mail address has a domain of ours that takes no mail.
func (s *Store) madeUp(conn uuid.UUID) (*orderveil.Order, error) {
	var failed error
	draw := func(n int64) int64 {
		v, err := rand.Int(rand.Reader, big.NewInt(n))
		if err != nil {
			failed = err
			return 0
		}
		return v.Int64()
	}
	pick := func(from []string) string { return from[draw(int64(len(from)))] }
	first, last := pick(canaryFirst), pick(canaryLast)
	placed := s.config.Clock().Add(-time.Duration(draw(40*3600)+3600) * time.Second).Truncate(time.Second)
	price := decimal.New(995+draw(40)*100, -2)
	party := &orderveil.Party{
		Country: "NL",
		Name:    personal.NewRecord(personal.Name).With(personal.FirstName, first).With(personal.LastName, last),
		Address: personal.NewRecord(personal.Address).With(personal.Street, pick(canaryStreets)).With(personal.HouseNumber, fmt.Sprint(1+draw(180))).
			With(personal.Postcode, fmt.Sprintf("%d %c%c", 1000+draw(8999), 'A'+rune(draw(26)), 'A'+rune(draw(26)))).With(personal.City, pick(canaryTowns)),
		Email: personal.NewRecord(personal.Email).With(personal.EmailAddress, fmt.Sprintf("%x@verkopen.bol.invalid", draw(1<<60))),
		Phone: personal.NewRecord(personal.Phone).With(personal.PhoneNumber, fmt.Sprintf("06%08d", draw(100_000_000))),
	}
	o := &orderveil.Order{
		Number: "C000" + rand.Text()[:6], Revision: rand.Text(), ChangedAt: placed.Add(time.Hour), PlacedAt: placed,
		Fulfilment: orderveil.ByMerchant, Total: orderveil.Money{Amount: price, Currency: "EUR"}, BillTo: party, ShipTo: party,
		Lines: []orderveil.OrderLine{{
			MarketplaceID: fmt.Sprint(2_000_000_000 + draw(900_000_000)), SKU: fmt.Sprintf("A-%04d", draw(10_000)), EAN: fmt.Sprintf("871%010d", draw(10_000_000_000)),
			Title: pick(canaryGoods), Quantity: 1, QuantityShipped: 1, UnitPrice: price, Total: price,
		}},
	}
	identify(conn, o)
	return o, failed
}
