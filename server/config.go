package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/peterbourgon/ff/v3"

	"plenum/auth"
	"plenum/documents/antivirus"
)

// Config is everything that can be set. The zero value of each field that has
// a default is replaced by it; newConfig gives a working one. It is read once, at the start.
type Config struct {
	Addr         string
	Data         string
	Demo         bool
	DemoOpinions int

	MongoDB         string
	MongoDBDatabase string
	S3Endpoint      string
	S3Bucket        string
	S3AccessKey     string
	S3SecretKey     string
	S3Region        string
	S3TLS           bool
	S3Public        string
	Copies          int64

	TLSCert        string
	TLSKey         string
	TrustedProxies string
	Origins        string
	PublicURL      string
	Secure         bool
	Metrics        string
	MetricsToken   string

	Converter string
	Clamd     string

	LogLevel          string
	LogFormat         string
	MaxFile           int64
	Quota             auth.Quota
	Reserve           int64
	DiskWarning       int64
	SessionDays       int
	SocketsPerAddress int
	Poll              time.Duration
	StaleAfter        time.Duration
	StoreTimeout      time.Duration
	Stall             time.Duration
	Drain             time.Duration
}

// setting is one setting as the program documents it.
type setting struct {
	Flag, Env, Default, Meaning string
	Secret                      bool
}

// register binds the settings to a flag set, with their defaults and meanings. It is the only list
// of them.
func (c *Config) register(fs *flag.FlagSet) {
	fs.StringVar(&c.Addr, "addr", "127.0.0.1:8080", "address to listen on, host:port; one port for everything")
	fs.StringVar(&c.Data, "data", "./data", "folder of the embedded stores and of demo-logins.json")
	fs.BoolVar(&c.Demo, "demo", false, "fill an empty server with two invented congresses and print their logins")
	fs.IntVar(&c.DemoOpinions, "demo-opinions", 0, "number of invented opinions in a discussion of their own, to try the compilation on (with demo; at most 20000; a congress has 2700)")
	fs.StringVar(&c.MongoDB, "mongodb", "", "MongoDB URI for the records; empty: SQLite in the data folder")
	fs.StringVar(&c.MongoDBDatabase, "mongodb-database", "plenum", "MongoDB database")
	fs.StringVar(&c.S3Endpoint, "s3", "", "S3 or MinIO endpoint for the files, host:port; empty: files in the data folder")
	fs.StringVar(&c.S3Bucket, "s3-bucket", "plenum", "S3 bucket; made when it is not there")
	fs.StringVar(&c.S3AccessKey, "s3-access-key", "", "S3 access key")
	fs.StringVar(&c.S3SecretKey, "s3-secret-key", "", "S3 secret key")
	fs.StringVar(&c.S3Region, "s3-region", "", "S3 region; empty: the server's own")
	fs.StringVar(&c.S3Public, "s3-public", "", "URL at which tablets reach the S3 store, such as https://files.example. Files that are not restricted come from there, by links that hold a minute. Empty: through this server")
	fs.Int64Var(&c.Copies, "copies", 2<<30, "size of the local cache for files from S3, in bytes; 0 switches it off. Cached files have no name on disk; restricted documents are never cached. Not used with s3-public")
	fs.BoolVar(&c.S3TLS, "s3-tls", false, "speak TLS with the S3 endpoint")
	fs.StringVar(&c.TLSCert, "tls-cert", "", "certificate file (PEM) to serve HTTPS with; needs tls-key")
	fs.StringVar(&c.TLSKey, "tls-key", "", "key file (PEM) of the certificate")
	fs.StringVar(&c.TrustedProxies, "trusted-proxies", "", "addresses or networks, by commas, whose X-Forwarded-For counts; empty: nobody's")
	fs.StringVar(&c.Origins, "origins", "", "origins of other web pages and apps that may use the API (CORS), cookies and sockets, by commas: https://app.example, capacitor://localhost")
	fs.StringVar(&c.PublicURL, "public-url", "", "address at which readers reach the server, such as https://daihoi.example; signed reports and their QR code carry it. Empty: no report can be signed, unless the server listens on this machine only")
	fs.BoolVar(&c.Secure, "secure", false, "TLS ends at a proxy in front: cookies only over HTTPS (set by itself with tls-cert or a public-url of https)")
	fs.StringVar(&c.Metrics, "metrics", "off", "address of this machine where metrics are served without a sign-in, such as 127.0.0.1:9464, or off; administrators always get them")
	fs.StringVar(&c.MetricsToken, "metrics-token", "", "bearer token that opens /metrics, at least 16 characters; empty: administrators only")
	fs.StringVar(&c.Converter, "converter", "", "converter that makes a PDF of each Office file: LibreOffice (soffice) or the URL of a Gotenberg server; empty: files are offered as they are")
	fs.StringVar(&c.Clamd, "clamd", "", "antivirus that is asked about every received file before it is read: tcp://HOST:PORT or unix:///PATH of clamd; empty: none")
	fs.StringVar(&c.LogLevel, "log-level", "info", "debug, info, warn or error")
	fs.StringVar(&c.LogFormat, "log-format", "text", "text or json")
	fs.Int64Var(&c.MaxFile, "max-file", 5<<30, "largest file of a document, in bytes, from 1 to 5497558138880 (5 TiB); digits alone: 5368709120 is 5 GiB")
	for _, q := range []struct {
		name, who, writes string
		of                *auth.Allowance
		to                auth.Allowance
	}{
		{"member", "a member", "120 is two a second for minutes on end", &c.Quota.Member, auth.Allowance{Writes: 120, Bytes: 32 << 20, Total: 512 << 20}},
		{"organizer", "an organizer", "so many also for who keeps a group's thread, compiles the report or seats members", &c.Quota.Organizer, auth.Allowance{Writes: 3000, Bytes: 5 << 30, Total: 100 << 30}},
	} {
		fs.IntVar(&q.of.Writes, q.name+"-writes", q.to.Writes, "requests to change something that "+q.who+" may send in a minute, in a congress and to each server, and five times as many at once ("+q.writes+"); 0: any")
		fs.Int64Var(&q.of.Total, q.name+"-total", q.to.Total, "bytes of the files of "+q.who+" that may stand in a congress, and, apart from them, of what one writes there; 0: any")
		fs.Int64Var(&q.of.Bytes, q.name+"-bytes", q.to.Bytes, "bytes that "+q.who+" may send in a minute, in a congress and to each server, and five times as many at once; 0: any")
	}
	fs.Int64Var(&c.Reserve, "reserve", 1<<30, "bytes of the disk that files leave free for comments: a file that does not fit beside them is refused when it is announced; 0: files may take all")
	fs.Int64Var(&c.DiskWarning, "disk-warning", 5<<30, "the log, readiness and metrics warn when less than so many bytes of the disk are free; 0: never")
	fs.IntVar(&c.SessionDays, "session-days", 14, "days until a sign-in runs out")
	fs.IntVar(&c.SocketsPerAddress, "sockets-per-address", 15_000, "largest number of live sockets from one network address, which a hall's tablets may share; 20000 are open in all at most")
	fs.DurationVar(&c.Poll, "poll", 500*time.Millisecond, "time between two looks for other servers' records; only with mongodb")
	fs.DurationVar(&c.StaleAfter, "stale-after", 5*time.Second, "time without news from the database after which the server serves nothing that needs a right (503) until it hears again; only with mongodb")
	fs.DurationVar(&c.StoreTimeout, "store-timeout", 4*time.Second, "time that the database or the file store may take for one call before it counts as away (503)")
	fs.DurationVar(&c.Stall, "stall", 30*time.Second, "time after which an upload or download that moves nothing is cut")
	fs.DurationVar(&c.Drain, "drain", 20*time.Second, "time that a stopping server waits for requests under way")
}

// secret settings are never printed, and can be read from a file instead: flag and variable with
// -file, _FILE.
var secret = map[string]string{"mongodb": "", "s3-secret-key": "", "metrics-token": ""}

// settings lists what can be set, in order of the flags.
func settings() []setting {
	var c Config
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	c.register(fs)
	var out []setting
	fs.VisitAll(func(f *flag.Flag) {
		_, isSecret := secret[f.Name]
		out = append(out, setting{Flag: f.Name, Env: envName(f.Name), Default: f.DefValue, Meaning: f.Usage, Secret: isSecret})
		if isSecret {
			out = append(out, setting{Flag: f.Name + "-file", Env: envName(f.Name + "-file"), Meaning: "file to read " + f.Name + " from"})
		}
	})
	out = append(out, setting{Flag: "config", Env: envName("config"), Meaning: "file of settings, a line each: name value"})
	sort.Slice(out, func(i, j int) bool { return out[i].Flag < out[j].Flag })
	return out
}

func envName(name string) string {
	return "PLENUM_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// flagSet makes the flags of a command, bound to a new Config.
func flagSet(name string) (*flag.FlagSet, *Config, map[string]*string) {
	c := &Config{}
	fs := flag.NewFlagSet("plenum "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	c.register(fs)
	files := map[string]*string{}
	for flagName := range secret {
		files[flagName] = fs.String(flagName+"-file", "", "file to read "+flagName+" from")
	}
	fs.String("config", "", "file of settings, a line each: name value")
	return fs, c, files
}

// readConfig reads flags, then environment, then file; the first that says
// something counts. Its error is a sentence that names the setting.
func readConfig(name string, args []string, environ []string) (*Config, []string, error) {
	fs, c, files := flagSet(name)
	if err := unknownVariables(environ); err != nil {
		return nil, nil, err
	}
	if err := ff.Parse(fs, flagsFirst(fs, args), ff.WithEnvVarPrefix("PLENUM"), ff.WithConfigFileFlag("config"), ff.WithConfigFileParser(ff.PlainParser)); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, nil, err
		}
		hint := ""
		if strings.Contains(err.Error(), "invalid value") {
			hint = "; sizes are bytes in digits (5368709120 is 5 GiB), times are such as 30s"
		}
		return nil, nil, fmt.Errorf("a setting is wrong: %w%s", err, hint)
	}
	for flagName, file := range files {
		if *file == "" {
			continue
		}
		text, err := os.ReadFile(*file)
		if err != nil {
			return nil, nil, fmt.Errorf("%s-file cannot be read: %w", flagName, err)
		}
		if err := fs.Set(flagName, strings.TrimSpace(string(text))); err != nil {
			return nil, nil, fmt.Errorf("%s-file has a value that cannot be taken", flagName)
		}
	}
	return c, fs.Args(), c.check()
}

// unknownVariables refuses a PLENUM_ variable that means nothing: it is a typing mistake that would
// go unseen.
func unknownVariables(environ []string) error {
	known := map[string]bool{}
	for _, s := range settings() {
		known[s.Env] = true
	}
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "PLENUM_") && !strings.HasPrefix(name, "PLENUM_TEST_") && !known[name] {
			return fmt.Errorf("the environment has %s, which is no setting; `plenum config` lists them", name)
		}
	}
	return nil
}

// maxFile is the largest object of an S3 store, in bytes.
const maxFile = 5 << 40

// check says in one sentence what is wrong with the settings.
func (c *Config) check() error {
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return fmt.Errorf("addr must be host:port, such as 127.0.0.1:8080, and is %q", c.Addr)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls-cert and tls-key go together; one of them is missing")
	}
	if c.MongoDB != "" {
		if u, err := url.Parse(c.MongoDB); err != nil || u.Scheme != "mongodb" && u.Scheme != "mongodb+srv" {
			return errors.New("mongodb must be a URI that begins with mongodb:// or mongodb+srv://")
		}
	}
	if c.S3Endpoint != "" {
		if strings.Contains(c.S3Endpoint, "/") {
			return fmt.Errorf("s3 must be host:port without scheme or path, and is %q; TLS is s3-tls", c.S3Endpoint)
		}
		if c.S3AccessKey == "" || c.S3SecretKey == "" {
			return errors.New("s3 needs s3-access-key and s3-secret-key")
		}
	}
	if u, err := url.Parse(c.S3Public); c.S3Public != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || c.S3Endpoint == "") {
		return fmt.Errorf("s3-public must be such as https://host and goes with s3, and is %q", c.S3Public)
	}
	if (c.MongoDB == "" || c.S3Endpoint == "") && c.Data == "" {
		return errors.New("data must name a folder, because an embedded store is in use")
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	if c.Clamd != "" {
		if _, _, err := antivirus.Parse(c.Clamd); err != nil {
			return err
		}
	}
	if err := c.checkAddresses(); err != nil {
		return err
	}
	if _, err := c.level(); err != nil {
		return err
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("log-format must be text or json, and is %q", c.LogFormat)
	}
	if c.MaxFile < 1 || c.MaxFile > maxFile {
		return fmt.Errorf("max-file must be a number of bytes from 1 to %d (5 TiB), and is %d", int64(maxFile), c.MaxFile)
	}
	for name, ok := range map[string]bool{
		"member-writes": c.Quota.Member.Writes >= 0, "member-bytes": c.Quota.Member.Bytes >= 0, "member-total": c.Quota.Member.Total >= 0,
		"organizer-writes": c.Quota.Organizer.Writes >= 0, "organizer-bytes": c.Quota.Organizer.Bytes >= 0, "organizer-total": c.Quota.Organizer.Total >= 0,
		"reserve": c.Reserve >= 0, "disk-warning": c.DiskWarning >= 0, "copies": c.Copies >= 0, "session-days": c.SessionDays > 0, "sockets-per-address": c.SocketsPerAddress > 0, "stall": c.Stall >= time.Second, "drain": c.Drain > 0, "poll": c.Poll >= 10*time.Millisecond,
		"store-timeout": c.StoreTimeout >= 100*time.Millisecond, "stale-after": c.StaleAfter >= max(time.Second, 3*c.Poll),
	} {
		if !ok {
			return fmt.Errorf("%s is too small", name)
		}
	}
	return nil
}

func (c *Config) proxies() (out []netip.Prefix, err error) {
	for _, s := range splitComma(c.TrustedProxies) {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			a, addrErr := netip.ParseAddr(s)
			if addrErr != nil {
				return nil, fmt.Errorf("trusted-proxies must be addresses or networks such as 10.0.0.0/8, and has %q", s)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

// antivirus is the one of the settings; nil for none.
func (c *Config) antivirus() *antivirus.Scanner {
	if c.Clamd == "" {
		return nil
	}
	return &antivirus.Scanner{Address: c.Clamd}
}

func (c *Config) level() (level slog.Level, err error) {
	if level.UnmarshalText([]byte(c.LogLevel)) != nil {
		return level, fmt.Errorf("log-level must be debug, info, warn or error, and is %q", c.LogLevel)
	}
	return level, nil
}

func splitComma(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// printSettings writes every setting with default and meaning: for people, or as
// docs/environment.md.
func printSettings(w io.Writer, markdown bool) {
	if markdown {
		fmt.Fprint(w, "# Settings\n\nPrinted by `plenum config --markdown`. Flags come before the environment, and the environment before\nthe file that `--config` names. A secret can be read from a file instead.\n\n| flag | environment | default | meaning |\n| --- | --- | --- | --- |\n")
	}
	for _, s := range settings() {
		if markdown {
			fmt.Fprintf(w, "| `--%s` | `%s` | %s | %s |\n", s.Flag, s.Env, code(s.Default), s.Meaning)
			continue
		}
		value := s.Default
		if value == "" {
			value = "(none)"
		}
		fmt.Fprintf(w, "--%s, %s\n    %s\n    default: %s\n", s.Flag, s.Env, s.Meaning, value)
	}
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
