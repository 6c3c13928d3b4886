package extract

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"plenum/congress"
	"plenum/documents/watermark"
)

// marking is the job of the process that makes a reader's copy; it stands where the type of a file to read does.
const marking = "mark"

// Limits of marking.
const (
	markTime   = time.Minute
	markLength = 2 << 30 // bytes of a copy
)

// Mark makes at out, which must not be there, a copy of the PDF at path that
// says the text on every page. Errors: watermark.ErrEncrypted and watermark.ErrBroken, Conflict "mark_failed" or "mark_timeout"; Canceled
// when ctx ended. Nothing is left at out with an error.
func (r Reader) Mark(ctx context.Context, path, out string, text watermark.Text) (err error) {
	if r.Time == 0 {
		r.Time = markTime
	}
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
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
	limited, cancel := context.WithTimeout(ctx, r.Time)
	defer cancel()
	cmd, faults, err := r.process(limited, path, marking, "", memoryArg(r.Memory), out, string(says))
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
		return congress.Wrap(err, congress.Conflict, "mark_timeout", "making the reader's copy took too long")
	}
	var f fault
	if jsonErr := json.Unmarshal(answer.Bytes(), &f); err != nil || jsonErr != nil {
		return congress.Wrap(errors.Join(err, jsonErr, errors.New(faults.String())), congress.Conflict, "mark_failed", "the reader's copy could not be made")
	}
	switch f.Code {
	case "":
		return nil
	case congress.CodeOf(watermark.ErrEncrypted), congress.CodeOf(watermark.ErrBroken):
		return congress.Wrap(errors.New(f.Cause), congress.Conflict, f.Code, "the file cannot be marked")
	default:
		return congress.Wrap(errors.New(f.Cause), congress.Conflict, "mark_failed", "the reader's copy could not be made")
	}
}

// markMain is the process's part.
func markMain(path, out, says string) fault {
	var text watermark.Text
	if err := json.Unmarshal([]byte(says), &text); err != nil {
		return faultOf(err)
	}
	return faultOf(watermark.Mark(path, out, filepath.Dir(out), text))
}
