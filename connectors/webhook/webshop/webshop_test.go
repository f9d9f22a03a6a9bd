package webshop_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
)

// What is taken out of the shop is gone from it, and its number is not given again.
func TestWhatIsTakenIsGoneAndItsNumberNotGivenAgain(t *testing.T) {
	t.Parallel()
	s, err := webshop.New("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 17, 12, 0, 0, 0, time.UTC)
	s.Follow(func() time.Time { return now })
	deliver := func(id string) (number string) {
		t.Helper()
		m := s.Sign(id, webhook.Event{Type: "order.created", Timestamp: now, Data: webhook.Data{Reference: id, Number: id}})
		r := httptest.NewRequest("POST", "/", bytes.NewReader(m.Body))
		r.Header = m.Header
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		var answer struct{ Number string }
		if err := json.NewDecoder(w.Body).Decode(&answer); err != nil || answer.Number == "" {
			t.Fatalf("%s is answered with %d: %v", id, w.Code, err)
		}
		return answer.Number
	}
	first := deliver("first")
	now = now.Add(time.Minute)
	second := deliver("second")
	taken := s.Take(now)
	if len(taken) != 1 || taken["first"].Number != first {
		t.Errorf("%d orders taken, want the first alone", len(taken))
	}
	if left := s.Orders(); len(left) != 1 || left["second"].Number != second {
		t.Errorf("%d orders left, want the second alone", len(left))
	}
	if again := deliver("second"); again != second {
		t.Errorf("delivered again the second is %s, want %s", again, second)
	}
	if third := deliver("third"); third == first || third == second {
		t.Errorf("the third has the number %s of another", third)
	}
}
