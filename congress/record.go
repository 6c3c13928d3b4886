package congress

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"plenum/congress/messages"
)

// ObjectKind says what an object is.
type ObjectKind string

// The kinds of objects. Account, Session and CongressKind live in System, Receipt, Access and Mark
// in the side stream of a congress, the others in the stream of their congress.
const (
	KindAccount    ObjectKind = "account"
	KindSession    ObjectKind = "session"
	KindSignIns    ObjectKind = "signins" // that passwords were wrong, told to other servers
	KindLift       ObjectKind = "lift"    // that organizers let a login in again after wrong passwords
	KindTicket     ObjectKind = "ticket"  // that tickets of a session were used
	KindCongress   ObjectKind = "congress"
	KindMember     ObjectKind = "member"
	KindGroup      ObjectKind = "group"
	KindAgenda     ObjectKind = "agenda"
	KindDocument   ObjectKind = "document"
	KindUpload     ObjectKind = "upload" // a file of a document that readers do not have yet
	KindDiscussion ObjectKind = "discussion"
	KindComment    ObjectKind = "comment"
	KindMinutes    ObjectKind = "minutes"   // the record of what a group said (biên bản)
	KindPlacement  ObjectKind = "placement" // where the parts of a comment are in the compiled report
	KindFinding    ObjectKind = "finding"   // a sentence of the compiled report
	KindReport     ObjectKind = "report"    // the compiled report of a discussion
	KindNotice     ObjectKind = "notice"
	KindPolicy     ObjectKind = "policy"
	KindRules      ObjectKind = "rules"   // what the congress asks of its register of documents
	KindPaper      ObjectKind = "paper"   // a document that is there on paper only
	KindReceipt    ObjectKind = "receipt" // what a member has done with a version of a document
	KindAccess     ObjectKind = "access"  // who read which documents
	KindClaim      ObjectKind = "claim"   // which server reads a received file
	KindLost       ObjectKind = "lost"    // of what was lost to damage, whatever it was
	KindMark       ObjectKind = "mark"    // how far a member read a thread, and with what they agree
)

// Op is what a record does to its object.
type Op string

// The operations.
const (
	Put   Op = "put"   // Body is the complete new state
	Erase Op = "erase" // the object is gone; Body is empty
	Lost  Op = "lost"  // a record stood here that damage has taken; an operator put this in its place, and the object is gone
)

// Limits of a record, in bytes.
const (
	MaxBody     = 1 << 20 // canonical JSON
	MaxAudience = 256 << 10
)

// By says who made a record. For the server itself Account is "server", which
// is no account's id, and the others are empty.
type By struct {
	Account AccountID `json:"account,omitempty"`
	Member  MemberID  `json:"member,omitempty"`
	Device  DeviceID  `json:"device,omitempty"`
}

// Record is one complete new state of one object, as it stands in the log.
//
// N counts from 1 without gaps within the stream. At is in UTC, cut to the millisecond. Body is
// canonical JSON (RFC 8785), nil after an erasure or for Op Erase. BodyHash is SHA-256 of Body as
// it was written, and stays when the body is erased; Hash is SHA-256 over Prev and the header, and
// Prev is the Hash of the record before (zero for N = 1). Asked is the digest of what a client
// asked for under ID, by which a retry is known; zero in older records and in those that no client
// asked for.
type Record struct {
	Stream   StreamID
	N        uint64
	ID       RecordID
	Kind     ObjectKind
	Object   ObjectID
	Op       Op
	At       time.Time
	By       By
	Audience Audience
	Asked    Hash
	Body     json.RawMessage
	BodyHash Hash
	Prev     Hash
	Hash     Hash

	Decoded *Decoded // of a record that a hall holds: what its body says (Body); no part of the record
}

// Erased reports whether the record's body was taken away after it was written.
func (r *Record) Erased() bool { return r.Op == Put && r.Body == nil }

// Decode reads the body into v. An erased body is ErrNotFound.
func (r *Record) Decode(v any) error {
	if r.Body == nil {
		return ErrNotFound
	}
	if err := json.Unmarshal(r.Body, v); err != nil {
		return fmt.Errorf("decode %s %s at %d: %w", r.Kind, r.Object, r.N, err)
	}
	return nil
}

// Head is the end of a stream: its last number and hash; zero when it is empty.
type Head struct {
	N    uint64
	Hash Hash
}

// Hash is a SHA-256 value; in JSON it is 64 hexadecimal digits.
type Hash [32]byte

// String gives 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	parsed, err := ParseHash(string(text))
	if err == nil {
		*h = parsed
	}
	return err
}

// ParseHash reads 64 hexadecimal digits.
func ParseHash(s string) (h Hash, err error) {
	if len(s) != 64 {
		return h, FieldError(messages.HashInvalid, "hash", messages.HashInvalid.Fault())
	}
	if _, err := hex.Decode(h[:], []byte(s)); err != nil {
		return Hash{}, FieldError(messages.HashInvalid, "hash", messages.HashInvalid.Fault())
	}
	return h, nil
}
