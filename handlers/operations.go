package handlers

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

type httpMetrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newHTTPMetrics(registry *prometheus.Registry) httpMetrics {
	m := httpMetrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "plenum_http_requests_total", Help: "HTTP requests answered."}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "plenum_http_request_seconds", Help: "Time until the answer was ready.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 10},
		}, []string{"route"}),
	}
	registry.MustRegister(m.requests, m.seconds)
	return m
}

func (m httpMetrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// operationRoutes are for whoever runs the server, and the front page.
func (s *server) operationRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/", Access: Anyone, Page: true, Handle: s.frontPage},
		{Method: "GET", Path: "/docs", Access: Anyone, Page: true, Handle: s.docsPage},
		{Method: "GET", Path: "/openapi.json", Access: Anyone, Handle: s.openAPI},
		{Method: "GET", Path: "/healthz", Access: Anyone, Handle: s.healthz},
		{Method: "GET", Path: "/readyz", Access: Anyone, Handle: s.readyz},
		{Method: "GET", Path: "/metrics", Access: Operator, Handle: s.metricsPage},
	}
}

func (s *server) openAPI(c *Call) error {
	return c.json(s.contract.json)
}

// healthz answers as long as the process serves at all.
func (s *server) healthz(c *Call) error { return c.Answer(map[string]string{"status": "ok"}) }

// readyPatience is how long each part may take to say that it is well.
const readyPatience = 3 * time.Second

// readyz answers whether requests should be sent here: storage can be reached and the server is not
// stopping. A damaged congress is told, by its stream and numbers, and does not make the server
// unready: the others are served as ever, and it is read. Nor does a warning.
func (s *server) readyz(c *Call) error {
	parts := map[string]string{}
	status := http.StatusOK
	var mu sync.Mutex
	var all sync.WaitGroup
	for name, ask := range s.options.Ready {
		all.Go(func() { // each with a time of its own, so that a part which does not answer takes none of the others'
			ctx, cancel := context.WithTimeout(c.Req, readyPatience)
			defer cancel()
			err := ask(ctx)
			mu.Lock()
			defer mu.Unlock()
			parts[name] = "ok"
			if err != nil {
				parts[name] = "unavailable"
				status = http.StatusServiceUnavailable
				s.options.Log.Warn("not ready", "part", name, "error", err)
			}
		})
	}
	all.Wait()
	c.Status(status)
	word := "ready"
	if status != http.StatusOK {
		word = "not-ready"
	}
	answer := map[string]any{"status": word, "parts": parts}
	if s.options.Warnings != nil {
		answer["warnings"] = s.options.Warnings()
	}
	if s.options.Damage != nil {
		answer["damaged"] = s.options.Damage()
	}
	return c.Answer(answer)
}

// collects reports whether the request brings the metrics' token.
func (s *server) collects(c *fiber.Ctx) bool {
	want, got := sha256.Sum256([]byte(s.options.MetricsToken)), sha256.Sum256([]byte(bearer(c)))
	return s.options.MetricsToken != "" && subtle.ConstantTimeCompare(want[:], got[:]) == 1
}

func (s *server) metricsPage(c *Call) error {
	families, err := s.options.Registry.Gather()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := expfmt.NewEncoder(&out, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderContentType, string(expfmt.NewFormat(expfmt.TypeTextPlain)))
	return c.Send(out.Bytes())
}

//nolint:gochecknoglobals // a pool is shared by its nature
var gzips = sync.Pool{New: func() any { w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return w }}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzips.Get().(*gzip.Writer)
	w.Reset(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	gzips.Put(w)
	return out.Bytes()
}
