package jobs_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/amazon/simulator"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// Amazon shows an order in its list after two minutes; word of it is in the queue at once,
// twice, and the order is kept and forwarded once.
func TestAnOrderThatWordWasLeftOfComesBeforeItIsListed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		var sim *simulator.Simulator
		w := newTown(t, f, 0, func(w *town) {
			sim = w.amazon(t, 2*time.Minute)
			sim.Place(2)
			sim.Repeat()
		})
		w.until(t, "an order that word was left of", func(p store.Progress) bool { return settled(1)(p) && sim.Waiting() == 0 })
		if n := len(w.shop.Orders()); n != 1 {
			t.Errorf("the shop has %d orders", n)
		}
	})
}

// amazon connects the account with a simulated Amazon whose list is so far behind.
func (w *town) amazon(t *testing.T, lag time.Duration, withheld ...string) *simulator.Simulator {
	t.Helper()
	sim := simulator.New(simulator.Config{
		Seed: 3, Clock: w.Clock.Now, ClientID: "id", ClientSecret: "secret", RefreshToken: "token", Lag: lag, Withheld: withheld,
		QueueKey: "AKIA", QueueSecret: "aws",
	})
	amazon := httptest.NewServer(sim)
	t.Cleanup(amazon.Close)
	secrets := map[string]personal.Secret{}
	for name, text := range map[string]string{
		"client_id": "id", "client_secret": "secret", "refresh_token": "token", "aws_access_key_id": "AKIA", "aws_secret_access_key": "aws",
	} {
		secrets[name] = personal.NewSecret(text)
	}
	if _, err := w.Connect(t.Context(), w.account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "amazon", Label: "Amazon", Every: time.Hour, Secrets: secrets, Settings: map[string]string{
			"api": amazon.URL, "login": amazon.URL, "queue": amazon.URL + simulator.QueuePath, "marketplaces": "NL,BE,DE,FR,SE",
			"secret_created": w.Clock.Now().Format(time.DateOnly),
		},
	}); err != nil {
		t.Fatal(err)
	}
	return sim
}

// Without its role the application sees orders and no recipients. None is sent to nobody;
// with the role they come by themselves, when word of them is left again.
func TestOrdersWithoutTheirCustomerWaitForTheRole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		var sim *simulator.Simulator
		var number string
		w := newTown(t, f, 0, func(w *town) {
			sim = w.amazon(t, 0, "RECIPIENT")
			number = sim.Place(2)
		})
		w.until(t, "an order that cannot be sent", func(p store.Progress) bool { return p.Orders == 0 && sim.Waiting() == 0 })
		if n := len(w.shop.Orders()); n != 0 {
			t.Fatalf("%d orders were sent to nobody", n)
		}
		sim.Grant()
		if err := sim.ChangeAddress(number); err != nil {
			t.Fatal(err)
		}
		w.until(t, "the order with its customer", settled(1))
		if n := len(w.shop.Orders()); n != 1 {
			t.Errorf("the shop has %d orders", n)
		}
	})
}
