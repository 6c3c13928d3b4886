package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"plenum/documents/extract"
)

const usage = `Plenum, the server behind paperless congresses.

  plenum serve [settings]          start the server
  plenum admin create LOGIN NAME [settings]
                                   make an administrator, with the --data (or --mongodb) of serve; reads the password from standard input
  plenum verify [--heads FILE]     check every hash chain and file; names what is bad, what is missing against FILE, a copy of
                                   plenum.heads that was kept elsewhere, and what it did not look at; exit code 1: something
                                   is bad, 3: nothing is, and not everything could be looked at
  plenum repair [--yes]            what can be done about a damaged log; with --yes it is done, and the old log is kept beside it
  plenum config [--markdown]       every setting with default and meaning
  plenum health [--addr ADDR]      ask a running server whether it is ready; exit code 0 if so
  plenum version
  plenum help

Settings are flags (--addr 127.0.0.1:8080), environment (PLENUM_ADDR) or a file (--config FILE).
Try it: plenum serve --demo
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// command runs one command line and gives the exit code: 0 well, 1 it failed, 2 it was called
// wrongly, 3 verify found nothing bad and could not look at everything.
func command(ctx context.Context, args []string, s streams) int {
	if len(args) == 0 {
		fmt.Fprint(s.err, usage)
		return 2
	}
	if args[0] == extract.Command { // not for people: the process of one file
		return extract.Main(ctx, args[1:], s.out)
	}
	name, rest := commandOf(args)
	var err error
	switch name {
	case "help", "-h", "--help", "-help":
		fmt.Fprint(s.out, usage)
	case "version", "--version":
		if len(rest) > 0 {
			err = usageError{fmt.Errorf("version takes nothing, and got %q", rest[0])}
			break
		}
		fmt.Fprintln(s.out, "plenum", version())
	case "config":
		err = configCommand(rest, s)
	case "serve":
		err = withConfig(name, rest, s, func(c *Config, _ []string) error { return serve(ctx, c, s) })
	case "verify":
		var heads string
		if heads, rest, err = ownFlag(rest, "heads"); err == nil {
			err = withConfig(name, rest, s, func(c *Config, _ []string) error { return verify(ctx, c, heads, s) })
		}
	case "repair":
		err = repairCommand(ctx, rest, s)
	case "health":
		err = withConfig(name, rest, s, func(c *Config, _ []string) error { return health(ctx, c, s) })
	case "admin":
		what, rest := commandOf(rest)
		if what != "create" {
			err = usageError{errors.New("plenum admin knows one thing: create LOGIN NAME")}
			break
		}
		err = withConfig("admin create", rest, s, func(c *Config, args []string) error { return adminCreate(ctx, c, args, s) })
	default:
		err = usageError{fmt.Errorf("there is no command %q", name)}
	}
	var wrong usageError
	var unseen unseenError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(s.err, "plenum: %v\nTry: plenum help\n", err)
		return 2
	case errors.As(err, &unseen):
		fmt.Fprintf(s.err, "plenum: %v\n", err)
		return 3
	default:
		fmt.Fprintf(s.err, "plenum: %v\n", err)
		return 1
	}
}

// commandOf takes the command's name out of a command line; settings may stand before it. Without
// one it is what stands first.
func commandOf(args []string) (name string, rest []string) {
	fs, _, _ := flagSet("")
	ordered := flagsFirst(fs, args)
	if at := slices.Index(ordered, "--"); at+1 < len(ordered) && at > 0 && strings.HasPrefix(args[0], "-") {
		return ordered[at+1], slices.Concat(ordered[:at], ordered[at+2:])
	}
	if len(args) == 0 {
		return "", nil
	}
	return args[0], args[1:]
}

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func withConfig(name string, args []string, s streams, run func(*Config, []string) error) error {
	c, rest, err := readConfig(name, args, os.Environ())
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(s.out, "plenum %s [settings]\n\n", name)
		printSettings(s.out, false)
		return nil
	}
	if err != nil {
		return usageError{err}
	}
	if name != "admin create" && len(rest) > 0 {
		return usageError{fmt.Errorf("%s takes settings only, and got %q", name, rest[0])}
	}
	return run(c, rest)
}

// ownFlag takes a flag with a value that one command has beside the settings from its arguments.
func ownFlag(args []string, name string) (value string, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		flagName, text, joined := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(args[i], "-"), "-"), "=")
		if !strings.HasPrefix(args[i], "-") || flagName != name {
			rest = append(rest, args[i])
			continue
		}
		if !joined {
			if i++; i == len(args) {
				return "", nil, usageError{fmt.Errorf("--%s needs a value", name)}
			}
			text = args[i]
		}
		if value = text; value == "" {
			return "", nil, usageError{fmt.Errorf("--%s needs a value", name)}
		}
	}
	return value, rest, nil
}

func configCommand(args []string, s streams) error {
	fs := flag.NewFlagSet("config", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	markdown := fs.Bool("markdown", false, "")
	if err := fs.Parse(args); err != nil || fs.NArg() > 0 {
		return usageError{errors.New("plenum config takes --markdown or nothing")}
	}
	printSettings(s.out, *markdown)
	return nil
}

// version is the module's, or the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value
		}
	}
	return v + " " + info.GoVersion
}
