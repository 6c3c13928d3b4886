package api

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"iter"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a place of the contract as it is written: its members keep their order. The zero node is
// a place that is not there.
type node struct {
	yaml *yaml.Node
	root *yaml.Node
	at   string // its JSON pointer, behind any $ref
}

// get goes down by names of members, through every $ref on the way.
func (n node) get(names ...string) node {
	n = n.followed()
	for _, name := range names {
		n = n.member(name).followed()
	}
	return n
}

// member is the one of that name; the last, because what is written beside a merge stands behind it.
func (n node) member(name string) node {
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return node{}
	}
	for i := len(n.yaml.Content) - 2; i >= 0; i -= 2 {
		if n.yaml.Content[i].Value == name {
			return node{n.yaml.Content[i+1], n.root, n.at + "/" + pointerEscape.Replace(name)}
		}
	}
	return node{}
}

// followed is the place that a $ref names, or n itself.
func (n node) followed() node {
	if to, ok := strings.CutPrefix(n.member("$ref").text(), "#/"); ok {
		return (node{yaml: n.root, root: n.root}).get(strings.Split(to, "/")...)
	}
	return n
}

// members are those of an object, in the order of the text. None is followed.
func (n node) members() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.yaml.Content); i += 2 {
			name := n.yaml.Content[i].Value
			if !yield(name, node{n.yaml.Content[i+1], n.root, n.at + "/" + pointerEscape.Replace(name)}) {
				return
			}
		}
	}
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

// items are those of a list, each followed.
func (n node) items() (out []node) {
	if n.yaml == nil || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	for i, item := range n.yaml.Content {
		out = append(out, node{item, n.root, fmt.Sprintf("%s/%d", n.at, i)}.followed())
	}
	return out
}

func (n node) there() bool { return n.yaml != nil }

// text is a scalar's, and "" for anything else.
func (n node) text() string {
	if n.yaml == nil || n.yaml.Kind != yaml.ScalarNode {
		return ""
	}
	return n.yaml.Value
}

// texts are the scalars of a list, or the one that stands in its place.
func (n node) texts() []string {
	if text := n.text(); text != "" {
		return []string{text}
	}
	var out []string
	for _, item := range n.items() {
		out = append(out, item.text())
	}
	return out
}

// fragment is the place as the end of a URI.
func (n node) fragment() string { return "#" + (&url.URL{Fragment: n.at}).EscapedFragment() }

// unfold writes out YAML's aliases and merges (<<), of which JSON has none.
func unfold(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return unfold(n.Alias)
	}
	out := *n
	out.Anchor, out.Content = "", nil
	for i := 0; i < len(n.Content); i++ {
		if n.Kind == yaml.MappingNode && i%2 == 0 && n.Content[i].Tag == "!!merge" {
			i++
			out.Content = append(out.Content, unfold(n.Content[i]).Content...)
			continue
		}
		out.Content = append(out.Content, unfold(n.Content[i]))
	}
	return &out
}

// asJSON writes the node as JSON, with its members in their order.
func asJSON(out *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		out.WriteByte('{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				out.WriteByte(',')
			}
			name, err := stdjson.Marshal(n.Content[i].Value)
			if err != nil {
				return err
			}
			out.Write(append(name, ':'))
			if err := asJSON(out, n.Content[i+1]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	case yaml.SequenceNode:
		out.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := asJSON(out, item); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	default:
		var value any
		if err := n.Decode(&value); err != nil {
			return fmt.Errorf("line %d: %w", n.Line, err)
		}
		text, err := stdjson.Marshal(value)
		if err != nil {
			return fmt.Errorf("line %d: %w", n.Line, err)
		}
		out.Write(text)
	}
	return nil
}
