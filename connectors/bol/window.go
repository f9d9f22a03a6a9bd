package bol

import (
	"net/url"
	"strconv"
	"time"

	"orderveil/connectors"
)

// step is one listing of a plan. Its label stays the same when a plan is made again.
type step struct {
	label string
	query url.Values
}

// The labels of steps that are no day.
const (
	labelOpen   = "open"
	labelRecent = "recent"
)

// bol's OpenAPI document: change-interval-minute is at most 60, latest-change-date
// goes back three months.
const (
	longestInterval = 60 * time.Minute
	months          = 3
)

// plan says which lists show everything that changed since the window began.
//
// A short window is one list of recent changes. It reaches back twice as far as
// asked, and at least the minute that bol demands: rows move between pages while
// they are read, and an order that slips through is listed by the next run too.
//
// A longer window is a list per day, the oldest first, so that an order that
// changes meanwhile moves to a day that is still to come, and at last the changes
// of the last hour. All that bol still shows begins with the orders that are open,
// whenever they were placed.
func plan(w connectors.Window, now time.Time) []step {
	if age := now.Sub(w.Since); !w.Since.IsZero() && age+time.Minute < longestInterval {
		return []step{recent(min(2*max(age, 0)+2*time.Minute, longestInterval))}
	}
	var steps []step
	if w.Since.IsZero() {
		steps = append(steps, list(labelOpen, "OPEN", nil))
	}
	for day := firstDay(w, now); !day.After(lastDay(now)); day = day.AddDate(0, 0, 1) {
		date := day.Format(time.DateOnly)
		steps = append(steps, list(date, "ALL", url.Values{"latest-change-date": {date}}))
	}
	return append(steps, recent(longestInterval))
}

// recent lists the changes of the last minutes, rounded up.
func recent(back time.Duration) step {
	minutes := (back + time.Minute - 1) / time.Minute
	return list(labelRecent, "ALL", url.Values{"change-interval-minute": {strconv.Itoa(int(minutes))}})
}

// list names fulfilment method and status in any case: bol's OpenAPI document states
// no defaults for them.
func list(label, status string, query url.Values) step {
	if query == nil {
		query = url.Values{}
	}
	query.Set("fulfilment-method", "ALL")
	query.Set("status", status)
	return step{label: label, query: query}
}

func firstDay(w connectors.Window, now time.Time) time.Time {
	oldest := dayOf(now).AddDate(0, -months, 1)
	if day := dayOf(w.Since); day.After(oldest) {
		return day
	}
	return oldest
}

// lastDay is today, or tomorrow shortly before midnight: bol does not say in which
// time zone its days are, and Dutch time is up to two hours ahead of UTC.
func lastDay(now time.Time) time.Time { return dayOf(now.Add(2 * time.Hour)) }

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
