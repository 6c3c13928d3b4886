package congress

import "slices"

// Role is what a member is in one congress, or System roles of an account.
type Role string

// The roles. Administrator belongs to accounts and holds in every congress;
// the others come from the membership.
const (
	Administrator  Role = "administrator"   // runs the server
	Organizer      Role = "organizer"       // ban tổ chức
	Secretariat    Role = "secretariat"     // đoàn thư ký
	Presidium      Role = "presidium"       // đoàn chủ tịch
	GroupSecretary Role = "group-secretary" // thư ký tổ
	Chair          Role = "chair"           // tổ trưởng
	Deputy         Role = "deputy"          // tổ phó
	Delegate       Role = "delegate"        // đại biểu
	Guest          Role = "guest"           // khách mời
	Press          Role = "press"           // báo chí
)

// Roles lists every role.
func Roles() []Role {
	return []Role{Administrator, Organizer, Secretariat, Presidium, GroupSecretary, Chair, Deputy, Delegate, Guest, Press}
}

// Valid reports whether r is a known role.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Actor is who asks: one account on one device, and what it is in the
// congress at hand. It is made by auth from a session and the membership as
// the hall knows it now, and lives no longer than the request or the socket.
type Actor struct {
	Account  AccountID
	Session  SessionID
	Device   DeviceID
	Congress CongressID // empty outside a congress
	Member   MemberID   // empty for an administrator who is no member
	Roles    []Role
	Groups   []GroupID
}

// Has reports whether the actor has the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// In reports whether the actor belongs to the group.
func (a Actor) In(g GroupID) bool { return slices.Contains(a.Groups, g) }

// Keeps reports whether the actor keeps what the group says: its chair, deputies and secretaries
// do.
func (a Actor) Keeps(g GroupID) bool { return a.In(g) && slices.ContainsFunc(a.Roles, keeping) }

func keeping(r Role) bool { return r == GroupSecretary || r == Chair || r == Deputy }

// By is the actor as records keep it.
func (a Actor) By() By { return By{Account: a.Account, Member: a.Member, Device: a.Device} }

// Audience says for whom an object is meant. The parts add up: a member is in
// the audience if any part names them. The zero Audience is nobody.
type Audience struct {
	Everyone bool       `json:"everyone,omitempty"` // every member of the congress, guests and press only if they are named or the object is public
	Roles    []Role     `json:"roles,omitempty"`
	Groups   []GroupID  `json:"groups,omitempty"`
	Members  []MemberID `json:"members,omitempty"`
	Keepers  []GroupID  `json:"keepers,omitempty"` // the chair, deputies and secretaries of these groups, whoever that is; no client names them
}

// Nobody reports whether the audience is empty.
func (a Audience) Nobody() bool {
	return !a.Everyone && len(a.Roles) == 0 && len(a.Groups) == 0 && len(a.Members) == 0 && len(a.Keepers) == 0
}

// Equal reports whether both name the same parts in the same order.
func (a Audience) Equal(b Audience) bool {
	return a.Everyone == b.Everyone && slices.Equal(a.Roles, b.Roles) &&
		slices.Equal(a.Groups, b.Groups) && slices.Equal(a.Members, b.Members) && slices.Equal(a.Keepers, b.Keepers)
}
