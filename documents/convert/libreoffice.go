package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Bounds of one conversion: address space, which LibreOffice uses generously, and bytes of a file
// that it writes.
const (
	mostMemory = 4 << 30
	mostFile   = 2 << 30
)

// Profile are the settings of LibreOffice: no programs of a file run, nothing that it links to is
// fetched, from the network or this machine, and numbers and dates are written as Vietnamese
// readers do (2.700).
const Profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
`

// byLibreOffice runs soffice once, in a folder of its own with a profile that was never used.
// format is that of the file to be made, by its ending.
func (c *Converter) byLibreOffice(ctx context.Context, path, ending, format string, out io.Writer) error {
	dir, err := os.MkdirTemp(c.Temp, "plenum-office-*")
	if err != nil {
		return fmt.Errorf("make a folder for LibreOffice: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if dir, err = filepath.Abs(dir); err != nil {
		return fmt.Errorf("make a folder for LibreOffice: %w", err)
	}
	settings := filepath.Join(dir, "profile", "user")
	if err := os.MkdirAll(settings, 0o700); err != nil {
		return fmt.Errorf("make a folder for LibreOffice: %w", err)
	}
	if err := os.WriteFile(filepath.Join(settings, "registrymodifications.xcu"), []byte(Profile), 0o600); err != nil {
		return fmt.Errorf("make a folder for LibreOffice: %w", err)
	}
	in := filepath.Join(dir, "document"+ending)
	if err := copyFile(in, path); err != nil {
		return err
	}
	said, err := c.run(ctx, dir, "-env:UserInstallation="+(&url.URL{Scheme: "file", Path: filepath.Join(dir, "profile")}).String(),
		"--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--convert-to", format, "--outdir", dir, in)
	if ctx.Err() != nil {
		return fmt.Errorf("LibreOffice took too long: %w", ctx.Err())
	}
	if err != nil {
		return fmt.Errorf("run LibreOffice: %w: %s", err, said)
	}
	made, err := os.Open(filepath.Join(dir, "document."+format))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w: %s", errNoPDF, said)
	}
	if err != nil {
		return fmt.Errorf("open the PDF: %w", err)
	}
	defer func() { _ = made.Close() }()
	begins := "%PDF-"
	if format != "pdf" {
		begins = "PK"
	}
	return c.take(out, made, begins)
}

// run runs LibreOffice within its limits, which it gets from a shell (its own program is a script
// too), and after others; it ends with all processes that it started. It gives the first of what it
// said.
//
// A server that is killed (kill -9, no memory) ends nothing itself. So a second shell of the same
// group waits for the end of a pipe whose other side the server alone holds, and then ends the
// group. Linux's parent-death signal would end the first process only, and LibreOffice is its
// child.
func (c *Converter) run(ctx context.Context, dir string, args ...string) (said string, err error) {
	script := "ulimit -v " + strconv.Itoa(mostMemory>>10) + "; ulimit -f " + strconv.Itoa(mostFile>>9) + `; ulimit -c 0
		{ read -r _ <&3; kill -9 0; } >/dev/null 2>&1 & watch=$!
		nice -n 5 "$@" 3<&-; status=$?
		kill -9 $watch; wait $watch 2>/dev/null; exit $status`
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script, "sh", c.program}, args...)...) //nolint:gosec // the program is of the settings
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC", "SAL_USE_VCLPLUGIN=svp"} // and nothing of the server's
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var out beginning
	cmd.Stdout, cmd.Stderr = &out, &out
	alive, server, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("make a pipe for LibreOffice: %w", err)
	}
	defer func() { _ = server.Close() }()
	cmd.ExtraFiles = []*os.File{alive} // number 3
	err = cmd.Start()
	_ = alive.Close()
	if err != nil {
		return "", err
	}
	err = cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left behind
	return strings.Join(strings.Fields(string(out.b)), " "), err
}

// beginning keeps the first of what is written.
type beginning struct{ b []byte }

func (o *beginning) Write(b []byte) (int, error) {
	o.b = append(o.b, b[:min(len(b), 500-len(o.b))]...)
	return len(b), nil
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("bring the file to LibreOffice: %w", err)
	}
	_, err = io.Copy(out, in)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("bring the file to LibreOffice: %w", err)
	}
	return nil
}
