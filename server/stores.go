package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/documents/readership"
	"plenum/journal"
	"plenum/storage/files"
	"plenum/storage/minio"
	"plenum/storage/mongodb"
	"plenum/storage/sqlite"
)

// Names of the embedded stores in the data folder.
const (
	databaseFile = "plenum.db"
	filesFolder  = "files"
	serverFile   = "server-id"    // who this server is to others that share its stores
	headsFile    = "plenum.heads" // beside any log, MongoDB's too
	readsFolder  = "plenum.reads" // lines of the read audit until the log has them
)

// stores are where everything lasts, opened as configured.
type stores struct {
	link    func(ctx context.Context, key, mime, disposition string, life time.Duration) (string, error) // nil: readers do not reach the store
	log     journal.Log
	heads   *journal.Heads        // nil: another process has them
	reads   *readership.KeptReads // as well
	blobs   blobs.Store
	shared  bool   // other servers may write the log too
	server  string // the same after a restart; no other's
	copies  int64  // bytes of files that are kept at hand; 0: the store is
	disks   *disks
	closers []func() error
}

// errNoFiles says that the log is open, and the file store is not.
var errNoFiles = errors.New("the file store cannot be used")

// openStores opens the log and the blobs. The embedded ones lock the data
// folder, because one process owns it.
func openStores(ctx context.Context, c *Config) (*stores, error) {
	s, err := openLog(ctx, c)
	if err != nil {
		return s, err
	}
	if err := s.openFiles(ctx, c); err != nil {
		return s, errors.Join(err, s.close())
	}
	if s.disks, err = openDisks(c); err == nil {
		if c.S3Endpoint == "" {
			s.blobs = reserved{s.blobs, s.disks.files}
		}
		err = s.belong(ctx)
	}
	if err != nil {
		return s, errors.Join(err, s.close())
	}
	return s, nil
}

// openLog opens the log alone, with its heads.
func openLog(ctx context.Context, c *Config) (s *stores, err error) {
	s = &stores{shared: c.MongoDB != ""}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if err := s.identify(c.Data); err != nil {
		return s, err
	}
	if c.MongoDB == "" || c.S3Endpoint == "" {
		if err := s.lock(c.Data); err != nil {
			return s, err
		}
		if err := dropHalfDemo(c); err != nil {
			return s, err
		}
	}
	if c.MongoDB != "" {
		log, err := mongodb.Open(ctx, mongodb.Config{URI: c.MongoDB, Database: c.MongoDBDatabase, Patience: c.StoreTimeout})
		if err != nil {
			return s, fmt.Errorf("mongodb cannot be used: %w", err)
		}
		s.log = log
	} else {
		log, err := sqlite.Open(filepath.Join(c.Data, databaseFile))
		if err != nil {
			return s, fmt.Errorf("data: the log in %s cannot be opened: %w", c.Data, err)
		}
		s.log = log
	}
	s.closers = append(s.closers, s.log.Close)
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return s, fmt.Errorf("data: the folder cannot be made: %w", err)
	}
	switch s.heads, err = journal.OpenHeads(filepath.Join(c.Data, headsFile), time.Now); {
	case errors.Is(err, journal.ErrHeadsTaken): // of two servers with one folder, which only MongoDB and S3 allow, the first keeps them
	case err != nil:
		return s, fmt.Errorf("data: %w", err)
	default:
		s.closers = append(s.closers, s.heads.Close)
	}
	switch s.reads, err = readership.OpenKeptReads(filepath.Join(c.Data, readsFolder)); {
	case errors.Is(err, readership.ErrReadsTaken):
	case err != nil:
		return s, fmt.Errorf("data: %w", err)
	default:
		s.closers = append(s.closers, s.reads.Close)
	}
	return s, nil
}

// openFiles opens the file store. The error is errNoFiles.
func (s *stores) openFiles(ctx context.Context, c *Config) error {
	if c.S3Endpoint == "" {
		store, err := files.Open(filepath.Join(c.Data, filesFolder))
		if err != nil {
			return fmt.Errorf("data: %w: the files in %s cannot be opened: %w", errNoFiles, c.Data, err)
		}
		s.closers = append(s.closers, store.Close)
		s.blobs = store
		return nil
	}
	store, err := minio.Open(ctx, minio.Config{
		Endpoint: c.S3Endpoint, Bucket: c.S3Bucket, AccessKey: c.S3AccessKey, SecretKey: c.S3SecretKey, Region: c.S3Region, TLS: c.S3TLS, Public: c.S3Public, Server: s.server, Patience: c.StoreTimeout,
	})
	if err != nil {
		return fmt.Errorf("s3: %w: %w", errNoFiles, err)
	}
	s.blobs = store
	if c.S3Public != "" {
		s.link = store.Link
	} else {
		s.copies = c.Copies
	}
	return nil
}

// belong refuses an empty log beside files, or heads, of another: it was lost, and an empty server
// beside it would look as if all were well.
func (s *stores) belong(ctx context.Context) error {
	streams, err := s.log.Streams(ctx)
	if err != nil || len(streams) > 0 {
		return err
	}
	there := fmt.Sprintf("%s names %d streams", headsFile, len(s.heads.Noted().Streams))
	if len(s.heads.Noted().Streams) == 0 {
		list, err := s.blobs.List(ctx, "files/", "", 1)
		if err != nil || len(list) == 0 {
			return err
		}
		there = "the store has the file " + list[0].Key
	}
	return congress.Wrap(errors.New("the log is empty or missing, and "+there+
		": put the log back (plenum.db, or the database), or, to begin anew, move "+headsFile+" and the files away"), congress.Conflict, messages.LogMissing)
}

// lock makes the data folder and takes it for this process.
func (s *stores) lock(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("data: the folder cannot be made: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "plenum.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("data: the folder cannot be written: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return fmt.Errorf("data: another plenum works in %s", dir)
	}
	s.closers = append(s.closers, f.Close)
	return nil
}

// sharer is who this server is among those that write the log; "" where no other does.
func (s *stores) sharer() string {
	if !s.shared {
		return ""
	}
	return s.server
}

// identify reads who this server is, or makes it. While another process of the data folder is that
// (plenum verify beside the server), this one is somebody new.
func (s *stores) identify(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("data: the folder cannot be made: %w", err)
	}
	s.server = congress.NewUUID(time.Now())
	f, err := os.OpenFile(filepath.Join(dir, serverFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("data: the folder cannot be written: %w", err)
	}
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return f.Close()
	}
	s.closers = append(s.closers, f.Close)
	text, err := io.ReadAll(io.LimitReader(f, 64))
	if err == nil && congress.ObjectID(text).Valid() {
		s.server = string(text)
		return nil
	}
	if err == nil {
		_, err = f.WriteAt([]byte(s.server), 0)
	}
	if err = errors.Join(err, f.Sync()); err != nil {
		return fmt.Errorf("data: %s cannot be written: %w", serverFile, err)
	}
	return nil
}

// close lets go of the stores, the last opened first.
func (s *stores) close() error {
	var all []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		all = append(all, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(all...)
}
