package report

import (
	"slices"
	"time"
)

// Report is what is written. Comments have no names unless an Author is given.
type Report struct {
	Congress   string // name of the congress; "" leaves it out
	IssuedBy   string // above left and above the signature; "" is "Đoàn Thư ký"
	Number     string // số, ký hiệu; "" leaves room to write the number in
	Place      string // before the date; "" leaves it out
	Discussion string
	AsOf       uint64    // number of the last record that is counted in
	Date       time.Time // shown in its own location; zero leaves room to write it in
	Groups     []string  // names; comments are by their order
	Plenary    bool      // the last of Groups is the plenary
	Issues     []Issue
	Outside    Issue    // nội dung ngoài đề cương; its title and question are not used
	Recipients []string // nơi nhận, a line each; nil is the presidium, the groups and the file
}

// Issue is a point of the outline with what each group said of it.
type Issue struct {
	Title    string
	Question string
	Comments [][]Comment // by group, as in Report.Groups; what is missing is empty, what is beyond is not printed
}

// Comment is one opinion, numbered within its group.
type Comment struct {
	Number    int
	Stance    string // the words for it, such as "đề nghị"; "" is none
	Text      string // plain, paragraphs by line feed
	Author    string // "" is not named
	Withdrawn bool   // its number stays and its text is not printed; it does not count
}

// of gives the comments of the group with that index.
func (i Issue) of(group int) []Comment {
	if group >= len(i.Comments) {
		return nil
	}
	return i.Comments[group]
}

// count is the number of comments of the group that stand.
func (i Issue) count(group int) (n int) {
	for _, c := range i.of(group) {
		if !c.Withdrawn {
			n++
		}
	}
	return n
}

// parts are the issues of the outline and then what is outside it.
func (r Report) parts() []Issue { return append(slices.Clone(r.Issues), r.Outside) }

// groupTotal is the number of comments of a group that stand.
func (r Report) groupTotal(group int) (n int) {
	for _, part := range r.parts() {
		n += part.count(group)
	}
	return n
}

// total is the number of all comments that stand.
func (r Report) total() (n int) {
	for g := range r.Groups {
		n += r.groupTotal(g)
	}
	return n
}

// stanceCount is how often a stance was taken.
type stanceCount struct {
	stance string
	n      int
}

// stances counts the stances, the most frequent first and equal ones as they appear.
func (r Report) stances() []stanceCount {
	var out []stanceCount
	for _, part := range r.parts() {
		for g := range r.Groups {
			for _, c := range part.of(g) {
				if c.Stance == "" || c.Withdrawn {
					continue
				}
				at := slices.IndexFunc(out, func(s stanceCount) bool { return s.stance == c.Stance })
				if at < 0 {
					at = len(out)
					out = append(out, stanceCount{stance: c.Stance})
				}
				out[at].n++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b stanceCount) int { return b.n - a.n })
	return out
}
