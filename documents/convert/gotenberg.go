package convert

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
)

// byGotenberg sends the file as the form of Gotenberg's LibreOffice route, as it is read, and takes the answer as it comes.
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
		return fmt.Errorf("ask the converter: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: it answers %s", errNoPDF, res.Status)
	}
	return c.take(out, res.Body)
}
