package mongodb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/storage"
)

// Config says where the database is.
type Config struct {
	URI      string // with credentials; never logged
	Database string

	// Patience is how long one call waits for the server, beside its own context; 0 means 4 seconds.
	// Snapshots, indexes and erasures, which move more, have eight times that.
	Patience time.Duration
}

// Log implements journal.Log.
type Log struct {
	client    *mongo.Client
	records   *mongo.Collection
	snapshots *mongo.Collection
	patience  time.Duration

	mu     sync.RWMutex
	closed bool
}

// defaultPatience is Config.Patience when it is not set.
const defaultPatience = 4 * time.Second

// indexes is the one list: every query of this package is served by one of these.
func indexes() (records, snapshots []mongo.IndexModel) {
	unique := func() *options.IndexOptions { return options.Index().SetUnique(true) }
	return []mongo.IndexModel{
			{Keys: bson.D{{Key: "stream", Value: int32(1)}, {Key: "n", Value: int32(1)}}, Options: unique()},
			{Keys: bson.D{{Key: "stream", Value: int32(1)}, {Key: "id", Value: int32(1)}}, Options: unique()},
			{Keys: bson.D{{Key: "stream", Value: int32(1)}, {Key: "object", Value: int32(1)}, {Key: "n", Value: int32(1)}}},
		}, []mongo.IndexModel{
			{Keys: bson.D{{Key: "stream", Value: int32(1)}, {Key: "n", Value: int32(-1)}, {Key: "part", Value: int32(1)}}},
			{Keys: bson.D{{Key: "save", Value: int32(1)}, {Key: "part", Value: int32(1)}}, Options: unique()},
		}
}

// Open connects and ensures the indexes. Errors: Invalid "mongodb_uri_invalid", Unavailable.
func Open(ctx context.Context, c Config) (*Log, error) {
	journaled := true
	o := options.Client().ApplyURI(c.URI).SetAppName("plenum").
		SetServerSelectionTimeout(5 * time.Second).SetConnectTimeout(5 * time.Second).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journaled}).
		SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary())
	if err := o.Validate(); err != nil {
		return nil, congress.E(congress.Invalid, messages.MongoDBURIInvalid) // its text may hold the password
	}
	client, err := mongo.Connect(ctx, o)
	if err != nil {
		return nil, translate(ctx, err)
	}
	db := client.Database(c.Database)
	l := &Log{
		client: client, records: db.Collection("records"), snapshots: db.Collection("snapshots"),
		patience: cmp.Or(c.Patience, defaultPatience),
	}
	records, snapshots := indexes()
	if err = l.ensure(ctx, l.records, records); err == nil {
		err = l.ensure(ctx, l.snapshots, snapshots)
	}
	if err != nil {
		_ = client.Disconnect(context.WithoutCancel(ctx))
		return nil, err
	}
	return l, nil
}

// ensure makes the indexes that are missing, and asks for nothing when none is:
// not every server of this protocol takes an index that exists for granted.
func (l *Log) ensure(ctx context.Context, c *mongo.Collection, want []mongo.IndexModel) error {
	return l.callLong(ctx, func(ctx context.Context) error {
		there := map[string]bool{}
		cursor, err := c.Indexes().List(ctx)
		if err != nil {
			return err
		}
		for cursor.Next(ctx) {
			there[cursor.Current.Lookup("key").String()] = true
		}
		if err := cursor.Err(); err != nil {
			return err
		}
		var missing []mongo.IndexModel
		for _, index := range want {
			key, err := bson.Marshal(index.Keys)
			if err != nil {
				return err
			}
			if !there[bson.Raw(key).String()] {
				missing = append(missing, index)
			}
		}
		if len(missing) == 0 {
			return nil
		}
		_, err = c.Indexes().CreateMany(ctx, missing)
		return err
	})
}

// call runs one call to the server with its patience, and translates its error.
func (l *Log) call(ctx context.Context, f func(context.Context) error) error {
	return l.callFor(ctx, l.patience, f)
}

// callLong is call for what moves much.
func (l *Log) callLong(ctx context.Context, f func(context.Context) error) error {
	return l.callFor(ctx, 8*l.patience, f)
}

func (l *Log) callFor(ctx context.Context, patience time.Duration, f func(context.Context) error) error {
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	l.mu.RLock()
	closed := l.closed
	l.mu.RUnlock()
	if closed {
		return storage.Unavailable(mongo.ErrClientDisconnected)
	}
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return translate(ctx, f(patient))
}

// translate gives the driver's errors their kind, here and nowhere else. ctx is the caller's.
func translate(ctx context.Context, err error) error {
	var known *congress.Error
	var command mongo.CommandError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return storage.Canceled(ctx)
	case errors.As(err, &known):
		return err
	case errors.Is(err, mongo.ErrNoDocuments):
		return congress.ErrNotFound
	case errors.As(err, &command) && !command.HasErrorLabel("NetworkError") && !command.HasErrorLabel("RetryableWriteError") && !command.HasErrorLabel("TransientTransactionError") && !retryable(command.Code):
		return err // the server understood and refused: a mistake of ours
	default:
		return storage.Unavailable(fmt.Errorf("log: %w", err)) // the part that is away
	}
}

// retryable are the server's codes for "not now": no primary, stepping down, shutting down, time is
// up. Source: MongoDB's "Retryable Reads" specification, and codes 50 and 262 for exceeded time.
func retryable(code int32) bool {
	switch code {
	case 6, 7, 50, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436:
		return true
	}
	return false
}

// Ping implements journal.Log.
func (l *Log) Ping(ctx context.Context) error {
	return l.call(ctx, func(ctx context.Context) error { return l.client.Ping(ctx, readpref.Primary()) })
}

// Close implements journal.Log.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second) //nolint:forbidigo // Close has no caller's context
	defer cancel()
	err := l.client.Disconnect(ctx)
	if errors.Is(err, mongo.ErrClientDisconnected) {
		return nil
	}
	return err
}

var _ journal.Log = (*Log)(nil)
