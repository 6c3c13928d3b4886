package mongodb

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"plenum/congress"
)

// ObjectsAt implements journal.Log.
func (l *Log) ObjectsAt(ctx context.Context, stream congress.StreamID, n uint64) (objects []congress.ObjectID, err error) {
	err = l.call(ctx, func(ctx context.Context) error {
		cursor, err := l.records.Find(ctx, bson.D{{Key: "stream", Value: string(stream)}, {Key: "n", Value: int64(min(n, 1<<62))}},
			options.Find().SetProjection(bson.D{{Key: "object", Value: 1}}))
		if err != nil {
			return err
		}
		var rows []struct {
			Object string `bson:"object"`
		}
		if err := cursor.All(ctx, &rows); err != nil {
			return err
		}
		for _, row := range rows {
			objects = append(objects, congress.ObjectID(row.Object))
		}
		return nil
	})
	return objects, err
}

// Settle implements journal.Log: a write is acknowledged by most members of the set, each with
// checksums of its own, so there is nothing to move.
func (l *Log) Settle(context.Context) error { return nil }

// Check implements journal.Log: MongoDB checks its pages itself, and says so in its own log.
func (l *Log) Check(context.Context) ([]string, error) { return nil, nil }
