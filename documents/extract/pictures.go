package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Picture names a picture of a page.
type Picture struct {
	Page  int // from 1
	Width int // in pixels, at most; a page much taller than wide is drawn narrower
}

func (p Picture) valid() bool {
	return p.Page > 0 && p.Page <= maxPages && p.Width > 0 && p.Width <= maxWidth
}

const (
	pictureTime = 30 * time.Second // for one picture and the start of its process
	perProcess  = 500              // pictures; their list is an argument
	maxBroken   = 3                // processes that die over one file before it is given up
)

// Draw draws pages of the PDF at path as JPEG and calls each with every picture as soon as it is
// there, in the order wanted, with nil for one that cannot be drawn: its page does not open, or its
// process crashed or took more than half a minute over it. Many pages share a process, which rests
// between them when others want the processor and the pictures are not urgent. An error of each
// ends it and is given as it is; else the errors are those of Read, of the file as a whole.
func (r Reader) Draw(ctx context.Context, path string, wanted []Picture, urgent bool, each func(Picture, []byte) error) error {
	if r.Time == 0 {
		r.Time = pictureTime
	}
	if r.Memory == 0 {
		r.Memory = defaultMemory
	}
	for _, p := range wanted {
		if !p.valid() {
			return congress.E(congress.Invalid, messages.PictureInvalid)
		}
	}
	for broken := 0; len(wanted) > 0; {
		part := wanted[:min(len(wanted), perProcess)]
		n, err := r.drawSome(ctx, path, part, urgent, each)
		wanted = wanted[n:]
		var died dead
		switch {
		case err == nil:
		case !errors.As(err, &died) || broken == maxBroken:
			return err
		default:
			broken++
			if err := each(wanted[0], nil); err != nil {
				return err
			}
			wanted = wanted[1:]
		}
	}
	return nil
}

// drawSome draws in one process and answers how many pictures it gave.
func (r Reader) drawSome(ctx context.Context, path string, wanted []Picture, urgent bool, each func(Picture, []byte) error) (int, error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd, faults, err := r.process(limited, path, drawing, r.Cache, fmt.Sprint(r.Memory), listPictures(wanted), strconv.FormatBool(urgent))
	if err != nil {
		return 0, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, fmt.Errorf("start the process that draws: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start the process that draws: %w", err)
	}
	late := time.AfterFunc(r.Time, func() { cancel(errLate) })
	defer late.Stop()
	n, fault, err := readFrames(out, wanted, func(p Picture, jpeg []byte) error {
		late.Stop() // keeping the picture is not the file's time
		defer late.Reset(r.Time)
		return each(p, jpeg)
	})
	if err == nil && fault.Code == "" && n < len(wanted) {
		err = errFrames
	}
	broke := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if !broke { // else it has ended or is about to, and says why
		cancel(nil)
	}
	_ = cmd.Wait() // it was ended, or what it said tells more than its status
	var refused eachError
	switch {
	case err == nil:
		return n, fault.err()
	case errors.As(err, &refused):
		return n, refused.error
	case ctx.Err() != nil:
		return n, ctx.Err()
	case errors.Is(context.Cause(limited), errLate):
		return n, dead{congress.Wrap(err, congress.Conflict, messages.ExtractTimeout)}
	}
	return n, dead{died(err, faults)}
}

var errLate = errors.New("it took too long")

// dead is the error of a process that died over a picture; another may draw the rest.
type dead struct{ error }

func (d dead) Unwrap() error { return d.error }
