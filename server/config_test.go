package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTheSettingsPageIsWhatTheProgramPrints(t *testing.T) {
	var printed bytes.Buffer
	printSettings(&printed, true)
	page, err := os.ReadFile("../docs/environment.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, printed.Bytes()) {
		t.Error("docs/environment.md is not what the program prints; make env-docs writes it")
	}
	for _, s := range settings() {
		if s.Meaning == "" || !strings.HasPrefix(s.Env, "PLENUM_") {
			t.Errorf("--%s is not explained", s.Flag)
		}
	}
}
