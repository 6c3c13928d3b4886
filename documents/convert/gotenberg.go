package convert

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// byGotenberg sends the file as the form of Gotenberg's LibreOffice route, as it is read, and takes
// the answer as it comes.
func (c *Converter) byGotenberg(ctx context.Context, path, ending string, out io.Writer) error {
	in, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = in.Close() }()
	body, to := io.Pipe()
	form := multipart.NewWriter(to)
	go func() { // it ends with the request, which closes the body
		part, err := form.CreateFormFile("files", "document"+ending) // its real name is none of the converter's business
		if err == nil {
			_, err = io.Copy(part, in)
		}
		if err == nil {
			err = form.Close()
		}
		_ = to.CloseWithError(err)
	}()
	defer func() { _ = body.Close() }()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.server.JoinPath("forms/libreoffice/convert").String(), body)
	if err != nil {
		return fmt.Errorf("ask the converter: %w", err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return c.orAway(ctx, fmt.Errorf("ask the converter: %w", err))
	}
	defer func() { _ = res.Body.Close() }()
	switch res.StatusCode {
	case http.StatusOK:
		return c.take(out, res.Body, "%PDF-")
	case http.StatusBadGateway, http.StatusServiceUnavailable: // which it also answers when one file takes too long
		return c.orAway(ctx, fmt.Errorf("%w: it answers %s", errNoPDF, res.Status))
	}
	return fmt.Errorf("%w: it answers %s", errNoPDF, res.Status)
}

// orAway tells a server that is away from one that only this file brings to no good end, by asking
// it.
func (c *Converter) orAway(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	if away := c.Here(ctx); away != nil {
		return away
	}
	return err
}

// CodeAway is the code of a converter that does not answer now.
var CodeAway = messages.ConverterAway.String()

const pingTime = 5 * time.Second

// Here answers nil when files can be converted now, as far as can be told without one: a Gotenberg
// server answers on its health route. Errors: Unavailable CodeAway; Canceled when ctx ended.
func (c *Converter) Here(ctx context.Context) error {
	if c.server == nil {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, http.MethodGet, c.server.JoinPath("health").String(), nil)
	if err != nil {
		return fmt.Errorf("ask the converter: %w", err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if ctx.Err() != nil {
		return congress.Wrap(ctx.Err(), congress.Canceled, messages.Canceled)
	}
	if err == nil {
		err = res.Body.Close()
		if res.StatusCode >= http.StatusInternalServerError {
			err = fmt.Errorf("it answers %s", res.Status)
		}
	}
	if err != nil {
		return congress.Wrap(err, congress.Unavailable, messages.ConverterAway)
	}
	return nil
}
