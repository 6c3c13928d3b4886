package files

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"plenum/documents/blobs"
	"plenum/storage"
)

// List implements blobs.Store. It walks the folders in byte order of keys
// and skips those that cannot hold a wanted one.
func (b *Blobs) List(ctx context.Context, prefix, after string, limit int) ([]blobs.Info, error) {
	if limit <= 0 {
		return nil, nil
	}
	if err := b.folderThere(); err != nil {
		return nil, err
	}
	l := lister{ctx: ctx, folder: b.root.FS(), prefix: prefix, after: after, limit: limit}
	err := l.walk("")
	if err != nil && !errors.Is(err, fs.SkipAll) {
		return nil, translate(err)
	}
	return l.found, nil
}

type lister struct {
	ctx           context.Context //nolint:containedctx // lives as long as the call
	folder        fs.FS
	prefix, after string
	limit         int
	found         []blobs.Info
}

// walk lists the folder whose blobs' keys start with start ("" or ending in "/").
// It ends with fs.SkipAll when enough was found.
func (l *lister) walk(start string) error {
	if l.ctx.Err() != nil {
		return storage.Canceled(l.ctx)
	}
	entries, err := fs.ReadDir(l.folder, path.Join(blobFolder, start))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	// A folder stands where its name and "/" sort: after "a-b", because "-" is
	// before "/", and before "a0".
	sortKey := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortKey(a), sortKey(b)) })
	for _, e := range entries {
		key := start + sortKey(e)
		if e.IsDir() {
			err = l.enter(key)
		} else {
			err = l.add(key, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// enter walks the folder unless all its keys are unwanted.
func (l *lister) enter(start string) error {
	outside := !strings.HasPrefix(start, l.prefix) && !strings.HasPrefix(l.prefix, start)
	before := start <= l.after && !strings.HasPrefix(l.after, start)
	if outside || before {
		return nil
	}
	return l.walk(start)
}

func (l *lister) add(key string, e fs.DirEntry) error {
	if !strings.HasPrefix(key, l.prefix) || key <= l.after || !e.Type().IsRegular() || blobs.CheckKey(key) != nil {
		return nil
	}
	info, err := e.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	l.found = append(l.found, blobs.Info{Key: key, Size: info.Size(), Modified: info.ModTime().UTC()})
	if len(l.found) == l.limit {
		return fs.SkipAll
	}
	return nil
}
