package files

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"plenum/congress"
	"plenum/storage"
)

// translate makes a congress.Error of what the operating system says. Whatever
// is not about a missing name is a disk that cannot be used now.
func translate(err error) error {
	var ours *congress.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return err
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return congress.ErrNotFound
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return congress.AsError(err)
	}
	return storage.Unavailable(err)
}

// broken is translate for writes: there a missing folder is no missing blob.
func broken(err error) error {
	if err == nil {
		return nil
	}
	if e := translate(err); congress.KindOf(e) != congress.NotFound {
		return e
	}
	return storage.Unavailable(err)
}
