package journal

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"
	"unique"

	"plenum/congress"
)

// The binary form of records inside snapshots: strings and bodies with a
// uvarint length before them, numbers as uvarints, hashes as they are.

var errShort = errors.New("the snapshot's bytes do not make a record")

func appendRecord(b []byte, r *congress.Record) ([]byte, error) {
	audience, err := json.Marshal(r.Audience)
	if err != nil {
		return b, err
	}
	b = binary.AppendUvarint(b, r.N)
	for _, s := range []string{
		string(r.ID), string(r.Kind), string(r.Object), string(r.Op),
		string(r.By.Account), string(r.By.Member), string(r.By.Device),
	} {
		b = appendString(b, s)
	}
	b = binary.AppendVarint(b, r.At.UnixMilli())
	b = appendString(b, string(audience))
	if r.Body == nil {
		b = append(b, 0)
	} else {
		b = append(b, 1)
		b = appendString(b, string(r.Body))
	}
	b = append(b, r.Asked[:]...)
	b = append(b, r.BodyHash[:]...)
	b = append(b, r.Prev[:]...)
	return append(b, r.Hash[:]...), nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder reads what appendRecord wrote, from bytes that may be anything. The first fault sticks.
type decoder struct {
	b         []byte
	err       error
	audiences map[string]congress.Audience // equal ones share their slices
}

func (d *decoder) record(stream congress.StreamID) *congress.Record {
	r := congress.Record{Stream: stream, N: d.uvarint()}
	r.ID, r.Kind = congress.RecordID(d.string()), congress.ObjectKind(d.word())
	r.Object, r.Op = congress.ObjectID(d.string()), congress.Op(d.word())
	r.By = congress.By{
		Account: congress.AccountID(d.word()), Member: congress.MemberID(d.word()), Device: congress.DeviceID(d.word()),
	}
	r.At = timeOf(d.varint())
	r.Audience = d.audience()
	switch flag := d.take(1); {
	case d.err != nil:
	case flag[0] == 1:
		r.Body = append(make(json.RawMessage, 0), d.take(d.uvarint())...)
	case flag[0] != 0:
		d.err = errShort
	}
	for _, h := range []*congress.Hash{&r.Asked, &r.BodyHash, &r.Prev, &r.Hash} {
		copy(h[:], d.take(32))
	}
	return r.Held()
}

func (d *decoder) take(n uint64) []byte {
	if d.err != nil || uint64(len(d.b)) < n {
		d.err = errShort
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if d.err != nil || n <= 0 {
		d.err = errShort
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.b)
	if d.err != nil || n <= 0 {
		d.err = errShort
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) string() string { return string(d.take(d.uvarint())) }

// word is string for values that repeat.
func (d *decoder) word() string { return unique.Make(d.string()).Value() }

func (d *decoder) audience() congress.Audience {
	raw := d.take(d.uvarint())
	if a, ok := d.audiences[string(raw)]; ok {
		return a
	}
	var a congress.Audience
	if d.err == nil {
		if err := json.Unmarshal(raw, &a); err != nil {
			d.err = errShort
			return a
		}
		if d.audiences == nil {
			d.audiences = map[string]congress.Audience{}
		}
		d.audiences[string(raw)] = a
	}
	return a
}

func timeOf(milliseconds int64) time.Time { return time.UnixMilli(milliseconds).UTC() }
