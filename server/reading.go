package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"plenum/documents"
	"plenum/documents/extract"
)

// The folders of the data folder that reading files uses. What is in them can be deleted while the server is stopped.
const (
	cacheFolder   = "cache"   // PDFium's compiled form
	readingFolder = "reading" // files while they are read
)

// readFiles gives the function that reads received files, each in a process of
// its own, and makes its folders; what a crash left in them goes.
func readFiles(c *Config) (func(context.Context, string, documents.File) (documents.Reading, error), error) {
	cache, err := filepath.Abs(filepath.Join(c.Data, cacheFolder))
	if err != nil {
		return nil, err
	}
	reading := filepath.Join(c.Data, readingFolder)
	if err := os.RemoveAll(reading); err != nil {
		return nil, fmt.Errorf("data: %s cannot be emptied: %w", reading, err)
	}
	for _, dir := range []string{cache, reading} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("data: %s cannot be made: %w", dir, err)
		}
	}
	reader := extract.Reader{Cache: cache}
	var first sync.Mutex // the first PDF fills the cache, which costs seconds; the next ones wait for that rather than doing it too
	var filled atomic.Bool
	return func(ctx context.Context, path string, f documents.File) (documents.Reading, error) {
		if f.Type == "application/pdf" && !filled.Load() {
			first.Lock()
			defer first.Unlock()
			defer filled.Store(true)
		}
		found, err := reader.Read(ctx, path, f.Type)
		if err != nil {
			return documents.Reading{}, err
		}
		r := documents.Reading{Pages: found.Pages, Properties: found.Properties}
		for _, w := range found.Warnings {
			r.Warnings = append(r.Warnings, documents.Warning(w))
		}
		return r, nil
	}, nil
}
