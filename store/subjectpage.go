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
	"day": day,
}).Parse(subjectHTML))

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + " UTC" }

// translated is the export with the words of one language.
type translated struct {
	subjectDocument
	Language Language
}

// Say is what a code means.
func (t translated) Say(kind, code string) string { return t.Language.Say(kind, code) }

// Made says when the page was made and by what the person was looked for.
func (t translated) Made() string {
	return t.Language.Say("page", "made", "at", day(t.MadeAt), "by", t.Say("by", t.by))
}

// Found is what the answer means, as a code.
func (t translated) Found() string { return t.found }

// Because says why an order's customer data is kept until its day, or is gone.
func (t translated) Because(o subjectOrder) string { return sayReasons(t.Language, o.reasons, o.role) }

func subjectPage(d subjectDocument, l Language) (string, error) {
	b := &strings.Builder{}
	err := subjectTemplate.Execute(b, translated{d, l})
	return b.String(), err
}
