package seal_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

// A value opens exactly when its day has not come, its key lives, and the provider
// answers or did within five minutes. Where the promise leaves room, as in the minute
// after a key was destroyed, either answer is right; but what a process has refused it
// does not open again, whatever its clock does.
func TestValueOpensExactlyWhileItsKeyLives(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := []*sealtest.Counting{sealtest.NewProvider(t), sealtest.NewProvider(t)}
		// rapid asks a *testing.T for its deadline, which has no meaning in here.
		rapid.Check(struct{ testing.TB }{t}, func(rt *rapid.T) {
			w := newLives(t, rt, keys)
			defer w.close()
			rt.Repeat(map[string]func(*rapid.T){
				"":         func(*rapid.T) { synctest.Wait() }, // whatever goes on in the background
				"open":     w.open,
				"seal":     w.seal,
				"destroy":  w.destroy,
				"pass":     w.passing(time.Second, 90),
				"wait":     w.passing(time.Minute, 7),
				"sleep":    w.passing(time.Hour, 60),
				"goBack":   w.goBack,
				"tomorrow": func(*rapid.T) { w.first = orderveil.DateOf(w.clock.Now()) + 1 },
				"break":    func(*rapid.T) { w.service.broken = true },
				"repair":   func(*rapid.T) { w.service.broken = false },
				"crash":    func(rt *rapid.T) { w.start(rapid.IntRange(0, 1).Draw(rt, "process")) },
				"rotate":   w.rotate,
				"rewrap":   w.rewrap,
			})
		})
	})
}

// lives is a world with one account, two processes that use it, and a third that
// rotates its keys.
type lives struct {
	store     *sealtest.Store
	clock     *clock
	hazy      time.Time // until when nobody can tell ages, because a clock went back
	service   *service
	account   uuid.UUID
	first     orderveil.Date // days are drawn from this one on
	destroyed map[orderveil.Date]time.Time
	processes []*process
	values    []*life
}

// life is a value and what has become of its key.
type life struct {
	value     personal.Value
	day       orderveil.Date
	destroyed time.Time
}

// process is a keyring and what is known of it.
type process struct {
	ring     *seal.Keyring
	provider *remembering
	whose    uuid.UUID
	latest   orderveil.Date          // the latest day it has seen
	again    map[orderveil.Date]bool // days up to that one to which it has sealed since the clock went back
	refused  map[*life]bool
}

// service is a key management service with several keys, of which one wraps.
type service struct {
	*sealtest.Counting // that one
	keys               []*sealtest.Counting
	broken             bool
}

func (s *service) Wrap(ctx context.Context, plaintext, associated []byte) ([]byte, error) {
	if s.broken {
		return nil, errOutage
	}
	return s.Counting.Wrap(ctx, plaintext, associated)
}

func (s *service) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	if s.broken {
		return nil, errOutage
	}
	for _, key := range s.keys {
		if key.WrappedBy(wrapped) != "" {
			return key.Unwrap(ctx, wrapped, associated)
		}
	}
	return nil, seal.ErrWrongKey
}

// remembering is the service as one process has it, which notes its answers.
type remembering struct {
	*service
	now          orderveil.Clock
	good, failed time.Time
}

func (r *remembering) Unwrap(ctx context.Context, wrapped, associated []byte) ([]byte, error) {
	plain, err := r.service.Unwrap(ctx, wrapped, associated)
	if err != nil {
		r.failed = r.now()
	} else {
		r.good, r.failed = r.now(), time.Time{}
	}
	return plain, err
}

func newLives(t *testing.T, rt *rapid.T, keys []*sealtest.Counting) *lives {
	w := &lives{
		store: sealtest.NewStore(), clock: &clock{now: start}, service: &service{Counting: keys[0], keys: keys}, account: uuid.New(),
		first: orderveil.DateOf(start) + 1, destroyed: map[orderveil.Date]time.Time{}, processes: make([]*process, 2),
	}
	for i := range w.processes {
		w.start(i)
	}
	w.processes[0].latest = orderveil.DateOf(start)
	if err := w.processes[0].ring.Account(w.account).Create(t.Context()); err != nil {
		rt.Fatal(err)
	}
	return w
}

func (w *lives) start(i int) {
	if w.processes[i] != nil {
		w.processes[i].ring.Close()
	}
	p := &process{whose: w.account, provider: &remembering{service: w.service, now: w.clock.Now}, again: map[orderveil.Date]bool{}, refused: map[*life]bool{}}
	p.ring = seal.NewKeyring(p.provider, w.store, w.clock.Now)
	w.processes[i] = p
}

func (w *lives) close() {
	for _, p := range w.processes {
		p.ring.Close()
	}
}

// passing moves the clock on by up to so many units.
func (w *lives) passing(unit time.Duration, most int) func(*rapid.T) {
	return func(rt *rapid.T) { w.clock.pass(unit * time.Duration(rapid.IntRange(1, most).Draw(rt, "time"))) }
}

func (w *lives) drawProcess(rt *rapid.T) *process {
	p := rapid.SampledFrom(w.processes).Draw(rt, "process")
	today := orderveil.DateOf(w.clock.Now())
	p.latest = max(p.latest, today)
	maps.DeleteFunc(p.again, func(day orderveil.Date, _ bool) bool { return day <= today })
	return p
}

// over reports whether a process refuses what was sealed to a day.
func (w *lives) over(p *process, day orderveil.Date) bool {
	return day <= orderveil.DateOf(w.clock.Now()) || day <= p.latest && !p.again[day]
}

func (w *lives) drawDay(rt *rapid.T) orderveil.Date {
	return w.first + orderveil.Date(rapid.IntRange(0, 4).Draw(rt, "day"))
}

// within reports whether something was less than so long ago.
func (w *lives) within(d time.Duration, t time.Time) bool {
	age := w.clock.Now().Sub(t)
	return age >= 0 && age < d
}

func (w *lives) isHazy() bool { return w.clock.Now().Before(w.hazy) }

// answers reports whether a process gets an answer of the provider now.
func (w *lives) answers(p *process) bool {
	return !w.service.broken && !w.within(time.Second, p.provider.failed) && !w.isHazy()
}

func (w *lives) open(rt *rapid.T) {
	if len(w.values) == 0 {
		return
	}
	p, v := w.drawProcess(rt), rapid.SampledFrom(w.values).Draw(rt, "value")
	must, may := w.answers(p), w.isHazy() || !w.service.broken || w.within(5*time.Minute, p.provider.good)
	must = must || may && !w.isHazy() && w.within(5*time.Minute, p.provider.good)
	switch {
	case w.over(p, v.day) || p.refused[v]:
		must, may = false, false
	case !v.destroyed.IsZero():
		must, may = false, may && (w.isHazy() || w.within(time.Minute, v.destroyed))
	case w.within(time.Minute, w.destroyed[v.day]) || w.isHazy(): // there may still be another key of the day in memory
		must = false
	}
	err := p.open(v)
	switch {
	case err == nil && !may:
		rt.Fatalf("a value to %v opens on %v; its key was destroyed: %v", v.day, w.clock.Now(), !v.destroyed.IsZero())
	case err != nil && must:
		rt.Fatalf("a value to %v does not open on %v: %v", v.day, w.clock.Now(), err)
	case errors.Is(err, seal.ErrKeyGone):
		p.refused[v] = true
	case err != nil && !errors.Is(err, seal.ErrKeyUnavailable) && (err != seal.ErrSealBroken || w.destroyed[v.day].IsZero()):
		rt.Fatalf("a value does not open: %v", err)
	}
}

func (p *process) open(v *life) error {
	o, err := p.ring.Account(p.whose).Opener(context.Background(), []orderveil.Date{v.day})
	if err != nil {
		return err
	}
	_, err = o.Open(here, personal.Name, v.value)
	return err
}

func (w *lives) seal(rt *rapid.T) {
	p, v := w.drawProcess(rt), &life{day: w.drawDay(rt)}
	must := w.answers(p) && !w.over(p, v.day)
	s, err := p.ring.Account(p.whose).Sealer(context.Background(), []orderveil.Date{v.day})
	if err == nil {
		v.value, err = s.Seal(here, v.day, someName())
	}
	switch {
	case v.day <= orderveil.DateOf(w.clock.Now()):
		if err != seal.ErrKeyGone {
			rt.Fatalf("Sealer() for %v on %v = %v, want ErrKeyGone", v.day, w.clock.Now(), err)
		}
	case err == nil:
		if v.day <= p.latest {
			p.again[v.day] = true
		}
		// Within the minute it may be sealed with a key that is destroyed already.
		if !w.within(time.Minute, w.destroyed[v.day]) && !w.isHazy() {
			w.values = append(w.values, v)
		}
	case err == seal.ErrKeyGone && w.over(p, v.day): // its key was there before the clock went back
	case must || !errors.Is(err, seal.ErrKeyUnavailable):
		rt.Fatalf("Sealer() for %v on %v = %v", v.day, w.clock.Now(), err)
	}
}

func (w *lives) destroy(rt *rapid.T) {
	day := w.drawDay(rt)
	w.store.DestroyDayKey(w.account, day)
	w.destroyed[day] = w.clock.Now()
	for _, v := range w.values {
		if v.day == day && v.destroyed.IsZero() {
			v.destroyed = w.clock.Now()
		}
	}
}

func (w *lives) goBack(rt *rapid.T) {
	if until := w.clock.Now().Add(seal.SettleTime); until.After(w.hazy) {
		w.hazy = until
	}
	seconds := rapid.OneOf(rapid.IntRange(1, 300), rapid.IntRange(300, 200_000)).Draw(rt, "seconds")
	w.clock.pass(-time.Duration(seconds) * time.Second)
}

func (w *lives) rotate(rt *rapid.T) {
	ring := seal.NewKeyring(w.service, w.store, w.clock.Now)
	_, err := ring.Rotator(seal.SettleTime, nothingOwn).Rotate(context.Background(), w.account)
	if err != nil && (!w.service.broken || !errors.Is(err, seal.ErrKeyUnavailable)) {
		rt.Fatalf("Rotate() = %v", err)
	}
}

// rewrap makes another of the service's keys the one that wraps, and wraps all with it.
func (w *lives) rewrap(rt *rapid.T) {
	w.service.Counting = rapid.SampledFrom(w.service.keys).Draw(rt, "key")
	_, err := seal.NewKeyring(w.service, w.store, w.clock.Now).Rewrap(context.Background(), func(seal.Rewrapped) {})
	if err != nil && (!w.service.broken || !errors.Is(err, seal.ErrKeyUnavailable)) {
		rt.Fatalf("Rewrap() = %v", err)
	}
}
