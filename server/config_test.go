package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
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

func TestBytesAtHandAreANumberFromZeroOn(t *testing.T) {
	for value, want := range map[string]string{
		"-1": "too small", "2GB": "parse error", "1.5": "parse error", "": "parse error", "9223372036854775808": "value out of range", "0": "", "1": "",
	} {
		for name, read := range map[string]func() (*Config, error){
			"flag": func() (*Config, error) {
				c, _, err := readConfig("serve", []string{"--copies", value}, nil)
				return c, err
			},
			"file": func() (*Config, error) {
				file := filepath.Join(t.TempDir(), "plenum.conf")
				write(t, file, "copies "+value+"\n")
				c, _, err := readConfig("serve", []string{"--config", file}, nil)
				return c, err
			},
		} {
			c, err := read()
			switch {
			case want == "" && (err != nil || strconv.FormatInt(c.Copies, 10) != value):
				t.Errorf("%s %q: %+v %v", name, value, c, err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), "copies") || !strings.Contains(err.Error(), want)):
				t.Errorf("%s %q: %v, want a sentence with copies and %s", name, value, err, want)
			}
		}
	}
}

// The sentence about a size says its unit and its bounds, whichever is wrong.
func TestTheLargestFileIsANumberOfBytesWithinBounds(t *testing.T) {
	for value, want := range map[string]string{
		"0": "from 1 to 5497558138880 (5 TiB), and is 0", "-5": "from 1 to", "5497558138881": "from 1 to", "5GB": "sizes are bytes in digits", "5 GiB": "sizes are bytes in digits", "5e9": "sizes are bytes in digits",
		"1": "", "5497558138880": "", "5368709120": "",
	} {
		_, _, err := readConfig("serve", []string{"--max-file", value}, nil)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "max-file")) {
			t.Errorf("%q: %v, want %q", value, err, want)
		}
	}
}

// Without somebody who types, the command says how the password comes in.
func TestWithoutAPasswordTheCommandSaysHowToGiveOne(t *testing.T) {
	data := t.TempDir()
	c, _, err := readConfig("admin create", []string{"--data", data}, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = adminCreate(t.Context(), c, []string{"quantri", "Quản"}, streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "no password came") || !strings.Contains(err.Error(), "< FILE") {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(data); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

func TestSettingsComeFromFlagsThenEnvironmentThenFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "plenum.conf")
	secretFile := filepath.Join(dir, "secret")
	write(t, file, "addr 127.0.0.1:1\nlog-level warn\ns3 store:9000\ns3-access-key a\n")
	write(t, secretFile, "geheim\n")
	t.Setenv("PLENUM_CONFIG", file)
	t.Setenv("PLENUM_LOG_LEVEL", "error")
	t.Setenv("PLENUM_S3_SECRET_KEY_FILE", secretFile)
	c, _, err := readConfig("serve", []string{"--addr", "127.0.0.1:2"}, []string{"PLENUM_LOG_LEVEL=error"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:2" || c.LogLevel != "error" || c.S3Endpoint != "store:9000" || c.S3SecretKey != "geheim" {
		t.Errorf("got %+v", c)
	}
	if _, _, err := readConfig("serve", nil, []string{"PLENUM_ADR=x"}); err == nil || !strings.Contains(err.Error(), "PLENUM_ADR") {
		t.Errorf("a variable that means nothing: %v", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
