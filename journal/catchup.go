package journal

import (
	"context"
	"time"

	"plenum/congress"
)

// Refresh takes in what other servers wrote. When it returns, the state is at
// least as new as the log was when it was called.
func (h *Hall) Refresh(ctx context.Context) error {
	_, err := h.ask(ctx, &request{})
	return err
}

// poll takes in what other servers wrote.
func (h *Hall) poll(ctx context.Context) {
	limited, cancel := context.WithTimeout(ctx, pollLimit)
	defer cancel()
	if err := h.catchUp(limited); err != nil && ctx.Err() == nil {
		h.uncertain = true // whoever comes next asks before anything is written
		h.report("poll", err)
	}
}

// catchUpSoon is catchUp for those who wait for an answer.
func (h *Hall) catchUpSoon(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, pollLimit)
	defer cancel()
	return away(ctx, h.catchUp(limited))
}

// catchUp takes in the records after the state's head, checking that they continue the chain.
func (h *Hall) catchUp(ctx context.Context) error {
	for {
		begun := time.Now()
		records, err := h.options.Log.Read(ctx, h.Stream, h.state.head.N, 1000)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			h.hear(begun)
			h.uncertain = false
			return nil
		}
		head := h.state.head
		for i := range records {
			if err := Check(head, &records[i]); err != nil {
				return congress.Wrap(err, errBroken.Kind, errBroken.Code)
			}
			head = congress.Head{N: records[i].N, Hash: records[i].Hash}
		}
		h.apply(records)
		if h.loaded && len(h.damage) == 0 {
			h.note(h.state.head)
		}
	}
}

func asksToCatchUp(batch []*request) bool {
	for _, q := range batch {
		if q.Make == nil {
			return true
		}
	}
	return false
}
