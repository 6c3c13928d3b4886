package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/storage"
)

// Put implements blobs.Store. Two Puts of one key at the same time, also
// from two processes, cannot both succeed.
func (b *Blobs) Put(ctx context.Context, key string, size int64, r io.Reader) (int64, error) {
	if err := check(ctx, key); err != nil {
		return 0, err
	}
	if _, err := b.root.Lstat(path.Join(blobFolder, key)); err == nil {
		return 0, blobs.ErrExists
	}
	f, err := b.createTmp()
	if err != nil {
		return 0, broken(err)
	}
	n, err := fill(ctx, f, size, r)
	if err == nil {
		err = broken(f.Sync())
	}
	if err == nil {
		err = b.link(ctx, f, key)
	}
	if cleanup := b.removeTmp(f); err == nil {
		err = broken(cleanup)
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// fill copies the stream to the file. It reads one byte more than size at most.
func fill(ctx context.Context, f *os.File, size int64, r io.Reader) (int64, error) {
	source := &source{ctx: ctx, from: r}
	var from io.Reader = source
	if size >= 0 {
		from = io.LimitReader(source, size+1)
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{f}, from, make([]byte, 256<<10))
	switch {
	case source.err != nil:
		return 0, source.err
	case err != nil:
		return 0, broken(err)
	case size >= 0 && n != size:
		return 0, congress.E(congress.Invalid, messages.BlobSizeMismatch)
	}
	return n, nil
}

// source reads from the caller's reader until ctx ends and keeps its error
// apart from those of the disk.
type source struct {
	ctx  context.Context //nolint:containedctx // lives as long as the call
	from io.Reader
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		s.err = storage.Canceled(s.ctx)
		return 0, s.err
	}
	n, err := s.from.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // a reader that wraps io.EOF did not end well
		s.err = fmt.Errorf("read the blob's stream: %w", err)
		return n, s.err
	}
	return n, err
}

// link gives the synced file its name and makes the name durable. A folder on
// the way may vanish under it, because a Delete found it empty: then it is made again.
func (b *Blobs) link(ctx context.Context, f *os.File, key string) error {
	name := path.Join(blobFolder, key)
	for {
		if ctx.Err() != nil {
			return storage.Canceled(ctx)
		}
		err := b.folderThere()
		if err != nil {
			return err
		}
		err = b.root.MkdirAll(path.Dir(name), 0o700)
		inTheWay := errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR)
		if inTheWay && b.blobAbove(name) {
			return congress.Wrap(fmt.Errorf("a part of the key is the key of another blob: %w", err), congress.Invalid, messages.BlobKeyInvalid)
		}
		if err == nil {
			err = b.root.Link(tmpName(f), name)
		}
		if inTheWay || errors.Is(err, fs.ErrNotExist) { // a folder that was there has just been removed
			if _, lost := b.root.Lstat(tmpName(f)); lost != nil {
				return storage.Unavailable(err)
			}
			continue
		}
		switch {
		case errors.Is(err, fs.ErrExist):
			return blobs.ErrExists
		case err != nil:
			return broken(err)
		}
		break
	}
	// All folders above are synced, whoever made them: another Put may have
	// made one a moment ago and not synced its name yet.
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		if err := b.syncFolder(folder); err != nil {
			return broken(errors.Join(err, b.root.Remove(name)))
		}
		if folder == blobFolder {
			return nil
		}
	}
}

// blobAbove tells whether what should be a folder above the name is the file of a blob.
func (b *Blobs) blobAbove(name string) bool {
	for folder := path.Dir(name); folder != blobFolder; folder = path.Dir(folder) {
		if info, err := b.root.Lstat(folder); err == nil && !info.IsDir() {
			return true
		}
	}
	return false
}

func (b *Blobs) syncFolder(name string) error {
	f, err := b.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
