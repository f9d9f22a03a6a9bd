package wire_test

import (
	"net/http"
	"testing"
	"time"

	"orderveil/connectors/wire"
)

func TestTheOtherSidesClockIsThatOfItsAnswers(t *testing.T) {
	for name, off := range map[string]time.Duration{"ahead": 10 * time.Minute, "behind": -10 * time.Minute, "no clock": 100 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c, url := open(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			})
			near := func(want time.Duration) bool { return (time.Until(c.Now()) - want).Abs() < 5*time.Second }
			if !near(0) {
				t.Errorf("before the first answer it is %v off", time.Until(c.Now()))
			}
			if _, err := c.Do(t.Context(), wire.Call{Method: "GET", URL: url, Route: "GET /"}); err != nil {
				t.Fatal(err)
			}
			want := off
			if name == "no clock" {
				want = 0
			}
			if !near(want) {
				t.Errorf("it is %v off, want %v", time.Until(c.Now()), want)
			}
		})
	}
}
