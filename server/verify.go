package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// check is one run of `plenum verify`: it counts what is bad, and keeps what it did not look at,
// which it says at its end, so that nobody takes its silence for more than it saw.
type check struct {
	streams
	config *Config
	stores *stores

	bad     int
	unseen  []documents.Unseen
	partial bool // something that should have been looked at was not
}

// unseenError says that nothing bad was found and that not everything could be looked at.
type unseenError struct{ error }

// verify is `plenum verify`: it reads every stream and says of each whether it is whole and has all
// that was noted of it apart from the log, then every file that a record names, and at its end what
// it did not look at. headsFrom is a file of heads that the operator kept elsewhere; "": none.
func verify(ctx context.Context, c *Config, headsFrom string, out streams) error {
	if c.MongoDB == "" {
		if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); err != nil {
			return fmt.Errorf("data: there is no log in %s", c.Data)
		}
	}
	elsewhere, err := readHeads(headsFrom)
	if err != nil {
		return err
	}
	v := &check{streams: out, config: c}
	s, err := open(ctx, c, newLogger(c, out.err))
	switch {
	case err == nil:
		v.stores = s.stores
		v.files(ctx, s, v.log(ctx, elsewhere))
		err = s.close(context.WithoutCancel(ctx))
	case errors.Is(err, errNoFiles): // the log is looked at all the same
		away := err
		if v.stores, err = openLog(ctx, c); err != nil {
			return err
		}
		v.missed("every file", away.Error())
		v.log(ctx, elsewhere)
		err = v.stores.close()
	default:
		return err
	}
	v.always()
	v.say()
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case v.bad > 0:
		return fmt.Errorf("%d streams or files are damaged", v.bad)
	case v.partial:
		return unseenError{errors.New("nothing bad was found, and not everything could be looked at")}
	}
	return nil
}

// missed notes what should have been looked at.
func (v *check) missed(what, because string) {
	v.partial = true
	v.unseen = append(v.unseen, documents.Unseen{What: what, Because: strings.ReplaceAll(because, "\n", "; ")})
}

// always notes what no run looks at.
func (v *check) always() {
	note := func(what, because string) {
		v.unseen = append(v.unseen, documents.Unseen{What: what, Because: because})
	}
	if v.config.S3Endpoint != "" {
		note("unfinished uploads in the bucket that the store does not list and that no note of Plenum's names",
			"the store tells of them by their exact key alone, as MinIO does after a restart")
	}
	if v.config.MongoDB != "" {
		note("the pages and indexes of the database", "MongoDB checks them itself")
		note("heads that other servers noted", "each server keeps its own; a copy is compared by --heads")
	}
	if v.config.MongoDB != "" || v.config.S3Endpoint != "" {
		note("what servers wrote while this check ran, and what they keep in memory and in their caches", "they may be running")
	}
	if kept, _ := os.ReadDir(filepath.Join(v.config.Data, readsFolder)); len(kept) > 0 {
		v.unseen = append(v.unseen, documents.Unseen{What: "records of the read audit in " + readsFolder, Because: "the log gets them when the server runs with it", Count: len(kept)})
	}
	note("files in the store with names that are none of Plenum's", "it lists its own alone")
	note("backups, replicas and trash of the stores, and tablets", "this check reads one log and one file store, as they answer now")
}

// say writes the list, each line once with what was counted in all.
func (v *check) say() {
	type line struct{ what, because string }
	counts, order := map[line]int{}, []line{}
	for _, u := range v.unseen {
		l := line{u.What, u.Because}
		if _, there := counts[l]; !there {
			order = append(order, l)
		}
		counts[l] += u.Count
	}
	for _, l := range order {
		what := l.what
		if counts[l] > 0 {
			what = fmt.Sprintf("%s (%d)", what, counts[l])
		}
		fmt.Fprintf(v.out, "not looked at: %s, because %s\n", what, l.because)
	}
}

// readHeads reads a file of heads; "" is none.
func readHeads(path string) (noted journal.Noted, err error) {
	if path == "" {
		return noted, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return noted, fmt.Errorf("heads cannot be read: %w", err)
	}
	defer f.Close()
	if noted, err = journal.ReadHeads(f); err == nil && len(noted.Streams) == 0 {
		err = fmt.Errorf("heads: %s has none", path)
	}
	return noted, err
}

// noted is what is known of the streams apart from the log.
func (v *check) noted(elsewhere journal.Noted) journal.Noted {
	noted := v.stores.heads.Noted()
	if v.stores.heads == nil { // a running server keeps them
		var err error
		if noted, err = readHeads(filepath.Join(v.config.Data, headsFile)); err != nil {
			noted = journal.Noted{Streams: map[congress.StreamID][]congress.Head{}}
			v.missed("the noted heads of the data folder", err.Error())
		}
	}
	if bad := noted.Bad + elsewhere.Bad; bad > 0 {
		v.unseen = append(v.unseen, documents.Unseen{What: "noted heads", Count: bad, Because: "their lines cannot be read; the others are used"})
	}
	for stream, heads := range elsewhere.Streams {
		noted.Streams[stream] = append(noted.Streams[stream], heads...)
	}
	return noted
}

// log reads every stream, and gives those that are there.
func (v *check) log(ctx context.Context, elsewhere journal.Noted) (there []congress.StreamID) {
	noted := v.noted(elsewhere)
	there, err := v.stores.log.Streams(ctx)
	if err != nil {
		v.missed("every stream", err.Error())
		return nil
	}
	all := slices.Concat(there, slices.Collect(maps.Keys(noted.Streams))) // those of which the log knows nothing any more, too
	slices.Sort(all)
	all = slices.Compact(all)
	faults, err := v.stores.log.Check(ctx)
	if err != nil {
		v.missed("the storage of the log", err.Error())
	}
	for _, fault := range faults {
		v.bad++
		fmt.Fprintf(v.out, "BAD  the storage: %s\n", fault)
	}
	well := 0
	for _, stream := range all {
		if v.stream(ctx, stream, noted.Streams[stream]) {
			well++
		}
	}
	fmt.Fprintf(v.out, "%d of %d streams verified\n", well, len(all))
	return there
}

// stream reads one stream and reports whether it is whole.
func (v *check) stream(ctx context.Context, stream congress.StreamID, heads []congress.Head) bool {
	f, err := journal.Verify(ctx, v.stores.log, stream, heads...)
	if err != nil {
		v.missed(fmt.Sprintf("stream %s after record %d", stream, f.Head.N), err.Error())
		return false
	}
	if len(heads) == 0 {
		v.unseen = append(v.unseen, documents.Unseen{What: fmt.Sprintf("whether stream %s has lost its end", stream), Because: "no head of it was noted apart from the log"})
	}
	if f.Bad != 0 {
		v.bad++
		fmt.Fprintf(v.out, "BAD  %s: first bad record %d: %s\n", stream, f.Bad, f.Problem)
		fmt.Fprintf(v.err, "plenum: stream %s: %s\n", stream, f.Problem)
		v.unseen = append(v.unseen, documents.Unseen{What: fmt.Sprintf("stream %s from record %d on", stream, f.Bad+1), Because: "the chain proves nothing behind a bad record"})
		return false
	}
	lost := ""
	if f.Lost > 0 {
		lost = fmt.Sprintf(", %d LOST to damage and repaired by placeholders", f.Lost)
		v.unseen = append(v.unseen, documents.Unseen{What: "files and recalls of records that were lost", Count: int(f.Lost), Because: "nothing says what those records named"}) //nolint:gosec // a count of records
	}
	fmt.Fprintf(v.out, "ok   %s: %d records, %d bodies erased%s, head %s\n", stream, f.Records, f.Erased, lost, f.Head.Hash)
	return true
}

// files holds the files of each congress to their records.
func (v *check) files(ctx context.Context, s *server, streams []congress.StreamID) {
	system, leave, err := s.halls.Enter(ctx, congress.System)
	if err != nil {
		v.missed("every file", "the congresses are not known: "+err.Error())
		return
	}
	defer leave()
	if len(system.Damage()) > 0 {
		v.missed("files of congresses that damaged records of stream system name", "nothing else names them")
	}
	known := map[congress.StreamID]bool{congress.System: true, congress.CongressID(congress.System).Side(): true}
	for r := range system.All(auth.ServerActor(""), congress.KindCongress) {
		id := congress.CongressID(r.Object)
		known[id.Stream()], known[id.Side()] = true, true
		h, leave, err := s.halls.Enter(ctx, id.Stream())
		if err == nil {
			err = v.congress(ctx, s, h)
			leave()
		}
		if err != nil {
			v.missed("files of congress "+string(id)+" of which nothing is said above", err.Error())
		}
	}
	for _, stream := range streams {
		if !known[stream] {
			v.missed("files of stream "+string(stream), "no record of stream system says that it is a congress")
		}
	}
	strange, err := s.documents.UnseenFiles(ctx, known)
	if err != nil {
		v.missed("whether the store has files of no congress", err.Error())
	}
	v.unseen = append(v.unseen, strange...)
}

func (v *check) congress(ctx context.Context, s *server, h *journal.Hall) error {
	p, err := s.documents.VerifyFiles(ctx, h)
	v.bad += len(p.Faults)
	for _, fault := range p.Faults {
		fmt.Fprintf(v.out, "BAD  %s: %s\n", h.Stream, fault)
	}
	for _, twin := range p.Twins {
		fmt.Fprintf(v.out, "same %s: %s\n", h.Stream, twin)
	}
	for _, key := range p.Begun {
		fmt.Fprintf(v.out, "part %s: the store has a part of an upload to %s, which is under way or was left by a server that died\n", h.Stream, key)
	}
	for _, u := range p.Unseen {
		v.unseen = append(v.unseen, u)
		v.partial = v.partial || u.Count == 0
	}
	mark := "ok  "
	if err != nil || len(p.Faults) > 0 {
		mark = "    "
	}
	fmt.Fprintf(v.out, "%s %s: %d files as they were received, %d recalled documents of which the store shows no byte\n", mark, h.Stream, p.Files, p.Erased)
	return err
}
