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
// the selection orders stand. What is not asked for is not read.
func wanted(ctx context.Context) store.Load {
	var load store.Load
	look(graphql.GetOperationContext(ctx), graphql.CollectFieldsCtx(ctx, nil), &load)
	return load
}

func look(oc *graphql.OperationContext, fields []graphql.CollectedField, load *store.Load) {
	for _, f := range fields {
		switch f.Name {
		case "nodes", "edges", "node", "order", "orders":
			look(oc, graphql.CollectFields(oc, f.Selections, nil), load)
		case "lines":
			load.Lines = true
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
			if named(graphql.CollectFields(oc, f.Selections, nil)) {
				load.ConnectionName = true
			} else {
				load.Connection = true
			}
		}
	}
}

// named reports whether no more is asked of a connection than its name.
func named(fields []graphql.CollectedField) bool {
	return !slices.ContainsFunc(fields, func(f graphql.CollectedField) bool {
		return !slices.Contains([]string{"__typename", "id", "kind", "code", "label", "state"}, f.Name)
	})
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
