package orderveil_test

import (
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
)

func TestAnOperatorChangesThePolicyWithinBounds(t *testing.T) {
	t.Parallel()
	p, wrong := orderveil.NewPolicy(map[string]orderveil.Override{
		"fulfilment": {Categories: map[string]string{"PHONE": "WITHHOLD", "EMAIL": "REVEAL"}, Deny: []string{"SYNC_RUN"}},
		"support":    {Categories: map[string]string{"NAME": "MASK"}, Allow: []string{"RETENTION_READ"}},
	})
	if len(wrong) != 0 {
		t.Fatal(wrong)
	}
	packer := orderveil.Viewer{Role: orderveil.RoleFulfilment, Account: uuid.New(), Policy: p}
	support := orderveil.Viewer{Role: orderveil.RoleSupport, Policy: p}
	if packer.DecideAny(personal.Phone) != orderveil.Withhold || packer.DecideAny(personal.Email) != orderveil.Reveal || packer.DecideAny(personal.Name) != orderveil.Reveal {
		t.Error("the packer's categories are not as they were set")
	}
	if packer.Can(orderveil.PermissionSyncRun) || !packer.Can(orderveil.PermissionOrdersList) || !support.Can(orderveil.PermissionRetentionRead) {
		t.Error("the permissions are not as they were set")
	}
	if support.DecideAny(personal.Name) != orderveil.Mask || support.DecideAny(personal.Address) != orderveil.Withhold {
		t.Error("support's categories are not as they were set")
	}
	if byDefault := (orderveil.Viewer{Role: orderveil.RoleFulfilment}); byDefault.DecideAny(personal.Phone) != orderveil.Reveal || !byDefault.Can(orderveil.PermissionSyncRun) {
		t.Error("the default policy has changed with it")
	}
}

func TestNoOverrideOpensWhatThePolicyIsFor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]map[string]orderveil.Override{
		"support sees a name":          {"support": {Categories: map[string]string{"NAME": "REVEAL"}}},
		"support lists orders":         {"support": {Allow: []string{"ORDERS_LIST"}}},
		"support decides about grants": {"support": {Allow: []string{"GRANT_DECIDE"}}},
		"an engineer exports people":   {"engineer": {Allow: []string{"SUBJECT_REQUESTS"}}},
		"a partner cancels":            {"partner": {Allow: []string{"ACCOUNT_CANCEL"}}},
		"a partner sees by category":   {"partner": {Categories: map[string]string{"NAME": "MASK"}}},
		"a merchant reads alarms":      {"merchant": {Allow: []string{"ALARMS_READ"}}},
		"no such role":                 {"boss": {}},
		"no such category":             {"finance": {Categories: map[string]string{"SHOE_SIZE": "MASK"}}},
		"no such decision":             {"finance": {Categories: map[string]string{"NAME": "PERHAPS"}}},
		"no such permission":           {"finance": {Allow: []string{"EVERYTHING"}}},
		"nothing to lose":              {"billing": {Deny: []string{"SYNC_RUN"}}},
	} {
		if _, wrong := orderveil.NewPolicy(change); len(wrong) != 1 {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}
