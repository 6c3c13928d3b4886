package documents

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
	"plenum/documents/marking"
	"plenum/wording"
)

// Entry is what the register says of a document.
type Entry struct {
	Number         string                  `json:"number,omitempty"` // số, ký hiệu
	Title          string                  `json:"title"`
	Kind           string                  `json:"kind,omitempty"` // báo cáo, tờ trình, …
	IssuedBy       string                  `json:"issuedBy,omitempty"`
	Date           string                  `json:"date,omitempty"` // YYYY-MM-DD
	Language       string                  `json:"language,omitempty"`
	Agenda         congress.ObjectID       `json:"agenda,omitempty"`
	Order          int                     `json:"order,omitempty"`
	Tags           []string                `json:"tags,omitempty"`
	Classification congress.Classification `json:"classification"`
}

// says reports whether both say the same of the document itself; where it is in the congress's
// materials does not count.
func (r Entry) says(other Entry) bool {
	r.Agenda, r.Order, r.Tags = other.Agenda, other.Order, other.Tags
	return reflect.DeepEqual(r, other)
}

// Clean brings a register entry into the form that is kept, or says what is wrong. A classified
// level is refused before anything else is looked at, words that carry a marking as soon as they
// can be read.
func (r Entry) Clean() (Entry, error) {
	if r.Classification == "" {
		r.Classification = congress.InternalUse
	}
	if r.Classification.Secret() {
		return r, ErrClassified
	}
	fields := map[string]messages.Fault{}
	for _, f := range []struct {
		name  string
		value *string
		least int
		most  int
	}{
		{"number", &r.Number, 0, 100}, {"title", &r.Title, 1, 500}, {"kind", &r.Kind, 0, 100}, {"issuedBy", &r.IssuedBy, 0, 300},
		{"language", &r.Language, 0, 20},
	} {
		*f.value = Line(fields, f.name, *f.value, f.least, f.most)
	}
	if r.Date != "" {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
			fields["date"] = messages.Date()
		}
	}
	if r.Agenda != "" && !r.Agenda.Valid() {
		fields["agenda"] = messages.AgendaID()
	}
	if r.Order < 0 || r.Order > 1_000_000 {
		fields["order"] = messages.Number(0, 1_000_000)
	}
	if len(r.Tags) > 50 {
		fields["tags"] = messages.TagsAtMost(50)
	}
	r.Tags = slices.Clone(r.Tags)
	for i := range r.Tags {
		r.Tags[i] = Line(fields, "tags", r.Tags[i], 1, 100)
	}
	if err := r.marked(); err != nil {
		return r, err
	}
	if len(fields) > 0 {
		return r, congress.FieldErrors(messages.DocumentInvalid, fields)
	}
	return r, nil
}

// InOrder are the words by which the register is listed: the order that organizers gave, the
// number, the title.
func (r Entry) InOrder() []string { return []string{strconv.Itoa(r.Order), r.Number, r.Title} }

// Line gives one line of text in NFC with single blanks, noting what is wrong with it.
func Line(fields map[string]messages.Fault, field, s string, least, most int) string {
	s = wording.Line(s)
	if n := utf8.RuneCountInString(s); n < least || n > most || !utf8.ValidString(s) || strings.ContainsFunc(s, Unprintable) {
		fields[field] = messages.OneLine(least, most)
	}
	return s
}

// propertyOf is the property of a file as which the words of a field are looked at, see marking. An
// issuing body may be a person, whose name says nothing.
func propertyOf(field string) string {
	for _, column := range bulk.Columns() {
		if column.Name == field && column.Property != "" {
			return column.Property
		}
	}
	return "title"
}

// words are the typed words of a register entry by field: all texts and lists of texts that it has.
// A new field is looked at for markings from its first day on; an id and a level are types of their
// own, and no words.
func (r *Entry) words() map[string]string {
	out := map[string]string{}
	for name, field := range r.fields() {
		switch value := field.Interface().(type) {
		case string:
			out[name] = value
		case []string:
			out[name] = strings.Join(value, "\n")
		}
	}
	return out
}

// Take sets the fields that are plain texts, by name.
func (r *Entry) Take(texts map[string]string) {
	for name, field := range r.fields() {
		if text, ok := texts[name]; ok && field.Kind() == reflect.String {
			field.SetString(text)
		}
	}
}

// fields are the fields of a register entry by their names in JSON.
func (r *Entry) fields() map[string]reflect.Value {
	out := map[string]reflect.Value{}
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		out[name] = v.Field(i)
	}
	return out
}

// marked is the error of a register entry whose words carry a marking of a state secret; nil when
// none does. Typed words are held to the same as a file's name and properties; but there is no file
// to be quarantined, so it is refused, and who means no secret says it otherwise.
func (r *Entry) marked() error { return markedWords(r.words()) }

// markedWords is the same of words by their field.
func markedWords(words map[string]string) error {
	fields := map[string]messages.Fault{}
	for field, text := range words {
		text = strings.ReplaceAll(text, ".", ". ") // nothing in them is the ending of a name
		if text != "" && len(marking.Find(marking.Input{Properties: map[string]string{propertyOf(field): text}})) > 0 {
			fields[field] = messages.SecretMarking()
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &congress.Error{Kind: ErrClassified.Kind, Code: ErrClassified.Code, Fields: fields}
}
