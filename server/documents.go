package server

import (
	"os"

	"orderveil"
	"orderveil/console"
	"orderveil/graph"
)

// open reads the manifest, if there is one, and the console's.
func (c DocumentsConfig) open() (*graph.Documents, error) {
	if c.File == "" {
		if len(c.Only) > 0 {
			return nil, orderveil.Invalidf("roles are held to trusted documents, and there is no file of them: name it in trustedDocuments.file")
		}
		return graph.ReadDocuments(console.Documents, nil)
	}
	var only []orderveil.Role
	for _, name := range c.Only {
		role, err := orderveil.ParseRole(name)
		if err != nil {
			return nil, err
		}
		only = append(only, role)
	}
	manifest, err := os.ReadFile(c.File)
	if err != nil {
		return nil, orderveil.Invalidf("the file of trusted documents cannot be read: check its name and rights")
	}
	all, err := graph.ReadDocuments(manifest, only)
	if err != nil {
		return nil, err
	}
	return all, all.Add(console.Documents)
}
