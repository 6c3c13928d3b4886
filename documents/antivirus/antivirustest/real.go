package antivirustest

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"plenum/internal/need"
)

// Real is the clamd that is installed here, with a database that knows Virus alone, until the test
// ends; it takes files of 1 MB. settings are more lines of its configuration. It answers its
// address, and the process's end by request.
func Real(t testing.TB, settings string) (address string, kill func()) {
	t.Helper()
	program := need.Program(t, "clamd")
	dir, err := os.MkdirTemp("", "clamd") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	files := map[string]string{
		"own.ndb": fmt.Sprintf("%s:0:*:%s\n", Signature, hex.EncodeToString([]byte(Virus))),
		"clamd.conf": fmt.Sprintf("LocalSocket %s/socket\nDatabaseDirectory %s\nTemporaryDirectory %s\nForeground yes\nOfficialDatabaseOnly no\nStreamMaxLength 1M\nAlertExceedsMax yes\nMaxThreads 2\n%s\n",
			dir, dir, dir, settings),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	cmd := exec.CommandContext(ctx, program, "--config-file", filepath.Join(dir, "clamd.conf"))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	kill = func() { cancel(); <-ended }
	t.Cleanup(kill)
	for socket := filepath.Join(dir, "socket"); ; {
		if _, err := os.Stat(socket); err == nil {
			return "unix://" + socket, kill
		}
		select {
		case <-ended:
			text, _ := os.ReadFile(log.Name())
			t.Fatalf("clamd ended: %s", text)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
