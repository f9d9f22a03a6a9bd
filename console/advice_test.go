package console_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"orderveil"
)

// Where advice comes from that people at the console never get: from the command line and
// the configuration, of orders and reports that come by themselves, and to those who write
// questions or programs of their own.
var elsewhere = []string{
	"../order.go", "../return.go", "../policy.go",
	"../store/backup.go", "../store/backupcopy.go", "../store/restore.go", "../store/relocate.go", "../store/relocatecopy.go", "../store/servers.go",
	"../store/dsn.go", "../store/store.go", "../store/demo.go",
	"../store/acknowledge.go", "../store/work.go", "../store/idempotency.go", "../store/cursor.go", "../store/paging.go", "../store/list.go", "../store/pulse.go",
	"../connectors/amazon/ship.go", "../connectors/bol/ship.go", "../connectors/mirakl/ship.go", "../connectors/mirakl/cancel.go",
	"../connectors/files/create.go", "../connectors/webhook/received.go",
}

// onlyThere is advice of files that otherwise speak to people.
var onlyThere = []string{
	"a region has 1 to 40 small letters, digits and hyphens", "a server's name has 1 to 40 small letters, digits and hyphens",
	"weight is 1 to 10000, and capacity 1 to 1000000 or left out",
	"first is 1 to {0}", "this is no cursor: take one from an earlier page", "a Secret is a string",
	"a merchant's role needs the number of an account, a role of the operator's none",
}

// Advice of the API is said in every language of the console.
func TestAdviceHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	sentences := advice(t)
	if len(sentences) < 150 {
		t.Fatalf("%d sentences are found in the sources", len(sentences))
	}
	for _, language := range []string{"nl", "de"} {
		path := "src/locales/advice/" + language + ".json"
		words := textsOf(t, path)
		for sentence, file := range sentences {
			said := words[sentence]
			if said == "" {
				t.Errorf("%q (%s) has no words in console/%s", sentence, file, path)
			}
			for i := range strings.Count(sentence, "{") {
				if place := "{" + strconv.Itoa(i) + "}"; strings.Contains(sentence, place) && !strings.Contains(said, place) && said != "" {
					t.Errorf("%q in console/%s has no %s", sentence, path, place)
				}
			}
		}
		for sentence := range words {
			if sentences[sentence] == "" {
				t.Errorf("%q is in console/%s, and nobody says it", sentence, path)
			}
		}
	}
}

// advice is what Invalidf says in the sources, with where.
func advice(t *testing.T) map[string]string {
	t.Helper()
	var files []string
	for _, top := range []string{"..", "../store", "../graph/scalar", "../egress", "../connectors"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && path != top && top != "../connectors" {
				return filepath.SkipDir
			}
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !slices.Contains(elsewhere, filepath.ToSlash(path)) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	said := map[string]string{}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || called(call.Fun) != "Invalidf" {
				return true
			}
			for _, format := range formats(call.Args[0]) {
				if sentence := orderveil.Places(format); !slices.Contains(onlyThere, sentence) {
					said[sentence] = path
				}
			}
			return true
		})
	}
	return said
}

func called(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// formats are the texts that an argument is made of.
func formats(e ast.Expr) []string {
	l, ok := e.(*ast.BasicLit)
	if !ok {
		return nil
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return nil
	}
	return []string{text}
}
