package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// serveChange serves what a seller says about a unit.
func (s *Simulator) serveChange(w http.ResponseWriter, text, what string, body []byte) {
	id, err := strconv.ParseInt(text, 10, 64)
	_, u := s.findUnit(id)
	if err != nil || u == nil {
		refuse(w, http.StatusNotFound, "/problems/not-found")
		return
	}
	var said struct {
		Tracking *string `json:"tracking_numbers"`
		Carrier  *string `json:"carrier_code"`
		Reason   *string `json:"reason"`
	}
	if len(body) > 0 && json.Unmarshal(body, &said) != nil {
		refuse(w, http.StatusBadRequest, "/problems/bad-request")
		return
	}
	switch {
	case what == "fulfil" && u.status == "open":
		s.touch(u, "need_to_be_sent")
	case what == "send" && u.status == "need_to_be_sent":
		if said.Tracking == nil || *said.Tracking == "" || said.Carrier == nil || !slices.Contains(carriers, *said.Carrier) {
			refuse(w, http.StatusBadRequest, "/problems/validation-error")
			return
		}
		u.carrier, u.tracking = *said.Carrier, *said.Tracking
		s.touch(u, "sent")
	case what == "cancel" && (u.status == "open" || u.status == "need_to_be_sent") && said.Reason != nil:
		u.reason = *said.Reason
		s.touch(u, "cancelled")
	case what == "cancel":
		refuse(w, http.StatusForbidden, "/problems/order-units/cancel-not-possible")
		return
	default:
		refuse(w, http.StatusForbidden, "/problems/action-not-allowed")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
