package console_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every code that a problem may have is said in every language of the console. The codes are
// looked for in the sources: whatever a Failure, a Problem or an Expiry is given as its Code,
// by itself, as a constant, or through a function that makes one.
func TestEveryProblemHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	codes := map[string]string{}
	for _, folder := range []string{"../connectors", "../egress", "../jobs", "../store"} {
		for dir, files := range packages(t, folder) {
			for _, code := range codesOf(files) {
				codes[code] = dir
			}
		}
	}
	for _, known := range []string{"UNKNOWN_SKU", "RATE_LIMITED", "HELD_BY_RULE", "PARCEL_LEFT", "SILENT", "CONSENT_EXPIRES"} { // one of each way
		if codes[known] == "" {
			t.Errorf("%s is not found in the sources", known)
		}
	}
	for _, language := range []string{"nl", "de"} {
		words := wordsOf(t, "src/locales/problems/"+language+".json")
		for code, dir := range codes {
			if w := words[code]; w.Cause == "" || w.NextStep == "" {
				t.Errorf("%s, of %s, has no words in %s: add them to console/src/locales/problems/%s.json", code, dir, language, language)
			}
		}
		for code := range words {
			if codes[code] == "" {
				t.Errorf("%s has words in %s and is no problem's code any more", code, language)
			}
		}
	}
}

type words struct{ Cause, NextStep string }

func wordsOf(t *testing.T, path string) (found map[string]words) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// packages are the parsed files of every folder below one.
func packages(t *testing.T, root string) map[string][]*ast.File {
	t.Helper()
	found := map[string][]*ast.File{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			if err == nil && d.IsDir() && slices.Contains([]string{"testdata", "testshop", "node_modules", "simulator"}, d.Name()) {
				return filepath.SkipDir
			}
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		found[filepath.Dir(path)] = append(found[filepath.Dir(path)], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// problemCode tells a problem's code from a connector's.
var problemCode = regexp.MustCompile(`^[A-Z][A-Z_]+$`)

func codesOf(files []*ast.File) (codes []string) {
	constants, makers := map[string]string{}, map[string]bool{}
	take := func(e ast.Expr) {
		if code := text(e, constants); problemCode.MatchString(code) {
			codes = append(codes, code)
		}
	}
	each(files, func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				if i < len(spec.Values) {
					constants[name.Name] = text(spec.Values[i], nil)
				}
			}
		}
		// A function makes a problem of the code that is its first parameter.
		if f, ok := n.(*ast.FuncDecl); ok && len(f.Type.Params.List) > 0 {
			if names := f.Type.Params.List[0].Names; len(names) > 0 && names[0].Name == "code" && makes(f) {
				makers[f.Name.Name] = true
			}
		}
	})
	each(files, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CompositeLit:
			for _, code := range given(n) {
				take(code)
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if s, ok := left.(*ast.SelectorExpr); ok && s.Sel.Name == "Code" && len(n.Rhs) == len(n.Lhs) && name(s.X) != "" {
					take(n.Rhs[i])
				}
			}
		case *ast.CallExpr:
			if makers[typeName(n.Fun)] && len(n.Args) > 1 {
				take(n.Args[0])
			}
		}
	})
	return codes
}

// given are the codes that a literal gives: of a problem, or of each in a list.
func given(lit *ast.CompositeLit) (codes []ast.Expr) {
	all := []*ast.CompositeLit{lit}
	of := typeName(lit.Type)
	if list, ok := lit.Type.(*ast.ArrayType); ok {
		all, of = nil, typeName(list.Elt)
		for _, e := range lit.Elts {
			if one, ok := e.(*ast.CompositeLit); ok && one.Type == nil {
				all = append(all, one)
			}
		}
	}
	if !slices.Contains([]string{"Failure", "Problem", "Expiry"}, of) {
		return nil
	}
	for _, one := range all {
		for _, e := range one.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && name(kv.Key) == "Code" {
				codes = append(codes, kv.Value)
			}
		}
	}
	return codes
}

// makes tells whether a function makes a problem of its parameter code.
func makes(f *ast.FuncDecl) (so bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			for _, code := range given(lit) {
				so = so || name(code) == "code"
			}
		}
		return true
	})
	return so
}

func each(files []*ast.File, do func(ast.Node)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				do(n)
			}
			return true
		})
	}
}

// typeName is the last part of a name: Failure of connectors.Failure.
func typeName(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		return s.Sel.Name
	}
	return name(e)
}

func name(e ast.Expr) string {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// text is what a string literal says, or the constant that is named.
func text(e ast.Expr, constants map[string]string) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	return constants[name(e)]
}
