package main

import (
	"bytes"
	"strings"
	"testing"
)

// The demo says one login for each role, and the addresses to begin with under the server's own.
func TestTheDemoSaysItsLoginsAndWhereToBegin(t *testing.T) {
	t.Parallel()
	logins := []demoLogin{{Login: "a", Role: "administrator"}, {Login: "d1", Role: "delegate"}, {Login: "d2", Role: "delegate"}}
	for url, want := range map[string][]string{
		"http://127.0.0.1:8080/":  {"http://127.0.0.1:8080/docs", "ws://127.0.0.1:8080/mobile/v1/live", "http://127.0.0.1:8080/readyz", "all 3 are in", "d1"},
		"https://daihoi.example/": {"https://daihoi.example/docs", "wss://daihoi.example/mobile/v1/live"},
		"http://[::1]:8080/":      {"ws://[::1]:8080/mobile/v1/live"},
	} {
		var out bytes.Buffer
		printLogins(&out, logins, "data/demo-logins.json", url)
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: want %q in:\n%s", url, w, out.String())
			}
		}
		if strings.Contains(out.String(), "d2") {
			t.Errorf("a role is said twice:\n%s", out.String())
		}
	}
	var none bytes.Buffer
	if printLogins(&none, nil, "", "http://x/"); none.Len() != 0 {
		t.Errorf("a server without a demo says %q", none.String())
	}
}
