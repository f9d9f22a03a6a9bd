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
			sim = simulator.New(simulator.Config{
				Seed: 3, Clock: f.Clock.Now, ClientID: "id", ClientSecret: "secret", RefreshToken: "token", Lag: 2 * time.Minute, QueueKey: "AKIA", QueueSecret: "aws",
			})
			amazon := httptest.NewServer(sim)
			t.Cleanup(amazon.Close)
			secrets := map[string]personal.Secret{}
			for name, text := range map[string]string{
				"client_id": "id", "client_secret": "secret", "refresh_token": "token", "aws_access_key_id": "AKIA", "aws_secret_access_key": "aws",
			} {
				secrets[name] = personal.NewSecret(text)
			}
			if _, err := f.Connect(t.Context(), w.account.ID, store.NewConnection{
				Kind: orderveil.Marketplace, Code: "amazon", Label: "Amazon", Every: time.Hour, Secrets: secrets, Settings: map[string]string{
					"api": amazon.URL, "login": amazon.URL, "queue": amazon.URL + simulator.QueuePath, "marketplaces": "NL,BE,DE,FR,SE", "secret_created": f.Clock.Now().Format(time.DateOnly),
				},
			}); err != nil {
				t.Fatal(err)
			}
			sim.Place(2)
			sim.Repeat()
		})
		w.until(t, "an order that word was left of", func(p store.Progress) bool { return settled(1)(p) && sim.Waiting() == 0 })
		if n := len(w.shop.Orders()); n != 1 {
			t.Errorf("the shop has %d orders", n)
		}
	})
}
