package orderveil

import (
	"github.com/google/uuid"

	"orderveil/personal"
)

// Viewer is who asks: a merchant's user, staff of the operator, or a partner's API
// client. The zero Viewer may do and see nothing.
type Viewer struct {
	Subject string // who, as the token's issuer names them; opaque
	Role    Role
	Account uuid.UUID // the one account of a merchant's user or a partner
	Scopes  []Scope   // a partner's purposes
	Session uuid.UUID // of a person who signed in; the token ends with it
	Weak    bool      // signed in without a second factor: nothing personal is shown
	// Granted are categories of one order that a grant shows to a member of staff; it is
	// set for that order alone, never by who signs a token.
	Granted personal.Set
	Grant   uuid.UUID // the grant
	Policy  *Policy   // the installation's; nil is the default
}

// Staff reports whether the viewer belongs to the operator and so to no account.
func (v Viewer) Staff() bool { return roles[v.Role].staff }

// Can reports whether the viewer has a permission.
func (v Viewer) Can(p Permission) bool {
	return v.Policy.Allows(v.Role, p) && (v.Role != RolePartner || v.scoped(p))
}

// scoped reports whether a partner's scopes are for what a permission allows.
func (v Viewer) scoped(p Permission) bool {
	switch p {
	case PermissionAccountRead:
		return true
	case PermissionShipmentsReport:
		return v.has(ScopeShipmentsWrite)
	}
	return v.has(ScopeOrdersRead)
}

// Sees reports whether the viewer may reach an account's orders at all.
func (v Viewer) Sees(account uuid.UUID) bool {
	if v.Staff() {
		return true
	}
	return v.Account != uuid.Nil && v.Account == account
}

// Decide says how the viewer gets a category of a party. It is the only place
// where that question is answered.
func (v Viewer) Decide(kind PartyKind, c personal.Category) Decision {
	if v.Role == RolePartner {
		return v.decideByScope(kind, c)
	}
	if v.Weak {
		return Withhold
	}
	if v.Granted.Has(c) {
		return Reveal
	}
	return v.Policy.Decision(v.Role, c)
}

// DecideAny says how the viewer gets a category of whichever party shows it most.
func (v Viewer) DecideAny(c personal.Category) Decision {
	return max(v.Decide(BillTo, c), v.Decide(ShipTo, c))
}

func (v Viewer) decideByScope(kind PartyKind, c personal.Category) Decision {
	for _, s := range v.Scopes {
		if scopeReveals(s, kind, c) {
			return Reveal
		}
	}
	return Withhold
}

func (v Viewer) has(s Scope) bool {
	for _, own := range v.Scopes {
		if own == s {
			return true
		}
	}
	return false
}
