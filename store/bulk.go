package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/bulkexport"
	"orderveil/personal"
)

// A bulk export is made in the background and lies on a disk for a day. Without anything
// else being said there is no customer data in it. Categories that its viewer is shown in
// full can be asked for; then the file is encrypted to the viewer's key while it is written.

// The bounds of bulk exports.
const (
	bulkLife  = 24 * time.Hour
	maxBulk   = 10 // of an account, at a time
	bulkTries = 3
	bulkLease = 2 * time.Minute // a worker that is silent for so long is gone
)

// NewExport is a bulk export to be made.
type NewExport struct {
	Filter     Filter
	Format     orderveil.ExportFormat
	Categories []personal.Category
	Recipient  string // an age public key; needed with categories
}

// bulkFilter is what is stored of a filter. It has no fields for customers.
type bulkFilter struct {
	Status       []orderveil.OrderStatus  `json:"status,omitempty"`
	ForwardState []orderveil.ForwardState `json:"forwardState,omitempty"`
	Connection   []string                 `json:"connection,omitempty"`
	PlacedAfter  *time.Time               `json:"placedAfter,omitempty"`
	PlacedBefore *time.Time               `json:"placedBefore,omitempty"`
	Tags         []string                 `json:"tags,omitempty"`
}

func (f bulkFilter) filter() Filter {
	return Filter{Status: f.Status, ForwardState: f.ForwardState, Connection: f.Connection, PlacedAfter: f.PlacedAfter, PlacedBefore: f.PlacedBefore, Tags: f.Tags}
}

// ExportView is a bulk export as who asked for it sees it.
type ExportView struct{ row *catalog.BulkExport }

// ID is the export's global id.
func (e *ExportView) ID() string {
	return globalID{kind: kindExport, account: e.row.AccountID, row: e.row.ID}.String()
}

// State is how far it has come.
func (e *ExportView) State() orderveil.ExportState { return e.row.State }

// Format is how the file is written.
func (e *ExportView) Format() orderveil.ExportFormat { return e.row.Format }

// Categories are the categories of customer data in it.
func (e *ExportView) Categories() []personal.Category { return e.row.Categories.Categories() }

// Done is how many orders are written.
func (e *ExportView) Done() int { return e.row.Done }

// Total is how many orders there were when it began.
func (e *ExportView) Total() int { return e.row.Total }

// ExpiresAt is when it is deleted with its file.
func (e *ExportView) ExpiresAt() time.Time { return e.row.ExpiresAt.UTC() }

// Sha256 is the file's digest, in hex; nil before it is ready.
func (e *ExportView) Sha256() *string {
	if e.row.Digest == nil {
		return nil
	}
	return nonEmpty(hex.EncodeToString(e.row.Digest))
}

// StartExport has the orders that a filter lets through written to a file.
func (s *Store) StartExport(ctx context.Context, v orderveil.Viewer, n NewExport) (*ExportView, error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	if err := n.check(v); err != nil {
		return nil, err
	}
	if s.exportDir() == "" {
		return nil, orderveil.Invalidf("this installation has no directory for exports: ask its operator to set closing.exports")
	}
	now := s.config.Clock()
	count, err := s.catalog.BulkExport.Query().Where(bulkexport.AccountID(v.Account), bulkexport.ExpiresAtGT(now)).Count(ctx)
	if err != nil {
		return nil, err
	}
	if count >= maxBulk {
		return nil, orderveil.Invalidf("an account has at most %d exports within %d hours: wait for the oldest to expire", maxBulk, int(bulkLife.Hours()))
	}
	filter, err := json.Marshal(bulkFilter{n.Filter.Status, n.Filter.ForwardState, n.Filter.Connection, n.Filter.PlacedAfter, n.Filter.PlacedBefore, n.Filter.Tags})
	if err != nil {
		return nil, err
	}
	scopes := make([]string, len(v.Scopes))
	for i, scope := range v.Scopes {
		scopes[i] = string(scope)
	}
	row, err := s.catalog.BulkExport.Create().SetID(s.config.IDs()).SetAccountID(v.Account).SetSubject(v.Subject).SetRole(v.Role).SetScopes(scopes).
		SetFormat(n.Format).SetFilter(filter).SetCategories(personal.SetOf(n.Categories...)).SetRecipient(n.Recipient).
		SetState(orderveil.ExportQueued).SetDueAt(now).SetCreatedAt(now).SetExpiresAt(now.Add(bulkLife)).Save(ctx)
	if err != nil {
		return nil, err
	}
	touch(ctx, v.Account)
	return &ExportView{row}, nil
}

func (n NewExport) check(v orderveil.Viewer) error {
	if n.Filter.byCustomer() || n.Filter.CustomerHouseNumber != nil {
		return orderveil.Invalidf("an export is not narrowed by a customer: list the orders instead")
	}
	if len(n.Filter.Connection) > maxPage {
		return orderveil.Invalidf("name at most %d connections", maxPage)
	}
	if err := checkTags(n.Filter.Tags); err != nil {
		return err
	}
	if !shownInFull(v, n.Categories) {
		return orderveil.ErrForbidden
	}
	if len(n.Categories) == 0 && n.Recipient == "" {
		return nil
	}
	if _, err := age.ParseX25519Recipient(n.Recipient); err != nil {
		return orderveil.Invalidf("with customer data the file is encrypted: give an age public key (age1…) as recipient")
	}
	return nil
}

// shownInFull reports whether categories are shown to a viewer in full, of one party at
// least: by the installation's policy and by the default one, which is what holds where the
// file is written.
func shownInFull(v orderveil.Viewer, categories []personal.Category) bool {
	plain := v
	plain.Policy = nil
	for _, c := range categories {
		if min(v.DecideAny(c), plain.DecideAny(c)) != orderveil.Reveal {
			return false
		}
	}
	return true
}

// Export returns a bulk export that the viewer asked for, or ErrNotFound.
func (s *Store) Export(ctx context.Context, v orderveil.Viewer, global string) (*ExportView, error) {
	row, err := s.bulkRow(ctx, v, global)
	if err != nil {
		return nil, err
	}
	return &ExportView{row}, nil
}

func (s *Store) bulkRow(ctx context.Context, v orderveil.Viewer, global string) (*catalog.BulkExport, error) {
	if !v.Can(orderveil.PermissionOrdersList) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindExport)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	row, err := s.catalog.BulkExport.Query().Where(bulkexport.ID(id.row), bulkexport.AccountID(v.Account),
		bulkexport.Subject(v.Subject), bulkexport.RoleEQ(v.Role), bulkexport.ExpiresAtGT(s.config.Clock())).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	return row, nil
}
