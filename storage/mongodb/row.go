package mongodb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"plenum/congress"
	"plenum/storage"
)

// recordRow is a record as it stands in the database.
type recordRow struct {
	Stream   string    `bson:"stream"`
	N        int64     `bson:"n"`
	ID       string    `bson:"id"`
	Kind     string    `bson:"kind"`
	Object   string    `bson:"object"`
	Op       string    `bson:"op"`
	At       time.Time `bson:"at"`
	Account  string    `bson:"account,omitempty"`
	Member   string    `bson:"member,omitempty"`
	Device   string    `bson:"device,omitempty"`
	Audience string    `bson:"audience"`
	Asked    []byte    `bson:"asked,omitempty"`
	Body     bson.Raw  `bson:"body,omitempty"`
	BodyText string    `bson:"bodyText,omitempty"`
	Erased   bool      `bson:"erased"`
	BodyHash []byte    `bson:"bodyHash"`
	Prev     []byte    `bson:"prev"`
	Hash     []byte    `bson:"hash"`
}

func rowOf(r *congress.Record) (recordRow, error) {
	audience, err := storage.EncodeAudience(r.Audience)
	if err != nil {
		return recordRow{}, err
	}
	row := recordRow{
		Stream: string(r.Stream), N: int64(r.N), ID: string(r.ID), Kind: string(r.Kind), Object: string(r.Object), Op: string(r.Op),
		At: r.At, Account: string(r.By.Account), Member: string(r.By.Member), Device: string(r.By.Device), Audience: audience,
		BodyHash: r.BodyHash[:], Prev: r.Prev[:], Hash: r.Hash[:],
	}
	if r.Asked != (congress.Hash{}) {
		row.Asked = r.Asked[:]
	}
	if r.Body == nil {
		row.Erased = r.Op == congress.Put
		return row, nil
	}
	if doc, ok := bodyDocument(r.Body); ok {
		row.Body = doc
	} else {
		row.BodyText = string(r.Body)
	}
	return row, nil
}

func decodeRow(raw bson.Raw) (congress.Record, error) {
	var row recordRow
	if err := bson.Unmarshal(raw, &row); err != nil {
		return congress.Record{}, fmt.Errorf("decode row: %w", err)
	}
	audience, err := storage.DecodeAudience(row.Audience)
	if err != nil {
		return congress.Record{}, err
	}
	r := congress.Record{
		Stream: congress.StreamID(row.Stream), N: uint64(row.N), ID: congress.RecordID(row.ID), Kind: congress.ObjectKind(row.Kind),
		Object: congress.ObjectID(row.Object), Op: congress.Op(row.Op), At: row.At.UTC(),
		By:       congress.By{Account: congress.AccountID(row.Account), Member: congress.MemberID(row.Member), Device: congress.DeviceID(row.Device)},
		Audience: audience,
	}
	copy(r.Asked[:], row.Asked)
	copy(r.BodyHash[:], row.BodyHash)
	copy(r.Prev[:], row.Prev)
	copy(r.Hash[:], row.Hash)
	switch {
	case row.Erased || r.Op == congress.Erase:
	case row.BodyText != "":
		r.Body = json.RawMessage(row.BodyText)
	default:
		r.Body, err = bodyJSON(row.Body)
	}
	return r, err
}

// bodyDocument gives the canonical JSON as a BSON document, and whether it
// comes back byte for byte. Arrays in arrays and great depth do not, on every server.
func bodyDocument(body json.RawMessage) (bson.Raw, bool) {
	d := jsontext.NewDecoder(bytes.NewReader(body))
	kind, value, err := encodeValue(d, 0, false)
	if err != nil || kind != bson.TypeEmbeddedDocument {
		return nil, false
	}
	back, err := bodyJSON(value)
	if err != nil || !bytes.Equal(back, body) {
		return nil, false
	}
	return value, true
}

const maxDepth = 50

var errNotNative = fmt.Errorf("not kept as a document")

// encodeValue reads one value and gives its BSON type and bytes.
func encodeValue(d *jsontext.Decoder, depth int, inArray bool) (bsontype.Type, []byte, error) {
	token, err := d.ReadToken()
	if err != nil {
		return 0, nil, err
	}
	if depth > maxDepth {
		return 0, nil, errNotNative
	}
	switch token.Kind() {
	case '{':
		index, doc := bsoncore.AppendDocumentStart(nil)
		for d.PeekKind() != '}' {
			name, err := d.ReadToken()
			if err != nil {
				return 0, nil, err
			}
			key := name.String()
			if strings.ContainsRune(key, 0) {
				return 0, nil, errNotNative
			}
			kind, value, err := encodeValue(d, depth+1, false)
			if err != nil {
				return 0, nil, err
			}
			doc = append(bsoncore.AppendHeader(doc, kind, key), value...)
		}
		if _, err := d.ReadToken(); err != nil {
			return 0, nil, err
		}
		doc, err = bsoncore.AppendDocumentEnd(doc, index)
		return bson.TypeEmbeddedDocument, doc, err
	case '[':
		if inArray {
			return 0, nil, errNotNative
		}
		index, array := bsoncore.AppendArrayStart(nil)
		for i := 0; d.PeekKind() != ']'; i++ {
			kind, value, err := encodeValue(d, depth+1, true)
			if err != nil {
				return 0, nil, err
			}
			array = append(bsoncore.AppendHeader(array, kind, strconv.Itoa(i)), value...)
		}
		if _, err := d.ReadToken(); err != nil {
			return 0, nil, err
		}
		array, err = bsoncore.AppendArrayEnd(array, index)
		return bson.TypeArray, array, err
	case '"':
		return bson.TypeString, bsoncore.AppendString(nil, token.String()), nil
	case '0':
		text := token.String()
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return bson.TypeInt64, bsoncore.AppendInt64(nil, n), nil
		}
		f, err := strconv.ParseFloat(text, 64)
		return bson.TypeDouble, bsoncore.AppendDouble(nil, f), err
	case 't', 'f':
		return bson.TypeBoolean, bsoncore.AppendBoolean(nil, token.Bool()), nil
	default:
		return bson.TypeNull, nil, nil
	}
}

// bodyJSON gives a document as canonical JSON.
func bodyJSON(doc bson.Raw) (json.RawMessage, error) {
	out, err := appendValue(nil, bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: doc})
	if err != nil {
		return nil, err
	}
	c := jsontext.Value(out)
	if err := c.Canonicalize(); err != nil {
		return nil, fmt.Errorf("decode body: %w", err)
	}
	return json.RawMessage(c), nil
}

func appendValue(out []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument, bson.TypeArray:
		open, end := byte('{'), byte('}')
		if v.Type == bson.TypeArray {
			open, end = '[', ']'
		}
		elements, err := bson.Raw(v.Value).Elements()
		if err != nil {
			return nil, fmt.Errorf("decode body: %w", err)
		}
		out = append(out, open)
		for i, e := range elements {
			if i > 0 {
				out = append(out, ',')
			}
			if open == '{' {
				if out, err = jsontext.AppendQuote(out, e.Key()); err != nil {
					return nil, fmt.Errorf("decode body: %w", err)
				}
				out = append(out, ':')
			}
			if out, err = appendValue(out, e.Value()); err != nil {
				return nil, err
			}
		}
		return append(out, end), nil
	case bson.TypeString:
		return jsontext.AppendQuote(out, v.StringValue())
	case bson.TypeInt64:
		return strconv.AppendInt(out, v.Int64(), 10), nil
	case bson.TypeInt32:
		return strconv.AppendInt(out, int64(v.Int32()), 10), nil
	case bson.TypeDouble:
		return strconv.AppendFloat(out, v.Double(), 'g', -1, 64), nil
	case bson.TypeBoolean:
		return strconv.AppendBool(out, v.Boolean()), nil
	case bson.TypeNull:
		return append(out, "null"...), nil
	default:
		return nil, fmt.Errorf("decode body: it has a %s, which no body has", v.Type)
	}
}
