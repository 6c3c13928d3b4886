package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// serve is `plenum serve`.
func serve(ctx context.Context, c *Config, out streams) error {
	log := newLogger(c, out.err)
	s, err := open(ctx, c, log)
	if err != nil {
		return err
	}
	var logins []demoLogin
	if c.Demo {
		if logins, err = s.seedDemo(ctx); err != nil {
			return errors.Join(fmt.Errorf("fill with the demo: %w", err), s.close(context.WithoutCancel(ctx)))
		}
	}
	administered, err := s.auth.Administered(ctx)
	if err != nil {
		return errors.Join(err, s.close(context.WithoutCancel(ctx)))
	}
	if !administered {
		s.log.Warn("there is no administrator: nobody can set a congress up", "make one", c.makeAdministrator())
	}
	err = s.run(ctx, func(addr net.Addr) {
		if !administered {
			fmt.Fprintf(out.out, "\nTHERE IS NO ADMINISTRATOR, so nobody can sign in to set a congress up. %s\n\n", c.makeAdministrator())
		}
		url := c.scheme() + "://" + addr.String() + "/"
		fmt.Fprintf(out.out, "Plenum is ready: %s\n", url)
		printLogins(out.out, logins, filepath.Join(c.Data, demoLoginsFile), url)
	})
	return errors.Join(err, s.close(context.WithoutCancel(ctx)))
}

// makeAdministrator is how the first administrator of this store is made.
func (c *Config) makeAdministrator() string {
	if c.MongoDB != "" {
		return "Run, with the settings of serve: plenum admin create LOGIN NAME"
	}
	return "Stop the server and run: plenum admin create LOGIN NAME --data " + c.Data
}

// adminCreate is `plenum admin create LOGIN NAME`. It opens the stores itself,
// so with the embedded ones the server must not run.
func adminCreate(ctx context.Context, c *Config, args []string, out streams) error {
	if len(args) < 2 {
		return usageError{errors.New("plenum admin create needs LOGIN and NAME")}
	}
	fmt.Fprint(out.err, "Password (8 to 256 bytes): ")
	line, err := bufio.NewReader(out.in).ReadString('\n')
	if err != nil && line == "" {
		return errors.New("no password came on standard input: run it where you can type (docker: with -it), or give it a file whose first line is the password: plenum admin create LOGIN NAME < FILE")
	}
	s, err := open(ctx, c, newLogger(c, out.err))
	if err != nil {
		return err
	}
	account, err := s.auth.CreateAccount(ctx, auth.ServerActor(""), auth.NewAccount{
		ID: congress.RecordID(congress.NewUUID(time.Now())), Login: args[0], Name: strings.Join(args[1:], " "),
		Password: strings.TrimRight(line, "\r\n"), Administrator: true,
	})
	if closeErr := s.close(ctx); err == nil {
		err = closeErr
	}
	if err != nil {
		return describe(err)
	}
	fmt.Fprintf(out.out, "\nAdministrator %s (%s) can sign in.\n", account.Login, account.Name)
	return nil
}

// describe adds the fields of an error to its sentence.
func describe(err error) error {
	e := congress.AsError(err)
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(e.Fields)) {
		fields = append(fields, name+": "+e.Fields[name].String())
	}
	if len(fields) == 0 {
		return err
	}
	return fmt.Errorf("%s (%s)", e.Code.In(messages.English), strings.Join(fields, "; "))
}

// health is `plenum health`, for containers without curl.
func health(ctx context.Context, c *Config, out streams) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.scheme()+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	// It asks this machine's own server, whose certificate is for another name.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // as said
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	fmt.Fprintln(out.out, "ready")
	return nil
}
