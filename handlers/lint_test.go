package handlers

import (
	"bytes"
	stdjson "encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plenum/internal/need"
)

// Redocly's lint takes the description as it is served, and finds what is put in wrongly: errors and warnings both are faults.
// What it need not look at stands in redocly.yaml, with the reason.
func TestTheDescriptionPassesLint(t *testing.T) {
	node, lint := need.Program(t, "node"), need.Client(t, "contract-lint/node_modules/@redocly/cli/bin/cli.js")
	contract, err := LoadContract()
	if err != nil {
		t.Fatal(err)
	}
	type problem struct {
		Rule     string `json:"ruleId"`
		Severity string `json:"severity"`
		Message  string `json:"message"`
		Location []struct {
			Pointer string `json:"pointer"`
		} `json:"location"`
	}
	check := func(text []byte) []problem {
		t.Helper()
		file := filepath.Join(t.TempDir(), "openapi.json")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), node, lint, "lint", "--config", "redocly.yaml", "--format", "json", "--max-problems", "10000", file)
		run.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "CI=true")
		var said bytes.Buffer
		run.Stderr = &said
		out, _ := run.Output() // what it prints says more than its exit code
		var result struct {
			Totals   *struct{} `json:"totals"`
			Problems []problem `json:"problems"`
		}
		if err := stdjson.Unmarshal(out, &result); err != nil || result.Totals == nil {
			t.Fatalf("%v in %q, %s", err, out, &said)
		}
		return result.Problems
	}
	for _, p := range check(contract.JSON()) {
		t.Errorf("%s %s: %s at %v", p.Severity, p.Rule, p.Message, p.Location)
	}
	for _, wrong := range []struct{ rule, old, new string }{
		{"no-unresolved-refs", `"#/components/responses/Readiness"`, `"#/components/responses/Nothing"`},
		{"struct", `"title": "Plenum"`, `"titel": "Plenum"`},
	} {
		text := bytes.Replace(contract.JSON(), []byte(wrong.old), []byte(wrong.new), 1)
		if bytes.Equal(text, contract.JSON()) {
			t.Fatalf("%s is not in the description", wrong.old)
		}
		found := false
		for _, p := range check(text) {
			found = found || strings.Contains(p.Rule, wrong.rule)
		}
		if !found {
			t.Errorf("%s for %s is not told as %s", wrong.new, wrong.old, wrong.rule)
		}
	}
}
