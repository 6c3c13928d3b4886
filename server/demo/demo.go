package demo

import "plenum/congress"

// Congress is one demo congress.
type Congress struct {
	Info       congress.Info
	Groups     []string // names; number = place + 1
	Members    []Member
	Agenda     []congress.Agenda
	Materials  []Material
	Discussion Discussion
}

// Member is an invented person. Somebody with the same login in two congresses is one account.
type Member struct {
	Login, Name, Card, Title string
	Roles                    []congress.Role
	Group                    int // number; 0: none
}

// Material is a document with its file. An empty audience is not published.
type Material struct {
	File           string // in Files
	Name           string // file name
	Number         string
	Title          string
	Kind           string
	IssuedBy       string
	Date           string
	Classification congress.Classification
	Everyone       bool
	Roles          []congress.Role
	Group          int
	Draft          bool // registered and uploaded, not published
}

// Discussion is a discussion that is open in every group, with first comments.
type Discussion struct {
	Title    string
	Issues   []Issue
	Comments []Comment
}

// Issue is a point of the outline.
type Issue struct{ Title, Question string }

// Comment is what a member says in their group.
type Comment struct {
	Login, Stance, Text string
	Issue               int
}
