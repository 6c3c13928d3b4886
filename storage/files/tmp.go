package files

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"

	"plenum/storage"
)

// createTmp makes a temporary file and locks it, so that cleanTmp of another
// process lets it be.
func (b *Blobs) createTmp() (*os.File, error) {
	f, err := b.root.OpenFile(path.Join(tmpFolder, rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if !lock(f) {
		return nil, errors.Join(errors.New("lock "+f.Name()), b.removeTmp(f))
	}
	return f, nil
}

// tmpName is f's name within the root.
func tmpName(f *os.File) string { return path.Join(tmpFolder, path.Base(f.Name())) }

// removeTmp closes the file and removes its temporary name.
func (b *Blobs) removeTmp(f *os.File) error {
	err := b.root.Remove(tmpName(f))
	return errors.Join(err, f.Close())
}

// cleanTmp removes the temporary files that nobody holds.
func (b *Blobs) cleanTmp() error {
	entries, err := fs.ReadDir(b.root.FS(), tmpFolder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		f, err := b.root.Open(path.Join(tmpFolder, e.Name()))
		if err != nil {
			continue // just finished
		}
		if lock(f) {
			err = b.root.Remove(path.Join(tmpFolder, e.Name()))
		}
		if err := errors.Join(err, f.Close()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Begun implements blobs.Store: none, because what a Put of a killed process leaves has no key and
// is removed by Open.
func (b *Blobs) Begun(ctx context.Context, _ string) ([]string, error) {
	if ctx.Err() != nil {
		return nil, storage.Canceled(ctx)
	}
	return nil, nil
}

// GiveUp implements blobs.Store.
func (b *Blobs) GiveUp(ctx context.Context, _ string) error {
	_, err := b.Begun(ctx, "")
	return err
}

// GiveUpDead implements blobs.Store.
func (b *Blobs) GiveUpDead(ctx context.Context) (int, error) {
	_, err := b.Begun(ctx, "")
	return 0, err
}
