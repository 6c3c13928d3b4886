package auth

import (
	_ "embed"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"

	"plenum/congress"
	"plenum/congress/messages"
)

var (
	//go:embed model.conf
	modelText string
	//go:embed policy.csv
	policyText string
)

// Policy answers whether a role may do an action (Allow), and whether an actor
// may see an object (Visible). Casbin is asked once per congress, role and
// action, when the policy is made and when a congress changes its own rows; its
// answers are kept until the next change. A nil or zero Policy allows nothing.
// It is safe for concurrent use.
type Policy struct {
	kept atomic.Pointer[answers]

	mu       sync.Mutex // guards the two below
	enforcer *casbin.Enforcer
	own      map[congress.CongressID]map[congress.ObjectID]PolicyBody
}

// answers are casbin's, and never change once they are kept.
type answers struct {
	everywhere grants
	own        map[congress.CongressID]grants // of congresses that have rows of their own
}

// grants holds what is allowed; what is not in it is denied.
type grants map[grant]struct{}

type grant struct {
	role   congress.Role
	action Action
}

// NewPolicy makes the default policy from the embedded model.conf and
// policy.csv. It refuses rows that name an unknown role, action or effect.
func NewPolicy() (*Policy, error) {
	p, err := readPolicy(modelText, policyText)
	if err != nil {
		return nil, err
	}
	everywhere, err := defaults()
	if err != nil {
		return nil, err
	}
	p.kept.Store(&answers{everywhere: everywhere})
	return p, nil
}

// defaults are the answers of the embedded texts, which nobody changes: casbin is asked about each
// role and action once in a process.
var defaults = sync.OnceValues(func() (grants, error) {
	p, err := readPolicy(modelText, policyText)
	if err != nil {
		return nil, err
	}
	everywhere := grants{}
	for _, role := range congress.Roles() {
		for _, action := range Actions() {
			if err := p.ask(everywhere, congress.CongressID(congress.System), grant{role, action}); err != nil {
				return nil, fmt.Errorf("ask the policy: %w", err)
			}
		}
	}
	return everywhere, nil
})

// readPolicy makes a policy that has not been asked yet.
func readPolicy(modelText, policyText string) (*Policy, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("read the policy's model: %w", err)
	}
	rows, err := readRows(policyText)
	if err != nil {
		return nil, err
	}
	enforcer, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(rows))
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	enforcer.EnableAutoSave(false)
	return &Policy{enforcer: enforcer, own: map[congress.CongressID]map[congress.ObjectID]PolicyBody{}}, nil
}

// readRows drops comments and empty lines, and checks the words of the rows:
// a misspelt action would silently deny.
func readRows(text string) (string, error) {
	var rows strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, ",")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 5 || cells[0] != "p" || cells[2] != "*" || cells[4] != "allow" ||
			!congress.Role(cells[1]).Valid() || !Action(cells[3]).Valid() {
			return "", fmt.Errorf("read the policy: row %q is not p, role, *, action, allow", line)
		}
		rows.WriteString(line + "\n")
	}
	return rows.String(), nil
}

// ask puts casbin's answer into g. The caller holds p.mu, or has p alone.
func (p *Policy) ask(g grants, id congress.CongressID, q grant) error {
	yes, err := p.enforcer.Enforce(string(q.role), string(id), string(q.action))
	if yes && err == nil {
		g[q] = struct{}{}
	} else {
		delete(g, q)
	}
	return err
}

// serverAccount marks the server itself. No session can have it: an account's id is a UUID.
const serverAccount congress.AccountID = "server"

// ServerActor is the server itself, for the command line and what it does by
// the clock. It is allowed everything and comes from no session.
func ServerActor(id congress.CongressID) congress.Actor {
	return congress.Actor{Account: serverAccount, Congress: id}
}

func isServer(a congress.Actor) bool { return a.Account == serverAccount && a.Session == "" }

// Allow reports whether one of the actor's roles may do the action in the
// actor's congress. An actor without roles, an unknown role and an unknown
// action are denied; the server itself is allowed everything.
func (p *Policy) Allow(actor congress.Actor, action Action) bool {
	if p == nil {
		return false
	}
	kept := p.kept.Load()
	if kept == nil {
		return false
	}
	if isServer(actor) {
		return true
	}
	allowed := kept.everywhere
	if len(kept.own) > 0 {
		if own, ok := kept.own[actor.Congress]; ok {
			allowed = own
		}
	}
	for _, role := range actor.Roles {
		if _, ok := allowed[grant{role, action}]; ok {
			return true
		}
	}
	return false
}

// PolicyBody is the body of a KindPolicy record: rows that hold in this
// congress besides the default ones. A row that denies wins over every row that allows.
type PolicyBody struct {
	Rows []PolicyRow `json:"rows"`
}

// PolicyRow says that the role may, or may not, do the action.
type PolicyRow struct {
	Role   congress.Role `json:"role"`
	Action Action        `json:"action"`
	Allow  bool          `json:"allow"`
}

// CheckRow refuses (Invalid "policy_invalid") a row that a congress cannot
// have: an unknown role or action; an action that concerns the whole server;
// and any row about administrators. The rights of administrators are the
// server's to say, so a congress can neither give them its content nor lock them out.
func CheckRow(row PolicyRow) error {
	switch {
	case !row.Role.Valid():
		return congress.FieldError(messages.PolicyInvalid, "role", messages.NoRole())
	case !row.Action.Valid():
		return congress.FieldError(messages.PolicyInvalid, "action", messages.NoAction())
	case row.Action.ofServer():
		return congress.FieldError(messages.PolicyInvalid, "action", messages.ActionFixed())
	case row.Role == congress.Administrator:
		return congress.FieldError(messages.PolicyInvalid, "role", messages.AdministratorsFixed())
	}
	return nil
}

// setOwn takes in one policy object of a congress; nil removes it. Rows that
// CheckRow refuses are passed over.
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
	kept := p.kept.Load()
	next := &answers{everywhere: kept.everywhere, own: maps.Clone(kept.own)}
	if next.own == nil {
		next.own = map[congress.CongressID]grants{}
	}
	if len(p.own[id]) == 0 {
		delete(p.own, id)
		delete(next.own, id)
		_, _ = p.enforcer.RemoveFilteredPolicy(1, string(id)) // nobody asks for this congress any more
	} else {
		next.own[id] = p.askOwn(id, kept.everywhere)
	}
	p.kept.Store(next)
}

// askOwn gives what is allowed in a congress that has rows of its own. If casbin fails, everybody
// but administrators is denied everything: a row that denies must not get lost.
func (p *Policy) askOwn(id congress.CongressID, everywhere grants) grants {
	g, err := p.ownGrants(id, everywhere)
	if err == nil {
		return g
	}
	g = grants{}
	for q := range everywhere {
		if q.role == congress.Administrator {
			g[q] = struct{}{}
		}
	}
	return g
}

func (p *Policy) ownGrants(id congress.CongressID, everywhere grants) (grants, error) {
	if _, err := p.enforcer.RemoveFilteredPolicy(1, string(id)); err != nil {
		return nil, err
	}
	touched := grants{}
	for _, body := range p.own[id] {
		for _, row := range body.Rows {
			if CheckRow(row) != nil {
				continue
			}
			effect := "deny"
			if row.Allow {
				effect = "allow"
			}
			if _, err := p.enforcer.AddPolicy(string(row.Role), string(id), string(row.Action), effect); err != nil {
				return nil, err
			}
			touched[grant{row.Role, row.Action}] = struct{}{}
		}
	}
	g := maps.Clone(everywhere)
	for q := range touched { // all other answers are the default's
		if err := p.ask(g, id, q); err != nil {
			return nil, err
		}
	}
	return g, nil
}
