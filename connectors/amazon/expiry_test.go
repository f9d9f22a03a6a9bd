package amazon_test

import (
	"testing"
	"time"

	"orderveil/connectors/amazon"
)

// Amazon ends a client secret 180 days after it was made: the merchant is warned from the
// 150th day on, and from the 180th nothing is sent with it.
func TestTheClientSecretIsWarnedOfAndThenStops(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	settings := map[string]string{"secret_created": made.Format(time.DateOnly)}
	for day, want := range map[int]struct{ warns, stops bool }{0: {}, 149: {}, 150: {true, false}, 179: {true, false}, 180: {true, true}, 400: {true, true}} {
		warns, stops := false, false
		for _, e := range amazon.Spec.Expires {
			at := made.AddDate(0, 0, day)
			warns = warns || e.Warning(settings, at) != nil
			stops = stops || e.Stops(settings, at) != nil
		}
		if warns != want.warns || stops != want.stops {
			t.Errorf("day %d: warns %v, stops %v, want %+v", day, warns, stops, want)
		}
	}
}
