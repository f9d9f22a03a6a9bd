package graph

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"orderveil"
	"orderveil/graph/generated"
	"orderveil/graph/plan"
	"orderveil/graph/who"
	"orderveil/register"
	"orderveil/store"
	"orderveil/telemetry"
)

// Config is what the API is made from.
type Config struct {
	Store *store.Store
	Log   *slog.Logger
	// Authenticate turns a bearer token into its viewer, for WebSockets: a browser
	// cannot send the header with them.
	Authenticate func(token string) (orderveil.Viewer, time.Time, error)
	// Documents are trusted operations; nil are none.
	Documents *Documents
	// Introspection lets all clients read the schema, whatever their role.
	Introspection bool
	// Allow counts an operation that came over a WebSocket, which passes the limit of
	// requests only once; false refuses it. Nil allows all.
	Allow func(context.Context) bool
	// Stopping ends when the program does: open subscriptions end with it.
	Stopping context.Context
	// Admit refuses a viewer whose token comes with a WebSocket from a place that is not
	// allowed. Nil admits all.
	Admit func(context.Context, orderveil.Viewer) error
	// Alive reports whether a viewer may still follow a subscription. Nil lets all.
	Alive func(context.Context, orderveil.Viewer) bool
	// From is where a request comes from.
	From func(context.Context) netip.Addr
	// QueryTime is the longest that a query may take; 0 is 10 seconds.
	QueryTime time.Duration
	// Spend charges partners by what their operations cost; nil charges nobody. MaxCost is
	// the size of a bucket, RestoreRate what comes back in a second.
	Spend                Spending
	MaxCost, RestoreRate int
	// Clock is what time it is; nil is the computer's.
	Clock orderveil.Clock
	// Register is the register of personal data.
	Register *register.Document
	// Unplanned leaves all answers to the executor: the reference that plans are held to.
	Unplanned bool
	// Planned, if there, is told of each root field that a plan wrote.
	Planned func()
	// RequestID names the request in an error that only the log explains.
	RequestID func(context.Context) string
}

// Limits of one request. SECURITY.md says against what.
const (
	maxTokens     = 1000
	MaxBody       = 64 << 10 // bytes of a request's body
	maxComplexity = 10_000   // fields in the answer, lists counted with their length
	queryCache    = 500      // parsed requests that are kept
	pingEvery     = 15 * time.Second
)

// NewHandler returns the API. Authentication comes before it: it reads the viewer
// from the context.
func NewHandler(c Config) http.Handler {
	srv := handler.New(generated.NewExecutableSchema(schema(c)))
	srv.AddTransport(events{transport.SSE{KeepAlivePingInterval: pingEvery}})
	srv.AddTransport(websocket(c))
	srv.AddTransport(post{c})
	srv.SetQueryCache(lru.New[*ast.QueryDocument](queryCache))
	srv.SetParserTokenLimit(maxTokens)
	srv.SetDisableSuggestion(true)
	srv.SetValidationRulesFn(quietRules)
	srv.Use(limits{})
	srv.Use(newComplexityLimit())
	srv.Use(schemaReaders{c.Introspection})
	srv.Use(trusted{c.Documents})
	p := presenter{c}
	srv.SetErrorPresenter(p.present)
	srv.SetRecoverFunc(p.recovered)
	srv.AroundOperations(traced)
	srv.AroundOperations(c.limited)
	srv.AroundOperations(c.streamed)
	srv.AroundOperations(c.inTime)
	srv.AroundOperations(c.untilExpiry)
	srv.AroundOperations(c.noting)
	srv.AroundResponses(c.keepLooks)
	srv.AroundRootFields(c.keepChange)
	return srv
}

// traced tells a trace what kind of operation it is; its name and text are the client's own.
func traced(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if o := graphql.GetOperationContext(ctx).Operation; o != nil {
		telemetry.Note(ctx, telemetry.Operation(string(o.Operation)))
	}
	return next(ctx)
}

// request is the id of a request, or "".
func (c Config) request(ctx context.Context) string {
	if c.RequestID == nil {
		return ""
	}
	return c.RequestID(ctx)
}

func schema(c Config) generated.Config {
	config := generated.Config{
		Resolvers:  &Resolver{Store: c.Store, whole: c.Unplanned, misses: newMisses(c.Clock), from: c.From, register: register.Of(c.Register), request: c.request},
		Directives: generated.DirectiveRoot{Requires: requires, Personal: guard, Planned: c.planned(plan.NewCache(generated.Plannable))},
	}
	config.Complexity.Incident.Viewers = func(child int) int { return 1 + child*50 }
	config.Complexity.Installation.Accounts = func(child int, first, _ *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Installation.Servers = func(child int) int { return 1 + child*10 }
	config.Complexity.Installation.Throughput = func(child int, _ *int) int { return 1 + child*48 }
	config.Complexity.Installation.Late = func(child int) int { return 1 + child*50 }
	config.Complexity.Query.Orders = func(child int, first *int, _ *string, last *int, _ *string, _ *store.Filter, _ *generated.OrderOrder) int {
		return 1 + child*size(first, last)
	}
	config.Complexity.Order.Timeline = func(child int, first *int, _ *string) int { return 1 + child*size(first, nil) }
	config.Complexity.Order.Looks = func(child int, first *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.Holds = func(child int, _, first *int, _ *string) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.Alarms = func(child int, first *int, _ *string) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.RetentionOverview = func(child int, _ *int) int { return 1 + child*50 }
	config.Complexity.Query.AuditTrail = func(child int, _ *int, _ *store.AuditFilter, first *int, _ *string) int {
		return 1 + child*size(first, nil)
	}
	config.Complexity.Query.AuditHeads = func(child int, _, first *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.AuditVerification = func(child int, _ *int, _ []string) int { return 500 + child }
	config.Complexity.Query.Grants = func(child int, _ []orderveil.GrantState, first *int, _ *string) int {
		return 1 + child*size(first, nil)
	}
	config.Complexity.Grant.Uses = func(child int, first *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.WorkQueue = func(child int, first *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Query.Receipts = func(child int, _ *int, _ []orderveil.ReceiptKind, first *int, _ *string) int {
		return 1 + child*size(first, nil)
	}
	config.Complexity.Query.Notices = func(child int, _ *int, _ []orderveil.NoticeState, _ *string, first *int, _ *string) int {
		return 1 + child*size(first, nil)
	}
	config.Complexity.Connection.Runs = func(child int, first *int) int { return 1 + child*size(first, nil) }
	config.Complexity.Connection.Deliveries = func(child int, _ []orderveil.ForwardState, first *int, _ *string) int {
		return 1 + child*size(first, nil)
	}
	config.Complexity.Query.Rules = func(child int) int { return 1 + child*orderveil.MaxRules }
	config.Complexity.RuleTrial.Orders = func(child int) int { return 1 + child*100 }
	config.Complexity.Receipt.Notices = func(child int) int { return 1 + child*100 }
	return config
}

// aliveEvery is how often an open subscription is asked whether its viewer may still come.
const aliveEvery = 15 * time.Second

func (c Config) whileAlive(ctx context.Context, end context.CancelFunc) {
	tick := time.NewTicker(aliveEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if !c.Alive(ctx, who.Viewer(ctx)) {
				end()
				return
			}
		}
	}
}

// size is the length that a list may have; what is out of range is refused later.
func size(first, last *int) int {
	for _, n := range []*int{first, last} {
		if n != nil {
			return min(max(*n, 1), 1000)
		}
	}
	return 50
}

// quietRules are the validation rules without their guesses at what was meant:
// those would spell out the schema.
func quietRules() *rules.Rules {
	r := rules.NewDefaultRules()
	r.ReplaceRule("FieldsOnCorrectType", rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
	r.ReplaceRule("KnownArgumentNames", rules.KnownArgumentNamesRuleWithoutSuggestions.RuleFunc)
	r.ReplaceRule("KnownTypeNames", rules.KnownTypeNamesRuleWithoutSuggestions.RuleFunc)
	r.ReplaceRule("ValuesOfCorrectType", rules.ValuesOfCorrectTypeRuleWithoutSuggestions.RuleFunc)
	return r
}

// The longest that an operation may take.
const (
	queryTime    = 10 * time.Second
	mutationTime = 30 * time.Second
)

// inTime ends what takes too long; a subscription takes as long as its token.
func (c Config) inTime(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	longest := cmp.Or(c.QueryTime, queryTime)
	switch graphql.GetOperationContext(ctx).Operation.Operation {
	case ast.Subscription:
		return next(ctx)
	case ast.Mutation:
		longest = mutationTime
	}
	limited, cancel := context.WithTimeout(ctx, longest)
	respond := next(limited)
	return func(ctx context.Context) *graphql.Response {
		defer cancel()
		return respond(ctx)
	}
}

// limited counts each operation of a WebSocket as a request.
func (c Config) limited(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if c.Allow == nil || !overWebSocket(ctx) || c.Allow(ctx) {
		return next(ctx)
	}
	return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{
		Message: "Too many requests: wait a moment.", Extensions: map[string]any{"code": codeRateLimited},
	}}})
}

// untilExpiry ends a subscription with the token that began it, or the program.
func (c Config) untilExpiry(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	expiry := who.Expiry(ctx)
	if graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription || expiry.IsZero() {
		return next(ctx)
	}
	limited, cancel := context.WithDeadline(ctx, expiry)
	context.AfterFunc(ctx, cancel)
	context.AfterFunc(c.Stopping, cancel)
	if c.Alive != nil {
		go c.whileAlive(limited, cancel)
	}
	return next(limited)
}
