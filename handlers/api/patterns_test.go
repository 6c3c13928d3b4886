package api

import (
	"testing"

	"go.yaml.in/yaml/v3"

	"plenum/congress/messages"
)

// A pattern of the contract that has no words would be told as "not of the form", which helps nobody. The one of a problem's code is of answers only.
func TestEveryPatternOfTheContractHasWords(t *testing.T) {
	t.Parallel()
	var contract yaml.Node
	if err := yaml.Unmarshal(written(t), &contract); err != nil {
		t.Fatal(err)
	}
	const ofAnswers = "^[a-z][a-z0-9_]*$"
	met := map[string]bool{}
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "pattern" && child.Kind == yaml.ScalarNode {
				met[child.Value] = true
				if child.Value != ofAnswers && patternFault(child.Value) == messages.NotPattern() {
					t.Errorf("line %d: the pattern %s has no words", child.Line, child.Value)
				}
			}
			walk(child)
		}
	}
	walk(&contract)
	for pattern := range patternWords {
		if !met[pattern] {
			t.Errorf("no request has the pattern %s any more", pattern)
		}
	}
	if len(met) < 10 {
		t.Errorf("the contract has %d patterns: the walk is broken", len(met))
	}
}
