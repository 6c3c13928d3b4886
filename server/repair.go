package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// repairsFile tells what was repaired and when, beside the log.
const repairsFile = "plenum.repairs"

func repairCommand(ctx context.Context, args []string, out streams) error {
	yes := false
	rest := slices.DeleteFunc(slices.Clone(args), func(a string) bool {
		match := a == "--yes" || a == "-yes"
		yes = yes || match
		return match
	})
	return withConfig("repair", rest, out, func(c *Config, _ []string) error { return repair(ctx, c, yes, out) })
}

// repair is `plenum repair`: it says what can be done about each damaged stream, and does it when
// yes is set. A log in SQLite is written anew beside the old one, verified, and put in its place;
// the old one is kept. It never invents (journal.Repair).
func repair(ctx context.Context, c *Config, yes bool, out streams) (err error) {
	if c.MongoDB == "" {
		if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); err != nil {
			return fmt.Errorf("data: there is no log in %s", c.Data)
		}
	}
	s, err := openStores(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	plan, err := planOf(ctx, s, func(congress.Record) error { return nil })
	if err != nil {
		return err
	}
	if len(plan) == 0 {
		fmt.Fprintln(out.out, "nothing is damaged or missing")
		return nil
	}
	now, rewrite := time.Now().UTC(), false
	var report []string
	for _, r := range plan {
		for _, line := range r.Lines {
			report = append(report, fmt.Sprintf("%s %s: %s", now.Format(time.RFC3339), r.Stream, line))
			fmt.Fprintf(out.out, "%s: %s\n", r.Stream, line)
		}
		rewrite = rewrite || r.Anew
	}
	if !yes {
		fmt.Fprintln(out.out, "Nothing was changed. With --yes it is done; the old log stays beside the new one.")
		return nil
	}
	if rewrite {
		if c.MongoDB != "" {
			return errors.New("records of a MongoDB log are damaged: restore them from another member of the set or a backup; only what is missing can be taken as it is here")
		}
		kept, err := rewriteLog(ctx, s, c.Data, now)
		if err != nil {
			return err
		}
		report = append(report, fmt.Sprintf("%s the log as it was: %s", now.Format(time.RFC3339), kept))
		fmt.Fprintf(out.out, "The log as it was is kept as %s. Delete it when nobody needs it any more.\n", kept)
	}
	for _, r := range plan {
		if r.Stream == "" {
			continue // the file itself
		}
		if err := s.heads.Forget(r.Stream); err != nil {
			return err
		}
		if err := s.heads.Note(r.Stream, r.Head); err != nil {
			return err
		}
		if r.Gone && !r.Last.IsZero() { // files of records that are gone are not swept
			if err := s.heads.Keep(journal.Span{From: r.Last, To: now}); err != nil {
				return err
			}
		}
	}
	f, err := os.OpenFile(filepath.Join(c.Data, repairsFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for _, line := range report {
		_, err = fmt.Fprintln(f, line)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// repairOf is what becomes of a stream that is not whole.
type repairOf struct {
	journal.Repaired
	Last time.Time // of its last record that stands
}

// planOf repairs every stream into put and gives those to which something is done.
func planOf(ctx context.Context, s *stores, put func(congress.Record) error) (out []repairOf, err error) {
	noted := s.heads.Noted().Streams
	names, err := s.log.Streams(ctx)
	if err != nil {
		return nil, err
	}
	names = append(names, slices.Collect(maps.Keys(noted))...)
	slices.Sort(names)
	faults, err := s.log.Check(ctx)
	if err != nil {
		return nil, err
	}
	for _, stream := range slices.Compact(names) {
		p := repairOf{}
		p.Repaired, err = journal.Repair(ctx, s.log, stream, noted[stream], func(r congress.Record) error {
			if r.Op != congress.Lost {
				p.Last = r.At
			}
			return put(r)
		})
		if err != nil {
			return nil, err
		}
		if len(p.Lines) > 0 {
			out = append(out, p)
		}
	}
	if len(faults) > 0 {
		out = append(out, repairOf{Repaired: journal.Repaired{Lines: []string{"the database file or an index of it is damaged; the file is written anew"}, Anew: true}})
	}
	return out, nil
}

// rewriteLog writes all streams anew, verifies them, and puts the new log in the place of the old
// one, whose new name it gives.
func rewriteLog(ctx context.Context, s *stores, data string, now time.Time) (kept string, err error) {
	path := filepath.Join(data, databaseFile)
	fresh, kept := path+".new", path+".damaged-"+now.Format("20060102T150405Z")
	for _, old := range []string{fresh, fresh + "-wal", fresh + "-shm"} {
		if err := os.RemoveAll(old); err != nil {
			return "", err
		}
	}
	log, err := sqlite.Open(fresh)
	if err != nil {
		return "", err
	}
	var batch []congress.Record
	flush := func() error {
		_, err := log.Append(ctx, batch)
		batch = batch[:0]
		return err
	}
	_, err = planOf(ctx, s, func(r congress.Record) error {
		if len(batch) == 256 || len(batch) > 0 && batch[0].Stream != r.Stream {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = append(batch, r)
		return nil
	})
	if err = errors.Join(err, flush()); err != nil {
		return "", errors.Join(err, log.Close())
	}
	streams, err := log.Streams(ctx)
	for _, stream := range streams {
		f, verifyErr := journal.Verify(ctx, log, stream)
		if verifyErr == nil && f.Bad != 0 {
			verifyErr = fmt.Errorf("the repaired stream %s does not verify: %s", stream, f.Problem)
		}
		err = errors.Join(err, verifyErr)
	}
	if err = errors.Join(err, log.Close(), s.log.Close()); err != nil {
		return "", err
	}
	if err := os.Rename(path, kept); err != nil {
		return "", err
	}
	for _, side := range []string{"-wal", "-shm"} { // what could not be moved into the file belongs to it
		if err := os.Rename(path+side, kept+side); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return kept, os.Rename(fresh, path)
}
