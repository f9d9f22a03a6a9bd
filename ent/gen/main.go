// Command gen generates the database code. It stops at a field that is not
// classified, and at a sealed field whose type, annotation and sensitivity do not
// agree.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	"entgo.io/ent/entc"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/schema/field"

	"orderveil/ent/classify"
	"orderveil/personal"
)

func main() {
	register := map[string]classify.Annotation{}
	for _, name := range []string{"account", "catalog", "keys"} {
		if err := generate(name, register); err != nil {
			log.Fatalf("ent/%s: %v", name, err)
		}
	}
	manifest, err := json.MarshalIndent(register, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	// Of all generated files this one is for reading: the register of stored texts.
	if err := os.WriteFile("register.json", append(manifest, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}

func generate(name string, register map[string]classify.Annotation) error {
	return entc.Generate("./"+name+"/schema", &gen.Config{
		Target:   "./" + name,
		Package:  "orderveil/ent/" + name,
		Features: []gen.Feature{gen.FeatureUpsert, gen.FeatureVersionedMigration, gen.FeatureModifier},
		Hooks:    []gen.Hook{check(name, register)},
	})
}

func check(name string, register map[string]classify.Annotation) gen.Hook {
	return func(next gen.Generator) gen.Generator {
		return gen.GenerateFunc(func(g *gen.Graph) error {
			for _, node := range g.Nodes {
				for _, f := range append(node.Fields, node.ID) {
					if err := classified(name, node, f, register); err != nil {
						return err
					}
				}
			}
			return next.Generate(g)
		})
	}
}

func classified(schema string, node *gen.Type, f *gen.Field, register map[string]classify.Annotation) error {
	var a classify.Annotation
	raw, found := f.Annotations[a.Name()]
	if found {
		if err := redecode(raw, &a); err != nil {
			return err
		}
		register[schema+"."+node.Table()+"."+f.StorageKey()] = a
	}
	where := node.Name + "." + f.Name
	isSealed := f.HasGoType() && f.Type.RType != nil && f.Type.RType.Ident == "personal.Value"
	switch {
	case holdsText(f) && !found:
		return fmt.Errorf("%s can hold text and is not classified: annotate it with classify.Sealed or classify.Plain", where)
	case found && (a.Category == "") == (a.Plain == ""):
		return fmt.Errorf("%s is classified as both or as neither", where)
	case isSealed != (a.Category != ""):
		return fmt.Errorf("%s: type personal.Value and classify.Sealed go together", where)
	case isSealed && !f.Sensitive():
		return fmt.Errorf("%s is sealed and must be Sensitive()", where)
	}
	if a.Category != "" {
		_, err := personal.ParseCategory(a.Category)
		return err
	}
	return nil
}

func holdsText(f *gen.Field) bool {
	switch f.Type.Type {
	case field.TypeString, field.TypeBytes, field.TypeJSON, field.TypeOther, field.TypeEnum:
		return true
	}
	return false
}

func redecode(from, to any) error {
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}
