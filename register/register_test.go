package register_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/ent"
	"orderveil/personal"
	"orderveil/register"
)

var update = flag.Bool("update", false, "write docs/register.md")

func document(t *testing.T) *register.Document {
	t.Helper()
	r := orderveil.DefaultRetention
	var to []egress.Recipient
	for _, spec := range all.Connectors() {
		if len(spec.Hosts) > 0 {
			to = append(to, egress.Recipient{Name: spec.Name, Role: egress.Marketplace, Hosts: spec.Hosts, Country: spec.Country, OutsideEU: spec.Transfer != "", Reason: spec.Transfer, Purpose: "where the orders come from; independent controller"})
		}
	}
	d, err := register.New(register.Operator{}, register.Retention{AfterHandling: r.AfterHandling, Cap: r.Cap, WhileOpen: r.WhileOpen}, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheDocumentedRegisterIsCurrent(t *testing.T) {
	t.Parallel()
	const path = "../docs/register.md"
	got := document(t).Markdown()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s is not current: run go test ./register -update (%v)", path, err)
	}
}

func TestEverythingDeclaredIsInTheRegister(t *testing.T) {
	t.Parallel()
	d := document(t)
	fields, columns := 0, 0
	for _, c := range d.Categories {
		if c.Purpose == "" || len(c.Fields) == 0 || len(c.Columns) == 0 {
			t.Errorf("category %s has no purpose, no fields or no columns", c.Name)
		}
		fields += len(c.Fields)
		columns += len(c.Columns)
	}
	var declared map[string]struct{ Category, Plain string }
	if err := json.Unmarshal(ent.Register, &declared); err != nil {
		t.Fatal(err)
	}
	if fields != len(personal.Fields()) || columns+len(d.Plain) != len(declared) {
		t.Errorf("%d of %d fields, %d of %d columns", fields, len(personal.Fields()), columns+len(d.Plain), len(declared))
	}
	if len(d.Access) != len(orderveil.Roles()) {
		t.Errorf("%d of %d roles", len(d.Access), len(orderveil.Roles()))
	}
	for _, a := range d.Access {
		if a.Role == string(orderveil.RoleSupport) && a.Decisions["NAME"] != "WITHHOLD" {
			t.Error("the register says that support sees names")
		}
	}
	if !strings.Contains(document(t).Markdown(), "to be filled in") {
		t.Error("what the operator has to fill in is not marked")
	}
}
