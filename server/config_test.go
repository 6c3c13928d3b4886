package main

import (
	"bytes"
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
