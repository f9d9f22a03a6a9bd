package store

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"
)

// Language is one in which people are answered. The codes never change.
type Language string

// The languages, as the API names them.
const (
	English Language = "EN"
	Dutch   Language = "NL"
	German  Language = "DE"
)

// Languages lists all languages.
func Languages() []Language { return []Language{English, Dutch, German} }

// Tag is the language's name in HTML.
func (l Language) Tag() string { return strings.ToLower(string(l)) }

//go:embed words/en.json words/nl.json words/de.json
var wordFiles embed.FS

// words are what is said to customers and, in English, through the API: by code, in every
// language. Most installations never need them, so they are read late.
var words = sync.OnceValue(func() map[Language]map[string]string {
	all := map[Language]map[string]string{}
	for _, l := range Languages() {
		text, err := wordFiles.ReadFile("words/" + l.Tag() + ".json")
		if err != nil {
			panic(err)
		}
		of := map[string]string{}
		if err := json.Unmarshal(text, &of); err != nil {
			panic(err)
		}
		all[l] = of
	}
	return all
})

// Say is what a code means; the code itself where there are no words. Values take the
// place of their names: "role", "support".
func (l Language) Say(kind, code string, values ...string) string {
	said, known := words()[l][kind+"."+code]
	if !known {
		return code
	}
	for i := 0; i+1 < len(values); i += 2 {
		said = strings.ReplaceAll(said, "{{"+values[i]+"}}", values[i+1])
	}
	return said
}
