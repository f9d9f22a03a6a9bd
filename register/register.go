// Package register puts together, from the declarations that the program works with, what
// personal data there is, where it stands, who sees it, for how long, and to whom it goes:
// the register, and the record of processing of GDPR art. 30(2). Nothing is typed twice.
package register

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"orderveil"
	"orderveil/egress"
	"orderveil/ent"
	"orderveil/personal"
)

// Document is the register.
type Document struct {
	Operator   Operator           `json:"operator"`
	Categories []Category         `json:"categories"`
	Access     []Access           `json:"access"`
	Retention  Retention          `json:"retention"`
	Recipients []egress.Recipient `json:"recipients"`
	Plain      []Plain            `json:"notPersonal"`
	Measures   []string           `json:"measures"`
}

// Operator is the processor. What is empty has to be filled in.
type Operator struct {
	Name    string `json:"name"`
	Contact string `json:"contact"`
	DPO     string `json:"dataProtectionOfficer"`
}

// Category is what is kept of customers, by category.
type Category struct {
	Name    string   `json:"name"`
	Purpose string   `json:"purpose"`
	Fields  []string `json:"fields"`  // as the API spells them
	Columns []string `json:"columns"` // where they are sealed: schema.table.column
}

// Access is a role's row of the policy: a decision per category.
type Access struct {
	Role      string            `json:"role"`
	Staff     bool              `json:"staff"`
	Decisions map[string]string `json:"decisions"`
}

// Retention is in days.
type Retention struct {
	AfterHandling int `json:"afterHandling"`
	Cap           int `json:"cap"`
	WhileOpen     int `json:"whileOpen"`
	KeyBackups    int `json:"keyBackups"`
}

// Plain is a stored text that holds no personal data of a customer, and why.
type Plain struct {
	Column string `json:"column"`
	Why    string `json:"why"`
}

// New puts the register together. The nil policy is the default one.
func New(o Operator, r Retention, to []egress.Recipient, policy *orderveil.Policy) (*Document, error) {
	var columns map[string]struct{ Category, Plain string }
	if err := json.Unmarshal(ent.Register, &columns); err != nil {
		return nil, fmt.Errorf("register: read the generated register: %w", err)
	}
	d := &Document{Operator: o, Retention: r, Recipients: to, Measures: measureTexts()}
	for _, c := range personal.Categories() {
		d.Categories = append(d.Categories, category(c))
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		column := columns[name]
		if column.Plain != "" {
			d.Plain = append(d.Plain, Plain{Column: name, Why: column.Plain})
			continue
		}
		c, err := personal.ParseCategory(column.Category)
		if err != nil {
			return nil, fmt.Errorf("register: column %s: %w", name, err)
		}
		at := slices.Index(personal.Categories(), c)
		d.Categories[at].Columns = append(d.Categories[at].Columns, name)
	}
	for _, role := range orderveil.Roles() {
		d.Access = append(d.Access, access(role, policy))
	}
	return d, nil
}

func category(c personal.Category) Category {
	entry := Category{Name: c.String(), Purpose: c.Purpose()}
	for _, f := range personal.Fields() {
		if f.Category() == c {
			entry.Fields = append(entry.Fields, f.String())
		}
	}
	return entry
}

func access(role orderveil.Role, policy *orderveil.Policy) Access {
	v := orderveil.Viewer{Role: role, Policy: policy}
	row := Access{Role: string(role), Staff: role.Staff(), Decisions: map[string]string{}}
	for _, c := range personal.Categories() {
		row.Decisions[c.String()] = v.DecideAny(c).String()
	}
	if role == orderveil.RolePartner {
		for _, c := range personal.Categories() {
			row.Decisions[c.String()] = "BY_SCOPE"
		}
	}
	return row
}

// measures are the technical and organisational measures of GDPR art. 32, and where each
// is explained. The codes never change; the console has words for them in other languages.
var measures = []struct{ code, text string }{
	{"SEALED", "Every personal value is encrypted (AES-256-GCM) with the key of one account and day before it reaches a database; the key is destroyed on its day (docs/forgetting.md)."},
	{"SEPARATE", "A database and a role per account; other roles cannot connect (SECURITY.md)."},
	{"POLICY", "What a role may see is decided in one table and enforced where values are opened (role.go, store/reveal.go)."},
	{"LOOKS", "Whoever is shown customer data leaves an entry that is kept for 400 days (store/look.go); canaries raise an alarm (store/canary.go)."},
	{"RECIPIENTS", "Data goes only to registered recipients, in the European Economic Area unless a reason is stated (egress)."},
	{"SIGNED", "Forgetting, erasing and closing an account are signed, and can be checked offline (proof)."},
}

func measureTexts() []string {
	texts := make([]string, len(measures))
	for i, m := range measures {
		texts[i] = m.text
	}
	return texts
}

// places are where a recipient gets its data.
func places(r egress.Recipient) []string {
	if r.Directory == "" {
		return r.Hosts
	}
	return append(slices.Clone(r.Hosts), "directory "+r.Directory)
}

// Markdown is the register for people.
func (d *Document) Markdown() string {
	b := &strings.Builder{}
	line := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	line("# Register of personal data\n")
	line("The record of processing of a processor (GDPR art. 30(2)), made by `orderveil register` from what the program works with.\n")
	line("| | |\n|---|---|")
	line("| Processor | %s |", orFill(d.Operator.Name))
	line("| Contact | %s |", orFill(d.Operator.Contact))
	line("| Data protection officer | %s |", orFill(d.Operator.DPO))
	line("| Controllers | each merchant, for the orders of its own account |")
	line("| Data subjects | the merchants' customers: who pays, who receives |")
	line("| Source | the marketplaces at which they ordered |")
	line("| Processing | import, keep, show to the merchant, forward to the merchant's back office, forget |\n")
	line("## What is kept of customers\n\n| category | for what | fields | sealed in |\n|---|---|---|---|")
	for _, c := range d.Categories {
		line("| %s | %s | %s | %s |", c.Name, c.Purpose, strings.Join(c.Fields, ", "), strings.Join(c.Columns, ", "))
	}
	line("\n## Who sees it\n")
	d.accessTable(line)
	line("\n## For how long\n")
	line("%d days after the order was handled, at most %d where a marketplace says so, %d while it stays open. Backups of the keys live for %d days. A legal hold, for a stated reason, is the one exception.\n",
		d.Retention.AfterHandling, d.Retention.Cap, d.Retention.WhileOpen, d.Retention.KeyBackups)
	line("## To whom it goes\n\n| recipient | role | country | for what | hosts | agreement |\n|---|---|---|---|---|---|")
	for _, r := range d.Recipients {
		where := r.Country
		if r.OutsideEU {
			where += " (" + r.Reason + ")"
		}
		line("| %s | %s | %s | %s | %s | %s |", r.Name, r.Role, where, r.Purpose, strings.Join(places(r), ", "), r.Agreement)
	}
	line("\n## How it is protected\n")
	for _, m := range d.Measures {
		line("- %s", m)
	}
	line("\n## What is stored besides, and why it is not personal\n\n| column | why |\n|---|---|")
	for _, p := range d.Plain {
		line("| %s | %s |", p.Column, p.Why)
	}
	return b.String()
}

func (d *Document) accessTable(line func(string, ...any)) {
	head, rule := "| role |", "|---|"
	for _, c := range d.Categories {
		head, rule = head+" "+c.Name+" |", rule+"---|"
	}
	line("%s\n%s", head, rule)
	for _, a := range d.Access {
		row := "| " + a.Role + " |"
		for _, c := range d.Categories {
			row += " " + a.Decisions[c.Name] + " |"
		}
		line("%s", row)
	}
}

func orFill(text string) string {
	if text == "" {
		return "**to be filled in** (operator in the configuration)"
	}
	return text
}
