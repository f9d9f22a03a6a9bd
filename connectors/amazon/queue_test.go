package amazon_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
	"orderveil/personal"
)

// hearing is a world whose connection has a queue.
func hearing(t *testing.T, options ...option) *world {
	w := open(t, append([]option{orders(0)}, options...)...)
	w.config.Settings["queue"] = w.server.URL + simulator.QueuePath
	w.source = w.again()
	return w
}

func (w *world) hints() (numbers []string) {
	w.Helper()
	if err := w.source.Hints(w.Context(), func(some []string) error {
		numbers = append(numbers, some...)
		return nil
	}); err != nil {
		w.Fatalf("Hints() = %v", err)
	}
	return numbers
}

func TestWordOfAChangedOrderIsHandedOnOnceAndTakenAway(t *testing.T) {
	w := hearing(t)
	if !w.source.Hears() || len(w.hints()) != 0 {
		t.Error("an empty queue says something")
	}
	var placed []string
	for range 25 {
		placed = append(placed, w.sim.Place(1))
	}
	if err := w.sim.RequestCancellation(placed[3]); err != nil {
		t.Fatal(err)
	}
	w.sim.Repeat()
	got := w.hints()
	slices.Sort(got)
	slices.Sort(placed)
	if got = slices.Compact(got); !slices.Equal(got, placed) {
		t.Errorf("heard of %d orders, want %d", len(got), len(placed))
	}
	if n := w.sim.Waiting(); n != 0 {
		t.Errorf("%d messages are still in the queue", n)
	}
}

// SQS delivers at least once.
func TestTheSameNotificationIsHandedOnOnce(t *testing.T) {
	w := hearing(t)
	number := w.sim.Place(1)
	again := w.sim.Bodies()[0]
	if got := w.hints(); len(got) != 1 || got[0] != number {
		t.Fatalf("heard of %v", got)
	}
	w.sim.Send(again)
	if got := w.hints(); len(got) != 0 || w.sim.Waiting() != 0 {
		t.Errorf("heard again of %d orders, %d messages are left", len(got), w.sim.Waiting())
	}
}

func TestWordThatCouldNotBeHandedOnComesAgain(t *testing.T) {
	w := hearing(t)
	number := w.sim.Place(1)
	full := errors.New("full")
	if err := w.source.Hints(t.Context(), func([]string) error { return full }); err != full {
		t.Errorf("Hints() = %v, want what the caller said", err)
	}
	if got := w.hints(); len(got) != 0 {
		t.Error("a message that was received is not hidden")
	}
	w.clock.Advance(3 * time.Minute)
	if got := w.hints(); len(got) != 1 || got[0] != number {
		t.Errorf("heard of %v", got)
	}
}

func TestMessagesAboutOtherThingsAreLeftInTheQueue(t *testing.T) {
	w := hearing(t)
	for _, body := range []string{`{"NotificationType":"FEED_PROCESSING_FINISHED"}`, `not JSON`, `{"NotificationType":"ORDER_CHANGE","Payload":{}}`} {
		w.sim.Send(body)
	}
	number := w.sim.Place(1)
	if got := w.hints(); len(got) != 1 || got[0] != number || w.sim.Waiting() != 3 {
		t.Errorf("heard of %v, %d messages are left", got, w.sim.Waiting())
	}
}

func TestAQueueIsLeftAloneUntilTheTimeThatItNames(t *testing.T) {
	w := hearing(t)
	calls := 0
	w.mu.Lock()
	w.fault = func(rw http.ResponseWriter, r *http.Request) bool {
		calls++
		if calls > 1 {
			return false
		}
		rw.Header().Set("Retry-After", "300")
		rw.WriteHeader(http.StatusTooManyRequests)
		return true
	}
	w.mu.Unlock()
	number := w.sim.Place(1)
	for range 5 { // the hub looks every few seconds
		if err := w.source.Hints(t.Context(), nil); err == nil {
			t.Error("a limit was taken for an answer")
		}
		w.clock.Advance(50 * time.Second)
	}
	if calls != 1 {
		t.Errorf("%d calls before the time that was named", calls-1)
	}
	w.clock.Advance(51 * time.Second)
	if got := w.hints(); len(got) != 1 || got[0] != number {
		t.Errorf("heard of %v afterwards", got)
	}
}

func TestAQueueThatRefusesSaysWhatToCheck(t *testing.T) {
	for name, change := range map[string]option{
		"key": func(_ *simulator.Config, c *connectors.Config) {
			c.Secrets["aws_access_key_id"] = personal.NewSecret("AKIAOTHER")
		},
		"secret": func(_ *simulator.Config, c *connectors.Config) {
			c.Secrets["aws_secret_access_key"] = personal.NewSecret("other")
		},
		"queue": nil,
	} {
		t.Run(name, func(t *testing.T) {
			if change == nil {
				change = func(*simulator.Config, *connectors.Config) {}
			}
			w := hearing(t, change)
			if name == "queue" {
				w.config.Settings["queue"] = w.server.URL + "/123456789012/others"
				w.source = w.again()
			}
			err := w.source.Hints(t.Context(), func([]string) error { return nil })
			if f := mustFail(t, err, "QUEUE_REFUSED"); f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerOperator {
				t.Errorf("outcome %v of %s", f.Outcome, f.Owner)
			}
		})
	}
}

func TestAQueueOutOfOrderPasses(t *testing.T) {
	for name, body := range map[string]string{"error": `{"__type":"InternalFailure","message":"Kanarie"}`, "no JSON": `<html>Kanarie`, "long": strings.Repeat("9", 11<<20)} {
		t.Run(name, func(t *testing.T) {
			w := hearing(t)
			w.failing("/", -1, http.StatusInternalServerError, body)
			err := w.source.Hints(t.Context(), func([]string) error { return nil })
			if f := mustFail(t, err, "QUEUE_UNAVAILABLE"); f.Outcome != connectors.Retry {
				t.Errorf("outcome %v", f.Outcome)
			}
		})
	}
}

func TestAConnectionWithoutAQueueHearsNothing(t *testing.T) {
	w := open(t, orders(0))
	if w.source.Hears() || len(w.hints()) != 0 {
		t.Error("there is a queue")
	}
	for name, change := range map[string]func(*connectors.Config){
		"no address":  func(c *connectors.Config) { c.Settings["queue"] = "orders" },
		"no queue":    func(c *connectors.Config) { c.Settings["queue"] = "https://sqs.eu-west-1.amazonaws.com/" },
		"credentials": func(c *connectors.Config) { delete(c.Secrets, "aws_secret_access_key") },
	} {
		c := configOf(&simulated)
		c.HTTP, c.Clock = http.DefaultClient, w.clock.Now
		c.Settings["queue"] = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
		if _, err := amazon.NewSource(c); err != nil {
			t.Fatal(err)
		}
		change(&c)
		if _, err := amazon.NewSource(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: NewSource() = %v, want ErrInvalid", name, err)
		}
	}
}

func FuzzNotification(f *testing.F) {
	f.Add([]byte(`{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"AmazonOrderId":"903-1"}},"NotificationMetadata":{"NotificationId":"d0"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if id, number, ok := amazon.DecodeNotification(body); ok && (id == "" || number == "" || len(number) > orderveil.MaxNumber) {
			t.Error("a notification without an order was taken")
		}
	})
}
