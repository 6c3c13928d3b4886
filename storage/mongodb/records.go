package mongodb

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage"
)

// Append implements journal.Log: one ordered insert, which stops at the first conflict.
func (l *Log) Append(ctx context.Context, records []congress.Record) (int, error) {
	if len(records) == 0 {
		return 0, nil
	}
	if err := storage.CheckBatch(records); err != nil {
		return 0, err
	}
	rows := make([]any, len(records))
	for i := range records {
		row, err := rowOf(&records[i])
		if err != nil {
			return 0, err
		}
		rows[i] = row
	}
	offending := -1
	err := l.call(ctx, func(ctx context.Context) error {
		_, err := l.records.InsertMany(ctx, rows, options.InsertMany().SetOrdered(true))
		var bulk mongo.BulkWriteException
		if errors.As(err, &bulk) && bulk.WriteConcernError == nil && len(bulk.WriteErrors) > 0 && mongo.IsDuplicateKeyError(err) {
			offending = bulk.WriteErrors[0].Index
			return nil
		}
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case offending < 0:
		return len(records), nil
	}
	// Which of the two unique indexes it was is asked, not read from a message.
	_, err = l.ByID(ctx, records[0].Stream, records[offending].ID)
	switch {
	case err == nil:
		return offending, journal.ErrIDKnown
	case errors.Is(err, congress.ErrNotFound):
		return offending, journal.ErrNumberTaken
	default:
		return 0, err // what was stored is read again by the caller
	}
}

// Read implements journal.Log.
func (l *Log) Read(ctx context.Context, stream congress.StreamID, after uint64, limit int) (out []congress.Record, err error) {
	if limit <= 0 {
		return nil, nil
	}
	err = l.call(ctx, func(ctx context.Context) error {
		cursor, err := l.records.Find(ctx,
			bson.D{{Key: "stream", Value: string(stream)}, {Key: "n", Value: bson.D{{Key: "$gt", Value: int64(min(after, 1<<62))}}}},
			options.Find().SetSort(bson.D{{Key: "n", Value: 1}}).SetLimit(int64(limit)))
		if err != nil {
			return err
		}
		defer cursor.Close(ctx)
		size := 0
		for size < journal.ReadBytes && cursor.Next(ctx) {
			r, err := decodeRow(cursor.Current)
			if err != nil {
				return err
			}
			size += len(r.Body)
			out = append(out, r)
		}
		return cursor.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ByID implements journal.Log.
func (l *Log) ByID(ctx context.Context, stream congress.StreamID, id congress.RecordID) (r congress.Record, err error) {
	err = l.call(ctx, func(ctx context.Context) error {
		raw, err := l.records.FindOne(ctx, bson.D{{Key: "stream", Value: string(stream)}, {Key: "id", Value: string(id)}}).Raw()
		if err != nil {
			return err
		}
		r, err = decodeRow(raw)
		return err
	})
	return r, err
}

// Head implements journal.Log.
func (l *Log) Head(ctx context.Context, stream congress.StreamID) (head congress.Head, err error) {
	err = l.call(ctx, func(ctx context.Context) error {
		var row struct {
			N    int64  `bson:"n"`
			Hash []byte `bson:"hash"`
		}
		err := l.records.FindOne(ctx, bson.D{{Key: "stream", Value: string(stream)}},
			options.FindOne().SetSort(bson.D{{Key: "n", Value: -1}}).SetProjection(bson.D{{Key: "n", Value: 1}, {Key: "hash", Value: 1}})).Decode(&row)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		head.N = uint64(row.N)
		copy(head.Hash[:], row.Hash)
		return err
	})
	return head, err
}

// Streams implements journal.Log.
func (l *Log) Streams(ctx context.Context) (out []congress.StreamID, err error) {
	err = l.call(ctx, func(ctx context.Context) error {
		// The first record of each stream, by the index of (stream, n): as many rows as streams.
		cursor, err := l.records.Find(ctx, bson.D{{Key: "n", Value: int64(1)}},
			options.Find().SetProjection(bson.D{{Key: "stream", Value: 1}}).SetSort(bson.D{{Key: "stream", Value: 1}}))
		if err != nil {
			return err
		}
		var rows []struct {
			Stream string `bson:"stream"`
		}
		if err := cursor.All(ctx, &rows); err != nil {
			return err
		}
		for _, row := range rows {
			out = append(out, congress.StreamID(row.Stream))
		}
		return nil
	})
	return out, err
}

// EraseBodies implements journal.Log.
func (l *Log) EraseBodies(ctx context.Context, stream congress.StreamID, object congress.ObjectID, before uint64) (n int, err error) {
	err = l.callLong(ctx, func(ctx context.Context) error {
		res, err := l.records.UpdateMany(ctx, bson.D{
			{Key: "stream", Value: string(stream)}, {Key: "object", Value: string(object)},
			{Key: "n", Value: bson.D{{Key: "$lt", Value: int64(min(before, 1<<62))}}},
			{Key: "op", Value: string(congress.Put)}, {Key: "erased", Value: false},
		}, bson.D{
			{Key: "$unset", Value: bson.D{{Key: "body", Value: ""}, {Key: "bodyText", Value: ""}}},
			{Key: "$set", Value: bson.D{{Key: "erased", Value: true}}},
		})
		if err == nil {
			n = int(res.ModifiedCount)
		}
		return err
	})
	return n, err
}
