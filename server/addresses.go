package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// checkAddresses says what is wrong with how others reach the server.
func (c *Config) checkAddresses() error {
	for _, o := range splitComma(c.Origins) {
		if !isOrigin(o) {
			return fmt.Errorf("origins must each be as a browser sends it, such as https://host or capacitor://localhost, without path and *, and has %q", o)
		}
	}
	if c.PublicURL != "" && (!isOrigin(c.PublicURL) || !strings.HasPrefix(c.PublicURL, "http://") && !strings.HasPrefix(c.PublicURL, "https://")) {
		return fmt.Errorf("public-url must be such as https://host, in small letters and without path, and is %q", c.PublicURL)
	}
	if c.Metrics != "off" {
		if host, _, err := net.SplitHostPort(c.Metrics); err != nil || !onLoopback(host) {
			return fmt.Errorf("metrics must be off or an address of this machine such as 127.0.0.1:9464, and is %q; for others there is metrics-token", c.Metrics)
		}
	}
	if n := len(c.MetricsToken); n > 0 && n < 16 {
		return errors.New("metrics-token must have 16 characters at least")
	}
	return nil
}

// isOrigin reports whether a browser or an app could send the text as the Origin header (RFC 6454,
// 6.2): a scheme, a host and perhaps a port that is not the scheme's own, in small letters of
// ASCII.
func isOrigin(o string) bool {
	u, err := url.Parse(o)
	if err != nil || u.Hostname() == "" || o != u.Scheme+"://"+u.Host || o != strings.ToLower(o) || u.Scheme == "file" {
		return false
	}
	switch port := u.Port(); {
	case strings.HasSuffix(u.Host, ":"), u.Scheme == "http" && port == "80", u.Scheme == "https" && port == "443":
		return false
	}
	return strings.Trim(u.Hostname(), "abcdefghijklmnopqrstuvwxyz0123456789.-_:") == ""
}

func onLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// secure reports whether browsers reach the server over HTTPS.
func (c *Config) secure() bool {
	return c.Secure || c.TLSCert != "" || strings.HasPrefix(c.PublicURL, "https://")
}

func (c *Config) scheme() string {
	if c.TLSCert != "" {
		return "https"
	}
	return "http"
}

// publicURL is where readers reach a server that listens at the address; "" when nobody said so and
// others than this machine's can. The Host of a request never tells: whoever sends it could choose
// what a signed report says.
func (c *Config) publicURL(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); c.PublicURL == "" && ok && tcp.IP.IsLoopback() {
		return c.scheme() + "://" + addr.String()
	}
	return c.PublicURL
}

// flagsFirst puts the flags before the other words of a command line, which package flag takes for
// the end of them: flags may stand anywhere. Words after -- are no flags.
func flagsFirst(fs *flag.FlagSet, args []string) []string {
	var flags, words []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			words = append(words, arg)
			continue
		}
		flags = append(flags, arg)
		name, _, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if f := fs.Lookup(name); f != nil && !hasValue && !isSwitch(f) {
			if i++; i == len(args) {
				return flags // the last one lacks its value, and must not take what stands behind the flags for it
			}
			flags = append(flags, args[i])
		}
	}
	return append(append(flags, "--"), words...)
}

// isSwitch: the flag needs no value.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}
