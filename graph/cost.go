package graph

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Spending takes what an operation costs from a viewer's bucket. It returns what is left
// and, when there is not enough, in how long there will be.
type Spending func(ctx context.Context, cost int) (left int, wait time.Duration)

// Cost is what stands in extensions.cost of a partner's answer: fields, lists counted with
// their length.
type Cost struct {
	Requested   int `json:"requested"`
	Available   int `json:"available"`
	Max         int `json:"max"`
	RestoreRate int `json:"restoreRate"` // a second
}

// spend charges an operation before anything is read for it. It reports false when it has
// answered that there is not enough.
func (p post) spend(w http.ResponseWriter, r *http.Request, oc *graphql.OperationContext) (cost *Cost, ok bool) {
	if p.Spend == nil {
		return nil, true
	}
	ctx := graphql.WithOperationContext(r.Context(), oc)
	stats := extension.GetComplexityStats(ctx)
	if stats == nil {
		return nil, true
	}
	left, wait := p.Spend(ctx, stats.Complexity)
	if left < 0 { // a viewer without a bucket
		return nil, true
	}
	cost = &Cost{Requested: stats.Complexity, Available: left, Max: p.MaxCost, RestoreRate: p.RestoreRate}
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		w.WriteHeader(http.StatusTooManyRequests)
		write(w, &graphql.Response{
			Errors:     gqlerror.List{{Message: "There is not enough left for what this costs: wait as long as Retry-After says, or ask for less.", Extensions: map[string]any{"code": codeThrottled}}},
			Extensions: map[string]any{"cost": cost},
		})
		return cost, false
	}
	return cost, true
}
