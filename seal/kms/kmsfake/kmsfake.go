// Package kmsfake speaks the HTTP APIs of key management services for tests: it checks
// what it is sent, keeps keys in memory, and can misbehave.
package kmsfake

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Fault is one way to misbehave, until it is taken back with the zero Fault.
type Fault struct {
	Status  int           // answered instead of the work
	Delay   time.Duration // before any answer
	Cut     bool          // cuts the connection
	Garbage bool          // answers with what is no JSON
	Wrong   bool          // decrypts to something else
}

// keys are AES-256-GCM keys by name, made when first used.
type keys struct {
	mu    sync.Mutex
	aeads map[string]cipher.AEAD
	fault Fault
	calls int
}

// Misbehave sets how every further call goes wrong.
func (k *keys) Misbehave(f Fault) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fault = f
}

// Calls is how often the service was called.
func (k *keys) Calls() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.calls
}

// spoil misbehaves, and reports whether that was the answer.
func (k *keys) spoil(w http.ResponseWriter, r *http.Request) (Fault, bool) {
	k.mu.Lock()
	k.calls++
	f := k.fault
	k.mu.Unlock()
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-r.Context().Done():
		}
	}
	switch {
	case f.Cut:
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte(`{"errors":["internal"],"__type":"KMSInternalException","error":{"code":500}}`))
		return f, true
	case f.Garbage:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data":{"plaint`))
		return f, true
	}
	return f, false
}

func (k *keys) aead(name string) cipher.AEAD {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.aeads == nil {
		k.aeads = map[string]cipher.AEAD{}
	}
	if k.aeads[name] == nil {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		block, err := aes.NewCipher(key)
		if err != nil {
			panic(err)
		}
		if k.aeads[name], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			panic(err)
		}
	}
	return k.aeads[name]
}

func (k *keys) encrypt(name string, plaintext, associated []byte) []byte {
	return k.aead(name).Seal(nil, nil, plaintext, associated)
}

func (k *keys) decrypt(name string, ciphertext, associated []byte, f Fault) ([]byte, bool) {
	plain, err := k.aead(name).Open(nil, nil, ciphertext, associated)
	if err == nil && f.Wrong {
		plain[0] ^= 1
	}
	return plain, err == nil
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// read reads a JSON body strictly: what the API does not know it does not take.
func read(r *http.Request, into any) bool {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<20))
	d.DisallowUnknownFields()
	return d.Decode(into) == nil
}
