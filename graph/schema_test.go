package graph_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"orderveil"
	"orderveil/personal"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphql")
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// own calls for every type and field that the schema itself defines.
func own(s *ast.Schema, do func(*ast.Definition, *ast.FieldDefinition)) {
	for _, d := range s.Types {
		if d.BuiltIn || strings.HasPrefix(d.Name, "__") {
			continue
		}
		for _, f := range d.Fields {
			if !strings.HasPrefix(f.Name, "__") {
				do(d, f)
			}
		}
	}
}

func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	t.Parallel()
	s := schema(t)
	for _, d := range s.Types {
		if d.BuiltIn || strings.HasPrefix(d.Name, "__") {
			continue
		}
		if d.Description == "" {
			t.Errorf("%s has no description", d.Name)
		}
		for _, v := range d.EnumValues {
			if v.Description == "" {
				t.Errorf("%s.%s has no description", d.Name, v.Name)
			}
		}
	}
	own(s, func(d *ast.Definition, f *ast.FieldDefinition) {
		if f.Description == "" {
			t.Errorf("%s.%s has no description", d.Name, f.Name)
		}
	})
}

// texts lists the String fields that hold no personal data. A field that is neither
// here nor @personal fails the test: it has to be thought about.
var texts = map[string]bool{
	"Viewer.subject": true, "Viewer.role": true, "Money.currency": true,
	"PageInfo.startCursor": true, "PageInfo.endCursor": true, "OrderEdge.cursor": true,
	"Order.number": true, "Order.shippingMethod": true, "Order.hubNumber": true, "Order.backOfficeNumber": true,
	"Privacy.pseudonym": true, "Privacy.reason": true, "Party.country": true,
	"OrderLine.sku": true, "OrderLine.ean": true, "OrderLine.title": true, "Shipment.carrier": true, "Report.enteredBy": true,
	"Connection.hook": true, "Refusal.number": true,
	"Return.number": true, "Return.reason": true, "Return.result": true,
	"Problem.code": true, "Problem.cause": true, "Problem.nextStep": true,
	"Event.kind": true, "Event.detail": true, "Event.actor": true, "Actor.name": true, "Actor.role": true,
	"AuthorisationPage.url": true, "Connection.code": true, "Connection.label": true, "Connection.withholdWarning": true,
	"ConnectionSetting.name": true, "ConnectionSetting.value": true, "ConnectionExpiry.what": true, "ConnectionExpiry.code": true, "Delivery.orderNumber": true, "Connector.code": true, "Connector.name": true, "Connector.consent": true, "Connector.authorises": true,
	"ConnectorInput.name": true, "ConnectorInput.means": true, "ConnectorInput.example": true, "ConnectorInput.choices": true,
	"Retention.changedBy": true, "SavedView.name": true, "RetentionPlanLine.rule": true, "Hold.orderNumber": true, "Hold.placedBy": true,
	"Receipt.actor": true, "Receipt.document": true, "Notice.kind": true, "ErasureObstacle.code": true, "ErasureObstacle.advice": true,
	"ApiClient.clientId": true, "ApiClient.label": true, "ApiClient.scopes": true, "ApiClient.networks": true, "ApiClient.createdBy": true, "ApiClientSecret.secret": true,
	"User.subject": true, "User.label": true, "User.role": true, "Invitation.token": true,
	"Export.sha256": true, "Query.networks": true, "Mutation.setNetworks": true,
	"PartyShape.present": true, "PartyShape.missing": true, "DeliveryComparison.label": true,
	"Grant.orderNumber": true, "Grant.requestedBy": true, "Grant.ticket": true, "Grant.decidedBy": true,
	"AuditEntry.subject": true, "AuditEntry.role": true, "AuditEntry.right": true, "AuditEntry.via": true, "AuditEntry.outcome": true,
	"AuditHead.root": true, "AuditHead.document": true, "Query.auditProof": true,
	"Look.subject": true, "Look.role": true, "Look.via": true, "Alarm.kind": true, "Alarm.subject": true, "Alarm.role": true,
	"Closure.requestedBy": true, "Closure.certificate": true, "Mutation.exportLink": true,
	"Order.tags": true, "Rule.name": true, "Rule.createdBy": true, "Rule.changedBy": true, "RuleAction.tag": true,
	"RuleConditions.countries": true, "RuleConditions.currency": true, "RuleConditions.skus": true, "RuleConditions.shippingMethods": true,
	"OpenedAccount.placement": true, "OpenedAccount.server": true, "OpenedAccount.movingTo": true, "DatabaseServer.name": true, "DatabaseServer.region": true, "Opening.invitation": true, "WorkQueueState.name": true, "Worker.machine": true, "KeyStatus.provider": true,
	"IncidentViewer.subject": true, "IncidentViewer.role": true, "IncidentViewer.right": true,
	"Register.operator": true, "Register.contact": true, "Register.dpo": true, "Register.measures": true, "Register.measureCodes": true, "Register.markdown": true, "Register.json": true,
	"RegisterCategory.purpose": true, "RegisterCategory.fields": true, "RegisterCategory.columns": true, "RegisterAccess.role": true,
	"Recipient.name": true, "Recipient.role": true, "Recipient.country": true, "Recipient.reason": true, "Recipient.purpose": true, "Recipient.places": true, "Recipient.agreement": true, "Recipient.connector": true,
	"RuleTrialOrder.tags": true, "RuleTrialOrder.because": true,
	// An export holds every category; store.ExportSubject is for viewers who see them all.
	"SubjectExport.message": true, "SubjectExport.json": true, "SubjectExport.page": true,
}

func TestEveryTextIsPersonalOrKnownNotToBe(t *testing.T) {
	t.Parallel()
	own(schema(t), func(d *ast.Definition, f *ast.FieldDefinition) {
		if d.Kind != ast.Object || f.Type.Name() != "String" {
			return
		}
		name, isPersonal := d.Name+"."+f.Name, f.Directives.ForName("personal") != nil
		switch {
		case isPersonal && texts[name]:
			t.Errorf("%s is personal and listed as not personal", name)
		case isPersonal && f.Type.NonNull:
			t.Errorf("%s is personal and must be nullable: it can be withheld", name)
		case !isPersonal && !texts[name]:
			t.Errorf("%s is a text: give it @personal, or list it as not personal", name)
		}
	})
}

func TestPersonalFieldsHaveTheCategoryOfTheRegister(t *testing.T) {
	t.Parallel()
	register := map[string]personal.Category{}
	for _, f := range personal.Fields() {
		register[f.String()] = f.Category()
	}
	seen := map[string]bool{}
	own(schema(t), func(d *ast.Definition, f *ast.FieldDefinition) {
		directive := f.Directives.ForName("personal")
		if directive == nil || d.Name == "Event" || d.Name == "Hold" || d.Name == "Grant" { // their notes are free text of the merchant's
			return
		}
		seen[f.Name] = true
		if got, want := directive.Arguments.ForName("category").Value.Raw, register[f.Name].String(); got != want {
			t.Errorf("%s.%s is %s in the schema and %s in the register", d.Name, f.Name, got, want)
		}
	})
	for name := range register {
		if !seen[name] {
			t.Errorf("field %s of the register is not in the schema", name)
		}
	}
}

func TestEveryQuestionSaysWhoMayAsk(t *testing.T) {
	t.Parallel()
	open := map[string]bool{"Query.viewer": true, "Query.node": true, // these too, and the store refuses who is concerned in no way:
		"Query.grants": true, "Mutation.approveGrant": true, "Mutation.refuseGrant": true, "Mutation.revokeGrant": true, "Subscription.grantChanged": true, // they answer by what the viewer is
		"Query.sessions": true, "Query.passkeys": true, "Mutation.endSession": true, "Mutation.removePasskey": true} // its own
	own(schema(t), func(d *ast.Definition, f *ast.FieldDefinition) {
		if d.Name != "Query" && d.Name != "Mutation" && d.Name != "Subscription" {
			return
		}
		if f.Directives.ForName("requires") == nil && !open[d.Name+"."+f.Name] {
			t.Errorf("%s.%s lets anybody ask: give it @requires", d.Name, f.Name)
		}
	})
}

func TestEnumsAreTheDomains(t *testing.T) {
	t.Parallel()
	s := schema(t)
	compare := func(name string, want []string) {
		var got []string
		for _, v := range s.Types[name].EnumValues {
			got = append(got, v.Name)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s is %v in the schema and %v in the domain", name, got, want)
		}
	}
	compare("DataCategory", texted(personal.Categories(), personal.Category.String))
	compare("Permission", texted(orderveil.Permissions(), func(p orderveil.Permission) string { return string(p) }))
	compare("OrderStatus", texted(orderveil.OrderStatuses(), func(s orderveil.OrderStatus) string { return string(s) }))
	compare("HoldBasis", texted(orderveil.HoldBases(), func(b orderveil.HoldBasis) string { return string(b) }))
	compare("ReceiptKind", texted(orderveil.ReceiptKinds(), func(k orderveil.ReceiptKind) string { return string(k) }))
	compare("GrantPurpose", texted(orderveil.GrantPurposes(), func(p orderveil.GrantPurpose) string { return string(p) }))
	compare("GrantState", texted(orderveil.GrantStates(), func(s orderveil.GrantState) string { return string(s) }))
	compare("Check", texted(orderveil.Checks(), func(c orderveil.Check) string { return string(c) }))
	compare("Comparison", texted(orderveil.Comparisons(), func(c orderveil.Comparison) string { return string(c) }))
	compare("GapCheck", texted(orderveil.GapChecks(), func(c orderveil.GapCheck) string { return string(c) }))
	compare("ReportKind", texted(orderveil.ReportKinds(), func(k orderveil.ReportKind) string { return string(k) }))
	compare("ReportState", texted(orderveil.ReportStates(), func(s orderveil.ReportState) string { return string(s) }))
	compare("CancelReason", texted(orderveil.CancelReasons(), func(r orderveil.CancelReason) string { return string(r) }))
	compare("UserState", texted(orderveil.UserStates(), func(s orderveil.UserState) string { return string(s) }))
	compare("AccountState", texted(orderveil.AccountStates(), func(s orderveil.AccountState) string { return string(s) }))
	compare("KeyStage", texted(orderveil.KeyStages(), func(s orderveil.KeyStage) string { return string(s) }))
	compare("AuditKind", texted(orderveil.AuditKinds(), func(k orderveil.AuditKind) string { return string(k) }))
	compare("NoticeState", texted(orderveil.NoticeStates(), func(s orderveil.NoticeState) string { return string(s) }))
	compare("ClosureMode", texted(orderveil.ClosureModes(), func(m orderveil.ClosureMode) string { return string(m) }))
	compare("ClosureState", texted(orderveil.ClosureStates(), func(s orderveil.ClosureState) string { return string(s) }))
	compare("ExportFormat", texted(orderveil.ExportFormats(), func(f orderveil.ExportFormat) string { return string(f) }))
	compare("ExportState", texted(orderveil.ExportStates(), func(s orderveil.ExportState) string { return string(s) }))
	compare("ConnectionState", texted(orderveil.ConnectionStates(), func(s orderveil.ConnectionState) string { return string(s) }))
	compare("ForwardState", texted(orderveil.ForwardStates(), func(s orderveil.ForwardState) string { return string(s) }))
}

func texted[T any](values []T, text func(T) string) (all []string) {
	for _, v := range values {
		all = append(all, text(v))
	}
	return all
}

// A field whose arguments do not fit its method is given a resolver that panics.
func TestEveryResolverIsWritten(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("schema.resolvers.go")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(source, []byte("not implemented")) || bytes.Contains(source, []byte("!!! WARNING !!!")) {
		t.Error("schema.resolvers.go has resolvers that the generator wrote, and nobody after it")
	}
}
