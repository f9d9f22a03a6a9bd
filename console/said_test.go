package console_test

import (
	"encoding/json"
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"orderveil/connectors/all"
	"orderveil/personal"
	"orderveil/register"
	"orderveil/store"
)

// What the API says in English beside a code is said in every language of the console.
func TestEveryCodeOfTheAPIHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	codes := saidCodes(t)
	if !slices.Contains(codes, "obstacle.ON_ITS_WAY") {
		t.Error("obstacles are not found in the sources")
	}
	for _, language := range []string{"nl", "de"} {
		path := "src/locales/said/" + language + ".json"
		words := textsOf(t, path)
		for _, code := range codes {
			if words[code] == "" {
				t.Errorf("%s has no words in %s: add them to console/%s", code, language, path)
			}
		}
		for code := range words {
			if !slices.Contains(codes, code) {
				t.Errorf("%s is in %s and no code of the API", code, path)
			}
		}
	}
}

// saidCodes are the codes by what they are about.
func saidCodes(t *testing.T) (codes []string) {
	for _, r := range store.PrivacyReasons() {
		codes = append(codes, "reason."+string(r))
	}
	for _, f := range store.SubjectsFound() {
		codes = append(codes, "found."+string(f))
	}
	for _, l := range store.WithholdLosses() {
		codes = append(codes, "withhold."+string(l))
	}
	for _, c := range personal.Categories() {
		codes = append(codes, "purpose."+c.String())
	}
	for _, m := range register.Of(nil).MeasureCodes() {
		codes = append(codes, "measure."+m)
	}
	codes = append(codes, "recipient.purpose")
	for _, spec := range all.Connectors() {
		for _, e := range spec.Expires {
			codes = append(codes, "expiry."+spec.Code+"."+e.Code)
		}
		if spec.Transfer != "" {
			codes = append(codes, "recipient."+spec.Code)
		}
	}
	each(packages(t, "../store")["../store"], func(n ast.Node) {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return
		}
		list, _ := lit.Type.(*ast.ArrayType)
		for _, e := range lit.Elts {
			one, _ := e.(*ast.CompositeLit)
			if list != nil && typeName(list.Elt) == "Obstacle" && one != nil {
				codes = append(codes, "obstacle."+codeOf(one))
			}
		}
		if typeName(lit.Type) == "Obstacle" {
			codes = append(codes, "obstacle."+codeOf(lit))
		}
	})
	return codes
}

func codeOf(lit *ast.CompositeLit) string {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && name(kv.Key) == "Code" {
			return text(kv.Value, nil)
		}
	}
	return ""
}

// Every code with which the API refuses is explained by the console, in every language. INVALID
// brings its own advice, and INTERNAL says no more than that something went wrong.
func TestEveryErrorCodeIsExplained(t *testing.T) {
	t.Parallel()
	known := knownErrors(t)
	codes := map[string]bool{}
	each(packages(t, "../graph")["../graph"], func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "code") && len(spec.Values) == 1 {
			codes[text(spec.Values[0], nil)] = true
		}
	})
	each(packages(t, "../server")["../server"], func(n ast.Node) { // what is refused before a question is read
		call, ok := n.(*ast.CallExpr)
		if ok && name(call.Fun) == "refuse" && len(call.Args) == 4 && strings.HasPrefix(text(call.Args[2], nil), "ACCOUNT_") {
			codes[text(call.Args[2], nil)] = true
		}
	})
	for _, one := range []string{"BUSY", "ACCOUNT_SUSPENDED"} { // one of each way
		if !codes[one] {
			t.Errorf("%s is not found in the sources", one)
		}
	}
	for code := range codes {
		if code == "" || code == "INVALID" || code == "INTERNAL" {
			continue
		}
		if !known[code] {
			t.Errorf("%s is not among the codes that console/src/ui/states.tsx explains", code)
		}
		for _, language := range []string{"en", "nl", "de"} {
			if textsOf(t, "src/locales/"+language+".json")["error."+code] == "" {
				t.Errorf("error.%s has no words in console/src/locales/%s.json", code, language)
			}
		}
	}
}

// knownErrors are the codes that the console's list of them has.
func knownErrors(t *testing.T) map[string]bool {
	t.Helper()
	source, err := os.ReadFile("src/ui/states.tsx")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`const told = \[([^\]]+)\]`).FindSubmatch(source)
	if list == nil {
		t.Fatal("console/src/ui/states.tsx has no list of codes")
	}
	known := map[string]bool{}
	for _, code := range regexp.MustCompile(`'([A-Z_]+)'`).FindAllSubmatch(list[1], -1) {
		known[string(code[1])] = true
	}
	return known
}

func textsOf(t *testing.T, path string) (texts map[string]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &texts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// Whatever can stand in an order's timeline is said in every language.
func TestEveryEventIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	kinds := store.EventKinds()
	each(packages(t, "../store")["../store"], func(n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || !slices.Contains([]string{"event", "decideHeld", "decideReport"}, typeName(call.Fun)) {
			return
		}
		for _, argument := range call.Args {
			if kind := text(argument, nil); problemCode.MatchString(kind) && kind != "PARCEL_DOES_NOT_FIT" && !slices.Contains(kinds, kind) {
				t.Errorf("%s stands in timelines, and not in store.EventKinds", kind)
			}
		}
	})
	for _, language := range []string{"en", "nl", "de"} {
		words := textsOf(t, "src/locales/"+language+".json")
		for _, kind := range kinds {
			if words["event."+kind] == "" {
				t.Errorf("event.%s has no words in console/src/locales/%s.json", kind, language)
			}
		}
	}
}
