package auth

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"

	"plenum/congress"
)

var (
	//go:embed model.conf
	modelText string
	//go:embed policy.csv
	policyText string
)

// Policy answers whether a role may do an action, and whether an actor may see
// an object. Casbin is asked once per congress, role and action, and its answer kept until a
// congress's own rows change. It is safe for concurrent use.
type Policy struct {
	mu       sync.RWMutex
	enforcer *casbin.Enforcer
	answers  map[question]bool
	own      map[congress.CongressID]map[congress.ObjectID]PolicyBody
}

type question struct {
	congress congress.CongressID
	role     congress.Role
	action   Action
}

// PolicyBody is the body of a KindPolicy record: rows that hold in this
// congress besides the default ones. A row that denies wins.
type PolicyBody struct {
	Rows []PolicyRow `json:"rows"`
}

// PolicyRow says that the role may, or may not, do the action.
type PolicyRow struct {
	Role   congress.Role `json:"role"`
	Action Action        `json:"action"`
	Allow  bool          `json:"allow"`
}

// NewPolicy makes the default policy.
func NewPolicy() (*Policy, error) {
	p := &Policy{answers: map[question]bool{}, own: map[congress.CongressID]map[congress.ObjectID]PolicyBody{}}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("read the policy's model: %w", err)
	}
	var rows []string
	for line := range strings.Lines(policyText) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			rows = append(rows, line)
		}
	}
	p.enforcer, err = casbin.NewEnforcer(m, stringadapter.NewAdapter(strings.Join(rows, "\n")))
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	return p, nil
}

// serverAccount marks the server itself. No session can have it: an account's id is a UUID.
const serverAccount congress.AccountID = "server"

// ServerActor is the server itself, for the command line and what it does by
// the clock. It is allowed everything and comes from no session.
func ServerActor(id congress.CongressID) congress.Actor {
	return congress.Actor{Account: serverAccount, Congress: id}
}

func isServer(a congress.Actor) bool { return a.Account == serverAccount && a.Session == "" }

// Allow reports whether one of the actor's roles may do the action in the actor's congress.
func (p *Policy) Allow(actor congress.Actor, action Action) bool {
	if isServer(actor) {
		return true
	}
	for _, role := range actor.Roles {
		if p.allowed(question{actor.Congress, role, action}) {
			return true
		}
	}
	return false
}

func (p *Policy) allowed(q question) bool {
	p.mu.RLock()
	answer, known := p.answers[q]
	p.mu.RUnlock()
	if known {
		return answer
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	answer, err := p.enforcer.Enforce(string(q.role), domain(q.congress), string(q.action))
	answer = answer && err == nil
	p.answers[q] = answer
	return answer
}

func domain(id congress.CongressID) string {
	if id == "" {
		return string(congress.System)
	}
	return string(id)
}

// reads is the action that seeing an object of the kind needs. A kind that is not here nobody sees.
var reads = map[congress.ObjectKind]Action{
	congress.KindCongress:   ReadCongress,
	congress.KindMember:     ReadMembers,
	congress.KindGroup:      ReadGroups,
	congress.KindAgenda:     ReadAgenda,
	congress.KindPolicy:     ReadPolicy,
	congress.KindDocument:   ReadDocuments,
	congress.KindUpload:     EditDocuments,
	congress.KindDiscussion: ReadDiscussions,
	congress.KindComment:    ReadComments,
}

// Visible is the one visibility rule: an actor sees an object if one of their
// roles may read its kind and the object is meant for them. It fits journal.Visible.
func (p *Policy) Visible(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) bool {
	action, known := reads[kind]
	if !known || !p.Allow(actor, action) {
		return false
	}
	return isServer(actor) || meantFor(actor, audience) != ""
}

// meantFor names the part of the audience that the actor is in; "" for none.
// Everyone is every member, but guests and press only when they are named, and
// an administrator is no member by that alone.
func meantFor(a congress.Actor, to congress.Audience) string {
	switch {
	case to.Everyone && slices.ContainsFunc(a.Roles, func(r congress.Role) bool {
		return r != congress.Guest && r != congress.Press && r != congress.Administrator
	}):
		return "audience_everyone"
	case slices.ContainsFunc(a.Roles, func(r congress.Role) bool { return slices.Contains(to.Roles, r) }):
		return "audience_role"
	case slices.ContainsFunc(a.Groups, func(g congress.GroupID) bool { return slices.Contains(to.Groups, g) }):
		return "audience_group"
	case a.Member != "" && slices.Contains(to.Members, a.Member):
		return "audience_member"
	default:
		return ""
	}
}

// Explanation says why an answer is what it is. Rule is stable.
type Explanation struct {
	Allowed bool   `json:"allowed"`
	Rule    string `json:"rule"`
	Because string `json:"because"`
}

// Explain answers for the actor and an object of the kind meant for the
// audience; Allowed is what Visible answers.
func (p *Policy) Explain(actor congress.Actor, kind congress.ObjectKind, audience congress.Audience) Explanation {
	action, known := reads[kind]
	if !known {
		return Explanation{false, "kind_hidden", "objects of this kind are shown to nobody"}
	}
	if !p.Allow(actor, action) {
		return Explanation{false, "role_denied", fmt.Sprintf("none of the roles %v may do %s here", actor.Roles, action)}
	}
	rule := meantFor(actor, audience)
	if rule == "" {
		return Explanation{false, "not_in_audience", "the object is not meant for this member: not by everyone, role, group or name"}
	}
	return Explanation{true, rule, fmt.Sprintf("a role of %v may do %s, and the object is meant for the member (%s)", actor.Roles, action, rule)}
}

// SetOwn takes in a congress's own policy object; nil rows remove it.
// What only the System stream decides, no congress can change.
func (p *Policy) setOwn(id congress.CongressID, object congress.ObjectID, body *PolicyBody) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.own[id] == nil {
		p.own[id] = map[congress.ObjectID]PolicyBody{}
	}
	if body == nil {
		delete(p.own[id], object)
	} else {
		p.own[id][object] = *body
	}
	_, _ = p.enforcer.RemoveFilteredPolicy(1, string(id))
	for _, own := range p.own[id] {
		for _, row := range own.Rows {
			if CheckRow(row) != nil {
				continue
			}
			effect := "deny"
			if row.Allow {
				effect = "allow"
			}
			_, _ = p.enforcer.AddPolicy(string(row.Role), string(id), string(row.Action), effect)
		}
	}
	for q := range p.answers {
		if q.congress == id {
			delete(p.answers, q)
		}
	}
}

// CheckRow refuses (Invalid) a row that a congress cannot have: an unknown
// role, what belongs to the whole server, and content for administrators.
func CheckRow(row PolicyRow) error {
	kind, _, _ := strings.Cut(string(row.Action), ":")
	switch {
	case !row.Role.Valid():
		return congress.FieldError("policy_invalid", "role", "there is no such role")
	case kind == "account" || row.Action == CreateCongress:
		return congress.FieldError("policy_invalid", "action", "this action is not a congress's to give")
	case row.Role == congress.Administrator && (kind == "document" || kind == "comment" || kind == "discussion" || kind == "report"):
		return congress.FieldError("policy_invalid", "role", "administrators cannot be given content")
	}
	return nil
}
