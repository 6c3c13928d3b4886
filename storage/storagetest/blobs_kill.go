package storagetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"plenum/congress"
	"plenum/documents/blobs"
)

// blobSize says how long the blob with the key is, wherever it is asked.
func blobSize(key string) int64 {
	b := contentBytes(key, 4)
	return int64(b[0])<<10 + int64(b[1]) + int64(b[2]&1)*500_000
}

// writeBlobs is the child's work: four writers put blobs and print the keys
// that were acknowledged, for ever.
func writeBlobs(open func(string) (blobs.Store, error), place, round string) error {
	b, err := open(place)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for writer := range 4 {
		go func() { // ends with the process
			for i := 0; ; i++ {
				key := fmt.Sprintf("round-%s/%d/%d", round, writer, i)
				size := blobSize(key)
				declared := size
				if i%2 == 1 {
					declared = -1
				}
				if _, err := b.Put(context.Background(), key, declared, content(key, size)); err != nil {
					failed <- err
				}
				if _, err := fmt.Fprintln(os.Stdout, key); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func (s BlobStore) killedClient(t *testing.T) {
	place := s.New(t)
	s.openAt(t, place)
	kills, count := rounds(t), 0
	for i := range kills {
		round := fmt.Sprint(i + 1)
		acknowledged := killChild(t, place, round)
		b := s.openAt(t, place)
		seen := map[string]bool{}
		list, err := b.List(t.Context(), "round-"+round+"/", "", 100_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range list {
			if _, err := b.Stat(t.Context(), info.Key); errors.Is(err, congress.ErrNotFound) {
				continue // a server that heard of its client's end may take back what nobody was told of
			}
			seen[info.Key] = true
			wantBlob(t, b, info.Key, blobSize(info.Key)) // visible, so whole
		}
		for _, key := range acknowledged {
			if !seen[key] {
				t.Fatalf("after kill %s the acknowledged blob %s is gone", round, key)
			}
		}
		count += len(list)
	}
	t.Logf("%d kills, %d blobs", kills, count)
}

// killedServer kills the server while a client puts blobs.
func (s BlobStore) killedServer(t *testing.T) {
	const kills = 3
	place, restart := s.Server(t)
	b := s.openAt(t, place)
	for kill := range kills {
		reached, restarted, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
		var acknowledged []string
		go func() { // ends a few blobs after the restart
			defer close(done)
			for i, rest := 0, 5; rest > 0; i++ {
				if i == 10 {
					close(reached)
				}
				key := fmt.Sprintf("round-%d/%d", kill, i)
				_, err := b.Put(t.Context(), key, blobSize(key), content(key, blobSize(key)))
				if err == nil {
					acknowledged = append(acknowledged, key)
				} else if congress.KindOf(err) != congress.Unavailable && congress.KindOf(err) != congress.Conflict {
					t.Errorf("the error is %v, want unavailable", err)
				}
				select {
				case <-restarted:
					if err == nil {
						rest--
					}
				default:
				}
			}
		}()
		<-reached
		restart()
		close(restarted)
		<-done
		for _, key := range acknowledged {
			wantBlob(t, b, key, blobSize(key))
		}
		list, err := b.List(t.Context(), "", "", 100_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range list {
			wantBlob(t, b, info.Key, blobSize(info.Key))
		}
		t.Logf("kill %d: %d blobs acknowledged", kill+1, len(acknowledged))
	}
}
