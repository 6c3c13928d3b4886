package rooms

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/antivirus"
	"plenum/documents/blobs"
	"plenum/documents/delivery"
	"plenum/documents/ingest"
	"plenum/documents/pictures"
	"plenum/documents/readership"
	"plenum/documents/uploads"
	"plenum/journal"
)

// Options are what the rooms are given. The first four are required; the others are described in
// the options of the room that is given them.
type Options struct {
	Files   *blobs.Files
	Require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	Policy  *auth.Policy
	Now     func() time.Time
	Halls   *journal.Halls // required with Run, and for what is kept in side streams: receipts and the read audit
	Log     *slog.Logger   // nil: nothing is logged
	Temp    string         // folder for files while they are worked on; "": the system's
	Server  string         // who this server is to others that share the stores; "": one process owns them

	Who     func(context.Context, congress.AccountID) (journal.Who, error)
	Reads   *readership.KeptReads // keeps lines of the read audit until the log has them; nil: they are in memory alone
	MaxFile int64
	Total   func(congress.Actor) int64
	Keep    func(time.Time) bool

	Read          func(ctx context.Context, path string, f documents.File, pages func(done, of int)) (ingest.Reading, error)
	Antivirus     *antivirus.Scanner
	Convert       func(ctx context.Context, path string, f documents.File) (string, error)
	ShowsChanges  bool
	ConverterHere func(context.Context) error
	Draw          func(ctx context.Context, path string, wanted []pictures.Picture, urgent bool, each func(pictures.Picture, []byte) error) error // needs Read
	Watermark     func(ctx context.Context, path, out string, text delivery.Watermark) error                                                      // nil: restricted documents cannot be read
	Kept          func(ctx context.Context, path, copied string) error
	Link          func(ctx context.Context, key, mime, disposition string, life time.Duration) (string, error)
}

// Rooms are the rooms of the documents, connected.
type Rooms struct {
	*documents.Register
	*readership.Audit
	*readership.Board
	*ingest.Ingest
	*uploads.Uploads
	*delivery.Delivery
	*pictures.Pictures

	blobs *blobs.Files
}

// New makes the rooms from the bottom upwards. Each is given what it uses, and nothing knows what
// is above it: what a room has to hear of the register, follow has it told.
func New(o Options) *Rooms {
	var copies *delivery.Watermarker
	var try func(context.Context, blobs.Stored) error
	if o.Watermark != nil {
		copies = delivery.NewWatermarker(delivery.WatermarkerOptions{Files: o.Files, Log: o.Log, Watermark: o.Watermark, Kept: o.Kept})
		try = copies.Try
	}
	if o.Read == nil {
		o.Draw = nil // nobody knows how many pages a file has
	}
	processors := ingest.NewProcessors(runtime.GOMAXPROCS(0) - 1)
	var s Rooms
	s.blobs = o.Files
	s.Register = documents.New(documents.Options{
		Files: o.Files, Require: o.Require, Policy: o.Policy, Now: o.Now, Log: o.Log, Halls: o.Halls, TryWatermark: try, Keep: o.Keep,
	})
	s.Audit = readership.NewAudit(readership.AuditOptions{Register: s.Register, Policy: o.Policy, Halls: o.Halls, Now: o.Now, Log: o.Log, Reads: o.Reads, Who: o.Who})
	s.Board = readership.NewBoard(readership.BoardOptions{Register: s.Register, Audit: s.Audit, Files: o.Files, Policy: o.Policy, Halls: o.Halls, Now: o.Now})
	s.Ingest = ingest.New(ingest.Options{
		Register: s.Register, Files: o.Files, Halls: o.Halls, Now: o.Now, Log: o.Log, Processors: processors, Read: o.Read, Antivirus: o.Antivirus,
		Convert: o.Convert, ShowsChanges: o.ShowsChanges, ConverterHere: o.ConverterHere, Server: o.Server,
	})
	s.Uploads = uploads.New(uploads.Options{
		Register: s.Register, Files: o.Files, Ingest: s.Ingest, Require: o.Require, Policy: o.Policy, Now: o.Now, MaxFile: o.MaxFile, Temp: o.Temp, Total: o.Total,
	})
	s.Delivery = delivery.New(delivery.Options{
		Register: s.Register, Files: o.Files, Audit: s.Audit, Board: s.Board, Policy: o.Policy, Now: o.Now, Watermarker: copies, Scans: o.Antivirus != nil, Link: o.Link,
	})
	s.Pictures = pictures.New(pictures.Options{
		Register: s.Register, Files: o.Files, Delivery: s.Delivery, Halls: o.Halls, Log: o.Log, Steps: s.Ingest.Steps(), Processors: processors, Draw: o.Draw,
	})
	s.follow()
	return &s
}

// follow is the list of what happens after a publication, a recall, an undo, or any other change of
// a document or a file, in this order and before the answer. Only the erasing of a recall is not
// here, because it can fail: see Register.Recall.
func (s *Rooms) follow() {
	s.OnChange(s.DropFromIndex)   // the search has no text of what is not given as it is any more
	s.OnChange(s.DropFromCache)   // nor has the cache its bytes
	s.OnChange(s.QueueFile)       // a file that waits to be read is read
	s.OnChange(s.PlanPublication) // an approved file is published at its time
	s.OnChange(s.DrawChanged)     // pictures are drawn of a file that became ready or was published
	s.OnChange(s.PublishReady)    // an attachment whose file became ready is published
}

// Run does what has to be done in the background, in every room, until ctx ends.
func (s *Rooms) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, run := range []func(context.Context){s.Register.Run, s.Audit.Run, s.blobs.Run, s.Ingest.Run, s.Pictures.Run} {
		all.Go(func() { run(ctx) })
	}
	all.Wait()
}

// Resume has Run do what waits in a congress since before the last stop. Doing it again does
// nothing more.
func (s *Rooms) Resume(ctx context.Context, h *journal.Hall) {
	s.Pictures.Resume(h)
	s.Register.Resume(ctx, h)
	s.Ingest.Resume(h)
}

// TakeUp has Run do what the records of a congress say is to be done, also what another server had
// begun before it died. Doing it again does nothing more.
func (s *Rooms) TakeUp(h *journal.Hall) {
	s.Register.TakeUp(h)
	s.Ingest.TakeUp(h)
}
