package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"orderveil"
	"orderveil/graph/who"
)

// The library's POST and SSE transports repeat a body that they cannot read, in the
// answer and in the log. Ours say only that they cannot.

// post answers JSON requests. The data, which the executor has written already, goes
// out as it is instead of being marshalled a second time.
type post struct{ Config }

// Supports takes JSON only: forms and plain text can be sent by any web page.
func (post) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost && r.Header.Get("Upgrade") == "" && jsonBody(r)
}

func jsonBody(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}

// Do answers one request.
func (p post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	modern := strings.Contains(r.Header.Get("Accept"), "application/graphql-response+json")
	contentType := "application/json; charset=utf-8"
	if modern {
		contentType = "application/graphql-response+json; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	params, _, err := read(r)
	if err != nil {
		w.WriteHeader(statusOf(err))
		write(w, exec.DispatchError(r.Context(), gqlerror.List{gqlerror.Wrap(err)}))
		return
	}
	ctx := r.Context()
	oc, errs := exec.CreateOperationContext(ctx, params)
	if errs != nil {
		if modern {
			w.WriteHeader(http.StatusBadRequest)
		}
		write(w, exec.DispatchError(graphql.WithOperationContext(ctx, oc), errs))
		return
	}
	if oc.Operation.Operation == "subscription" {
		w.WriteHeader(http.StatusBadRequest)
		err := orderveil.Invalidf("follow a subscription with Accept: text/event-stream, or over graphql-transport-ws")
		write(w, exec.DispatchError(graphql.WithOperationContext(ctx, oc), gqlerror.List{gqlerror.Wrap(err)}))
		return
	}
	cost, ok := p.spend(w, r, oc)
	if !ok {
		return
	}
	run := func() *graphql.Response {
		responses, ctx := exec.DispatchOperation(ctx, oc)
		response := responses(ctx)
		if response == nil { // the time was over before there was anything to say
			response = exec.DispatchError(graphql.WithOperationContext(ctx, oc), gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
		}
		if cost != nil {
			response.Extensions = map[string]any{"cost": cost}
		}
		return response
	}
	if !p.once(w, r, oc, run) {
		write(w, run())
	}
}

var (
	errBody = orderveil.Invalidf("the body is a JSON object with a query: {\"query\": \"…\", \"variables\": {…}}")
	errLong = orderveil.Invalidf("the request is over %d bytes", MaxBody)
)

func statusOf(err error) int {
	if errors.Is(err, errLong) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// read decodes a request. Numbers stay as they were written: as floats, large ones
// would change.
func read(r *http.Request) (*graphql.RawParams, []byte, error) {
	// As long as the request says that it is, and the read that finds its end.
	whole := bytes.NewBuffer(make([]byte, 0, min(max(r.ContentLength, 0), MaxBody)+bytes.MinRead))
	_, err := whole.ReadFrom(io.LimitReader(r.Body, MaxBody+1))
	body := whole.Bytes()
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong) || len(body) > MaxBody:
		return nil, nil, errLong
	case err != nil:
		return nil, nil, errBody
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	params := &graphql.RawParams{Headers: r.Header}
	if err := d.Decode(params); err != nil || params.Query == "" && hashOf(params) == "" || d.More() {
		return nil, nil, errBody
	}
	return params, body, nil
}

func write(w io.Writer, r *graphql.Response) {
	if len(r.Errors) == 0 && len(r.Extensions) == 0 && len(r.Data) > 0 {
		_, _ = io.WriteString(w, `{"data":`)
		_, _ = w.Write(r.Data)
		_, _ = io.WriteString(w, "}")
		return
	}
	var whole any = r
	if r.Data == nil { // a request error has no data, which is not the same as null
		whole = struct {
			Errors     gqlerror.List  `json:"errors,omitempty"`
			Extensions map[string]any `json:"extensions,omitempty"`
		}{r.Errors, r.Extensions}
	}
	b, err := json.Marshal(whole)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(b)
}

// events is the library's SSE transport behind our reading of the body.
type events struct{ transport.SSE }

// Do follows a subscription.
func (e events) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	_, body, err := read(r)
	if err != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(statusOf(err))
		write(w, exec.DispatchError(r.Context(), gqlerror.List{gqlerror.Wrap(err)}))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	open := &openWriter{ResponseWriter: w}
	defer open.close()
	e.SSE.Do(open, r.WithContext(context.WithValue(r.Context(), streamKey{}, true)), exec)
}

// openWriter drops what is written once its handler has returned. The library's pings may
// come that late, and a write to an answer that is over ends the whole program.
type openWriter struct {
	http.ResponseWriter
	mu   sync.Mutex
	over bool
}

func (o *openWriter) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over = true
}

// Write writes while the answer is open.
func (o *openWriter) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return 0, http.ErrHandlerTimeout
	}
	return o.ResponseWriter.Write(b)
}

// Flush sends what is written while the answer is open.
func (o *openWriter) Flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.over {
		_ = http.NewResponseController(o.ResponseWriter).Flush()
	}
}

// websocket speaks graphql-transport-ws. A connection without a viewer brings its
// token with connection_init, before anything is parsed.
func websocket(c Config) graphql.Transport {
	limit := int64(MaxBody)
	return transport.Websocket{
		KeepAlivePingInterval: pingEvery,
		PingPongInterval:      pingEvery,
		InitTimeout:           pingEvery,
		PayloadReadLimit:      &limit,
		InitFunc: func(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
			ctx = context.WithValue(ctx, webSocketKey{}, true)
			if !who.Expiry(ctx).IsZero() {
				return ctx, nil, nil
			}
			token, found := strings.CutPrefix(payload.Authorization(), "Bearer ")
			if !found {
				return ctx, nil, orderveil.ErrUnauthenticated
			}
			v, expiry, err := c.Authenticate(token)
			if err != nil {
				return ctx, nil, orderveil.ErrUnauthenticated
			}
			if c.Admit != nil && c.Admit(ctx, v) != nil {
				return ctx, nil, orderveil.ErrForbidden
			}
			return who.With(ctx, v, expiry), nil, nil
		},
	}
}

type webSocketKey struct{}

func overWebSocket(ctx context.Context) bool { return ctx.Value(webSocketKey{}) != nil }
