package documents

import (
	"reflect"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
	"plenum/documents/marking"
)

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

// CheckWords is that error of a document, with what is said of its next version. An attachment's
// title is the name of its file, which is looked at with it.
func (d *Document) CheckWords(note string) error {
	if d.Attachment == nil {
		if err := d.marked(); err != nil {
			return err
		}
	}
	return markedWords(map[string]string{"note": note})
}

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
