package mongodb_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenum/journal"
	"plenum/storage/mongodb"
	"plenum/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m, storagetest.Child{OpenLog: open}) }

// A place is a URI whose path is the database.
func open(place string) (journal.Log, error) {
	u, err := url.Parse(place)
	if err != nil {
		return nil, err
	}
	database := strings.TrimPrefix(u.Path, "/")
	u.Path = "/"
	// The server of the tests looks at all records of a collection for each
	// answer: among 100,000 that takes seconds, and on a busy machine more than the default patience.
	return mongodb.Open(context.Background(), mongodb.Config{URI: u.String(), Database: database, Patience: 5 * time.Minute})
}

var databases atomic.Int64

func database(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		panic(err)
	}
	u.Path = fmt.Sprintf("/plenum_test_%d_%d", os.Getpid(), databases.Add(1))
	return u.String()
}

func TestLog(t *testing.T) {
	uri := os.Getenv("PLENUM_TEST_MONGODB_URI")
	if uri == "" {
		// One server for the whole suite, each test in a database of its own.
		uri = sync.OnceValue(func() string { return storagetest.StartMongoDB(t).URI() })()
	}
	storagetest.TestLog(t, storagetest.LogStore{
		New:  func(testing.TB) string { return database(uri) },
		Open: open,
		Away: func(tb testing.TB) (journal.Log, func(), func()) {
			u, err := url.Parse(uri)
			if err != nil {
				tb.Fatal(err)
			}
			proxy := storagetest.NewProxy(tb, u.Host)
			u.Host = proxy.Addr
			q := u.Query()
			q.Set("directConnection", "true")
			u.RawQuery = q.Encode()
			log, err := open(database(u.String()))
			if err != nil {
				tb.Fatal(err)
			}
			tb.Cleanup(func() { _ = log.Close() })
			return log, proxy.Cut, proxy.Mend
		},
		// Killing needs a server of the test's own, also when another was named.
		Server: func(tb testing.TB) (string, func()) {
			s := storagetest.StartMongoDB(tb)
			return database(s.URI()), func() { s.Kill(); s.Restart() }
		},
	})
}
