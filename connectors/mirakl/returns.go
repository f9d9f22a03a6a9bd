package mirakl

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Returner = (*Source)(nil)

// returned is a return of RT11, as far as it is used: descriptions, labels and addresses are
// not.
type returned struct {
	ID      string     `json:"id"`
	Order   string     `json:"order_id"`
	State   string     `json:"state"`
	Created *time.Time `json:"date_created"`
	Updated *time.Time `json:"last_updated"`
	Lines   []struct {
		Line     string `json:"order_line_id"`
		Quantity int    `json:"quantity"`
		Reason   string `json:"reason_code"`
	} `json:"return_lines"`
}

type returnsAnswer struct {
	Data []returned `json:"data"`
	Next string     `json:"next_page_token"`
}

// Returns lists the returns that changed within the window.
func (s *Source) Returns(ctx context.Context, w connectors.Window, page func([]orderveil.Return) error) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if !w.Since.IsZero() {
		query.Set("return_last_updated_from", w.Since.UTC().Format(time.RFC3339))
	}
	for range mostPages {
		answer, err := s.get(ctx, "/returns", query)
		if err != nil {
			return err
		}
		if answer.Status != 200 {
			return unexpected("Asked for the list of returns, Mirakl", answer.Status)
		}
		returns, next, err := decodeReturns(answer.Body)
		if err != nil {
			return err
		}
		if len(returns) > 0 {
			if err := page(returns); err != nil {
				return err
			}
		}
		if next == "" || next == query.Get("page_token") {
			return nil
		}
		query.Set("page_token", next)
	}
	return badAnswer("Mirakl's list of returns has no end")
}

func decodeReturns(body []byte) ([]orderveil.Return, string, error) {
	var said returnsAnswer
	if err := wire.Decode(body, &said); err != nil {
		return nil, "", badAnswer("Mirakl's list of returns is malformed")
	}
	if said.Data == nil {
		return nil, "", badAnswer("Mirakl's list of returns is none")
	}
	var all []orderveil.Return
	for n, r := range said.Data {
		if r.ID == "" || len(r.ID) > 64 || !usable(r.Order) || r.Created == nil || r.Updated == nil {
			return nil, "", badAnswer(fmt.Sprintf("Return %d of a page of Mirakl's list makes no sense", n+1))
		}
		for _, l := range r.Lines {
			if l.Quantity < 1 {
				return nil, "", badAnswer(fmt.Sprintf("Return %d of a page of Mirakl's list has a line without quantity", n+1))
			}
			one := orderveil.Return{
				MarketplaceID: r.ID, Order: r.Order, Line: l.Line, Quantity: l.Quantity, Reason: codeText(strings.TrimPrefix(l.Reason, "RETURN_")),
				RegisteredAt: r.Created.UTC(), Result: codeText(r.State),
			}
			switch r.State {
			case "RECEIVED", "REFUSED", "NO_RECEPTION", "CLOSED", "CANCELED":
				one.HandledAt = r.Updated.UTC()
			default:
				one.Result = ""
			}
			all = append(all, one)
		}
	}
	return all, said.Next, nil
}

// codeText is a text that is a code such as BROKEN_ITEM, and otherwise OTHER: operators may
// have reasons of their own, which somebody wrote.
func codeText(text string) string {
	for _, r := range text {
		if r != '_' && (r < 'A' || r > 'Z') {
			return "OTHER"
		}
	}
	if text == "" || len(text) > 64 {
		return "OTHER"
	}
	return text
}
