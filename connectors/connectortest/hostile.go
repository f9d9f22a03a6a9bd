package connectortest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// hostile are answers that nobody should send, and that somebody will.
var hostile = []struct {
	name string
	how  how
}{
	{"that ends half way", changed(func(b []byte, _ http.Header) []byte { return b[:len(b)/2] })},
	{"that is empty", changed(func([]byte, http.Header) []byte { return nil })},
	{"that is null", changed(func([]byte, http.Header) []byte { return []byte("null") })},
	{"that is a text", changed(func([]byte, http.Header) []byte { return []byte(`"` + Mark + `"`) })},
	{"that is an error with a good status", changed(func([]byte, http.Header) []byte { return []byte(`{"error":"` + Mark + `"}`) })},
	{"that is a web page", changed(func(_ []byte, h http.Header) []byte {
		h.Set("Content-Type", "text/html; charset=utf-8")
		return []byte("<html><body>" + Mark + "</body></html>")
	})},
	{"that is not UTF-8", changed(func(b []byte, _ http.Header) []byte {
		return bytes.ReplaceAll(b, []byte(`":"`), []byte("\":\"\xff"))
	})},
	{"with other types", changed(mutated(func(v any) any {
		if _, text := v.(string); text {
			return 7
		}
		return "veel"
	}))},
	{"with NUL in its texts", changed(mutated(func(v any) any {
		if text, ok := v.(string); ok {
			return "\x00" + text
		}
		return v
	}))},
	{"with a text of ten megabytes", changed(huge)},
	{"with a million lists within each other", changed(func([]byte, http.Header) []byte {
		return []byte(strings.Repeat("[", 1<<20))
	})},
	{"that a compressed bomb hides in", changed(func(_ []byte, h http.Header) []byte {
		h.Set("Content-Encoding", "gzip")
		return bomb()
	})},
	{"that points to another host", redirect(http.StatusFound)},
	{"that points to another host for good, with the same method", redirect(http.StatusPermanentRedirect)},
}

// mutated changes every value of a JSON document that is no list and no object.
func mutated(change func(any) any) func([]byte, http.Header) []byte {
	return func(body []byte, _ http.Header) []byte {
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		var document any
		if err := d.Decode(&document); err != nil {
			return body[:len(body)/2]
		}
		out, err := json.Marshal(mutate(document, change))
		if err != nil {
			panic(err)
		}
		return out
	}
}

func mutate(v any, change func(any) any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = mutate(v[name], change)
		}
		return v
	case []any:
		for i := range v {
			v[i] = mutate(v[i], change)
		}
		return v
	case nil:
		return nil
	}
	return change(v)
}

// huge makes the first text of a document one of ten megabytes.
func huge(body []byte, _ http.Header) []byte {
	long := `":"` + strings.Repeat("K", 10<<20)
	for _, before := range []string{`":"`, `": "`} {
		if bytes.Contains(body, []byte(before)) {
			return bytes.Replace(body, []byte(before), []byte(long), 1)
		}
	}
	return []byte(`{"` + long[3:] + `":1}`)
}

// bomb is 64 megabytes in few bytes.
var bomb = sync.OnceValue(func() []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	chunk := bytes.Repeat([]byte(" "), 1<<20)
	for range 64 {
		if _, err := z.Write(chunk); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
})
