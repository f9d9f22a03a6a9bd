package store

import (
	"context"

	"orderveil"
	"orderveil/personal"
)

// ViewerView is who asks, as they see themselves.
type ViewerView struct {
	viewer  orderveil.Viewer
	account *AccountView
}

// ViewViewer returns the viewer with its account.
func (s *Store) ViewViewer(ctx context.Context, v orderveil.Viewer) (*ViewerView, error) {
	view := &ViewerView{viewer: v}
	if v.Staff() {
		return view, nil
	}
	a, err := s.AccountView(ctx, v)
	view.account = a
	return view, err
}

// Subject is who, as the token's issuer names them.
func (v *ViewerView) Subject() string { return v.viewer.Subject }

// Role is the viewer's part.
func (v *ViewerView) Role() string { return string(v.viewer.Role) }

// Account is the viewer's account, nil for staff.
func (v *ViewerView) Account() *AccountView { return v.account }

// Permissions are what the viewer may do.
func (v *ViewerView) Permissions() []orderveil.Permission {
	allowed := []orderveil.Permission{}
	for _, p := range orderveil.Permissions() {
		if v.viewer.Can(p) {
			allowed = append(allowed, p)
		}
	}
	return allowed
}

// Reveals are the categories that the viewer gets in full.
func (v *ViewerView) Reveals() []personal.Category {
	shown := []personal.Category{}
	for _, c := range personal.Categories() {
		if v.viewer.DecideAny(c) == orderveil.Reveal {
			shown = append(shown, c)
		}
	}
	return shown
}
