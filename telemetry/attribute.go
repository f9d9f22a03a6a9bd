package telemetry

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
)

const failed = codes.Error

// Attribute is one of those below. There is no way to make another.
type Attribute struct{ kv attribute.KeyValue }

// Keys are all that attributes may be called. They are read by dashboards and never
// change.
var keys = map[attribute.Key]bool{
	"http.request.method": true, "http.route": true, "http.response.status_code": true,
	"graphql.operation.type": true, "db.operation.name": true,
	"orderveil.role": true, "orderveil.job": true, "orderveil.queue": true, "orderveil.attempt": true,
}

// Method is an HTTP method.
func Method(m string) Attribute { return text("http.request.method", m) }

// Route is the pattern that a request's path fits, never the path.
func Route(pattern string) Attribute { return text("http.route", pattern) }

// Status is an HTTP status.
func Status(n int) Attribute { return number("http.response.status_code", n) }

// Operation is query, mutation or subscription: not a name, which the client chooses.
func Operation(kind string) Attribute { return text("graphql.operation.type", kind) }

// Statement is the first word of a statement.
func Statement(verb string) Attribute { return text("db.operation.name", verb) }

// Role is a viewer's role.
func Role(name string) Attribute { return text("orderveil.role", name) }

// Job is the kind of a job.
func Job(kind string) Attribute { return text("orderveil.job", kind) }

// Queue is the queue of a job.
func Queue(name string) Attribute { return text("orderveil.queue", name) }

// Attempt counts a job's attempts.
func Attempt(n int) Attribute { return number("orderveil.attempt", n) }

func text(key attribute.Key, value string) Attribute { return Attribute{key.String(code(value))} }

func number(key attribute.Key, n int) Attribute { return Attribute{key.Int(n)} }

// maxCode is how many bytes a code has at most.
const maxCode = 80

// code replaces whatever does not look like our codes, routes and names. It is asked several
// times for each request, also while no traces are sent.
func code(s string) string {
	if len(s) > maxCode {
		return "other"
	}
	for i := range len(s) {
		if !coded[s[i]] {
			return "other"
		}
	}
	return s
}

// coded are the bytes of codes.
var coded = func() (of [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _./{}$:-") {
		of[c] = true
	}
	return of
}()

func values(with []Attribute) []attribute.KeyValue {
	kvs := make([]attribute.KeyValue, len(with))
	for i, a := range with {
		kvs[i] = a.kv
	}
	return kvs
}
