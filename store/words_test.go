package store_test

import (
	"strings"
	"testing"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
)

// What stands on the page for a customer is said in each language, whatever an order went through.
func TestCustomersAreAnsweredInEveryLanguage(t *testing.T) {
	t.Parallel()
	codes := []string{"page.title", "page.made", "field.country"}
	for _, r := range store.PrivacyReasons() {
		codes = append(codes, "reason."+string(r))
	}
	for _, f := range store.SubjectsFound() {
		codes = append(codes, "found."+string(f))
	}
	for _, s := range orderveil.OrderStatuses() {
		codes = append(codes, "OrderStatus."+string(s))
	}
	for _, s := range orderveil.ForwardStates() {
		codes = append(codes, "ForwardState."+string(s))
	}
	for _, k := range store.EventKinds() {
		codes = append(codes, "event."+k)
	}
	for _, f := range personal.Fields() {
		codes = append(codes, "field."+f.String())
	}
	for _, c := range personal.Categories() {
		codes = append(codes, "DataCategory."+c.String())
	}
	for _, r := range orderveil.Roles() {
		codes = append(codes, "role."+string(r))
	}
	for _, l := range store.Languages() {
		for _, code := range codes {
			kind, name, _ := strings.Cut(code, ".")
			if l.Say(kind, name) == name {
				t.Errorf("%s has no words in store/words/%s.json", code, l.Tag())
			}
		}
	}
}
