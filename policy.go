package orderveil

import (
	"fmt"
	"slices"

	"orderveil/personal"
)

// Policy says who may see and do what. The nil Policy is the default one, of role.go.
type Policy struct{ rows map[Role]access }

// Override is what an operator changes of one role.
type Override struct {
	Categories map[string]string `yaml:"categories"` // category → REVEAL, MASK or WITHHOLD
	Allow      []string          `yaml:"allow"`      // permissions that the role gets
	Deny       []string          `yaml:"deny"`       // permissions that it loses
}

// merchantsAlone are permissions that no override gives to staff or a partner: they are
// about all of an account's customers, or about the merchant's own decisions.
var merchantsAlone = []Permission{
	PermissionOrdersList, PermissionSubjectRequests, PermissionAccountCancel, PermissionRetentionManage, PermissionGrantDecide, PermissionNetworksManage, PermissionClientsManage,
	PermissionRulesManage, PermissionConnectionsManage,
}

// staffAlone are permissions that no override gives to a merchant's or partner's role:
// they are about the whole installation.
var staffAlone = []Permission{PermissionAlarmsRead, PermissionGrantRequest, PermissionGrantConfirm, PermissionInstallRead, PermissionInstallManage}

// NewPolicy is the default policy with changes. It returns everything that is wrong with
// them at once.
func NewPolicy(changes map[string]Override) (*Policy, []error) {
	p := &Policy{rows: make(map[Role]access, len(roles))}
	for role, row := range roles {
		row.permissions = slices.Clone(row.permissions)
		p.rows[role] = row
	}
	var wrong []error
	for name, change := range changes {
		role, err := ParseRole(name)
		if err != nil {
			wrong = append(wrong, Invalidf("policy.%s: %v", name, err))
			continue
		}
		for _, err := range p.override(role, change) {
			wrong = append(wrong, Invalidf("policy.%s: %v", role, err))
		}
	}
	return p, wrong
}

func (p *Policy) override(role Role, change Override) (wrong []error) {
	row := p.rows[role]
	for name, text := range change.Categories {
		c, err := personal.ParseCategory(name)
		d, known := parseDecision(text)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("no such category: the categories are %v", personal.Categories()))
		case !known:
			wrong = append(wrong, fmt.Errorf("%s is REVEAL, MASK or WITHHOLD", c))
		case role == RolePartner:
			wrong = append(wrong, fmt.Errorf("what a partner sees follows from its scopes: give or take those"))
		case row.staff && d == Reveal:
			wrong = append(wrong, fmt.Errorf("staff is shown %s by a grant alone, for one order and a time", c))
		default:
			row.decisions[c] = d
		}
	}
	for _, name := range change.Allow {
		permission := Permission(name)
		switch {
		case !slices.Contains(Permissions(), permission):
			wrong = append(wrong, fmt.Errorf("no such permission: the permissions are %v", Permissions()))
		case slices.Contains(merchantsAlone, permission) && (row.staff || role == RolePartner && permission != PermissionOrdersList):
			wrong = append(wrong, fmt.Errorf("%s is for the merchant's own people", permission))
		case slices.Contains(staffAlone, permission) && !row.staff:
			wrong = append(wrong, fmt.Errorf("%s is for the operator's staff", permission))
		case !slices.Contains(row.permissions, permission):
			row.permissions = append(row.permissions, permission)
		}
	}
	for _, name := range change.Deny {
		at := slices.Index(row.permissions, Permission(name))
		if at < 0 {
			wrong = append(wrong, fmt.Errorf("the role has no permission of this name to lose: it has %v", row.permissions))
			continue
		}
		row.permissions = slices.Delete(row.permissions, at, at+1)
	}
	p.rows[role] = row
	return wrong
}

func parseDecision(text string) (Decision, bool) {
	for i, name := range decisionNames {
		if name == text {
			return Decision(i), true
		}
	}
	return Withhold, false
}

// row is a role's row.
func (p *Policy) row(r Role) access {
	if p == nil {
		return roles[r]
	}
	return p.rows[r]
}

// Decision is how a role gets a category; of a partner, without any scope.
func (p *Policy) Decision(r Role, c personal.Category) Decision { return p.row(r).decisions[c] }

// Allows reports whether a role has a permission; of a partner, with the scope to read
// orders.
func (p *Policy) Allows(r Role, permission Permission) bool {
	return slices.Contains(p.row(r).permissions, permission)
}
