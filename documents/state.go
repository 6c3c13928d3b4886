package documents

import (
	"slices"
)

// State is where a document stands.
type State string

// The states.
const (
	Draft      State = "draft"      // for organizers
	Published  State = "published"  // for its audience
	Superseded State = "superseded" // for its audience still; another one is to be read instead
	Withdrawn  State = "withdrawn"  // for organizers again; may be published again
	Recalled   State = "recalled"   // taken back from everybody for good

	// These are of a draft's or withdrawn document's newest file, see Standing; the document's body
	// never has them.
	InReview State = "in-review"
	Approved State = "approved"
	Planned  State = "planned" // approved, and to be published at its time
)

// next are the states that may follow one another.
var next = map[State][]State{
	Draft:      {Draft, Published, Recalled},
	Published:  {Published, Superseded, Withdrawn, Recalled, Draft}, // Draft: undone
	Superseded: {Superseded, Published, Withdrawn, Recalled},
	Withdrawn:  {Withdrawn, Published, Recalled},
	Recalled:   {Recalled},
}

// May reports whether a document may go from one state to the other.
func (s State) May(to State) bool { return slices.Contains(next[s], to) }

// WithReaders reports whether readers have it.
func (s State) WithReaders() bool { return s == Published || s == Superseded }
