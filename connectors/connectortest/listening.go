package connectortest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"orderveil/connectors"
)

var listening = []shopBehaviour{
	{name: "a message that comes again is the same parcels", show: onMessenger(heardAgain)},
	{name: "a message that is not the back office's is not read", show: onMessenger(heardForged)},
	{name: "a message of another time is not read", show: onMessenger(heardLate)},
}

// ear is a back office that cannot be asked, with what it has said so far. A message is read
// when it is sent: later it is too old.
type ear struct {
	connectors.Messenger
	talker  Talker
	read    int
	parcels []connectors.Parcel
}

func listenTo(f *office, m connectors.Messenger) *ear {
	f.Helper()
	talker, ok := f.shop.(Talker)
	if !ok {
		f.Fatal("the shop of a Messenger is a Talker")
	}
	return &ear{Messenger: m, talker: talker}
}

// Parcels returns what has been said.
func (e *ear) Parcels(_ context.Context, _ time.Time, page func([]connectors.Parcel) error) error {
	for _, m := range e.talker.Messages()[e.read:] {
		parcels, err := e.Received(m)
		if err != nil {
			return err
		}
		e.parcels = append(e.parcels, parcels...)
		e.read++
	}
	if len(e.parcels) == 0 {
		return nil
	}
	return page(e.parcels)
}

// onMessenger shows what only connectors do that are told.
func onMessenger(show func(*office, *ear, connectors.Message)) func(*office) {
	return func(f *office) {
		m, ok := f.sink.(connectors.Messenger)
		if !ok {
			f.Log("the connector is told nothing that it cannot ask for")
			return
		}
		e := listenTo(f, m)
		o, reference := f.order(2, 1)
		f.shop.Send(f.mustCreate(reference, o).Number, []connectors.ParcelLine{piece(0, 1)}, "PostNL", trackingCode, f.now())
		messages := e.talker.Messages()
		if len(messages) != 1 {
			f.Fatalf("the shop has sent %d messages, want 1", len(messages))
		}
		show(f, e, messages[0])
	}
}

func heardAgain(f *office, e *ear, m connectors.Message) {
	first, err := e.Received(m)
	if err != nil || len(first) != 1 || first[0].ID == "" {
		f.Fatalf("Received() = %d parcels, %v", len(first), err)
	}
	f.wait(time.Minute)
	for _, sink := range []connectors.Sink{f.sink, f.open(nil)} {
		again, err := sink.(connectors.Messenger).Received(m)
		if err != nil || len(again) != 1 || again[0].ID != first[0].ID || fmt.Sprint(again[0].Lines) != fmt.Sprint(first[0].Lines) {
			f.Errorf("Received() again = %d parcels, %v", len(again), err)
		}
	}
}

func heardForged(f *office, e *ear, m connectors.Message) {
	changed := append([]byte(nil), m.Body...)
	changed[len(changed)/2] ^= 1
	for name, bad := range map[string]connectors.Message{
		"another body": {Header: m.Header, Body: changed}, "no body": {Header: m.Header}, "no header": {Header: http.Header{}, Body: m.Body},
	} {
		if parcels, err := e.Received(bad); !errors.Is(err, connectors.ErrForged) || parcels != nil {
			f.Errorf("%s: Received() = %d parcels, %v, want ErrForged", name, len(parcels), err)
		}
	}
}

func heardLate(f *office, e *ear, m connectors.Message) {
	f.wait(24 * time.Hour)
	if parcels, err := e.Received(m); !errors.Is(err, connectors.ErrForged) || parcels != nil {
		f.Errorf("a day later: Received() = %d parcels, %v, want ErrForged", len(parcels), err)
	}
}
