package kaufland

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// route is one for all calls: Kaufland's limit is on all of them together, 111 a second. It is
// kept a little below, because another program of the merchant's may call too.
const route = "Seller API"

func (s *Source) get(ctx context.Context, path string, query url.Values) (wire.Answer, error) {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	answer, err := s.call(ctx, http.MethodGet, path, nil)
	if err == nil && answer.Status == http.StatusForbidden {
		err = refused(answer.Status)
	}
	return answer, err
}

// patch changes an order unit. Doing it twice does no harm: what was done is refused, and the
// unit's state tells.
func (s *Source) patch(ctx context.Context, path string, body any) (wire.Answer, error) {
	if body == nil {
		return s.call(ctx, http.MethodPatch, path, nil)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return wire.Answer{}, err
	}
	return s.call(ctx, http.MethodPatch, path, text)
}

// call signs and makes a call.
func (s *Source) call(ctx context.Context, method, path string, body []byte) (wire.Answer, error) {
	address, seconds := s.base+path, strconv.FormatInt(s.clock().Unix(), 10)
	h := http.Header{}
	h.Set("Accept", mediaType)
	h.Set("User-Agent", "orderveil")
	h.Set("Shop-Client-Key", s.key.Plain())
	h.Set("Shop-Timestamp", seconds)
	h.Set("Shop-Signature", Sign(s.secret.Plain(), method, address, string(body), seconds))
	if body != nil {
		h.Set("Content-Type", mediaType)
	}
	answer, err := s.wire.Do(ctx, wire.Call{
		Method: method, URL: address, Header: h, Body: body, Route: route, Accept: []string{mediaType}, Repeatable: true,
	})
	if err == nil && answer.Status == http.StatusUnauthorized {
		err = refused(answer.Status)
	}
	return answer, err
}

// read decodes an answer that must be there.
func read(answer wire.Answer, what string, into any) error {
	if answer.Status != http.StatusOK {
		return badAnswer(fmt.Sprintf("Asked for %s, Kaufland answered with status %d", what, answer.Status))
	}
	if err := wire.Decode(answer.Body, into); err != nil {
		return badAnswer("Kaufland's " + what + " is malformed")
	}
	return nil
}

// refused is a signature that Kaufland does not take, or not for this.
func refused(status int) error {
	return &connectors.Failure{
		Code: "CREDENTIALS_REFUSED", Cause: fmt.Sprintf("Kaufland does not take the signature made with the client key and the secret key (status %d).", status),
		Owner: orderveil.OwnerMerchant, Outcome: connectors.Auth,
		NextStep: "Check that the seller's account is active, make new keys in Kaufland's seller portal under API settings, and enter them in the connection. " +
			"A clock of this server that is wrong has the same effect.",
	}
}

// badAnswer is an answer that cannot be used. The cause is a sentence of ours without its
// full stop.
func badAnswer(cause string) error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: cause + ".", Owner: orderveil.OwnerMarketplace,
		NextStep: "It is read again by itself. If it stays, report it to Kaufland's seller support with the order number and the time.",
		Outcome:  connectors.Retry,
	}
}

// notReady is an order whose customer Kaufland does not show yet.
func notReady(number string) error {
	return &connectors.Failure{
		Code: "ORDER_NOT_READY", Cause: "Kaufland shows no address of order " + number + " yet.", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: it is read again by itself.", Outcome: connectors.Retry,
	}
}

// notTaken is a report that Kaufland refused, or that names more than is left.
func notTaken(what string) error {
	return &connectors.Failure{
		Code: "REPORT_REFUSED", Cause: "Kaufland does not take " + what + ".", Owner: orderveil.OwnerMerchant,
		NextStep: "Look at the order in Kaufland's seller portal: its units may have been sent or cancelled already. Then report what is left.",
		Outcome:  connectors.Refused,
	}
}
