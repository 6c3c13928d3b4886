package congress

import "strconv"

// Member is the body of a KindMember record: one person in one congress.
type Member struct {
	Account AccountID `json:"account,omitempty"` // who signs in as this member; empty: nobody can
	Name    string    `json:"name"`
	Card    string    `json:"card,omitempty"` // number of the delegate's card
	Title   string    `json:"title,omitempty"`
	Roles   []Role    `json:"roles"`
	Groups  []GroupID `json:"groups,omitempty"`
	Former  []GroupID `json:"former,omitempty"` // to which they belonged before; kept by the server
	Whose   AccountID `json:"whose,omitempty"`  // while no account is on it, the one that was; kept by the server
}

// Group is the body of a KindGroup record.
type Group struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
}

// InOrder are the words by which groups are listed: their numbers, then their names.
func (g Group) InOrder() []string { return []string{strconv.Itoa(g.Number), g.Name} }

// Info is the body of a KindCongress record in the System stream.
type Info struct {
	Title    string `json:"title"`
	TitleEN  string `json:"titleEn,omitempty"`
	Place    string `json:"place,omitempty"`
	Starts   string `json:"starts,omitempty"` // a date, YYYY-MM-DD
	Ends     string `json:"ends,omitempty"`
	Language string `json:"language,omitempty"`
}

// Agenda is the body of a KindAgenda record: one item of the programme.
type Agenda struct {
	Day   string `json:"day"` // YYYY-MM-DD
	From  string `json:"from"`
	To    string `json:"to"`
	Title string `json:"title"`
	Place string `json:"place,omitempty"`
	Order int    `json:"order"`
}
