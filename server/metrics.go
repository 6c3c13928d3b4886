package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are served at an address of this machine that no proxy passes on. The zero value serves
// nothing.
type metrics struct {
	server   *http.Server
	listener net.Listener
}

// listenMetrics listens at --metrics; serve answers.
func (s *server) listenMetrics(ctx context.Context, registry *prometheus.Registry) (metrics, error) {
	if s.config.Metrics == "off" {
		return metrics{}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Metrics)
	if err != nil {
		return metrics{}, fmt.Errorf("metrics: %s cannot be listened on: %w", s.config.Metrics, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return metrics{&http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}, listener}, nil
}

func (m metrics) serve() {
	if m.server != nil {
		_ = m.server.Serve(m.listener) // ends with close
	}
}

func (m metrics) close() {
	if m.server != nil {
		_ = m.listener.Close() // also when it was never served
		_ = m.server.Close()
	}
}
