package shopify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"orderveil"
	"orderveil/connectors"
)

// The metafield that holds our reference as a custom id, and the tag of all our orders. The
// names stand in shops and never change.
const (
	namespace = "orderveil"
	key       = "reference"
	ours      = "orderveil"
)

// found is what we read of an order.
type found struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	SourceIdentifier string   `json:"sourceIdentifier"`
	Tags             []string `json:"tags"`
	CancelledAt      string   `json:"cancelledAt"`
}

// Find returns the receipt of an order that the shop has.
func (s *Sink) Find(ctx context.Context, reference string) (connectors.Receipt, error) {
	o, err := s.find(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	return connectors.Receipt{Number: o.Name}, nil
}

// find asks for an order by its custom id and, in the same call, searches for it by the
// other two keys. What the search brings is compared: a filter that Shopify does not know
// is left out by it, and everything comes.
func (s *Sink) find(ctx context.Context, reference string) (found, error) {
	if err := s.prepare(ctx); err != nil {
		return found{}, err
	}
	var answer struct {
		OrderByIdentifier *found `json:"orderByIdentifier"`
		Orders            struct {
			Nodes []found `json:"nodes"`
		} `json:"orders"`
	}
	err := s.api.call(ctx, opFind, map[string]any{
		"identifier": map[string]any{"customId": map[string]any{"namespace": namespace, "key": key, "value": reference}},
		"search":     "source_identifier:" + quote(reference) + " OR tag:" + quote(tagOf(reference)),
	}, &answer)
	if err != nil {
		return found{}, err
	}
	if answer.OrderByIdentifier != nil {
		return *answer.OrderByIdentifier, nil
	}
	for _, o := range answer.Orders.Nodes {
		if o.SourceIdentifier == reference || slices.Contains(o.Tags, tagOf(reference)) {
			return o, nil
		}
	}
	return found{}, orderveil.ErrNotFound
}

// tagOf is a reference as a tag, which has at most 40 characters.
func tagOf(reference string) string {
	sum := sha256.Sum256([]byte(reference))
	return "ov-" + hex.EncodeToString(sum[:16])
}

// quote writes a value for Shopify's search, where quotes and backslashes are escaped.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// prepare sees to it that the shop keeps our references unique, once.
func (s *Sink) prepare(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.prepared {
		return nil
	}
	kind, err := s.definition(ctx)
	if err != nil {
		return err
	}
	if kind == "" {
		if err := s.define(ctx); err != nil {
			return err
		}
		if kind, err = s.definition(ctx); err != nil {
			return err
		}
	}
	if kind != "id" {
		return notPrepared()
	}
	s.prepared = true
	return nil
}

// definition returns the type of our metafield, empty when the shop does not know it.
func (s *Sink) definition(ctx context.Context) (string, error) {
	var answer struct {
		MetafieldDefinition *struct {
			Type struct {
				Name string `json:"name"`
			} `json:"type"`
		} `json:"metafieldDefinition"`
	}
	err := s.api.call(ctx, opDefinition, map[string]any{
		"identifier": map[string]any{"ownerType": "ORDER", "namespace": namespace, "key": key},
	}, &answer)
	if err != nil || answer.MetafieldDefinition == nil {
		return "", err
	}
	return answer.MetafieldDefinition.Type.Name, nil
}

// define makes the definition. Values of type id are unique by themselves. Another node may
// have been faster, which is as good.
func (s *Sink) define(ctx context.Context) error {
	var answer struct {
		MetafieldDefinitionCreate struct {
			UserErrors []userError `json:"userErrors"`
		} `json:"metafieldDefinitionCreate"`
	}
	err := s.api.call(ctx, opDefine, map[string]any{"definition": map[string]any{
		"ownerType": "ORDER", "namespace": namespace, "key": key, "type": "id", "name": "Orderveil reference",
	}}, &answer)
	if err != nil {
		return err
	}
	for _, e := range answer.MetafieldDefinitionCreate.UserErrors {
		if e.Code != "TAKEN" {
			return notPrepared()
		}
	}
	return nil
}
