package connectors

// Messenger is a Sink whose back office tells what became of its orders in messages at an
// address of the hub's, and cannot be asked: the message is all there is. (What a Pusher
// says is only a hint to ask.)
type Messenger interface {
	// Received reads one message, and returns the parcels and cancellations in it, none when
	// it is about something else. It asks nobody. ErrForged means that the back office did
	// not sign it, or not now; orderveil.ErrInvalid that it did, and what is wrong with it, in
	// words for whoever wrote the sender. The same message is the same parcels with the same
	// ids, so that one that comes again changes nothing. The caller takes the message for
	// received when the parcels are stored; until then the back office sends it again.
	Received(m Message) ([]Parcel, error)
}
