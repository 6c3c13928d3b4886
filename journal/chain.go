package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"plenum/congress"
	"plenum/congress/messages"
)

// header is what the chain hashes, as canonical JSON (RFC 8785): everything of
// a record but its body, which is there by its hash.
type header struct {
	Stream   congress.StreamID   `json:"stream"`
	N        uint64              `json:"n"`
	ID       congress.RecordID   `json:"id"`
	Kind     congress.ObjectKind `json:"kind"`
	Object   congress.ObjectID   `json:"object"`
	Op       congress.Op         `json:"op"`
	At       string              `json:"at"`
	By       congress.By         `json:"by"`
	Audience congress.Audience   `json:"audience"`
	Asked    congress.Hash       `json:"asked,omitzero"` // absent: the hashes of older records stay what they are
	BodyHash congress.Hash       `json:"bodyHash"`
	Prev     congress.Hash       `json:"prev"`
}

// Seal makes r the record after head: it sets N and Prev, brings Body into
// canonical form, cuts At to the millisecond and computes BodyHash and Hash.
// A record no log takes (see CheckRecord and Canonical) is Invalid or TooLarge.
func Seal(head congress.Head, r *congress.Record) error {
	r.N, r.Prev = head.N+1, head.Hash
	r.At = congress.AsKept(r.At)
	if r.Op == congress.Put {
		body, err := Canonical(r.Body)
		if err != nil {
			return err
		}
		r.Body = body
	} else {
		r.Body = nil
	}
	if err := CheckRecord(r); err != nil {
		return err
	}
	r.BodyHash = sha256.Sum256(r.Body)
	hash, err := HeaderHash(r)
	r.Hash = hash
	return err
}

// HeaderHash computes what Hash must be, from the header alone.
func HeaderHash(r *congress.Record) (congress.Hash, error) {
	v, err := json.Marshal(header{
		Stream: r.Stream, N: r.N, ID: r.ID, Kind: r.Kind, Object: r.Object, Op: r.Op,
		At: r.At.Format(time.RFC3339Nano), By: r.By, Audience: r.Audience, Asked: r.Asked, BodyHash: r.BodyHash, Prev: r.Prev,
	})
	if err != nil {
		return congress.Hash{}, fmt.Errorf("encode header: %w", err)
	}
	c := jsontext.Value(v)
	if err := c.Canonicalize(); err != nil {
		return congress.Hash{}, fmt.Errorf("canonicalize header: %w", err)
	}
	return sha256.Sum256(c), nil
}

// Canonical gives the RFC 8785 form of a JSON object. It refuses (Invalid) what is not one object,
// is not UTF-8, repeats a name, has a name that a document database cannot keep (empty, starting
// with "$", with "." or NUL) or text with NUL; and (TooLarge) more than congress.MaxBody.
func Canonical(body json.RawMessage) (json.RawMessage, error) {
	if len(body) > 2*congress.MaxBody {
		return nil, errBodyTooLarge
	}
	c := jsontext.Value(bytes.Clone(body))
	if err := c.Canonicalize(); err != nil {
		return nil, congress.FieldError(messages.BodyInvalid, "body", messages.NotKept())
	}
	if len(c) > congress.MaxBody {
		return nil, errBodyTooLarge
	}
	if c.Kind() != '{' {
		return nil, congress.FieldError(messages.BodyInvalid, "body", messages.NotObject())
	}
	if err := checkNames(c); err != nil {
		return nil, err
	}
	return json.RawMessage(c), nil
}

var errBodyTooLarge = congress.E(congress.TooLarge, messages.BodyTooLarge)

// CheckRecord refuses (Invalid, TooLarge) a header that no log takes.
func CheckRecord(r *congress.Record) error {
	switch {
	case !r.Stream.Valid():
		return congress.FieldError(messages.RecordInvalid, "stream", messages.NotCongressID())
	case !r.ID.Valid():
		return congress.FieldError(messages.RecordIDInvalid, "id", messages.NotUUID())
	case !r.Object.Valid():
		return congress.FieldError(messages.RecordInvalid, "object", messages.NotUUID())
	case r.Kind == "" || len(r.Kind) > 32:
		return congress.FieldError(messages.RecordInvalid, "kind", messages.KindMissing())
	case r.Op != congress.Put && r.Op != congress.Erase && r.Op != congress.Lost:
		return congress.FieldError(messages.RecordInvalid, "op", messages.OperationUnknown())
	case r.At.Year() < 2000 || r.At.Year() > 9999:
		return congress.FieldError(messages.RecordInvalid, "at", messages.TimeOutOfRange())
	case audienceTooLarge(r.Audience):
		return congress.Wrap(errors.New("an audience has at most 256 KB"), congress.TooLarge, messages.AudienceTooLarge)
	}
	return nil
}

// audienceTooLarge measures the JSON of an audience, and makes it only when it could be over the
// limit.
func audienceTooLarge(a congress.Audience) bool {
	most := 0
	for _, v := range a.Roles {
		most += 6*len(v) + 3
	}
	for _, v := range a.Groups {
		most += 6*len(v) + 3
	}
	for _, v := range a.Members {
		most += 6*len(v) + 3
	}
	for _, v := range a.Keepers {
		most += 6*len(v) + 3
	}
	if most < congress.MaxAudience/2 {
		return false
	}
	text, err := json.Marshal(a)
	return err != nil || len(text) > congress.MaxAudience
}

// checkNames walks canonical JSON only when it could hold something to refuse.
func checkNames(c jsontext.Value) error {
	if !bytes.ContainsAny(c, "$.") && !bytes.Contains(c, []byte(`""`)) && !bytes.Contains(c, []byte(`\u0000`)) {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewReader(c))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return nil //nolint:nilerr // the only error of canonical JSON is its end
		}
		if token.Kind() != '"' {
			continue
		}
		s := token.String()
		if strings.ContainsRune(s, 0) {
			return congress.FieldError(messages.BodyInvalid, "body", messages.NULCharacter())
		}
		_, count := d.StackIndex(d.StackDepth())
		kind, _ := d.StackIndex(d.StackDepth())
		if kind == '{' && count%2 == 1 && (s == "" || s[0] == '$' || strings.Contains(s, ".")) {
			return congress.FieldError(messages.BodyInvalid, "body", messages.NameRefused())
		}
	}
}

// Check reports whether r follows head and is what it was when it was sealed: its number, link,
// header hash, and body if it has not been erased; of a placeholder for what was lost, number and
// link. The error says which of them is wrong.
func Check(head congress.Head, r *congress.Record) error {
	if r.N != head.N+1 {
		return fmt.Errorf("record %d stands after record %d", r.N, head.N)
	}
	if r.Prev != head.Hash {
		return fmt.Errorf("record %d does not link to the hash of record %d", r.N, head.N)
	}
	if r.Op == congress.Lost {
		return nil // its hash is what the next record says of the one that stood here
	}
	if hash, err := HeaderHash(r); err != nil || hash != r.Hash {
		return fmt.Errorf("record %d: the header does not fit its hash", r.N)
	}
	if !r.Erased() && sha256.Sum256(r.Body) != [32]byte(r.BodyHash) {
		return fmt.Errorf("record %d: the body does not fit its hash", r.N)
	}
	return nil
}
