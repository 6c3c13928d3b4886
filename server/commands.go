package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
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
		fmt.Fprintf(out.out, "Plenum is ready: %s://%s/\n", c.scheme(), addr)
		printLogins(out.out, logins, filepath.Join(c.Data, demoLoginsFile))
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
		return errors.New("no password came on standard input")
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

// verify is `plenum verify`: it reads every stream and says of each whether it
// is whole and has all that was noted of it apart from the log, then every file that the whole ones name. headsFrom
// is a file of heads that the operator kept elsewhere; "": none.
func verify(ctx context.Context, c *Config, headsFrom string, out streams) error {
	if c.MongoDB == "" {
		if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); err != nil {
			return fmt.Errorf("data: there is no log in %s", c.Data)
		}
	}
	noted, err := readHeads(headsFrom)
	if err != nil {
		return err
	}
	s, err := open(ctx, c, newLogger(c, out.err))
	if err != nil {
		return err
	}
	bad, err := s.verifyStreams(ctx, out, noted)
	if err == nil && bad == 0 {
		bad, err = s.verifyFiles(ctx, out.out)
	}
	if err = errors.Join(err, s.close(context.WithoutCancel(ctx))); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d streams or files are damaged", bad)
	}
	return nil
}

// readHeads reads a file of heads; "" is none.
func readHeads(path string) (noted journal.Noted, err error) {
	if path == "" {
		return noted, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return noted, fmt.Errorf("heads cannot be read: %w", err)
	}
	defer f.Close()
	if noted, err = journal.ReadHeads(f); err == nil && len(noted.Streams) == 0 {
		err = fmt.Errorf("heads: %s has none", path)
	}
	return noted, err
}

func (s *server) verifyStreams(ctx context.Context, to streams, elsewhere journal.Noted) (bad int, err error) {
	out, noted := to.out, s.stores.heads.Noted()
	if s.stores.heads == nil { // a running server keeps them
		if noted, err = readHeads(filepath.Join(s.config.Data, headsFile)); err != nil {
			return 0, err
		}
	}
	if noted.Bad+elsewhere.Bad > 0 {
		fmt.Fprintf(to.err, "%d noted heads cannot be read; the others are used\n", noted.Bad+elsewhere.Bad)
	}
	streams, err := s.stores.log.Streams(ctx)
	if err != nil {
		return 0, err
	}
	for stream, heads := range elsewhere.Streams {
		noted.Streams[stream] = append(noted.Streams[stream], heads...)
	}
	streams = append(streams, slices.Collect(maps.Keys(noted.Streams))...) // those of which the log knows nothing any more, too
	slices.Sort(streams)
	streams = slices.Compact(streams)
	faults, err := s.stores.log.Check(ctx)
	if err != nil {
		return 0, err
	}
	for _, fault := range faults {
		bad++
		fmt.Fprintf(out, "BAD  the storage: %s\n", fault)
	}
	for _, stream := range streams {
		f, err := journal.Verify(ctx, s.stores.log, stream, noted.Streams[stream]...)
		if err != nil {
			return bad, err
		}
		if f.Bad != 0 {
			bad++
			fmt.Fprintf(out, "BAD  %s: first bad record %d: %s\n", stream, f.Bad, f.Problem)
			fmt.Fprintf(to.err, "plenum: stream %s: %s\n", stream, f.Problem)
			continue
		}
		lost := ""
		if f.Lost > 0 {
			lost = fmt.Sprintf(", %d LOST to damage and repaired by placeholders", f.Lost)
		}
		fmt.Fprintf(out, "ok   %s: %d records, %d bodies erased%s, head %s\n", stream, f.Records, f.Erased, lost, f.Head.Hash)
	}
	if err == nil && bad == 0 {
		fmt.Fprintf(out, "%d streams verified\n", len(streams))
	}
	return bad, err
}

func (s *server) verifyFiles(ctx context.Context, out io.Writer) (bad int, err error) {
	err = s.congresses(ctx, func(h *journal.Hall) error {
		p, err := s.documents.VerifyFiles(ctx, h)
		if err != nil {
			return err
		}
		for _, fault := range p.Faults {
			bad++
			fmt.Fprintf(out, "BAD  %s: %s\n", h.Stream, fault)
		}
		for _, twin := range p.Twins {
			fmt.Fprintf(out, "same %s: %s\n", h.Stream, twin)
		}
		for _, key := range p.Begun {
			fmt.Fprintf(out, "part %s: the store has a part of an upload to %s, which is under way or was left by a server that died\n", h.Stream, key)
		}
		fmt.Fprintf(out, "ok   %s: %d files as they were received, %d recalled documents without a byte left\n", h.Stream, p.Files, p.Erased)
		return nil
	})
	return bad, err
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
