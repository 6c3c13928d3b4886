package documents

import (
	"slices"

	"plenum/congress"
	"plenum/journal"
)

// Organizers is for whom everything is that readers do not have.
func Organizers() congress.Audience {
	return congress.Audience{Roles: []congress.Role{congress.Organizer}}
}

// inEffect is for whom a published document is: whom it is meant for, the
// organizers who answer for it, and, when it is public, guests and press too.
func inEffect(a congress.Audience, c congress.Classification) congress.Audience {
	roles := append(slices.Clone(a.Roles), congress.Organizer)
	if c == congress.Public {
		roles = append(roles, congress.Guest, congress.Press)
	}
	slices.Sort(roles)
	a.Roles = slices.Compact(roles)
	return a
}

// Intended undoes inEffect. Guests and press of a public document count as
// there by its level, also where they were named: who takes a document back from
// the public takes it from them. Entries for organizers alone stay so.
func Intended(a congress.Audience, c congress.Classification) congress.Audience {
	a.Roles = slices.DeleteFunc(slices.Clone(a.Roles), func(r congress.Role) bool {
		return r == congress.Organizer || c == congress.Public && (r == congress.Guest || r == congress.Press)
	})
	if a.Nobody() {
		return Organizers()
	}
	return a
}

// within reports whether whoever is in the first audience is in the second
// too, whatever becomes of the membership; false when that is not sure.
func within(a, b congress.Audience) bool {
	if a.Everyone && !b.Everyone {
		return false
	}
	for _, r := range a.Roles {
		everyone := b.Everyone && r != congress.Guest && r != congress.Press
		if !everyone && !slices.Contains(b.Roles, r) {
			return false
		}
	}
	for _, g := range a.Groups {
		if !slices.Contains(b.Groups, g) {
			return false
		}
	}
	for _, m := range a.Members {
		if !slices.Contains(b.Members, m) {
			return false
		}
	}
	for _, g := range a.Keepers {
		if !slices.Contains(b.Keepers, g) && !slices.Contains(b.Groups, g) {
			return false
		}
	}
	return true
}

// maxNamed keeps an audience well under congress.MaxAudience.
const maxNamed = 5000

// cleanAudience gives the audience in order and without repetitions. What it
// names must be in the congress.
func cleanAudience(tx *journal.Tx, a congress.Audience) (congress.Audience, error) {
	if len(a.Roles)+len(a.Groups)+len(a.Members) > maxNamed {
		return a, errAudienceLarge
	}
	known := func(id congress.ObjectID, kind congress.ObjectKind) bool {
		r, ok := tx.Get(id)
		return ok && r.Kind == kind
	}
	for _, role := range a.Roles {
		if !role.Valid() || role == congress.Administrator {
			return a, errAudienceUnknown
		}
	}
	for _, g := range a.Groups {
		if !known(congress.ObjectID(g), congress.KindGroup) {
			return a, errAudienceUnknown
		}
	}
	for _, m := range a.Members {
		if !known(congress.ObjectID(m), congress.KindMember) {
			return a, errAudienceUnknown
		}
	}
	if len(a.Keepers) > 0 {
		return a, errAudienceUnknown // that is for what is said in a thread
	}
	a.Roles, a.Groups, a.Members = Ordered(a.Roles), Ordered(a.Groups), Ordered(a.Members)
	return a, nil
}

// Ordered is the list in order and without repetitions.
func Ordered[T ~string](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }
