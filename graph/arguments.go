package graph

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"orderveil"
	"orderveil/graph/generated"
	"orderveil/store"
)

// given is the filter, or the one that lets everything through.
func given(f *store.Filter) store.Filter {
	if f == nil {
		return store.Filter{}
	}
	return *f
}

func paging(first *int, after *string, last *int, before *string, by *generated.OrderOrder) store.Paging {
	return store.Paging{
		First: first, After: after, Last: last, Before: before,
		OldestFirst: by != nil && by.Direction == generated.OrderDirectionAsc,
	}
}

// nothing turns "not there" into a null.
func nothing(n store.Node, err error) (store.Node, error) {
	if errors.Is(err, orderveil.ErrNotFound) {
		return nil, nil
	}
	return n, err
}

// wanted looks ahead: which of an order's rows the request asks for, wherever in
// the selection orders stand. What is not asked for is not read. The reference of
// the tests reads whole rows.
func (r *Resolver) wanted(ctx context.Context) store.Load {
	load := store.Load{BriefOrder: !r.whole, BriefLines: !r.whole}
	look(graphql.GetOperationContext(ctx), graphql.CollectFieldsCtx(ctx, nil), &load)
	return load
}

func look(oc *graphql.OperationContext, fields []graphql.CollectedField, load *store.Load) {
	for _, f := range fields {
		switch f.Name {
		case "nodes", "edges", "node", "order", "orders":
			look(oc, graphql.CollectFields(oc, f.Selections, nil), load)
			continue
		case "lines":
			load.Lines = true
			load.BriefLines = load.BriefLines && only(graphql.CollectFields(oc, f.Selections, nil), briefLine)
		case "billTo", "shipTo":
			load.Parties = true
		case "shipments":
			load.Shipments = true
		case "privacy", "timeline": // a timeline's notes open with the parties' keys
			load.Parties, load.Shipments = true, true
		case "reports": // with their lines and parcels
			load.Reports, load.Lines, load.Shipments = true, true, true
		case "returns":
			load.Returns, load.Lines = true, true
		case "forward", "backOfficeNumber":
			load.Deliveries = true
		case "tags":
			load.Tags = true
		case "connection":
			if only(graphql.CollectFields(oc, f.Selections, nil), briefConnection) {
				load.ConnectionName = true
			} else {
				load.Connection = true
			}
		}
		load.BriefOrder = load.BriefOrder && slices.Contains(briefOrder, f.Name)
		load.BriefLines = load.BriefLines && load.BriefOrder
	}
}

// What the columns of a brief reading answer; whatever is not named here has all of them
// read. The connection of orders, their pages and cursors are in the first as well.
var (
	briefOrder = []string{
		"__typename", "id", "number", "hubNumber", "status", "fulfilment", "placedAt", "handledAt", "total", "connection", "billTo", "shipTo",
		"lines", "tags", "forward", "backOfficeNumber", "pageInfo", "cursor", "totalCount",
	}
	briefLine       = []string{"__typename", "id", "sku", "title", "quantity", "unitPrice"}
	briefConnection = []string{"__typename", "id", "kind", "code", "label", "state"}
)

// only reports whether nothing else is asked for.
func only(fields []graphql.CollectedField, these []string) bool {
	return !slices.ContainsFunc(fields, func(f graphql.CollectedField) bool { return !slices.Contains(these, f.Name) })
}

// textOf is an optional text; what is not given is empty.
func textOf(t *string) string {
	if t == nil {
		return ""
	}
	return *t
}

// ExportRoute is where a link to an export leads; the link's token follows.
const ExportRoute = "/exports/"

func exportPath(token string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return ExportRoute + token, nil
}

// BulkRoute is where the file of a bulk export is; the export's id follows.
const BulkRoute = "/bulk/"
