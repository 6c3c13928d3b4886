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
	"strings"
	"time"

	"golang.org/x/sync/semaphore"
)

// Converter converts one file at a time; others wait. It is safe for concurrent use.
type Converter struct {
	Time time.Duration // for one file; 0: 2 minutes
	Most int64         // bytes of a PDF; 0: 1 GB
	Temp string        // folder for its files, which exists; "": the system's

	program string   // of LibreOffice
	server  *url.URL // of Gotenberg
	turn    *semaphore.Weighted
}

// endings are the types that are converted, and the ending by which a converter knows them.
var endings = map[string]string{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.oasis.opendocument.text":                                   ".odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            ".ods",
	"application/vnd.oasis.opendocument.presentation":                           ".odp",
	"text/rtf":                      ".rtf",
	"application/msword":            ".doc",
	"application/vnd.ms-excel":      ".xls",
	"application/vnd.ms-powerpoint": ".ppt",
}

// New makes a converter of what stands in the settings: the program of LibreOffice (soffice) or the
// http(s) URL of a Gotenberg server. The error is a sentence that says what is wrong with it.
func New(setting string) (*Converter, error) {
	c := &Converter{turn: semaphore.NewWeighted(1)}
	if strings.Contains(setting, "://") {
		u, err := url.Parse(setting)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("converter must be a program or an http(s) URL, and is %q", setting)
		}
		c.server = u
		return c, nil
	}
	program, err := exec.LookPath(setting)
	if err != nil {
		return nil, fmt.Errorf("converter: %s cannot be run: %w", setting, err)
	}
	if c.program, err = filepath.Abs(program); err != nil {
		return nil, fmt.Errorf("converter: %s cannot be run: %w", setting, err)
	}
	return c, nil
}

// Convert makes a PDF of the file at path, of the given type (RFC 2046), and gives its path;
// whoever called deletes it. Errors: Unavailable CodeAway when a server does not answer; any other
// is of this file.
func (c *Converter) Convert(ctx context.Context, path, mime string) (string, error) {
	if endings[mime] == "" {
		return "", fmt.Errorf("files of type %s are not converted", mime)
	}
	return c.making(ctx, func(ctx context.Context, out io.Writer) error {
		if c.server != nil {
			return c.byGotenberg(ctx, path, endings[mime], out)
		}
		return c.byLibreOffice(ctx, path, endings[mime], "pdf", out)
	})
}

// openDocument are the types of OpenDocument that say what the former formats of Office do.
var openDocument = map[string]string{
	"application/msword":            "application/vnd.oasis.opendocument.text",
	"application/vnd.ms-excel":      "application/vnd.oasis.opendocument.spreadsheet",
	"application/vnd.ms-powerpoint": "application/vnd.oasis.opendocument.presentation",
}

// Opens reports whether Open makes OpenDocument of files of that type (RFC 2046): LibreOffice does
// of the former formats of Office, a Gotenberg server makes PDFs only.
func (c *Converter) Opens(mime string) bool { return c.server == nil && openDocument[mime] != "" }

// Open makes an OpenDocument file of the file at path, of a type that Opens, for who changes it
// before it becomes a PDF. It gives its path, which whoever called deletes, and its type. The
// errors are those of Convert.
func (c *Converter) Open(ctx context.Context, path, mime string) (made, as string, err error) {
	if !c.Opens(mime) {
		return "", "", fmt.Errorf("files of type %s are not opened", mime)
	}
	as = openDocument[mime]
	made, err = c.making(ctx, func(ctx context.Context, out io.Writer) error {
		return c.byLibreOffice(ctx, path, endings[mime], endings[as][1:], out)
	})
	return made, as, err
}

// making has a file made by a converter, within its time.
func (c *Converter) making(ctx context.Context, write func(context.Context, io.Writer) error) (string, error) {
	if err := c.turn.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer c.turn.Release(1)
	limit := c.Time
	if limit == 0 {
		limit = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, err := os.CreateTemp(c.Temp, "plenum-pdf-*")
	if err != nil {
		return "", fmt.Errorf("make the file for the PDF: %w", err)
	}
	err = write(ctx, out)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(out.Name()))
	}
	return out.Name(), nil
}

var (
	errNoPDF = errors.New("the converter gives no PDF")
	errLarge = errors.New("the PDF is too large")
)

// take copies a file that a converter made, up to the limit, if it begins as that kind does.
func (c *Converter) take(to io.Writer, from io.Reader, begins string) error {
	most := c.Most
	if most == 0 {
		most = 1 << 30
	}
	head := make([]byte, len(begins))
	if _, err := io.ReadFull(from, head); err != nil || string(head) != begins {
		return errors.Join(errNoPDF, err)
	}
	if _, err := to.Write(head); err != nil {
		return err
	}
	n, err := io.Copy(to, io.LimitReader(from, most))
	if err == nil && n == most {
		err = errLarge
	}
	return err
}
