package blobs

import (
	"context"
	"fmt"
	"io"
	"os"

	"plenum/congress"
	"plenum/congress/messages"
)

// filePart gives rest bytes of a file, then io.EOF.
type filePart struct {
	ctx  context.Context //nolint:containedctx // the stream is part of the call that opened it
	file *os.File
	rest int64
}

// FilePart gives length bytes from offset of a file of this machine, -1: all that follow; size is
// the file's. Closing the part closes the file, and so does an error here. Reading it is
// Unavailable when the file ends too early, Canceled when ctx has ended; it has CopyTo, by which it
// goes out without passing through this program.
func FilePart(ctx context.Context, file *os.File, size, offset, length int64) (io.ReadCloser, error) {
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		_ = file.Close()
		return nil, partUnavailable(err)
	}
	rest := max(0, size-offset)
	if length >= 0 {
		rest = min(rest, length)
	}
	return &filePart{ctx: ctx, file: file, rest: rest}, nil
}

// CopyTo writes at most n of the bytes that are left, 0 at the end. To a TCP connection the kernel
// copies them.
func (r *filePart) CopyTo(w io.Writer, n int64) (int64, error) {
	if r.ctx.Err() != nil {
		return 0, congress.AsError(r.ctx.Err())
	}
	n = min(n, r.rest)
	copied, err := io.Copy(w, io.LimitReader(r.file, n))
	r.rest -= copied
	if err == nil && copied < n {
		err = partUnavailable(io.ErrUnexpectedEOF)
	}
	return copied, err
}

func (r *filePart) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, congress.AsError(r.ctx.Err())
	}
	if r.rest == 0 {
		return 0, io.EOF
	}
	n, err := r.file.Read(p[:min(int64(len(p)), r.rest)])
	r.rest -= int64(n)
	switch {
	case err == nil || err == io.EOF && r.rest == 0: //nolint:errorlint // io.EOF is never wrapped by Read
		return n, err
	case err == io.EOF: //nolint:errorlint // as above
		err = io.ErrUnexpectedEOF
	}
	return n, partUnavailable(err)
}

func (r *filePart) Close() error { return r.file.Close() }

func partUnavailable(err error) error {
	return congress.Wrap(fmt.Errorf("the file cannot be read now: %w", err), congress.Unavailable, messages.StorageUnavailable)
}
