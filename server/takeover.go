package main

import (
	"context"
	"time"
)

// giveUpEvery is how often uploads of servers that are gone are looked for.
const giveUpEvery = 10 * time.Second

// giveUpDead removes, at the start and from then on until ctx ends, what servers that died left in the file store of uploads that never came to
// their end.
func (s *server) giveUpDead(ctx context.Context) {
	ticker := time.NewTicker(giveUpEvery)
	defer ticker.Stop()
	for {
		n, err := s.stores.blobs.GiveUpDead(ctx)
		if n > 0 {
			s.log.Info("uploads that a server left unfinished were removed", "count", n)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("uploads that a server left unfinished were not removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
