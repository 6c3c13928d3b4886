package auth

import (
	"slices"

	"plenum/congress"
	"plenum/congress/messages"
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

// Visible is the one visibility rule: an actor sees an object if one of their roles may read its
// kind, and the object is meant for them. Nobody sees accounts and sessions. The server itself sees
// the rest whatever the audience. It fits journal.Visible.
func (p *Policy) Visible(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool {
	action := readAction(kind)
	if action == "" || !p.Allow(actor, action) {
		return false
	}
	return isServer(actor) || meantFor(actor, audience) != ""
}

// meantFor names the part of the audience that the actor is in; "" for none.
//
// An object for everyone is meant for every member whose roles are more than guest and press; an
// administrator is no member by that role. Whoever has a named role, is in a named group, keeps
// what a named group says, or is a named member is meant too.
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
	Allowed bool
	Rule    string

	roles  []congress.Role
	action Action
}

// Because says it in a language.
func (e Explanation) Because(l messages.Language) string {
	roles := make([]string, 0, len(e.roles))
	for _, r := range e.roles {
		roles = append(roles, string(r))
	}
	return messages.Because(e.Rule, roles, string(e.action), l)
}

// Explain answers for the actor and an object of the kind meant for the audience; Allowed is what
// Visible answers. The rules: kind_hidden, role_denies_action, not_in_audience; audience_everyone,
// audience_role, audience_group, audience_keepers, audience_member, server.
func (p *Policy) Explain(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) Explanation {
	action := readAction(kind)
	if action == "" {
		return Explanation{Rule: "kind_hidden"}
	}
	if e := p.ExplainAction(actor, action); !e.Allowed || e.Rule == "server" {
		return e
	}
	rule := meantFor(actor, audience)
	if rule == "" {
		return Explanation{false, "not_in_audience", actor.Roles, action}
	}
	return Explanation{true, rule, actor.Roles, action}
}

// ExplainAction answers for the actor and an action; Allowed is what Allow
// answers. The rules: action_allowed, role_denies_action, server.
func (p *Policy) ExplainAction(actor congress.Actor, action Action) Explanation {
	switch {
	case !p.Allow(actor, action):
		return Explanation{false, "role_denies_action", actor.Roles, action}
	case isServer(actor):
		return Explanation{true, "server", actor.Roles, action}
	default:
		return Explanation{true, "action_allowed", actor.Roles, action}
	}
}
