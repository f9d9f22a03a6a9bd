package shopify

import "time"

// Documents are all operations that the connector sends.
func Documents() []string {
	var documents []string
	for _, o := range operations() {
		documents = append(documents, o.document)
	}
	return documents
}

// Indexed is how long the search may lag behind.
const Indexed = indexed

// DecodeAnswer is how answers are read.
func DecodeAnswer(body []byte, into any) error { return decode(body, into) }

// Wait is how long to wait until so much is restored.
func Wait(requested, available, restored float64) time.Duration {
	c := cost{Requested: requested}
	c.Throttle.Available, c.Throttle.Restored = available, restored
	return c.wait()
}
