package store

import (
	_ "embed"
	"html/template"
	"strings"
	"time"
)

//go:embed subject.html
var subjectHTML string

// subjectTemplate escapes whatever a customer wrote: the page is opened in a browser.
var subjectTemplate = template.Must(template.New("subject").Funcs(template.FuncMap{
	"day": func(t time.Time) string { return t.Format("2006-01-02 15:04") + " UTC" },
}).Parse(subjectHTML))

func subjectPage(d subjectDocument) (string, error) {
	b := &strings.Builder{}
	err := subjectTemplate.Execute(b, d)
	return b.String(), err
}
