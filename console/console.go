// Package console is the web app that people look at. Its build is committed and embedded,
// so that the program is one file and talks to no other host.
package console

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

//go:embed src/pages.json
var pages []byte

// Documents is the manifest of the operations that the console sends, by their SHA-256.
//
//go:embed src/gql/persisted-documents.json
var Documents []byte

// Way is a way to sign in. The names stand in the page and never change.
type Way string

// The ways that an installation may have besides the password.
const (
	Passkey      Way = "passkey"
	SingleSignOn Way = "oidc"
	Demo         Way = "demo"
)

// Marks in the built page, in the places of what differs per answer.
const (
	nonceMark = "__NONCE__"
	waysMark  = "__WAYS__"
)

// Register serves the console: its pages, and the files that they are made of. What it
// shows it asks of the API, as any other client.
func Register(mux *http.ServeMux, ways ...Way) error {
	index, err := dist.ReadFile("dist/index.html")
	if err != nil {
		return err
	}
	page := indexHandler(index, ways)
	var names []string
	if err := json.Unmarshal(pages, &names); err != nil {
		return err
	}
	mux.Handle("GET /{$}", page)
	for _, name := range names {
		mux.Handle("GET /"+name, page)
		mux.Handle("GET /"+name+"/{id}", page)
	}
	return fs.WalkDir(dist, "dist", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || file == "dist/index.html" {
			return err
		}
		text, err := dist.ReadFile(file)
		if err != nil {
			return err
		}
		mux.Handle("GET "+strings.TrimPrefix(file, "dist"), assetHandler(file, text))
		return nil
	})
}

// indexHandler serves the page. Styles that the app makes while it runs carry the answer's
// nonce; scripts come from files alone.
func indexHandler(index []byte, ways []Way) http.Handler {
	names := make([]string, len(ways))
	for i, w := range ways {
		names[i] = string(w)
	}
	text := strings.ReplaceAll(string(index), waysMark, strings.Join(names, " "))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		nonce := rand.Text()
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+
			"'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		_, _ = w.Write([]byte(strings.ReplaceAll(text, nonceMark, nonce)))
	})
}

// assetHandler serves a file, compressed where the browser takes it, which is done when the
// first asks: at the start it would take longer than all the rest. A name with a hash in it
// stands for its content for ever.
func assetHandler(file string, text []byte) http.Handler {
	kind, cache := mime.TypeByExtension(path.Ext(file)), "no-cache"
	if strings.HasPrefix(file, "dist/assets/") {
		cache = "public, max-age=31536000, immutable"
	}
	compressed := sync.OnceValue(func() []byte { return compressed(text) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", kind)
		h.Set("Cache-Control", cache)
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			if small := compressed(); len(small) < len(text) {
				h.Set("Content-Encoding", "gzip")
				_, _ = w.Write(small)
				return
			}
		}
		_, _ = w.Write(text)
	})
}

func compressed(text []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one of the library's
	_, _ = z.Write(text)                                  // to memory
	_ = z.Close()
	return b.Bytes()
}
