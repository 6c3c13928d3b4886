package uploads

import (
	"regexp"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
	"plenum/vietnamese"
)

// foldered is what the folders around a file say of it.
type foldered struct {
	agenda   congress.ObjectID
	audience congress.Audience
	kind     string
	unknown  []string                  // folders that say nothing
	fields   map[string]messages.Fault // what is wrong
}

// groupLike are folders named as a group is, whether or not it is there.
var groupLike = regexp.MustCompile(`^to\d`)

// byFolders reads the folders, outermost first. Each is looked at by itself, with and without its
// order number: one called as an agenda item, a group or a role places the file there or is for
// whom it will be; the first other one is its kind; what else there is says nothing and is noted.
// Nobody is added on a guess: a name that several go by, and two folders that contradict each
// other, are wrong; "everyone" and the cards of members have to be said in a spreadsheet.
func (n names) byFolders(folders []string) foldered {
	out := foldered{fields: map[string]messages.Fault{}}
	var at, to string // the folders that said it
	for _, folder := range folders {
		agenda, roles, groups := n.folder(folder)
		named := len(roles) + len(groups)
		switch {
		case len(agenda) > 0 && named > 0:
			out.fields["audience"] = messages.AgendaOrGroup(folder)
		case len(agenda) > 1:
			out.fields["agenda"] = messages.SeveralAgenda(folder)
		case named > 1:
			out.fields["audience"] = messages.SeveralCalled(folder)
		case len(agenda) == 1 && out.agenda != "" && out.agenda != agenda[0]:
			out.fields["agenda"] = messages.FoldersContradict(at, folder)
		case len(agenda) == 1:
			out.agenda, at = agenda[0], folder
		case named == 1:
			audience := congress.Audience{Roles: roles, Groups: groups}
			if to != "" && !out.audience.Equal(audience) {
				out.fields["audience"] = messages.FoldersContradict(to, folder)
				continue
			}
			out.audience, to = audience, folder
		case out.kind == "" && !groupLike.MatchString(vietnamese.Fold(bulk.WithoutOrder(folder))):
			out.kind = strings.TrimSpace(bulk.WithoutOrder(folder))
		default:
			out.unknown = append(out.unknown, folder)
		}
	}
	if out.fields["agenda"].Code() != "" {
		out.agenda = ""
	}
	if out.fields["audience"].Code() != "" {
		out.audience = congress.Audience{}
	}
	return out
}

// telling are the folders around everything that say something: the others are how a folder comes
// out of zipping, and are not even a kind.
func (n names) telling(around []string) (out []string) {
	for _, folder := range around {
		agenda, roles, groups := n.folder(folder)
		if len(agenda)+len(roles)+len(groups) > 0 || groupLike.MatchString(vietnamese.Fold(bulk.WithoutOrder(folder))) {
			out = append(out, folder)
		}
	}
	return out
}

// folder finds what is called as the folder is: with its whole name, or else without its order
// number.
func (n names) folder(name string) (agenda []congress.ObjectID, roles []congress.Role, groups []congress.GroupID) {
	whole, bare := vietnamese.Fold(name), vietnamese.Fold(bulk.WithoutOrder(name))
	agenda, roles, groups = n.agenda[whole], n.roles[whole], n.groups[whole]
	if len(agenda)+len(roles)+len(groups) == 0 {
		agenda, roles, groups = n.bare[bare], n.roles[bare], n.groups[bare]
	}
	return agenda, roles, groups
}
