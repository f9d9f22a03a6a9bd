package wire_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors/wire"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestRetryAfterInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"0":                             0,
		"7":                             7 * time.Second,
		"3601":                          time.Hour,
		"99999999999999":                time.Hour,
		"Tue, 17 Mar 2026 14:30:07 GMT": 7 * time.Second,
		"Tue, 17 Mar 2026 14:29:07 GMT": 0,
		"Fri, 31 Dec 9999 23:59:59 GMT": time.Hour,
		"":                              -1,
		"-7":                            -1,
		"soon":                          -1,
		"7.5":                           -1,
	} {
		got, ok := wire.RetryAfter(http.Header{"Retry-After": {text}}, now)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("RetryAfter(%q) = %v, %v, want %v", text, got, ok, want)
		}
	}
}

func TestBaseAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://api.bol.com":          "https://api.bol.com",
		"https://api.bol.com/":         "https://api.bol.com",
		"https://shop.example/sub/":    "https://shop.example/sub",
		"http://127.0.0.1:8080":        "http://127.0.0.1:8080",
		"http://[::1]:8080":            "http://[::1]:8080",
		"http://localhost:8080":        "http://localhost:8080",
		"http://api.bol.com":           "",
		"http://127.0.0.1.example":     "",
		"http://localhost.example":     "",
		"ftp://api.bol.com":            "",
		"api.bol.com":                  "",
		"https://user:pw@shop.example": "",
		"https://shop.example/?a=b":    "",
		"https://shop.example/#a":      "",
		"https://":                     "",
		"":                             "",
		"://":                          "",
	} {
		got, err := wire.Base("api", text)
		if got != want || (want == "") != errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("Base(%q) = %q, %v, want %q", text, got, err, want)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), "pw") {
			t.Error("the error repeats the address")
		}
	}
}

func TestDecodeTakesOneValueOnly(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		` {"n":1} `:                true,
		`{"n":1}{"n":2}`:           false,
		`{"n":1} x`:                false,
		`{"n":"1"}`:                false,
		`{"n":1.5}`:                false,
		`{"n":1`:                   false,
		``:                         false,
		"{\"n\":1,\"s\":\"\xff\"}": false,
		`{"n":1,"s":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`: false,
		`{"n":1,"s":"` + strings.Repeat("[", 70) + `\"["}`:                      true,
	} {
		var into struct {
			N int `json:"n"`
		}
		err := wire.Decode([]byte(text), &into)
		if (err == nil) != good || err != nil && !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("Decode(%.20q) = %v, want it taken: %v", text, err, good)
		}
	}
}

// A date is by the clock of whoever wrote it: nobody comes back too early because the clocks
// differ.
func TestADateToComeBackAtIsByTheOtherSidesClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC)
	for _, skew := range []time.Duration{-10 * time.Minute, 0, 10 * time.Minute} {
		theirs := now.Add(skew)
		got, ok := wire.RetryAfter(http.Header{
			"Date": {theirs.Format(http.TimeFormat)}, "Retry-After": {theirs.Add(15 * time.Second).Format(http.TimeFormat)},
		}, now)
		if !ok || got != 15*time.Second {
			t.Errorf("with clocks %s apart: RetryAfter() = %v, %v, want 15s", skew, got, ok)
		}
		if got, ok := wire.RetryAfter(http.Header{"Date": {theirs.Format(http.TimeFormat)}, "Retry-After": {"15"}}, now); !ok || got != 15*time.Second {
			t.Errorf("seconds, with clocks %s apart: RetryAfter() = %v, %v", skew, got, ok)
		}
	}
	ago := now.AddDate(0, -8, 0)
	if got, _ := wire.RetryAfter(http.Header{"Date": {ago.Format(http.TimeFormat)}, "Retry-After": {now.Add(15 * time.Second).Format(http.TimeFormat)}}, now); got != 15*time.Second {
		t.Errorf("a Date that is no clock's: %v", got)
	}
}
