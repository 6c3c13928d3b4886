package documents

import (
	"time"

	"plenum/auth"
	"plenum/congress"
)

// Review is a file on its way to readers: sent for review, then approved, or returned. It lives in
// the upload, which is for organizers, also when the document is with readers already.
type Review struct {
	By       congress.AccountID  `json:"by"` // who sent it for review
	At       time.Time           `json:"at"`
	Of       uint64              `json:"of"`       // the document's record that was reviewed; when the document changes, the review is out of date
	Files    []congress.ObjectID `json:"files"`    // the file and its annexes
	Audience congress.Audience   `json:"audience"` // for whom it is to be published
	Publish  *time.Time          `json:"publish,omitempty"`
	Approved *Said               `json:"approved,omitempty"`
	Returned *Said               `json:"returned,omitempty"`
}

// Said is what somebody said of a review.
type Said struct {
	By     congress.AccountID `json:"by"`
	At     time.Time          `json:"at"`
	Reason string             `json:"reason,omitempty"`
}

// returned is the review, ended.
func (r *Review) returned(said Said) *Review {
	review := *r
	review.Approved, review.Publish, review.Returned = nil, nil, &said
	return &review
}

// Missed is the code of why the server returned a planned publication; "" when it did not.
func (r *Review) Missed() string {
	if r == nil || r.Returned == nil || r.Returned.By != auth.ServerActor("").Account {
		return ""
	}
	return r.Returned.Reason
}

// State is how far the file is on its way to readers.
func (r *Review) State() State {
	switch {
	case r == nil || r.Returned != nil:
		return ""
	case r.Approved == nil:
		return InReview
	case r.Publish != nil:
		return Planned
	default:
		return Approved
	}
}

// comes reports whether the file is to be published by itself.
func (r *Review) comes() bool { return r != nil && r.Approved != nil && r.Publish != nil }
