package seal_test

import (
	"testing"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
)

func BenchmarkOpen(b *testing.B) {
	for _, c := range []struct {
		name string
		r    personal.Record
	}{{"Name", someName()}, {"Address", someAddress()}} {
		b.Run(c.name, func(b *testing.B) {
			f := newFixture(b)
			v := f.seal(b, here, c.r)
			opener := f.opener(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := opener.Open(here, c.r.Category(), v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpenParallel(b *testing.B) {
	f := newFixture(b)
	v, opener := f.seal(b, here, someName()), f.opener(b)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := opener.Open(here, personal.Name, v); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	f := newFixture(b)
	sealer, r := f.sealer(b, f.day), someName()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sealer.Seal(here, f.day, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	f := newFixture(b)
	sealer := f.sealer(b, f.day)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sealer.Index("email_index", f.day, "someone@example.test"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpener is a list call that finds its keys in memory.
func BenchmarkOpener(b *testing.B) {
	f := newFixture(b)
	days := make([]orderveil.Date, 30)
	for i := range days {
		days[i] = f.day + orderveil.Date(i)
	}
	f.sealer(b, days...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.keys.Opener(b.Context(), days); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstUse is an account whose keys of 30 days are not in memory.
func BenchmarkFirstUse(b *testing.B) {
	f := newFixture(b)
	for i := range 30 {
		f.sealer(b, f.day+orderveil.Date(i))
	}
	b.ReportAllocs()
	for b.Loop() {
		ring := seal.NewKeyring(f.provider, f.store, f.clock.Now)
		if _, err := ring.Account(f.account).Opener(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
