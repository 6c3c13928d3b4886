package congress

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// Identifiers. Each is its own type so that two of different meaning cannot
// be mixed up. All of them are UUIDs in the canonical lower-case form, except
// the stream System.
type (
	// StreamID names one log of records: a congress's id, or System.
	StreamID string
	// CongressID names a congress.
	CongressID string
	// RecordID is made by the client (Brought); the same id again is the same record.
	RecordID string
	// ObjectID names the object whose state a record is.
	ObjectID string
	// MemberID is the ObjectID of a member of one congress.
	MemberID string
	// GroupID is the ObjectID of a discussion group (tổ thảo luận).
	GroupID string
	// AccountID names a person who can sign in, in the System stream.
	AccountID string
	// SessionID names one sign-in of one account.
	SessionID string
	// DeviceID names a tablet or browser; it is chosen by the device.
	DeviceID string
)

// System is the stream of accounts, sessions and the list of congresses.
const System StreamID = "system"

// Stream is the log of the congress.
func (id CongressID) Stream() StreamID { return StreamID(id) }

// Side is the congress's side stream, for facts that are many and must not
// delay what people say. Its id is made of the congress's, as a UUIDv8 (RFC 9562, 5.8).
func (id CongressID) Side() StreamID { return StreamID(DerivedUUID("side", string(id))) }

// DerivedUUID makes the UUIDv8 that belongs to the words: always the same, and for other words
// another.
func DerivedUUID(words ...string) string {
	sum := sha256.New()
	for _, w := range words {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(w))))
		sum.Write([]byte(w))
	}
	var b [16]byte
	copy(b[:], sum.Sum(nil))
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return FormatUUID(b)
}

// NewUUID makes a UUIDv7 (RFC 9562, 5.7) of the given time: 48 bits of
// milliseconds and 74 random bits. It is safe for concurrent use; ids made in
// one millisecond have no order among themselves.
func NewUUID(now time.Time) string {
	var b [16]byte
	_, _ = rand.Read(b[6:]) // crypto/rand never fails since Go 1.24
	ms := now.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return FormatUUID(b)
}

// Brought reports whether a client may bring the id for something new: it is a UUIDv7. Those that
// the server makes of what an object belongs to (DerivedUUID) are of another version, so that
// nobody can take their place; ids of any version name what is there.
func Brought[T ~string](id T) bool {
	b, ok := ParseUUID(string(id))
	return ok && b[6]>>4 == 7 && b[8]>>6 == 0b10
}

// FormatUUID writes the canonical form of the sixteen bytes.
func FormatUUID(b [16]byte) string {
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// ParseUUID reads the canonical lower-case form of a UUID of any version and
// reports whether s is one. Other spellings (braces, capitals, no hyphens) are
// refused, so that one id has one spelling.
func ParseUUID(s string) (b [16]byte, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return b, false
	}
	for i := range len(s) {
		c := s[i]
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return b, false
		}
	}
	src := s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:36]
	if _, err := hex.Decode(b[:], []byte(src)); err != nil {
		return b, false
	}
	return b, true
}

// Valid reports whether the id can name a record.
func (id RecordID) Valid() bool { return isUUID(string(id)) }

// Valid reports whether the id can name an object.
func (id ObjectID) Valid() bool { return isUUID(string(id)) }

// Valid reports whether the id can name a congress.
func (id CongressID) Valid() bool { return isUUID(string(id)) }

// Valid reports whether the stream is System or a congress's.
func (id StreamID) Valid() bool { return id == System || isUUID(string(id)) }

func isUUID(s string) bool {
	_, ok := ParseUUID(s)
	return ok
}
