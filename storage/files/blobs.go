package files

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/storage"
)

// The two folders inside the one that Open is given.
const (
	blobFolder = "blobs"
	tmpFolder  = "tmp"
)

// Blobs implements blobs.Store. It has no state but the open folder;
// several may use one folder.
type Blobs struct {
	root *os.Root
}

var _ blobs.Store = (*Blobs)(nil)

// Open opens the folder, makes it when it is missing, and removes what
// unfinished Puts of killed processes left.
func Open(dir string) (*Blobs, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, translate(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, translate(err)
	}
	b := &Blobs{root: root}
	for _, name := range []string{blobFolder, tmpFolder} {
		if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, translate(errors.Join(err, root.Close()))
		}
	}
	if err := errors.Join(b.cleanTmp(), b.syncFolder(".")); err != nil {
		return nil, translate(errors.Join(err, root.Close()))
	}
	return b, nil
}

// Close lets go of the folder. Calls under way may fail with Unavailable.
func (b *Blobs) Close() error { return translate(b.root.Close()) }

// Open implements blobs.Store.
func (b *Blobs) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := check(ctx, key); err != nil {
		return nil, err
	}
	if offset < 0 || length < -1 {
		return nil, congress.Wrap(errors.New("the range of a blob starts at 0 or later"), congress.Invalid, messages.BlobRangeInvalid)
	}
	f, err := b.root.Open(path.Join(blobFolder, key))
	if err != nil {
		return nil, b.absent(err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = congress.ErrNotFound
	}
	if err != nil {
		return nil, translate(cmp.Or(err, f.Close()))
	}
	return blobs.FilePart(ctx, f, info.Size(), offset, length)
}

// Stat implements blobs.Store.
func (b *Blobs) Stat(ctx context.Context, key string) (blobs.Info, error) {
	if err := check(ctx, key); err != nil {
		return blobs.Info{}, err
	}
	info, err := b.root.Lstat(path.Join(blobFolder, key))
	if err == nil && !info.Mode().IsRegular() {
		err = congress.ErrNotFound
	}
	if err != nil {
		return blobs.Info{}, b.absent(err)
	}
	return blobs.Info{Key: key, Size: info.Size(), Modified: info.ModTime().UTC()}, nil
}

// Delete implements blobs.Store. Folders that become empty go too.
func (b *Blobs) Delete(ctx context.Context, key string) error {
	_, err := b.Stat(ctx, key)
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	name := path.Join(blobFolder, key)
	if err := b.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return translate(err)
	}
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		err := b.syncFolder(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // somebody else removed it, as we would
			return translate(err)
		}
		if folder == blobFolder || b.root.Remove(folder) != nil { // a folder with a blob in it stays
			return nil
		}
	}
}

// Ping implements blobs.Store: it writes a block and removes it again.
func (b *Blobs) Ping(ctx context.Context) error {
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	f, err := b.createTmp()
	if err != nil {
		return broken(err)
	}
	_, err = f.Write(make([]byte, 4096))
	return broken(errors.Join(err, f.Sync(), b.removeTmp(f), b.folderThere()))
}

// absent is translate for a blob that is not found: where the folder of all blobs was taken away,
// none of them is known to be gone.
func (b *Blobs) absent(err error) error {
	err = translate(err)
	if errors.Is(err, congress.ErrNotFound) {
		if there := b.folderThere(); there != nil {
			return there
		}
	}
	return err
}

// folderThere fails with Unavailable when the folder of all blobs was taken away.
func (b *Blobs) folderThere() error {
	if _, err := b.root.Lstat(blobFolder); err != nil {
		return storage.Unavailable(err)
	}
	return nil
}

func check(ctx context.Context, key string) error {
	if err := blobs.CheckKey(key); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	return nil
}
