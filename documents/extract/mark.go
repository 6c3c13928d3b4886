package extract

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/klippa-app/go-pdfium/requests"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/watermark"
)

// marking is the job of the process that makes a reader's copy; it stands where the type of a file
// to read does.
const marking = "mark"

// Limits of marking.
const (
	markTime   = time.Minute
	keptTime   = 5 * time.Minute
	markLength = 2 << 30 // bytes of a copy
)

// Mark makes at out, which must not be there, a copy of the PDF at path that says the text on every
// page. Errors: watermark.ErrEncrypted and watermark.ErrBroken, Conflict "mark_failed" or
// "mark_timeout"; Canceled when ctx ended. Nothing is left at out with an error.
func (r Reader) Mark(ctx context.Context, path, out string, text watermark.Text) (err error) {
	if out, err = filepath.Abs(out); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(out)
		}
	}()
	says, err := json.Marshal(text)
	if err != nil {
		return err
	}
	return r.markJob(ctx, markTime, path, marking, out, string(says))
}

// Kept holds a copy that Mark made to the PDF at path. All copies have the same, whatever name they
// bear. Errors: ErrIncomplete when on some page words, fonts or pictures are missing, and those of
// Mark.
func (r Reader) Kept(ctx context.Context, path, copied string) error {
	copied, err := filepath.Abs(copied)
	if err != nil {
		return err
	}
	return r.markJob(ctx, keptTime, path, comparing, copied)
}

// markJob has a process do a part of marking, which may take so long unless the reader says
// otherwise.
func (r Reader) markJob(ctx context.Context, most time.Duration, path, job string, args ...string) error {
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
	limited, cancel := context.WithTimeout(ctx, cmp.Or(r.Time, most))
	defer cancel()
	cmd, faults, err := r.process(limited, path, append([]string{job, r.Cache, memoryArg(r.Memory)}, args...)...)
	if err != nil {
		return err
	}
	answer := &firstOf{most: 64 << 10}
	cmd.Stdout = answer
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return congress.Wrap(err, congress.Conflict, messages.MarkTimeout)
	}
	var f fault
	if jsonErr := json.Unmarshal(answer.Bytes(), &f); err != nil || jsonErr != nil {
		return congress.Wrap(errors.Join(err, jsonErr, errors.New(faults.String())), congress.Conflict, messages.MarkFailed)
	}
	switch code, _ := messages.Find(f.Code); {
	case f.Code == "":
		return nil
	case code == watermark.ErrEncrypted.Code || code == watermark.ErrBroken.Code || code == ErrIncomplete.Code:
		return congress.Wrap(errors.New(f.Cause), congress.Conflict, code)
	default:
		return congress.Wrap(errors.New(f.Cause), congress.Conflict, messages.MarkFailed)
	}
}

// markMain is the process's part. A file that readers' programs open though its parts do not stand
// where it says they do, or whose fields and annotations leave their look to such programs, is
// written anew by PDFium, which is one, and marked then.
func markMain(ctx context.Context, path, out, says, cache string) fault {
	var text watermark.Text
	if err := json.Unmarshal([]byte(says), &text); err != nil {
		return faultOf(err)
	}
	bare, err := watermark.Mark(path, out, filepath.Dir(out), text)
	if !bare && congress.CodeOf(err) != congress.CodeOf(watermark.ErrBroken) {
		return faultOf(err)
	}
	anew := out + ".anew"
	defer func() { _ = os.Remove(anew) }()
	if rewriteErr := rewrite(ctx, path, anew, cache); rewriteErr != nil {
		return faultOf(cmp.Or(err, incomplete("its fields cannot be drawn: %w", rewriteErr)))
	}
	if bare {
		if err := os.Remove(out); err != nil {
			return faultOf(err)
		}
	}
	_, err = watermark.Mark(anew, out, filepath.Dir(out), text)
	return faultOf(err)
}

// rewrite has PDFium write the file anew, with a look for each field and annotation that it can
// draw.
func rewrite(ctx context.Context, path, out, cache string) error {
	in, doc, done, err := openPath(ctx, path, cache)
	if err != nil {
		return err
	}
	defer done()
	form, err := startForms(in, doc)
	if err != nil {
		return err
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return err
	}
	for i := range count.PageCount {
		page, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
		if err != nil {
			continue // nobody sees it
		}
		at := requests.Page{ByReference: &page.Page}
		_, _ = in.FORM_OnAfterLoadPage(&requests.FORM_OnAfterLoadPage{Page: at, FormHandle: form})
		_, _ = in.FORM_OnBeforeClosePage(&requests.FORM_OnBeforeClosePage{Page: at, FormHandle: form})
		_, _ = in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page})
	}
	file, err := os.OpenFile(out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = in.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: doc, FileWriter: file, Flags: requests.SaveFlagRemoveSecurity})
	return errors.Join(err, file.Close())
}
