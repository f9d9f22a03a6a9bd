package jobs

import (
	"context"

	"orderveil/connectors"
)

// track asks a back office what left, and enters it as reports to the marketplaces.
func (p *importRun) track(ctx context.Context, sink connectors.Sink, window connectors.Window) error {
	tracker, ok := sink.(connectors.Tracker)
	if !ok {
		return nil // it has nothing to say
	}
	return tracker.Parcels(ctx, window.Since, func(parcels []connectors.Parcel) error {
		entered := 0
		for _, parcel := range parcels {
			fresh, err := p.config.Store.EnterParcel(ctx, p.account, p.run.Connection, parcel)
			if err != nil {
				return err
			}
			if fresh {
				entered++
			}
		}
		p.listed.Add(int64(len(parcels)))
		return p.advance(ctx, entered, 0)
	})
}
