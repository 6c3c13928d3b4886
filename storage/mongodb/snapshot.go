package mongodb

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo/options"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// partSize keeps a part well below the 16 MB that a document may have.
const partSize = 4 << 20

// partRow is a part of a snapshot. Part 0 has no data: it is written last and says that parts 1 to
// Parts are all there. Save is new for each saving, so that two at one head do not mix.
type partRow struct {
	Stream string             `bson:"stream"`
	N      int64              `bson:"n"`
	Save   primitive.ObjectID `bson:"save"`
	Part   int                `bson:"part"`
	Parts  int                `bson:"parts"`
	Hash   []byte             `bson:"hash,omitempty"`
	At     time.Time          `bson:"at"`
	Data   []byte             `bson:"data,omitempty"`
}

// SaveSnapshot implements journal.Log.
func (l *Log) SaveSnapshot(ctx context.Context, s journal.Snapshot) error {
	if s.Head.N > 1<<62 || !s.Stream.Valid() {
		return congress.E(congress.Invalid, messages.SnapshotInvalid)
	}
	row := partRow{Stream: string(s.Stream), N: int64(s.Head.N), Save: primitive.NewObjectID(), Hash: s.Head.Hash[:], At: s.At}
	row.Parts = (len(s.State) + partSize - 1) / partSize
	for part := row.Parts; part >= 0; part-- {
		row.Part, row.Data = part, nil
		if part > 0 {
			row.Data = s.State[(part-1)*partSize : min(part*partSize, len(s.State))]
		}
		if err := l.callLong(ctx, func(ctx context.Context) error {
			_, err := l.snapshots.InsertOne(ctx, row)
			return err
		}); err != nil {
			return err
		}
	}
	return l.callLong(ctx, func(ctx context.Context) error {
		_, err := l.snapshots.DeleteMany(ctx, bson.D{
			{Key: "stream", Value: row.Stream}, {Key: "n", Value: bson.D{{Key: "$lte", Value: row.N}}}, {Key: "save", Value: bson.D{{Key: "$ne", Value: row.Save}}},
		})
		return err
	})
}

// LoadSnapshot implements journal.Log.
func (l *Log) LoadSnapshot(ctx context.Context, stream congress.StreamID) (s journal.Snapshot, err error) {
	var heads []partRow
	if err := l.find(ctx, &heads, bson.D{{Key: "stream", Value: string(stream)}, {Key: "part", Value: 0}}, bson.D{{Key: "n", Value: -1}}); err != nil {
		return s, err
	}
	for _, head := range heads {
		state := make([]byte, 0, head.Parts*partSize)
		whole := true
		for part := 1; part <= head.Parts && whole; part++ {
			var rows []partRow
			if err := l.find(ctx, &rows, bson.D{{Key: "save", Value: head.Save}, {Key: "part", Value: part}}, bson.D{{Key: "part", Value: 1}}); err != nil {
				return s, err
			}
			if whole = len(rows) == 1; whole {
				state = append(state, rows[0].Data...)
			}
		}
		if whole {
			s = journal.Snapshot{Stream: stream, Head: congress.Head{N: uint64(head.N)}, At: head.At.UTC(), State: state}
			copy(s.Head.Hash[:], head.Hash)
			return s, nil
		}
	}
	return s, congress.ErrNotFound
}

func (l *Log) find(ctx context.Context, into *[]partRow, filter, order bson.D) error {
	return l.callLong(ctx, func(ctx context.Context) error {
		cursor, err := l.snapshots.Find(ctx, filter, options.Find().SetSort(order))
		if err != nil {
			return err
		}
		return cursor.All(ctx, into)
	})
}

// DropSnapshots implements journal.Log.
func (l *Log) DropSnapshots(ctx context.Context, stream congress.StreamID) error {
	return l.callLong(ctx, func(ctx context.Context) error {
		_, err := l.snapshots.DeleteMany(ctx, bson.D{{Key: "stream", Value: string(stream)}})
		return err
	})
}
