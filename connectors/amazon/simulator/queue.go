package simulator

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// queue is an SQS queue: a message that was received stays hidden for a while, and comes
// again unless it is deleted.
type queue struct {
	clock    func() time.Time
	mu       sync.Mutex
	messages []*message
	sent     int
	received int
}

type message struct {
	id, body, handle string
	repeated         bool // is a repetition, or has one
	hidden           time.Time
}

// Send puts a message into the queue.
func (s *Simulator) Send(body string) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	s.queue.sent++
	s.queue.messages = append(s.queue.messages, &message{id: fmt.Sprintf("message-%d", s.queue.sent), body: body})
}

// Waiting is how many messages are in the queue, hidden ones too.
func (s *Simulator) Waiting() int {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return len(s.queue.messages)
}

// Repeat puts every message into the queue once more, as SQS sometimes does: twice in all,
// however often it is called.
func (s *Simulator) Repeat() {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	for _, m := range slices.Clone(s.queue.messages) {
		if m.repeated {
			continue
		}
		m.repeated = true
		again := *m
		again.id += "-again"
		s.queue.messages = append(s.queue.messages, &again)
	}
}

// statusNames are the statuses as notifications spell them.
var statusNames = map[string]string{
	"PENDING_AVAILABILITY": "PendingAvailability", "PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "PartiallyShipped",
	"SHIPPED": "Shipped", "CANCELLED": "Canceled", "UNFULFILLABLE": "Unfulfillable",
}

// notify sends an ORDER_CHANGE notification. The caller holds the simulator's lock.
func (s *Simulator) notify(o *order, kind string) {
	if s.config.QueueKey == "" {
		return
	}
	by, shipped, unshipped := "MFN", 0, 0
	if o.Fulfillment.By == "AMAZON" {
		by = "AFN"
	}
	var items []map[string]any
	for _, i := range o.Items {
		shipped += i.Fulfillment.Fulfilled
		unshipped += i.Fulfillment.Unfulfilled
		items = append(items, map[string]any{
			"OrderItemId": i.ID, "SellerSKU": i.Product.SKU, "SupplySourceId": "my-warehouse", "Quantity": i.Ordered, "QuantityShipped": i.Fulfillment.Fulfilled,
			"IsBuyerRequestedCancel": i.Cancellation != nil && i.Cancellation.Request != nil,
		})
	}
	now := stamp{s.config.Clock()}
	id := fmt.Sprintf("d0e9e693-c3ad-4373-979f-%012d", len(s.orders)*1000+s.queue.count())
	text, err := json.Marshal(map[string]any{
		"NotificationVersion": "1.0", "NotificationType": "ORDER_CHANGE", "PayloadVersion": "1.0", "EventTime": now,
		"Payload": map[string]any{"OrderChangeNotification": map[string]any{
			"NotificationLevel": "OrderLevel", "SellerId": "A3TH9S8BH6GOGM", "AmazonOrderId": o.OrderID, "OrderChangeType": kind,
			"OrderChangeTrigger": map[string]any{"TimeOfOrderChange": now, "ChangeReason": "Status changed"},
			"Summary": map[string]any{
				"MarketplaceId": o.SalesChannel.Marketplace, "OrderStatus": statusNames[o.Fulfillment.Status], "PurchaseDate": o.Created,
				"DestinationPostalCode": o.Recipient.Address.Postal, "FulfillmentType": by, "OrderType": "StandardOrder",
				"NumberOfItemsShipped": shipped, "NumberOfItemsUnshipped": unshipped, "OrderPrograms": []string{}, "ShippingPrograms": []string{},
				"EarliestShipDate": o.Fulfillment.ShipBy.Earliest, "LatestShipDate": o.Fulfillment.ShipBy.Latest,
				"EarliestDeliveryDate": o.Fulfillment.DeliverBy.Earliest, "LatestDeliveryDate": o.Fulfillment.DeliverBy.Latest,
				"CancelNotifyDate": now, "OrderItems": items,
			},
		}},
		"NotificationMetadata": map[string]any{
			"ApplicationId": "app-id", "SubscriptionId": "subscription-id", "PublishTime": now, "NotificationId": id,
		},
	})
	if err != nil {
		panic(err)
	}
	s.Send(string(text))
}

func (q *queue) count() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.sent
}

// signed says what is wrong with a request's signature: the key or the signature, by
// signing it once more.
func (s *Simulator) signed(r *http.Request, body []byte) string {
	authorization := r.Header.Get("Authorization")
	scope, found := strings.CutPrefix(authorization, "AWS4-HMAC-SHA256 Credential="+s.config.QueueKey+"/")
	if s.config.QueueKey == "" || !found {
		return "key"
	}
	parts := strings.Split(scope, "/")
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || len(parts) < 4 || parts[2] != "sqs" {
		return "signature"
	}
	again, err := http.NewRequest(r.Method, "http://"+r.Host+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return "signature"
	}
	_, names, _ := strings.Cut(authorization, "SignedHeaders=")
	names, _, _ = strings.Cut(names, ",")
	for name := range strings.SplitSeq(names, ";") {
		if values := r.Header.Values(name); len(values) > 0 && name != "content-length" {
			again.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	digest := sha256.Sum256(body)
	credentials := aws.Credentials{AccessKeyID: s.config.QueueKey, SecretAccessKey: s.config.QueueSecret}
	if v4.NewSigner().SignHTTP(r.Context(), credentials, again, hex.EncodeToString(digest[:]), "sqs", parts[1], at) != nil {
		return "signature"
	}
	if again.Header.Get("Authorization") != authorization {
		return "signature"
	}
	return ""
}

// serveQueue answers in the AWS JSON protocol, version 1.0.
func (s *Simulator) serveQueue(w http.ResponseWriter, r *http.Request) {
	var body struct {
		QueueURL string `json:"QueueUrl"`
		Most     int    `json:"MaxNumberOfMessages"`
		Wait     int    `json:"WaitTimeSeconds"`
		Hide     int    `json:"VisibilityTimeout"`
		Entries  []struct {
			ID     string `json:"Id"`
			Handle string `json:"ReceiptHandle"`
		} `json:"Entries"`
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || json.Unmarshal(text, &body) != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-amz-json-1.0" {
		queueError(w, http.StatusBadRequest, "com.amazon.coral.service#SerializationException")
		return
	}
	switch s.signed(r, text) {
	case "":
	case "key":
		queueError(w, http.StatusForbidden, "com.amazon.coral.service#InvalidClientTokenId")
		return
	default:
		queueError(w, http.StatusForbidden, "com.amazon.coral.service#SignatureDoesNotMatch")
		return
	}
	if !strings.HasSuffix(body.QueueURL, QueuePath) {
		queueError(w, http.StatusBadRequest, "com.amazonaws.sqs#QueueDoesNotExist")
		return
	}
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	switch r.Header.Get("X-Amz-Target") {
	case "AmazonSQS.ReceiveMessage":
		if body.Most < 1 || body.Most > 10 || body.Wait < 0 || body.Wait > 20 || body.Hide < 0 || body.Hide > 43200 {
			queueError(w, http.StatusBadRequest, "com.amazon.coral.service#InvalidParameterValue")
			return
		}
		answerQueue(w, map[string]any{"Messages": s.queue.receive(body.Most, time.Duration(body.Hide)*time.Second)})
	case "AmazonSQS.DeleteMessageBatch":
		done := []map[string]any{}
		failed := []map[string]any{}
		for _, e := range body.Entries {
			if s.queue.remove(e.Handle) {
				done = append(done, map[string]any{"Id": e.ID})
			} else {
				failed = append(failed, map[string]any{"Id": e.ID, "Code": "ReceiptHandleIsInvalid", "SenderFault": true})
			}
		}
		answerQueue(w, map[string]any{"Successful": done, "Failed": failed})
	default:
		queueError(w, http.StatusBadRequest, "com.amazon.coral.service#UnknownOperationException")
	}
}

// receive hides some messages and returns them. The caller holds the lock.
func (q *queue) receive(most int, hide time.Duration) []map[string]any {
	now, some := q.clock(), []map[string]any{}
	for _, m := range q.messages {
		if len(some) == most || now.Before(m.hidden) {
			continue
		}
		q.received++
		m.hidden, m.handle = now.Add(hide), fmt.Sprintf("handle-%d", q.received)
		sum := md5.Sum([]byte(m.body))
		some = append(some, map[string]any{"MessageId": m.id, "ReceiptHandle": m.handle, "Body": m.body, "MD5OfBody": hex.EncodeToString(sum[:])})
	}
	return some
}

func (q *queue) remove(handle string) bool {
	at := slices.IndexFunc(q.messages, func(m *message) bool { return handle != "" && m.handle == handle })
	if at < 0 {
		return false
	}
	q.messages = slices.Delete(q.messages, at, at+1)
	return true
}

func queueError(w http.ResponseWriter, status int, kind string) {
	text, _ := json.Marshal(map[string]string{"__type": kind, "message": "The request is refused for " + Mark + "."})
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

func answerQueue(w http.ResponseWriter, body map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	_, _ = w.Write(text)
}

// Bodies are the messages in the queue.
func (s *Simulator) Bodies() (bodies []string) {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	for _, m := range s.queue.messages {
		bodies = append(bodies, m.body)
	}
	return bodies
}
