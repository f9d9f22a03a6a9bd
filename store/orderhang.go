package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/ordertag"
	"orderveil/ent/account/report"
	"orderveil/ent/account/shipment"
)

// hang reads what is asked for less often, each by a statement of its own.
func (a *openAccount) hang(ctx context.Context, found []*account.Order, load Load) error {
	of, ids := byID(found), idsOf(found)
	if load.Connection {
		rows, err := a.db.Connection.Query().Where(among(connection.FieldID, connectionsOf(found))).All(ctx)
		if err != nil {
			return err
		}
		for _, o := range found {
			for _, row := range rows {
				if row.ID == o.ConnectionID {
					o.Edges.Connection = row
				}
			}
		}
	}
	if load.Shipments {
		rows, err := a.db.Shipment.Query().Where(among(shipment.FieldOrderID, ids)).Order(shipment.ByShippedAt(), shipment.ByID()).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			of[row.OrderID].Edges.Shipments = append(of[row.OrderID].Edges.Shipments, row)
		}
	}
	if load.Reports {
		rows, err := a.db.Report.Query().Where(among(report.FieldOrderID, ids)).Order(report.ByCreatedAt(), report.ByID()).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			of[row.OrderID].Edges.Reports = append(of[row.OrderID].Edges.Reports, row)
		}
	}
	if load.Deliveries {
		rows, err := a.db.Delivery.Query().Where(among(delivery.FieldOrderID, ids)).Order(delivery.ByID()).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			of[row.OrderID].Edges.Deliveries = append(of[row.OrderID].Edges.Deliveries, row)
		}
	}
	if load.Tags {
		rows, err := a.db.OrderTag.Query().Where(among(ordertag.FieldOrderID, ids)).Order(ordertag.ByTag()).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			of[row.OrderID].Edges.Tags = append(of[row.OrderID].Edges.Tags, row)
		}
	}
	return nil
}

func byID(found []*account.Order) map[uuid.UUID]*account.Order {
	of := make(map[uuid.UUID]*account.Order, len(found))
	for _, o := range found {
		of[o.ID] = o
	}
	return of
}

func idsOf(found []*account.Order) []uuid.UUID {
	ids := make([]uuid.UUID, len(found))
	for i, o := range found {
		ids[i] = o.ID
	}
	return ids
}

func connectionsOf(found []*account.Order) (ids []uuid.UUID) {
	for _, o := range found {
		if !slices.Contains(ids, o.ConnectionID) {
			ids = append(ids, o.ConnectionID)
		}
	}
	return ids
}
