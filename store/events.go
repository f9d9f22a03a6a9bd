package store

import (
	"orderveil"
	"orderveil/connectors"
)

// EventKinds lists what can stand in an order's timeline. The codes never change; people are
// told each in words, here and in the console.
func EventKinds() []string {
	kinds := []string{
		"IMPORTED", "CHANGED", "STATUS_CHANGED", "STATUS_REFUSED", "FORWARD_AGAIN", "HELD_RELEASED", "HELD_SKIPPED",
		"REPORT_AGAIN", "CALLED_BACK", "HOLD_PLACED", "HOLD_RELEASED", "ERASED", "EMERGENCY_ACCESS",
		"PRIVACY_" + string(connectors.PrivacyAccess), "PRIVACY_" + string(connectors.PrivacyErase),
	}
	for _, s := range orderveil.ForwardStates() {
		kinds = append(kinds, "FORWARD_"+string(s))
	}
	for _, k := range orderveil.ReportKinds() {
		kinds = append(kinds, "REPORT_"+string(k))
	}
	for _, s := range orderveil.ReportStates() {
		kinds = append(kinds, "REPORT_"+string(s))
	}
	for _, s := range orderveil.NoticeStates() {
		kinds = append(kinds, "CALL_BACK_"+string(s))
	}
	for _, kind := range ruleEvents {
		kinds = append(kinds, kind)
	}
	return kinds
}
