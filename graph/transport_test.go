package graph

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// refusing is an executor that answers every operation with an error.
type refusing struct{ graphql.GraphExecutor }

func (refusing) CreateOperationContext(context.Context, *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	return &graphql.OperationContext{}, gqlerror.List{gqlerror.Wrap(errors.New("no"))}
}

func (refusing) DispatchError(context.Context, gqlerror.List) *graphql.Response {
	return &graphql.Response{}
}

// A ping of a subscription that has just ended must not reach the answer: writing to one
// that is over is a panic outside of any handler, which ends the program.
func TestAPingAfterTheEndWritesNowhere(t *testing.T) {
	t.Parallel()
	do := func(w http.ResponseWriter, r *http.Request) {
		events{transport.SSE{KeepAlivePingInterval: time.Microsecond}}.Do(w, r, refusing{})
	}
	s := httptest.NewServer(http.HandlerFunc(do))
	defer s.Close()
	for range 300 {
		response, err := http.Post(s.URL, "application/json", strings.NewReader(`{"query":"subscription { x }"}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}
