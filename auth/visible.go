package auth

import (
	"fmt"
	"slices"

	"plenum/congress"
)

// readAction is the action that seeing an object of the kind needs; "" for
// kinds that nobody sees: accounts, sessions, and whatever is not named here.
func readAction(kind congress.ObjectKind) Action {
	switch kind {
	case congress.KindCongress: // the list of all; members read of theirs by Congresses and Seat
		return ListCongresses
	case congress.KindMember:
		return ReadMembers
	case congress.KindGroup:
		return ReadGroups
	case congress.KindAgenda:
		return ReadAgenda
	case congress.KindPolicy:
		return ReadPolicy
	case congress.KindDocument:
		return ReadDocuments
	case congress.KindPaper:
		return ReadDocuments
	case congress.KindUpload, congress.KindRules:
		return EditDocuments
	case congress.KindDiscussion:
		return ReadDiscussions
	case congress.KindComment, congress.KindMinutes, congress.KindPlacement, congress.KindFinding, congress.KindReport:
		return ReadComments
	case congress.KindNotice:
		return ReadCongress
	default:
		return ""
	}
}

// Visible is the one visibility rule: an actor sees an object if one of their
// roles may read its kind, and the object is meant for them. Nobody sees
// accounts and sessions. The server itself sees the rest whatever the audience. It fits journal.Visible.
func (p *Policy) Visible(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool {
	action := readAction(kind)
	if action == "" || !p.Allow(actor, action) {
		return false
	}
	return isServer(actor) || meantFor(actor, audience) != ""
}

// meantFor names the part of the audience that the actor is in; "" for none.
//
// An object for everyone is meant for every member whose roles are more than
// guest and press; an administrator is no member by that role. Whoever has a
// named role, is in a named group, keeps what a named group says, or is a named member is meant too.
func meantFor(a congress.Actor, to congress.Audience) string {
	if to.Everyone && a.Member != "" {
		for _, role := range a.Roles {
			if role != congress.Guest && role != congress.Press && role != congress.Administrator {
				return "audience_everyone"
			}
		}
	}
	if len(to.Roles) > 0 {
		for _, role := range a.Roles {
			if slices.Contains(to.Roles, role) {
				return "audience_role"
			}
		}
	}
	if len(to.Groups) > 0 {
		for _, group := range a.Groups {
			if slices.Contains(to.Groups, group) {
				return "audience_group"
			}
		}
	}
	if slices.ContainsFunc(to.Keepers, a.Keeps) {
		return "audience_keepers"
	}
	if a.Member != "" && slices.Contains(to.Members, a.Member) {
		return "audience_member"
	}
	return ""
}

// Explanation says why an answer is what it is. Rule is stable.
type Explanation struct {
	Allowed bool   `json:"allowed"`
	Rule    string `json:"rule"`
	Because string `json:"because"`
}

// Explain answers for the actor and an object of the kind meant for the
// audience; Allowed is what Visible answers. The rules: kind_hidden,
// role_denies_action, not_in_audience; audience_everyone, audience_role, audience_group, audience_keepers, audience_member, server.
func (p *Policy) Explain(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) Explanation {
	action := readAction(kind)
	if action == "" {
		return Explanation{false, "kind_hidden", "objects of this kind are shown to nobody"}
	}
	if e := p.ExplainAction(actor, action); !e.Allowed || e.Rule == "server" {
		return e
	}
	rule := meantFor(actor, audience)
	if rule == "" {
		return Explanation{false, "not_in_audience", "the object is not meant for this member: not by everyone, role, group or name"}
	}
	return Explanation{true, rule, fmt.Sprintf("a role of %v may do %s, and the object is meant for the member (%s)", actor.Roles, action, rule)}
}

// ExplainAction answers for the actor and an action; Allowed is what Allow
// answers. The rules: action_allowed, role_denies_action, server.
func (p *Policy) ExplainAction(actor congress.Actor, action Action) Explanation {
	switch {
	case !p.Allow(actor, action):
		return Explanation{false, "role_denies_action", fmt.Sprintf("none of the roles %v may do %s here", actor.Roles, action)}
	case isServer(actor):
		return Explanation{true, "server", "the server itself is allowed everything"}
	default:
		return Explanation{true, "action_allowed", fmt.Sprintf("a role of %v may do %s here", actor.Roles, action)}
	}
}
