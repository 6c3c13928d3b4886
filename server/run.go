package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/documents/blobs"
	"plenum/documents/rooms"
	"plenum/handlers"
	"plenum/handlers/api"
	"plenum/handlers/discussions"
	"plenum/handlers/register"
	"plenum/journal"
	mobileapi "plenum/mobile-api"
	"plenum/realtime"
)

// server is the program's parts, wired. open builds it, serve runs it, close ends it.
type server struct {
	config      *Config
	log         *slog.Logger
	stores      *stores
	halls       *journal.Halls
	policy      *auth.Policy
	auth        *auth.Service
	documents   *rooms.Rooms
	discussion  *discussion.Service
	compilation *compilation.Service
	newer       *newer
}

// open opens the stores and builds the rules on them; nothing listens yet.
func open(ctx context.Context, c *Config, log *slog.Logger) (*server, error) {
	s := &server{config: c, log: log, newer: &newer{}}
	var err error
	if s.stores, err = openStores(ctx, c); err != nil {
		return nil, err
	}
	if s.policy, err = auth.NewPolicy(); err != nil {
		return nil, errors.Join(err, s.stores.close())
	}
	o := journal.Options{
		Log: s.stores.log, Visible: s.policy.Visible, Now: time.Now, NewIndex: s.policy.NewIndex, Heads: s.stores.heads,
		Report: func(stream congress.StreamID, doing string, err error) {
			log.Error("journal", "stream", string(stream), "doing", doing, "error", err)
		},
	}
	o.Patience = c.StoreTimeout * 3 / 2
	if s.stores.shared {
		o.Poll, o.StaleAfter = c.Poll, c.StaleAfter
	}
	s.halls = journal.New(o)
	if s.auth, err = auth.New(auth.Options{
		Halls: s.halls, Policy: s.policy, Now: time.Now, SessionLife: time.Duration(c.SessionDays) * 24 * time.Hour, Server: s.stores.sharer(),
	}); err != nil {
		return nil, errors.Join(err, s.stores.close())
	}
	reading, err := openReading(c)
	if err != nil {
		return nil, errors.Join(err, s.stores.close())
	}
	files := blobs.NewFiles(blobs.Options{Store: s.stores.blobs, Now: time.Now, Log: s.log, Temp: reading.folder, Cache: s.stores.copies, Room: s.stores.disks.Room})
	s.documents = rooms.New(reading.options(rooms.Options{
		Reads: s.stores.reads, Server: s.stores.sharer(), Files: files, Total: func(a congress.Actor) int64 { return c.Quota.Of(s.policy, a).Total }, Keep: s.newer.keep, Require: s.auth.Require, Policy: s.policy, Now: time.Now, Who: s.auth.Who, MaxFile: c.MaxFile, Halls: s.halls, Log: s.log, Antivirus: c.antivirus(), Link: s.stores.link,
	}))
	s.discussion = discussion.New(discussion.Options{
		Halls: s.halls, Log: s.stores.log, Require: s.auth.Require, Visible: s.policy.Visible, Allow: s.policy.Allow, Now: time.Now, Reveal: s.documents.Reveal, Pages: s.documents.Text, PDF: reading.pdf(),
	})
	s.compilation = compilation.New(compilation.Options{
		Halls: s.halls, Log: s.stores.log, Discussions: s.discussion, Require: s.auth.Require, Visible: s.policy.Visible, Allow: s.policy.Allow, Now: time.Now, PDF: reading.pdf(), Stop: ctx,
		Materials: discussions.Materials(s.documents),
	})
	return s, nil
}

// close ends the halls and then the stores.
func (s *server) close(ctx context.Context) error {
	s.halls.Close(ctx)
	return s.stores.close()
}

// run serves until ctx ends and then stops in this order: sockets are told to come back and none is
// taken any more, no connection is accepted, requests under way get their answer, the background
// work ends. close then ends the halls and the stores. ready is called with the address once
// requests are answered.
func (s *server) run(ctx context.Context, ready func(addr net.Addr)) error {
	hub := realtime.New(context.WithoutCancel(ctx), realtime.Options{
		Auth: s.auth, Halls: s.halls, Policy: s.policy, Now: time.Now, Log: s.log, Discussions: s.discussion,
		Limits: realtime.Limits{PerAddress: s.config.SocketsPerAddress},
	})
	stopping, stopped := context.WithCancel(context.WithoutCancel(ctx))
	defer stopped()
	listener, err := s.listen(ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	if s.stores.reads == nil {
		s.log.Warn("another process keeps its lines of the read audit in the data folder: those of this one are in memory alone until the log has them")
	}
	registry := s.registry(hub)
	app, err := s.app(stopping, ctx, hub, registry, listener.Addr())
	if err != nil {
		return err
	}
	metrics, err := s.listenMetrics(ctx, registry)
	if err != nil {
		return err
	}
	defer metrics.close()
	if err := s.halls.Examine(ctx); err != nil {
		s.log.Error("the log was not compared with what was noted of it", "error", err)
	}
	if err := s.newer.begin(ctx, s.stores, time.Now()); err != nil {
		s.log.Error("whether files are newer than the log is not known", "error", err)
	}
	if err := s.tidy(ctx); err != nil {
		s.log.Error("tidying at the start was not finished", "error", err)
	}

	var background sync.WaitGroup
	background.Go(func() { s.halls.Run(stopping) })
	background.Go(func() {
		if err := hub.Run(stopping); err != nil {
			s.log.Error("hub", "error", err)
		}
	})
	background.Go(func() { s.sweep(stopping) })
	background.Go(func() { s.giveUpDead(stopping) })
	background.Go(func() { s.takeOver(stopping) })
	background.Go(func() {
		s.auth.ShareSignIns(stopping, func(err error) { s.log.Warn("wrong sign-ins were not shared with other servers", "error", err) })
	})
	background.Go(func() { s.keepHeads(stopping) })
	background.Go(func() { s.documents.Run(stopping) })
	background.Go(func() { s.stores.disks.watch(stopping) })
	background.Go(metrics.serve)
	served := make(chan error, 1)
	go func() { served <- app.Listener(api.Strict(listener)) }()
	ready(listener.Addr())

	select {
	case err = <-served:
		err = fmt.Errorf("listen on %s: %w", s.config.Addr, err)
	case <-ctx.Done():
		s.log.Info("stopping")
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Drain)
	defer cancel()
	begin := time.Now()
	hub.Close(drain) // first, and it takes no new ones: Shutdown does not know hijacked connections
	s.log.Debug("sockets closed", "took", time.Since(begin).String())
	if shutdownErr := app.ShutdownWithContext(drain); shutdownErr != nil {
		s.log.Warn("requests under way were cut", "error", shutdownErr)
	}
	stopped()
	metrics.close()
	background.Wait()
	s.log.Info("stopped", "took", time.Since(begin).Round(time.Millisecond).String())
	return err
}

// registry has the metrics of the program's parts; those of requests come with the app.
func (s *server) registry(hub *realtime.Hub) *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(hub.Collectors()...)
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "plenum_halls", Help: "Congresses live in memory."},
		func() float64 { return float64(s.halls.Len()) }))
	s.stores.disks.register(s.log, registry)
	return registry
}

// app builds the HTTP side, for the address that it is served at. requests ends the requests that
// are still there when the drain is over; stop tells that the server is stopping.
func (s *server) app(requests, stop context.Context, hub *realtime.Hub, registry *prometheus.Registry, addr net.Addr) (*fiber.App, error) {
	address := s.config.publicURL(addr)
	if address == "" {
		s.log.Warn("no report can be signed: public-url is not set, and the server does not listen on this machine only")
	}
	proxies, err := s.config.proxies()
	if err != nil {
		return nil, err
	}
	return handlers.New(handlers.Options{
		Options: api.Options{
			Auth: s.auth, Policy: s.policy, Now: time.Now, NewID: func() string { return congress.NewUUID(time.Now()) },
			Log: s.log, Registry: registry, TrustedProxies: proxies, Origins: splitComma(s.config.Origins),
			PublicURL: s.config.PublicURL, MetricsToken: s.config.MetricsToken, Secure: s.config.secure(),
			StallTime: s.config.Stall, Quota: s.config.Quota, Context: requests,
		},
		Documents:  register.Options{Rooms: s.documents, Stall: s.config.Stall, Stop: stop, Online: hub.Online},
		Discussion: s.discussion,
		Compilation: discussions.CompilationOptions{
			Service: s.compilation, Address: address, Stall: s.config.Stall, Stop: stop,
		},
		Warnings: s.stores.disks.Warnings,
		Damage:   func() any { return append(s.halls.Damage(), s.newer.told()...) },
		Ready: map[string]func(context.Context) error{
			"log": s.stores.log.Ping, "files": s.stores.blobs.Ping, "server": func(context.Context) error { return stop.Err() },
		},
	},
		mobileapi.Routes(mobileapi.Options{
			Auth: s.auth, Documents: s.documents, Discussion: s.discussion, Compilation: s.compilation, Hub: hub, Stall: s.config.Stall,
		}),
	)
}

func (s *server) listen(ctx context.Context) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Addr)
	if err != nil {
		return nil, fmt.Errorf("addr: %s cannot be listened on: %w", s.config.Addr, err)
	}
	if s.config.TLSCert == "" {
		return listener, nil
	}
	pair, err := tls.LoadX509KeyPair(s.config.TLSCert, s.config.TLSKey)
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("tls-cert and tls-key cannot be used: %w", err)
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), nil
}

// congresses runs f in every congress's hall; what goes wrong in one keeps f from no other.
func (s *server) congresses(ctx context.Context, f func(*journal.Hall) error) error {
	system, leave, err := s.halls.Enter(ctx, congress.System)
	if err != nil {
		return err
	}
	defer leave()
	var all []error
	for r := range system.All(auth.ServerActor(""), congress.KindCongress) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h, leave, err := s.halls.Enter(ctx, congress.StreamID(r.Object))
		if err == nil {
			err = f(h)
			leave()
		}
		if err != nil {
			all = append(all, fmt.Errorf("congress %s: %w", r.Object, err))
		}
	}
	return errors.Join(all...)
}

// tidy finishes what a crash broke off: recalls, files that wait to be read, attachments whose
// comment was hidden, and files that no record names.
func (s *server) tidy(ctx context.Context) error {
	return s.congresses(ctx, func(h *journal.Hall) error {
		if len(h.Damage()) > 0 {
			return nil // nothing is written or swept there until it is repaired
		}
		if err := s.documents.FinishRecalls(ctx, h); err != nil {
			return err
		}
		s.documents.Resume(ctx, h)
		if err := s.discussion.Resume(ctx, h); err != nil {
			return err
		}
		s.newer.next(h.Stream)
		n, err := s.documents.Sweep(ctx, h, 24*time.Hour)
		if kept := s.newer.last(); kept > 0 {
			s.log.Error("FILES ARE NEWER THAN THE LOG: no record names them, and they are not deleted; an older copy of the log was restored, or the server was cut off amid an upload", "congress", string(h.Stream), "count", kept)
		}
		if n > 0 {
			s.log.Info("files that no record names were deleted", "congress", string(h.Stream), "count", n)
		}
		return err
	})
}

// keepHeads brings the heads to the disk every second, and notes every half a minute that the
// server lives, until ctx ends.
func (s *server) keepHeads(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for beat := 0; ; beat++ {
		sync := s.stores.heads.Sync
		if beat%30 == 0 {
			sync = s.stores.heads.Live
		}
		if err := sync(); err != nil {
			s.log.Warn("the heads of the log were not kept apart from it", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// sweep tidies and forgets sessions that ran out, every hour until ctx ends.
func (s *server) sweep(ctx context.Context) {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if _, err := s.auth.SweepSessions(ctx); err != nil {
				s.log.Warn("sessions that ran out were not forgotten", "error", err)
			}
			if err := s.tidy(ctx); err != nil {
				s.log.Warn("tidying was not finished", "error", err)
			}
		}
	}
}

func newLogger(c *Config, w io.Writer) *slog.Logger {
	level, _ := c.level() // check has read it before
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
