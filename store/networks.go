package store

import (
	"context"
	"net/netip"

	"github.com/google/uuid"

	"orderveil"
)

// Places are from where an account's people may come: networks, of which none lets
// everybody come from anywhere, and whether nobody of it comes in at all.
func (s *Store) Places(ctx context.Context, id uuid.UUID) (networks []string, suspended bool, err error) {
	row, err := s.catalog.Account.Get(ctx, id)
	if err != nil {
		return nil, false, notFound(err)
	}
	return row.Networks, row.SuspendedAt != nil, nil
}

// Networks are those from which alone an account's viewers and partners may come; none
// lets them come from anywhere.
func (s *Store) Networks(ctx context.Context, id uuid.UUID) ([]string, error) {
	row, err := s.catalog.Account.Get(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	return row.Networks, nil
}

// SetNetworks sets them. A list that shuts out who sets it is refused.
func (s *Store) SetNetworks(ctx context.Context, v orderveil.Viewer, from netip.Addr, networks []string) ([]string, error) {
	if !v.Can(orderveil.PermissionNetworksManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	if len(networks) > orderveil.MaxNetworks {
		return nil, orderveil.Invalidf("at most %d networks: name larger ones", orderveil.MaxNetworks)
	}
	normal, inside := []string{}, len(networks) == 0
	for _, text := range networks {
		p, err := orderveil.ParseNetwork(text)
		if err != nil {
			return nil, err
		}
		inside = inside || p.Contains(from)
		normal = append(normal, p.String())
	}
	if !inside {
		return nil, orderveil.Invalidf("you come from none of these networks, and would shut yourself out: add your own")
	}
	touch(ctx, v.Account)
	return normal, s.catalog.Account.UpdateOneID(v.Account).SetNetworks(normal).Exec(ctx)
}
