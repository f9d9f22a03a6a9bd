package personal_test

import (
	"bytes"
	"encoding"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"orderveil"
	"orderveil/personal"
)

// canary is in everything that must not show what it holds.
const canary = "Testink-canary"

type holder struct {
	name string
	of   any // what holds the canary, as people put it in their own types
}

// hidden are the three types by themselves.
func hidden() map[string]any {
	return map[string]any{
		"Record": personal.NewRecord(personal.Name).With(personal.LastName, canary),
		"Value":  personal.Sealed([]byte(canary)),
		"Secret": personal.NewSecret(canary),
	}
}

type exported struct{ Held any }

type typed struct {
	Record  personal.Record
	Value   personal.Value
	Secret  personal.Secret
	Pointer *personal.Record
	More    []personal.Record
}

type unexported struct {
	record personal.Record
	value  personal.Value
	secret personal.Secret
	more   []personal.Record
}

type embedding struct {
	personal.Record
	Number int
}

// holders puts each type in structs, pointers, maps, slices and arrays, by
// reflection, so that the static type is the real one.
func holders() (all []holder) {
	for name, h := range hidden() {
		v := reflect.ValueOf(h)
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		s := reflect.MakeSlice(reflect.SliceOf(v.Type()), 1, 1)
		s.Index(0).Set(v)
		m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
		m.SetMapIndex(reflect.ValueOf("key"), v)
		a := reflect.New(reflect.ArrayOf(2, v.Type())).Elem()
		a.Index(1).Set(v)
		pp := reflect.New(p.Type())
		pp.Elem().Set(p)
		all = append(all,
			holder{name, h}, holder{name + " pointer", p.Interface()}, holder{name + " pointer's pointer", pp.Interface()},
			holder{name + " slice", s.Interface()}, holder{name + " map", m.Interface()}, holder{name + " array", a.Interface()},
			holder{name + " in a struct", exported{h}}, holder{name + " in a struct's pointer", &exported{p.Interface()}},
			holder{name + " in an interface slice", []any{h, p.Interface()}},
			holder{name + " deep", map[string]any{"a": []any{exported{[]any{exported{h}}}}}},
		)
	}
	return all
}

// typedHolder has the types as its fields' own types.
func typedHolder() typed {
	h := hidden()
	r, v, s := h["Record"].(personal.Record), h["Value"].(personal.Value), h["Secret"].(personal.Secret)
	return typed{r, v, s, &r, []personal.Record{r}}
}

// shows reports whether a text has the canary in it, in any of the usual spellings.
func shows(text string) bool {
	lower := strings.ToLower(text)
	numbers := strings.Trim(fmt.Sprint([]byte(canary)), "[]")
	return strings.Contains(text, canary) ||
		strings.Contains(lower, strings.ToLower(canary)) ||
		strings.Contains(lower, hex.EncodeToString([]byte(canary))) ||
		strings.Contains(text, numbers) ||
		strings.Contains(text, "VGVzdGluay1jYW5hcn") // base64
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%c", "%U", "%o", "%b", "%t", "%e", "%10.3s", "%-20v", "%#q", "%T"}

func TestNoVerbPrintsWhatIsHeld(t *testing.T) {
	t.Parallel()
	for _, h := range holders() {
		for _, verb := range verbs {
			if shows(fmt.Sprintf(verb, h.of)) {
				t.Errorf("%s shows what %s holds", verb, h.name)
			}
		}
		if shows(fmt.Sprint(h.of)) || shows(fmt.Sprintln(h.of)) || shows(fmt.Errorf("failed: %v", h.of).Error()) {
			t.Errorf("Sprint shows what %s holds", h.name)
		}
	}
}

func TestNoVerbPrintsWhatFieldsHold(t *testing.T) {
	t.Parallel()
	whole := typedHolder()
	for _, verb := range verbs {
		for name, of := range map[string]any{"struct": whole, "struct's pointer": &whole} {
			if shows(fmt.Sprintf(verb, of)) {
				t.Errorf("%s shows what a %s holds", verb, name)
			}
		}
	}
}

func TestNoLogShowsWhatIsHeld(t *testing.T) {
	t.Parallel()
	var text, lines bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, nil)), slog.New(slog.NewJSONHandler(&lines, nil))} {
		for _, h := range holders() {
			log.Info("message", "held", h.of)
			log.With("held", h.of).WithGroup("group").Info("message", slog.Any("again", h.of), slog.Group("inner", "held", h.of))
			log.Error("message", "error", fmt.Errorf("with %v", h.of))
		}
		log.Info("message", "fields", typedHolder())
	}
	for name, out := range map[string]string{"text": text.String(), "JSON": lines.String()} {
		if out == "" || shows(out) {
			t.Errorf("the %s handler shows what is held, or nothing", name)
		}
	}
}

func TestJSONAndXMLShowNothing(t *testing.T) {
	t.Parallel()
	for _, h := range append(holders(), holder{"fields", typedHolder()}, holder{"embedding", embedding{Record: typedHolder().Record}}) {
		out, err := json.Marshal(h.of)
		if err != nil || shows(string(out)) {
			t.Errorf("JSON shows what %s holds, or fails: %v", h.name, err)
		}
		if out, _ := xml.Marshal(h.of); shows(string(out)) {
			t.Errorf("XML shows what %s holds", h.name)
		}
	}
}

func TestHiddenTypesMarshalAsTheirMark(t *testing.T) {
	t.Parallel()
	marks := map[string]string{"Record": "[personal]", "Value": "[sealed]", "Secret": "[secret]"}
	for name, h := range hidden() {
		text, err := h.(encoding.TextMarshaler).MarshalText()
		if err != nil || string(text) != marks[name] {
			t.Errorf("%s: MarshalText() = %s, %v, want %s", name, text, err, marks[name])
		}
		yaml, err := h.(interface{ MarshalYAML() (any, error) }).MarshalYAML()
		if err != nil || yaml != marks[name] {
			t.Errorf("%s: MarshalYAML() = %v, %v, want %s", name, yaml, err, marks[name])
		}
		if got := fmt.Sprint(h); got != marks[name] {
			t.Errorf("%s: Sprint() = %s, want %s", name, got, marks[name])
		}
		if got := h.(slog.LogValuer).LogValue().String(); got != marks[name] {
			t.Errorf("%s: LogValue() = %s, want %s", name, got, marks[name])
		}
	}
}

func TestGobRefusesOrShowsNothing(t *testing.T) {
	t.Parallel()
	for name, h := range hidden() {
		var out bytes.Buffer
		if err := gob.NewEncoder(&out).Encode(h); err == nil || shows(out.String()) {
			t.Errorf("gob takes a %s", name)
		}
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(typedHolder()); err == nil || shows(out.String()) {
		t.Error("gob takes a struct with personal fields")
	}
}

func TestPanicsShowNothing(t *testing.T) {
	t.Parallel()
	for _, h := range holders() {
		func() {
			defer func() {
				if shows(fmt.Sprint(recover())) {
					t.Errorf("a panic shows what %s holds", h.name)
				}
			}()
			panic(h.of)
		}()
	}
	defer func() {
		if text := fmt.Sprint(recover()); text == "<nil>" || shows(text) {
			t.Error("With() of another category's field shows the text, or does not panic")
		}
	}()
	personal.NewRecord(personal.Name).With(personal.City, canary)
}

func TestScanErrorShowsNothing(t *testing.T) {
	t.Parallel()
	var v personal.Value
	if err := v.Scan(canary); err == nil || shows(err.Error()) || shows(errors.Join(err).Error()) {
		t.Errorf("Scan() of a text = %v, want an error without it", err)
	}
}

// fmt calls no method of an unexported field, and none at all once a verb does not fit.
// It follows a pointer; of a function it prints the address.

func TestNoVerbPrintsWhatUnexportedFieldsHold(t *testing.T) {
	t.Parallel()
	h := typedHolder()
	whole := unexported{h.Record, h.Value, h.Secret, h.More}
	for _, verb := range verbs {
		for _, of := range []any{whole, &whole, []unexported{whole}, map[string]unexported{"key": whole}} {
			if shows(fmt.Sprintf(verb, of)) {
				t.Errorf("%s shows what unexported fields of a %T hold", verb, of)
			}
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("message", "held", whole)
	if shows(out.String()) {
		t.Error("the text handler shows what unexported fields hold")
	}
}

func TestNoVerbPrintsWhatIsBehindAPointerInAStruct(t *testing.T) {
	t.Parallel()
	for name, h := range hidden() {
		for _, of := range []any{exported{&exported{h}}, []any{&exported{h}}, map[string]*exported{"key": {h}}} {
			for _, verb := range verbs {
				if shows(fmt.Sprintf(verb, of)) {
					t.Errorf("%s shows what a %s in a %T holds", verb, name, of)
				}
			}
		}
	}
	order := orderveil.Order{BillTo: &orderveil.Party{Name: hidden()["Record"].(personal.Record)}}
	for _, verb := range verbs {
		if shows(fmt.Sprintf(verb, order)) {
			t.Errorf("%s shows who an order is for", verb)
		}
	}
}
