package store

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/keys"
	"orderveil/seal"
	"orderveil/seal/sealtest"
	"orderveil/store/pgtest"
)

// BenchmarkDayKeysAreTakenOver rotates the keys of a thousand accounts with a hundred
// days each, which the specification wants done in a minute.
func BenchmarkDayKeysAreTakenOver(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { takeOver(b, func() *keyStore { return sqliteKeys(b) }) })
	b.Run("PostgreSQL", func(b *testing.B) {
		server, err := pgtest.Start()
		if err != nil {
			b.Skip(err)
		}
		defer server.Stop()
		takeOver(b, func() *keyStore { return postgresKeys(b, server) })
	})
}

func takeOver(b *testing.B, open func() *keyStore) {
	const accounts, days = 1000, 100
	provider := sealtest.NewProvider(b)
	for b.Loop() {
		b.StopTimer()
		store := open()
		ids := fill(b, store, provider, accounts, days)
		rotator := seal.NewKeyring(provider, store, time.Now).Rotator(0, func(context.Context, uuid.UUID, *seal.Resealer) (int, error) { return 0, nil })
		b.StartTimer()
		resealed := 0
		for _, id := range ids {
			done, err := rotator.Rotate(b.Context(), id)
			if err != nil {
				b.Fatal(err)
			}
			resealed += done.Resealed
		}
		if resealed != accounts*days {
			b.Fatalf("%d day keys were taken over, want %d", resealed, accounts*days)
		}
	}
	b.ReportMetric(accounts*days, "keys/op")
}

// fill gives accounts keys, in large transactions.
func fill(b *testing.B, to *keyStore, provider seal.KeyProvider, accounts, days int) []uuid.UUID {
	b.Helper()
	memory := sealtest.NewStore()
	ring, today := seal.NewKeyring(provider, memory, time.Now), orderveil.DateOf(time.Now())
	var all []orderveil.Date
	for day := range days {
		all = append(all, today+1+orderveil.Date(day))
	}
	ids := make([]uuid.UUID, accounts)
	for i := range ids {
		ids[i] = uuid.New()
		account := ring.Account(ids[i])
		if err := account.Create(b.Context()); err != nil {
			b.Fatal(err)
		}
		if _, err := account.Sealer(b.Context(), all); err != nil {
			b.Fatal(err)
		}
		own, _ := memory.AccountKey(b.Context(), ids[i])
		if _, err := to.PutAccountKey(b.Context(), ids[i], own); err != nil {
			b.Fatal(err)
		}
		wrapped, _ := memory.DayKeys(b.Context(), ids[i], nil)
		rows := []*keys.DayKeyCreate{}
		for day, w := range wrapped {
			rows = append(rows, to.client.DayKey.Create().SetAccountID(ids[i]).SetDay(day).SetWrapped(w))
		}
		if err := to.client.DayKey.CreateBulk(rows...).Exec(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	return ids
}
