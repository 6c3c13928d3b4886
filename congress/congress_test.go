package congress_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

func TestAnIDHasOneSpelling(t *testing.T) {
	good := "01890a5d-ac96-774b-bcce-b302099a8057"
	if b, ok := congress.ParseUUID(good); !ok || congress.FormatUUID(b) != good {
		t.Errorf("%s is not read and written the same", good)
	}
	for _, bad := range []string{
		"", strings.ToUpper(good), "{" + good + "}", good + " ", good[1:], strings.ReplaceAll(good, "-", ""), strings.Replace(good, "0", "g", 1),
		strings.Replace(good, "-", "_", 1), good[:8] + "-----" + good[13:], "01890a5d-ac96-774b-bcce-b302099a80５",
	} {
		if _, ok := congress.ParseUUID(bad); ok || congress.RecordID(bad).Valid() || congress.ObjectID(bad).Valid() || congress.CongressID(bad).Valid() || congress.StreamID(bad).Valid() {
			t.Errorf("%q is taken for an id", bad)
		}
	}
	if !congress.System.Valid() || congress.CongressID("system").Valid() {
		t.Error("system is a stream and no congress")
	}
}

func TestIDsSortByTheTimeTheyWereMade(t *testing.T) {
	at := time.Date(2027, 3, 16, 8, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 1000 {
		id := congress.NewUUID(at.Add(time.Duration(i) * time.Millisecond))
		if _, ok := congress.ParseUUID(id); !ok || id[14] != '7' || !strings.Contains("89ab", id[19:20]) {
			t.Fatalf("%s is no UUIDv7", id)
		}
		ids = append(ids, id)
	}
	if !slices.IsSorted(ids) || len(slices.Compact(ids)) != 1000 {
		t.Error("ids of later times do not sort behind, or are there twice")
	}
}

func TestADerivedIDBelongsToItsWords(t *testing.T) {
	a := congress.DerivedUUID("a", "b")
	if _, ok := congress.ParseUUID(a); !ok || a[14] != '8' || a != congress.DerivedUUID("a", "b") {
		t.Errorf("%s is no lasting UUIDv8", a)
	}
	for _, words := range [][]string{{"ab"}, {"a", "b", ""}, {"", "ab"}, {"b", "a"}, {"a", "c"}} {
		if congress.DerivedUUID(words...) == a {
			t.Errorf("%q have the id of a and b", words)
		}
	}
	if id := congress.CongressID(a); !id.Side().Valid() || id.Side() == id.Stream() {
		t.Error("the side stream is none, or the congress's own")
	}
}

func TestOnlyTheThreeLevelsOfStateSecretsAreSecret(t *testing.T) {
	all := congress.Classifications()
	if len(all) != 6 {
		t.Errorf("%d levels, want 6", len(all))
	}
	for i, c := range all {
		if secret := c == congress.Mat || c == congress.ToiMat || c == congress.TuyetMat; c.Secret() != secret || !c.Valid() {
			t.Errorf("%s: secret %v, valid %v", c, c.Secret(), c.Valid())
		}
		for j, d := range all {
			if c.Above(d) != (i > j) {
				t.Errorf("%s above %s: %v", c, d, c.Above(d))
			}
		}
	}
	for _, unknown := range []congress.Classification{"", "MAT", "mật", "secret"} {
		if unknown.Valid() {
			t.Errorf("%q is a level", unknown)
		}
		if unknown != "" && !unknown.Secret() {
			t.Errorf("%q, which nobody knows, is not kept out", unknown)
		}
	}
}

func TestErrorsAreComparedByKindAndCode(t *testing.T) {
	cause := errors.New("the cause")
	wrapped := fmt.Errorf("read the thing: %w", congress.Wrap(cause, congress.Conflict, messages.ThreadClosed))
	if !errors.Is(wrapped, congress.E(congress.Conflict, messages.ThreadClosed)) || !errors.Is(wrapped, cause) {
		t.Error("a wrapped error is not found by its kind and code, or its cause is lost")
	}
	if errors.Is(wrapped, congress.E(congress.Invalid, messages.ThreadClosed)) || errors.Is(wrapped, congress.E(congress.Conflict, messages.ThreadOpen)) {
		t.Error("another kind or code is taken for the same")
	}
	for _, c := range []struct {
		err  error
		kind congress.Kind
		code string
	}{
		{nil, "", ""}, {cause, congress.Internal, "internal"}, {context.Canceled, congress.Canceled, "canceled"},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), congress.Canceled, "canceled"}, {wrapped, congress.Conflict, "thread_closed"},
		{congress.FieldError(messages.DocumentInvalid, "title", messages.Missing()), congress.Invalid, "document_invalid"},
	} {
		if congress.KindOf(c.err) != c.kind || congress.CodeOf(c.err) != c.code {
			t.Errorf("%v is %s %s, want %s %s", c.err, congress.KindOf(c.err), congress.CodeOf(c.err), c.kind, c.code)
		}
	}
	if got := congress.AsError(cause).Code.In(messages.English); strings.Contains(got, "cause") {
		t.Errorf("people would read the cause: %s", got)
	}
}

func TestAHashIsItsHex(t *testing.T) {
	text := strings.Repeat("0123456789abcdef", 4)
	h, err := congress.ParseHash(text)
	if err != nil || h.String() != text {
		t.Fatalf("%s %v", h, err)
	}
	v, err := json.Marshal(map[string]congress.Hash{"sha256": h})
	if err != nil || string(v) != `{"sha256":"`+text+`"}` {
		t.Errorf("as JSON it is %s %v", v, err)
	}
	for _, bad := range []string{"", text[1:], text + "00", strings.Repeat("z", 64)} {
		if _, err := congress.ParseHash(bad); err == nil {
			t.Errorf("%q is taken for a hash", bad)
		}
	}
}

func TestAnAudienceOfNobodyIsNobody(t *testing.T) {
	if !(congress.Audience{}).Nobody() {
		t.Error("the zero audience is somebody")
	}
	for _, a := range []congress.Audience{
		{Everyone: true}, {Roles: []congress.Role{congress.Press}}, {Groups: []congress.GroupID{"g"}}, {Members: []congress.MemberID{"m"}},
	} {
		if a.Nobody() || a.Equal(congress.Audience{}) || !a.Equal(a) {
			t.Errorf("%+v", a)
		}
	}
}
