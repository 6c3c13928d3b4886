package register

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/documents/delivery"
	"plenum/documents/search"
	"plenum/handlers/api"
)

// Search is the route that searches the materials, under either API.
func Search(inside string, service *delivery.Delivery) api.Route {
	return api.Route{
		Method: "GET", Path: inside + "/search", Access: api.Inside, Action: auth.ReadDocuments,
		Handle: func(c *api.Call) error {
			found, err := service.Find(c.Req, c.Seat.Hall, c.Seat.Actor, search.Query{
				Text: c.Query("q"), Limit: c.QueryInt("limit"), Offset: c.QueryInt("offset"),
			})
			if err != nil {
				return err
			}
			return c.Answer(foundOf(found))
		},
	}
}

// found is an answer of a search. Texts are in pieces, so that clients need not count bytes.
type found struct {
	Items   []hit             `json:"items"`
	Total   int               `json:"total"`
	Relaxed search.Relaxation `json:"relaxed,omitempty"`
}

type hit struct {
	Document congress.ObjectID `json:"document"`
	Version  int               `json:"version,omitempty"`
	Number   []piece           `json:"number"`
	Title    []piece           `json:"title"`
	Kind     string            `json:"kind,omitempty"`
	IssuedBy string            `json:"issuedBy,omitempty"`
	Passages []passage         `json:"passages"`
}

type passage struct {
	Annex int     `json:"annex,omitempty"`
	Page  int     `json:"page"`
	Text  []piece `json:"text"`
}

type piece struct {
	Text  string `json:"text"`
	Found bool   `json:"found,omitempty"`
}

func foundOf(r search.Result) found {
	out := found{Items: make([]hit, 0, len(r.Hits)), Total: r.Total, Relaxed: r.Relaxed}
	for _, h := range r.Hits {
		item := hit{
			Document: h.Document, Version: h.Version, Number: pieces(h.Number), Title: pieces(h.Title), Kind: h.Kind, IssuedBy: h.IssuedBy,
			Passages: make([]passage, 0, len(h.Passages)),
		}
		for _, p := range h.Passages {
			item.Passages = append(item.Passages, passage{p.Annex, p.Page, pieces(p.Marked)})
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// pieces cuts a text where what was found begins and ends.
func pieces(m search.Marked) []piece {
	out, at := []piece{}, 0
	for _, r := range m.Found {
		if r.From > at {
			out = append(out, piece{Text: m.Text[at:r.From]})
		}
		out = append(out, piece{Text: m.Text[r.From:r.To], Found: true})
		at = r.To
	}
	if at < len(m.Text) {
		out = append(out, piece{Text: m.Text[at:]})
	}
	return out
}
