package amazon

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Hinter = (*Source)(nil)

// queue is the SQS queue to which Amazon sends ORDER_CHANGE notifications. It is one of
// its own: what is in it about other things is left there.
type queue struct {
	client *sqs.Client
	url    string
	seen   *lru.Cache[string, struct{}] // notifications that were handed on, by their ids
}

const (
	perReceive = 10  // messages: the most that SQS gives at a time
	hidden     = 120 // seconds until a message that was not deleted comes again
	most       = 100 // receives in a row
	remembered = 10_000
)

// newQueue returns the queue that the settings name, or nil.
func newQueue(c connectors.Config) (*queue, error) {
	text := c.Settings["queue"]
	if text == "" {
		return nil, nil
	}
	address, err := wire.Base("queue", text)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil || strings.Count(u.Path, "/") != 2 {
		return nil, orderveil.Invalidf("setting queue is the address of an SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/orders")
	}
	id, secret := c.Secrets["aws_access_key_id"], c.Secrets["aws_secret_access_key"]
	if id.Empty() || secret.Empty() {
		return nil, orderveil.Invalidf("a queue needs the secrets aws_access_key_id and aws_secret_access_key")
	}
	seen, err := lru.New[string, struct{}](remembered)
	if err != nil {
		return nil, err
	}
	client := sqs.New(sqs.Options{
		BaseEndpoint: aws.String(u.Scheme + "://" + u.Host), Region: regionOf(u.Hostname()), HTTPClient: polite(bounded(c.HTTP), c.Clock),
		Retryer: aws.NopRetryer{}, // the next look at the queue is soon
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: id.Plain(), SecretAccessKey: secret.Plain()}, nil
		}),
	})
	return &queue{client: client, url: address, seen: seen}, nil
}

// regionOf is the AWS region in a host such as sqs.eu-west-1.amazonaws.com; other hosts are
// somebody's own, and take any.
func regionOf(host string) string {
	if parts := strings.Split(host, "."); len(parts) == 4 && parts[0] == "sqs" {
		return parts[1]
	}
	return "eu-west-1"
}

// Hears reports whether a queue is set.
func (s *Source) Hears() bool { return s.queue != nil }

// Hints reads the queue until it is empty.
func (s *Source) Hints(ctx context.Context, hand func([]string) error) error {
	if s.queue == nil {
		return nil
	}
	for range most {
		out, err := s.queue.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &s.queue.url, MaxNumberOfMessages: perReceive, VisibilityTimeout: hidden,
		})
		if err != nil {
			return queueFailure(ctx, err)
		}
		if len(out.Messages) == 0 {
			return nil
		}
		if err := s.queue.handOn(ctx, out.Messages, hand); err != nil {
			return err
		}
	}
	return nil
}

// handOn hands the orders of some messages on, and then deletes the messages.
func (q *queue) handOn(ctx context.Context, messages []types.Message, hand func([]string) error) error {
	var numbers, ids []string
	var done []types.DeleteMessageBatchRequestEntry
	known := map[string]bool{}
	for n := range messages {
		id, number, ok := decodeNotification([]byte(aws.ToString(messages[n].Body)))
		if !ok {
			continue
		}
		done = append(done, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(n)), ReceiptHandle: messages[n].ReceiptHandle})
		ids = append(ids, id)
		if !q.seen.Contains(id) && !known[number] {
			known[number] = true
			numbers = append(numbers, number)
		}
	}
	if len(numbers) > 0 {
		if err := hand(numbers); err != nil {
			return err
		}
	}
	for _, id := range ids {
		q.seen.Add(id, struct{}{})
	}
	if len(done) == 0 {
		return nil
	}
	// One that is not deleted, for whatever reason, comes again and is known by then.
	_, err := q.client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &q.url, Entries: done})
	if err != nil {
		return queueFailure(ctx, err)
	}
	return nil
}

// decodeNotification reads which order an ORDER_CHANGE notification is about. What else it
// says is as old as the message, and not read.
func decodeNotification(body []byte) (id, number string, ok bool) {
	var said struct {
		Type    string `json:"NotificationType"`
		Payload struct {
			Change struct {
				OrderID string `json:"AmazonOrderId"`
			} `json:"OrderChangeNotification"`
		} `json:"Payload"`
		Metadata struct {
			ID string `json:"NotificationId"`
		} `json:"NotificationMetadata"`
	}
	if wire.Decode(body, &said) != nil || said.Type != "ORDER_CHANGE" {
		return "", "", false
	}
	id, number = said.Metadata.ID, said.Payload.Change.OrderID
	return id, number, usable(id) && usable(number)
}

// bounded is a client whose answers are no longer than any that SQS gives, and that is
// redirected nowhere.
func bounded(c *http.Client) *http.Client {
	b := *c
	b.Jar, b.CheckRedirect = nil, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	next := c.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	b.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil {
			resp.Body = struct {
				io.Reader
				io.Closer
			}{io.LimitReader(resp.Body, wire.MaxBody), resp.Body}
		}
		return resp, err
	})
	return &b
}

// polite is a client that sends nothing before the time that an answer has named. The SDK
// looks at its own codes only.
func polite(c *http.Client, clock orderveil.Clock) *http.Client {
	p := *c
	var mu sync.Mutex
	var until time.Time
	p.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		after := until.Sub(clock())
		mu.Unlock()
		if after > 0 {
			return nil, queueLimited(after)
		}
		resp, err := c.Transport.RoundTrip(r)
		if err != nil || resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
			return resp, err
		}
		if pause, said := wire.RetryAfter(resp.Header, clock()); said {
			mu.Lock()
			until = clock().Add(pause)
			mu.Unlock()
		}
		return resp, nil
	})
	return &p
}

func queueLimited(after time.Duration) *connectors.Failure {
	return &connectors.Failure{
		Code: "RATE_LIMITED", Cause: "The queue of notifications asks to slow down.", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: it is asked again by itself, and orders come by listing meanwhile.", Outcome: connectors.Retry, After: after,
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// queueFailure puts what SQS said into words of ours. The orders come by asking meanwhile,
// so that nothing of it is a reason to stop.
func queueFailure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var ours *connectors.Failure // the register of recipients lacks the host, or it is not time yet
	if errors.As(err, &ours) {
		return ours
	}
	f := &connectors.Failure{
		Code: "QUEUE_UNAVAILABLE", Cause: "The queue of notifications does not answer as it should.", Owner: orderveil.OwnerMarketplace,
		NextStep: "Nothing: it is asked again by itself, and orders come by listing meanwhile.", Outcome: connectors.Retry,
	}
	var said smithy.APIError
	if errors.As(err, &said) && said.ErrorFault() != smithy.FaultServer && refusals[said.ErrorCode()] {
		f.Code, f.Cause, f.Owner, f.Outcome = "QUEUE_REFUSED", "The queue of notifications is not there, or may not be read with the connection's AWS credentials.", orderveil.OwnerOperator, connectors.Refused
		f.NextStep = "Check the connection's setting queue and its AWS credentials, which need sqs:ReceiveMessage and sqs:DeleteMessage."
	}
	return f
}

// refusals are the codes by which AWS says that it will not, and not only now.
var refusals = map[string]bool{
	"QueueDoesNotExist": true, "AWS.SimpleQueueService.NonExistentQueue": true, "AccessDenied": true, "AccessDeniedException": true, "InvalidClientTokenId": true,
	"SignatureDoesNotMatch": true, "UnrecognizedClientException": true, "InvalidAddress": true, "InvalidSecurity": true, "IncompleteSignature": true,
}
