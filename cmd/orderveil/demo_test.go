package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil/connectors/bol/simulator"
	"orderveil/server"
)

// running is a demo under test.
type running struct {
	url, data string
	stop      func() error
}

func start(t *testing.T, data string, orders int) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- (&demoCommand{Addr: address, Data: data, Orders: orders, Seed: 5, Verbose: true}).Run(ctx)
	}()
	r := &running{url: "http://" + address, data: data, stop: func() error { cancel(); return <-done }}
	r.wait(t, func() bool {
		response, err := http.Get(r.url + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	return r
}

func (r *running) wait(t *testing.T, until func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if until() {
			return
		}
	}
	t.Fatal("it did not come to that")
}

// ask asks the demo in a role, with a token as the token command prints it.
func (r *running) ask(t *testing.T, role, query string) string {
	t.Helper()
	issuer, err := server.OpenIssuer(filepath.Join(r.data, server.TokenKeyName), false, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	v, err := (&tokenCommand{Data: r.data, Role: role, Account: 1, Scopes: []string{"orders:read"}}).viewer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	token, err := issuer.Token(v, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheDemoShowsCustomersToTheMerchantAndToNobodyElse runs the demo twice on the same
// data and looks for the marks of its made-up customers in all it leaves behind.
func TestTheDemoShowsCustomersToTheMerchantAndToNobodyElse(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	terminal := os.Stderr
	os.Stderr = log
	defer func() { os.Stderr = terminal }()
	r := start(t, data, 60)
	const list = `{ orders(first: 50) { totalCount nodes { number shipTo { lastName street email phone } billTo { lastName } forward { state } } } }`
	r.wait(t, func() bool {
		answer := r.ask(t, "merchant", list)
		return strings.Contains(answer, `"totalCount":20`) && !strings.Contains(answer, `"WAITING"`) && !strings.Contains(answer, `"SENDING"`)
	})
	answer := r.ask(t, "merchant", list)
	if !strings.Contains(answer, simulator.Mark) {
		t.Fatal("the merchant sees no customer, so nothing else here proves anything")
	}
	number := strings.Split(strings.Split(answer, `"number":"`)[1], `"`)[0]
	for _, role := range []string{"support", "privacy-officer", "partner", "viewer"} {
		answer := r.ask(t, role, fmt.Sprintf(`{ ordersByNumber(number: "%s") { number shipTo { lastName street city email phone addressNote country } billTo { lastName company taxId } timeline { nodes { kind detail } } forward { state problem { cause } } privacy { state reason } } }`, number))
		if !strings.Contains(answer, number) || containsMark([]byte(answer)) {
			t.Errorf("as %s: the order is missing, or its customer is not", role)
		}
	}
	r.scan(t)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r.scan(t)

	again := start(t, data, 60)
	if answer := again.ask(t, "merchant", list); !strings.Contains(answer, `"totalCount":20`) || !strings.Contains(answer, simulator.Mark) {
		t.Error("after a restart the orders are not what they were")
	}
	if err := again.stop(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(log.Name())
	if err != nil || !strings.Contains(string(text), "msg=request") {
		t.Errorf("the log was not looked at: %v", err)
	}
	if containsMark(text) {
		t.Error("a customer is readable in the log")
	}
}

// scan looks for customers in every file: databases, write-ahead logs, the queue.
func (r *running) scan(t *testing.T) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(r.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // a write-ahead log that was folded in
		}
		files++
		if containsMark(text) {
			t.Errorf("a customer is readable in %s", filepath.Base(path))
		}
		return err
	})
	if err != nil || files < 5 {
		t.Errorf("%d files were looked at, %v", files, err)
	}
}

// containsMark looks for the mark of the made-up customers as it is, in small letters,
// in hex, in UTF-16 and in base64 at each of its three offsets.
func containsMark(text []byte) bool {
	small := bytes.ToLower(text)
	mark := strings.ToLower(simulator.Mark)
	for _, form := range []string{mark, hex.EncodeToString([]byte(mark)), hex.EncodeToString([]byte(simulator.Mark)), wide(mark)} {
		if bytes.Contains(small, []byte(form)) {
			return true
		}
	}
	for _, word := range []string{simulator.Mark, mark} {
		for lead := range 3 {
			encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", lead) + word))
			if inner := encoded[lead+1 : len(encoded)-4]; bytes.Contains(text, []byte(inner)) {
				return true
			}
		}
	}
	return false
}

func wide(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
		b.WriteByte(0)
	}
	return b.String()
}
