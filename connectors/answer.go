package connectors

import (
	"context"
	"sync/atomic"
)

// Answer is the status of the last answer that came over HTTP during an attempt, for the log of
// what was sent. It says nothing of what the answer said.
type Answer struct{ status atomic.Int32 }

// Status is the HTTP status, or 0 when no answer came.
func (a *Answer) Status() int { return int(a.status.Load()) }

type answerKey struct{}

// WithAnswer returns a context whose calls note their answers.
func WithAnswer(ctx context.Context) (context.Context, *Answer) {
	a := &Answer{}
	return context.WithValue(ctx, answerKey{}, a), a
}

// Answered notes the status of an answer, where somebody wants to know.
func Answered(ctx context.Context, status int) {
	if a, ok := ctx.Value(answerKey{}).(*Answer); ok {
		a.status.Store(int32(status))
	}
}
