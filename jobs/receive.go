package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

// Receiver takes the messages that remote systems send to the hub: that an order changed, or
// that a parcel left. What a message says is at most a hint of what to ask for, unless the
// sender can only tell.
type Receiver struct {
	config Config
	plugs  *plugs
}

// NewReceiver returns a receiver. It works without workers, on any node.
func NewReceiver(c Config) *Receiver { return &Receiver{config: c, plugs: newPlugs(c)} }

// Receive takes one message to a connection. When it returns nil, what the message says is
// stored. It returns connectors.ErrForged for a message that the other side did not send,
// orderveil.ErrInvalid with what is wrong with one that it did, and orderveil.ErrNotFound
// for a connection that is not there, or that takes no messages.
func (r *Receiver) Receive(ctx context.Context, account, conn uuid.UUID, m connectors.Message) error {
	plug, err := r.config.Store.Plug(ctx, account, conn)
	if errors.Is(err, orderveil.ErrConflict) { // paused: the other side sends it again, or is asked later
		return nil
	}
	if err != nil {
		return err
	}
	connected, err := r.plugs.get(plug)
	if err != nil {
		return err
	}
	if connected.source != nil {
		return r.told(ctx, account, conn, connected.source, m)
	}
	if asker, ok := connected.sink.(connectors.PrivacyAsker); ok {
		asked, err := asker.AskedPrivacy(ctx, m)
		if err != nil {
			return err
		}
		if asked.Kind != "" {
			return r.config.Store.AskedPrivacy(ctx, account, conn, asked)
		}
	}
	switch sink := connected.sink.(type) {
	case connectors.Messenger:
		return r.received(ctx, account, conn, sink, m)
	case connectors.Pusher:
		since, err := sink.Pushed(m)
		if err != nil || since.IsZero() {
			return err
		}
		return r.config.Store.Due(ctx, conn)
	}
	return orderveil.ErrNotFound
}

func (r *Receiver) told(ctx context.Context, account, conn uuid.UUID, source connectors.Source, m connectors.Message) error {
	listener, ok := source.(connectors.Listener)
	if !ok {
		return orderveil.ErrNotFound
	}
	numbers, err := listener.Told(ctx, m)
	if err != nil || len(numbers) == 0 {
		return err
	}
	return r.config.Store.Hear(ctx, account, conn, numbers)
}

func (r *Receiver) received(ctx context.Context, account, conn uuid.UUID, sink connectors.Messenger, m connectors.Message) error {
	parcels, err := sink.Received(m)
	if err != nil {
		return err
	}
	for i, parcel := range parcels {
		if _, err := r.config.Store.EnterParcel(ctx, account, conn, parcel); err != nil {
			return fmt.Errorf("parcel %d of the message: %w", i+1, err)
		}
	}
	return nil
}

// subscribe has a marketplace send its messages here, once a day: it may have given the
// subscription up. One that cannot be had costs nothing but time, since asking goes on.
func (p *importRun) subscribe(ctx context.Context) {
	listener, ok := p.source.(connectors.Listener)
	if !ok || p.config.Hooks == nil || p.run.Check == orderveil.NoCheck && !p.window.Since.IsZero() {
		return
	}
	if err := listener.Subscribe(ctx, p.config.Hooks(p.account, p.run.Connection)); err != nil {
		problem, _ := p.problem(err)
		p.config.Log.Warn("a marketplace will not tell of changes, it is asked for them alone", "account", p.account, "connection", p.run.Connection, "code", problem.Code)
	}
}
