package main

import (
	"net"
	"slices"
	"strings"
	"testing"
)

func TestWhichOriginsCanBeSet(t *testing.T) {
	for origin, ok := range map[string]bool{
		"https://app.example": true, "http://localhost": true, "http://localhost:5173": true, "capacitor://localhost": true, "ionic://localhost": true, "app://plenum": true,
		"tauri://localhost": true, "https://app.example:8443": true, "https://xn--h-6ia.example": true, "http://192.0.2.7": true, "http://[::1]:3000": true,
		"https://a.example,capacitor://localhost": true,
		"*": false, "https://*": false, "https://*.example": false, "null": false, "https://": false, "app.example": false, "//app.example": false, "https://app.example/": false,
		"https://app.example/x": false, "https://app.example?x": false, "https://app.example#x": false, "https://a@app.example": false, "https://App.example": false,
		"HTTPS://app.example": false, "https://app.example:443": false, "http://app.example:80": false, "https://app.example:": false, "https://đại-hội.example": false,
		"file://": false, "file://localhost": false, "capacitor:localhost": false, "https://app.example capacitor://localhost": false, "https://app.example,*": false,
	} {
		_, _, err := readConfig("serve", []string{"--origins", origin}, nil)
		if (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "origins must") {
			t.Errorf("--origins %q: %v", origin, err)
		}
	}
}

func TestWhichAddressSignedReportsCarry(t *testing.T) {
	for _, tt := range []struct {
		name   string
		args   []string
		listen string
		want   string
	}{
		{"this machine only", nil, "127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"this machine only, IPv6", nil, "[::1]:8080", "http://[::1]:8080"},
		{"this machine only, with a certificate", []string{"--tls-cert", "a", "--tls-key", "b"}, "127.0.0.1:443", "https://127.0.0.1:443"},
		{"all addresses", nil, "0.0.0.0:8080", ""},
		{"all addresses, IPv6", nil, "[::]:8080", ""},
		{"an address of the network", nil, "192.0.2.7:8080", ""},
		{"an address of the network, with a certificate", []string{"--tls-cert", "a", "--tls-key", "b"}, "192.0.2.7:443", ""},
		{"told", []string{"--public-url", "https://daihoi.example"}, "0.0.0.0:8080", "https://daihoi.example"},
		{"told, behind a proxy on this machine", []string{"--public-url", "https://daihoi.example"}, "127.0.0.1:8080", "https://daihoi.example"},
		{"told, with a port", []string{"--public-url", "http://192.0.2.7:8080"}, "192.0.2.7:8080", "http://192.0.2.7:8080"},
	} {
		c, _, err := readConfig("serve", tt.args, nil)
		if err != nil {
			t.Fatal(err)
		}
		addr, err := net.ResolveTCPAddr("tcp", tt.listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.publicURL(addr); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, value := range []string{"daihoi.example", "https://", "https://daihoi.example/", "https://daihoi.example/plenum", "ftp://daihoi.example", "https://*.example", "https://a:b@daihoi.example", "https://Daihoi.example", "capacitor://localhost"} {
		if _, _, err := readConfig("serve", []string{"--public-url", value}, nil); err == nil || !strings.Contains(err.Error(), "public-url") {
			t.Errorf("--public-url %s: %v", value, err)
		}
	}
}

func TestCookiesAreSecureWhereverHTTPSIsSpoken(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want bool
	}{
		{nil, false}, {[]string{"--secure"}, true}, {[]string{"--tls-cert", "a", "--tls-key", "b"}, true},
		{[]string{"--public-url", "https://daihoi.example"}, true}, {[]string{"--public-url", "http://daihoi.example"}, false},
	} {
		if c, _, err := readConfig("serve", tt.args, nil); err != nil || c.secure() != tt.want {
			t.Errorf("%q: %v, want %t", tt.args, err, tt.want)
		}
	}
}

func TestMetricsAreServedOnThisMachineOnly(t *testing.T) {
	for value, ok := range map[string]bool{
		"off": true, "127.0.0.1:9464": true, "localhost:9464": true, "[::1]:9464": true, "127.0.0.2:0": true,
		"": false, "on": false, ":9464": false, "0.0.0.0:9464": false, "[::]:9464": false, "192.0.2.7:9464": false, "metrics.example:9464": false, "127.0.0.1": false, "9464": false,
	} {
		if _, _, err := readConfig("serve", []string{"--metrics", value}, nil); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "metrics must be off") {
			t.Errorf("--metrics %q: %v", value, err)
		}
	}
	if _, _, err := readConfig("serve", []string{"--metrics-token", "short"}, nil); err == nil || strings.Contains(err.Error(), "short\"") {
		t.Errorf("a short token: %v", err)
	}
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	for _, tt := range []struct {
		line  string
		words string
		data  string
		wrong string
	}{
		{line: "quantri Quản Trị --data X", words: "quantri Quản Trị", data: "X"},
		{line: "--data X quantri Quản Trị", words: "quantri Quản Trị", data: "X"},
		{line: "quantri --data X Quản Trị", words: "quantri Quản Trị", data: "X"},
		{line: "quantri Quản --data=X Trị", words: "quantri Quản Trị", data: "X"},
		{line: "quantri Quản -data X Trị", words: "quantri Quản Trị", data: "X"},
		{line: "quantri --demo Quản --data X Trị --secure", words: "quantri Quản Trị", data: "X"},
		{line: "--data X -- quantri --data Y", words: "quantri --data Y", data: "X"},
		{line: "quantri - --data X", words: "quantri -", data: "X"},
		{line: "quantri Quản Trị --dta X", wrong: "dta"},
		{line: "quantri Quản Trị -x", wrong: "-x"},
		{line: "quantri Quản Trị --data", wrong: "data"},
		{line: "quantri Quản Trị --data X --nothing=1", wrong: "nothing"},
		{line: "quantri ---data X", wrong: "data"},
	} {
		c, words, err := readConfig("admin create", strings.Fields(tt.line), nil)
		switch {
		case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
			t.Errorf("%s: %v, want it to name %s", tt.line, err, tt.wrong)
		case tt.wrong == "" && (err != nil || strings.Join(words, " ") != tt.words || c.Data != tt.data):
			t.Errorf("%s: %q with %+v, %v", tt.line, words, c, err)
		}
	}
	for line, want := range map[string]string{
		"serve --data X": "serve --data X", "--data X serve": "serve --data X", "--demo serve": "serve --demo", "--data=X verify": "verify --data=X",
		"--data X admin create a b": "admin --data X create a b", "--help": "--help", "--version": "--version", "help": "help",
	} {
		name, rest := commandOf(strings.Fields(line))
		if got := strings.Join(append([]string{name}, rest...), " "); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
	if name, rest := commandOf(strings.Fields("--data X create a b")); name != "create" || !slices.Equal(rest, []string{"--data", "X", "a", "b"}) {
		t.Errorf("%s %q", name, rest)
	}
}
