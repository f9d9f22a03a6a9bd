package bol

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// processStatus is how work goes that bol took on. Its error message is not read: it
// repeats what was sent.
type processStatus struct {
	ID     string `json:"processStatusId"`
	Status string `json:"status"`
}

// askAgain is when to ask for a process that is not done.
const askAgain = 10 * time.Second

// Settle asks how a process goes.
func (s *Source) Settle(ctx context.Context, id string) (connectors.Process, error) {
	answer, err := s.call(ctx, wire.Call{
		Method: http.MethodGet, URL: s.shared + "/process-status/" + url.PathEscape(id), Route: "GET /shared/process-status/{process-status-id}",
	})
	if err != nil {
		return connectors.Process{}, err
	}
	switch {
	case answer.Status == http.StatusOK:
		return readProcess(answer.Body, "what was reported")
	case answer.Status == http.StatusNotFound && problem(answer):
		return connectors.Process{}, unclear("what was reported")
	}
	return connectors.Process{}, unexpected("Asked how a report went, bol.com", answer.Status)
}

// readProcess reads a process's status. bol's TIMEOUT says that nothing is known.
func readProcess(body []byte, what string) (connectors.Process, error) {
	var p processStatus
	if err := wire.Decode(body, &p); err != nil {
		return connectors.Process{}, unclear(what)
	}
	switch p.Status {
	case "SUCCESS":
		return connectors.Process{ID: p.ID, Done: true}, nil
	case "PENDING":
		if usable(p.ID) {
			return connectors.Process{ID: p.ID, After: askAgain}, nil
		}
	case "FAILURE":
		return connectors.Process{}, notTaken(what, 0)
	}
	return connectors.Process{}, unclear(what)
}

// notTaken is a report that bol refused, at once or later.
func notTaken(what string, status int) error {
	cause := "bol.com has not carried out " + what + "."
	if status != 0 {
		cause = "bol.com does not take " + what + "."
	}
	return &connectors.Failure{
		Code: "REPORT_REFUSED", Cause: cause, Owner: orderveil.OwnerMerchant,
		NextStep: "Look at the order in bol's partner platform: its lines may have been shipped or cancelled already. Then report what is left.",
		Outcome:  connectors.Refused,
	}
}

// unclear is a report of which nobody knows what came of it.
func unclear(what string) error {
	return &connectors.Failure{
		Code: "REPORT_UNCLEAR", Cause: "bol.com does not say what came of " + what + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: the order is read again, and the report repeated if it is still needed.",
		Outcome:  connectors.Unclear,
	}
}
