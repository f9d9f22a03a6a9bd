package orderveil

import (
	"fmt"

	"orderveil/personal"
)

// Role is a viewer's part. The names are stored in tokens and never change.
type Role string

// The roles: the merchant's, the operator's, and a partner's API client.
const (
	RoleMerchant       Role = "merchant"
	RoleFulfilment     Role = "fulfilment"
	RoleFinance        Role = "finance"
	RoleMerchantViewer Role = "viewer"
	RoleSupport        Role = "support"
	RoleBilling        Role = "billing"
	RoleEngineer       Role = "engineer"
	RolePrivacyOfficer Role = "privacy-officer"
	RoleAdministrator  Role = "administrator"
	RolePartner        Role = "partner"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		RoleMerchant, RoleFulfilment, RoleFinance, RoleMerchantViewer,
		RoleSupport, RoleBilling, RoleEngineer, RolePrivacyOfficer, RoleAdministrator, RolePartner,
	}
}

// ParseRole returns the role of that name.
func ParseRole(name string) (Role, error) {
	if r := Role(name); roles[r].known {
		return r, nil
	}
	return "", Invalidf("no such role: the roles are %v", Roles())
}

// Staff reports whether the role belongs to the operator.
func (r Role) Staff() bool { return roles[r].staff }

// Decision is how a viewer gets a category. The zero value withholds.
type Decision uint8

// The decisions, from nothing to everything.
const (
	Withhold Decision = iota
	Mask
	Reveal
)

// String returns the decision's name.
func (d Decision) String() string {
	if int(d) < len(decisionNames) {
		return decisionNames[d]
	}
	return fmt.Sprintf("Decision(%d)", uint8(d))
}

var decisionNames = [...]string{"WITHHOLD", "MASK", "REVEAL"}

// Permission is the right to a kind of request. The names are the API's.
type Permission string

// The permissions.
const (
	PermissionOrdersList        Permission = "ORDERS_LIST"        // list and filter the account's orders
	PermissionOrdersFind        Permission = "ORDERS_FIND"        // look up by exact order number
	PermissionSyncRun           Permission = "SYNC_RUN"           // ask for orders now, decide of orders that are held
	PermissionOrdersForward     Permission = "ORDERS_FORWARD"     // forward an order again
	PermissionShipmentsReport   Permission = "SHIPMENTS_REPORT"   // tell marketplaces what was shipped or cancelled
	PermissionConnectionsRead   Permission = "CONNECTIONS_READ"   // see the account's connections
	PermissionConnectionsManage Permission = "CONNECTIONS_MANAGE" // add, try, change, pause and remove connections
	PermissionAccountRead       Permission = "ACCOUNT_READ"       // see one's own account
	PermissionRetentionRead     Permission = "RETENTION_READ"     // see retention, holds, receipts and notices
	PermissionRetentionManage   Permission = "RETENTION_MANAGE"   // set retention, place and release holds
	PermissionSubjectRequests   Permission = "SUBJECT_REQUESTS"   // export and erase what is kept of a person
	PermissionAccountCancel     Permission = "ACCOUNT_CANCEL"     // cancel one's own account
	PermissionAuditRead         Permission = "AUDIT_READ"         // see who looked at customer data and who changed what
	PermissionAlarmsRead        Permission = "ALARMS_READ"        // see the alarms of the installation
	PermissionGrantRequest      Permission = "GRANT_REQUEST"      // ask to see a customer of one order
	PermissionGrantDecide       Permission = "GRANT_DECIDE"       // approve, refuse and revoke grants of one's own account
	PermissionGrantConfirm      Permission = "GRANT_CONFIRM"      // be the second member of staff in an emergency
	PermissionClientsManage     Permission = "CLIENTS_MANAGE"     // let partners' programs into one's own account
	PermissionUsersManage       Permission = "USERS_MANAGE"       // invite, change and remove users: of one's own account, or the operator's
	PermissionSchemaRead        Permission = "SCHEMA_READ"        // read the schema through introspection
	PermissionNetworksManage    Permission = "NETWORKS_MANAGE"    // say from which networks one's own account is reached
	PermissionRulesManage       Permission = "RULES_MANAGE"       // say by rules what becomes of orders, and what back offices are not given
	PermissionRegisterRead      Permission = "REGISTER_READ"      // see the register of personal data and of recipients
	PermissionAccessReview      Permission = "ACCESS_REVIEW"      // see who has access, and confirm that it is needed
	PermissionInstallRead       Permission = "INSTALL_READ"       // see accounts, queue, workers and keys, and no order
	PermissionInstallManage     Permission = "INSTALL_MANAGE"     // open, suspend and resume accounts, exchange keys
	PermissionDiagnose          Permission = "DIAGNOSE"           // see what is wrong with the form of customer data
)

// Permissions lists every permission.
func Permissions() []Permission {
	return []Permission{
		PermissionOrdersList, PermissionOrdersFind, PermissionSyncRun, PermissionOrdersForward, PermissionShipmentsReport,
		PermissionConnectionsRead, PermissionConnectionsManage, PermissionAccountRead,
		PermissionRetentionRead, PermissionRetentionManage, PermissionSubjectRequests, PermissionAccountCancel,
		PermissionAuditRead, PermissionAlarmsRead, PermissionGrantRequest, PermissionGrantDecide, PermissionGrantConfirm,
		PermissionDiagnose, PermissionNetworksManage, PermissionUsersManage, PermissionSchemaRead, PermissionClientsManage,
		PermissionRulesManage, PermissionRegisterRead, PermissionAccessReview,
		PermissionInstallRead, PermissionInstallManage,
	}
}

// Scope is a purpose for which a partner's API client was let in. The names are
// stored in tokens and never change.
type Scope string

// The scopes.
const (
	ScopeOrdersRead     Scope = "orders:read"
	ScopeOrdersShipTo   Scope = "orders:ship_to"
	ScopeOrdersBillTo   Scope = "orders:bill_to"
	ScopeOrdersContact  Scope = "orders:contact"
	ScopeShipmentsWrite Scope = "shipments:write"
)

// ParseScope returns the scope of that name.
func ParseScope(name string) (Scope, error) {
	switch s := Scope(name); s {
	case ScopeOrdersRead, ScopeOrdersShipTo, ScopeOrdersBillTo, ScopeOrdersContact, ScopeShipmentsWrite:
		return s, nil
	}
	return "", Invalidf("no such scope")
}

// scopeReveals says which categories of which party serve a scope's purpose.
func scopeReveals(s Scope, kind PartyKind, c personal.Category) bool {
	switch s {
	case ScopeOrdersShipTo:
		return kind == ShipTo && (c == personal.Name || c == personal.Address || c == personal.Delivery || c == personal.Note)
	case ScopeOrdersBillTo:
		return kind == BillTo && (c == personal.Name || c == personal.Address || c == personal.TaxID)
	case ScopeOrdersContact:
		return c == personal.Email || c == personal.Phone
	}
	return false
}

// access is a role's row of the policy.
type access struct {
	known       bool
	staff       bool
	decisions   [personal.Note + 1]Decision
	permissions []Permission
}

// shows builds a row's decisions; a category that is not named is withheld.
func shows(d Decision, categories ...personal.Category) (row [personal.Note + 1]Decision) {
	for _, c := range categories {
		row[c] = d
	}
	return row
}

// and adds masked categories to a row.
func and(row [personal.Note + 1]Decision, masked ...personal.Category) [personal.Note + 1]Decision {
	for _, c := range masked {
		row[c] = Mask
	}
	return row
}

// merchantMay is what a merchant may do in its own account: everything but what is about
// the whole installation.
var merchantMay = []Permission{
	PermissionOrdersList, PermissionOrdersFind, PermissionSyncRun, PermissionOrdersForward, PermissionShipmentsReport, PermissionConnectionsRead, PermissionConnectionsManage, PermissionAccountRead,
	PermissionRetentionRead, PermissionRetentionManage, PermissionSubjectRequests, PermissionAccountCancel, PermissionAuditRead,
	PermissionGrantDecide, PermissionDiagnose, PermissionNetworksManage, PermissionClientsManage, PermissionUsersManage,
	PermissionRulesManage, PermissionRegisterRead, PermissionAccessReview,
}

// roles is the policy: who may see and do what. A role that is not here may
// nothing. A partner's categories follow from its scopes.
var roles = map[Role]access{
	RoleMerchant: {
		known:       true,
		decisions:   shows(Reveal, personal.Categories()...),
		permissions: merchantMay,
	},
	RoleFulfilment: { // packs and ships: who, where to, whom to ring
		known:       true,
		decisions:   and(shows(Reveal, personal.Name, personal.Address, personal.Phone, personal.Delivery, personal.Note), personal.Email),
		permissions: []Permission{PermissionOrdersList, PermissionOrdersFind, PermissionSyncRun, PermissionOrdersForward, PermissionShipmentsReport, PermissionConnectionsRead, PermissionAccountRead},
	},
	RoleFinance: { // invoices: who, where, VAT number
		known:       true,
		decisions:   and(shows(Reveal, personal.Name, personal.Address, personal.TaxID), personal.Email),
		permissions: []Permission{PermissionOrdersList, PermissionOrdersFind, PermissionConnectionsRead, PermissionAccountRead},
	},
	RoleMerchantViewer: { // figures and progress, no customers
		known:       true,
		permissions: []Permission{PermissionOrdersList, PermissionOrdersFind, PermissionConnectionsRead, PermissionAccountRead},
	},
	RoleSupport: {
		known: true, staff: true,
		permissions: []Permission{PermissionOrdersFind, PermissionOrdersForward, PermissionGrantRequest, PermissionGrantConfirm, PermissionDiagnose},
	},
	RoleBilling:  {known: true, staff: true},
	RoleEngineer: {known: true, staff: true, permissions: []Permission{PermissionSchemaRead, PermissionInstallRead}},
	RolePrivacyOfficer: { // what is kept and forgotten, never of whom
		known: true, staff: true,
		permissions: []Permission{PermissionOrdersFind, PermissionRetentionRead, PermissionAuditRead, PermissionAlarmsRead, PermissionGrantConfirm, PermissionRegisterRead, PermissionAccessReview},
	},
	RoleAdministrator: {
		known: true, staff: true,
		permissions: []Permission{PermissionAlarmsRead, PermissionGrantConfirm, PermissionUsersManage, PermissionAccessReview, PermissionRegisterRead, PermissionInstallRead, PermissionInstallManage},
	},
	RolePartner: {
		known:       true,
		permissions: []Permission{PermissionOrdersList, PermissionOrdersFind, PermissionShipmentsReport, PermissionAccountRead},
	},
}
