package handlers

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/handlers/api"
)

// accounts are the routes by which people sign in and out, and those of administrators for accounts.
type accounts struct{ auth *auth.Service }

func (a accounts) routes() []api.Route {
	return []api.Route{
		{Method: "POST", Path: "/api/v1/sessions", Access: api.Anyone, Handle: a.signIn},
		{Method: "GET", Path: "/api/v1/session", Access: api.SignedIn, Handle: a.currentSession},
		{Method: "DELETE", Path: "/api/v1/session", Access: api.SignedIn, Handle: a.signOut},
		{Method: "GET", Path: "/api/v1/congresses", Access: api.SignedIn, Handle: a.congresses},
		{Method: "POST", Path: "/api/v1/accounts", Access: api.InSystem, Action: auth.CreateAccount, Handle: a.createAccount},
		{Method: "DELETE", Path: "/api/v1/accounts/:account/sessions", Access: api.InSystem, Action: auth.RevokeSessions, Handle: a.revokeSessions},
		{Method: "GET", Path: "/api/v1/accounts/:account/sessions", Access: api.InSystem, Action: auth.RevokeSessions, Handle: a.signedIn},
		{Method: "DELETE", Path: "/api/v1/accounts/:account/devices/:device/sessions", Access: api.InSystem, Action: auth.RevokeSessions, Handle: a.revokeDevice},
	}
}

type sessionView struct {
	Account       congress.AccountID `json:"account"`
	Login         string             `json:"login"`
	Name          string             `json:"name"`
	Administrator bool               `json:"administrator"`
	Expires       string             `json:"expires"`
	Token         string             `json:"token,omitempty"`
}

func viewSession(v auth.Session, token string) sessionView {
	return sessionView{
		Account: v.Account, Login: v.Login, Name: v.Name, Administrator: v.Administrator,
		Expires: v.Expires.UTC().Format(time.RFC3339), Token: token,
	}
}

// signIn gives an app its token in the body, and a browser a cookie that no script can read.
func (a accounts) signIn(c *api.Call) error {
	var in struct {
		Login    string            `json:"login"`
		Password string            `json:"password"`
		Device   congress.DeviceID `json:"device"`
		Cookie   bool              `json:"cookie"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	if in.Cookie && !c.OwnPage() {
		return congress.E(congress.Forbidden, messages.OriginRefused)
	}
	over := ""
	if in.Cookie {
		over = c.Scheme()
	}
	session, token, err := a.auth.SignIn(c.Req, auth.SignIn{
		Login: in.Login, Password: in.Password, Device: in.Device, Address: c.Address, Agent: api.FirstRunes(c.Get(fiber.HeaderUserAgent), 200), Cookie: over,
	})
	if err != nil {
		return err
	}
	if in.Cookie {
		c.GiveCookie(token, session.Expires)
		token = ""
	}
	return c.JSON201(viewSession(session, token))
}

func (a accounts) currentSession(c *api.Call) error { return c.Answer(viewSession(c.Session, "")) }

func (a accounts) signOut(c *api.Call) error {
	if err := a.auth.SignOut(c.Req, c.Session); err != nil {
		return err
	}
	c.DropCookie()
	return c.SendStatus(http.StatusNoContent)
}

func (a accounts) congresses(c *api.Call) error {
	list, err := a.auth.Congresses(c.Req, c.Session)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": list})
}

func (a accounts) createAccount(c *api.Call) error {
	id, err := c.RecordID()
	if err != nil {
		return err
	}
	var in struct {
		Login         string `json:"login"`
		Name          string `json:"name"`
		Password      string `json:"password"`
		Administrator bool   `json:"administrator"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	account, err := a.auth.CreateAccount(c.Req, c.Seat.Actor, auth.NewAccount{
		ID: id, Login: in.Login, Name: in.Name, Password: in.Password, Administrator: in.Administrator,
	})
	if err != nil {
		return err
	}
	return c.JSON201(map[string]any{"account": account.ID, "login": account.Login, "name": account.Name, "administrator": account.Administrator})
}

func (a accounts) revokeSessions(c *api.Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	n, err := a.auth.RevokeSessions(c.Req, c.Seat.Actor, congress.AccountID(id))
	if err != nil {
		return err
	}
	return c.Answer(map[string]int{"revoked": n})
}

func (a accounts) signedIn(c *api.Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	list, err := a.auth.SignedIn(c.Req, c.Seat.Actor, congress.AccountID(id))
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": list})
}

func (a accounts) revokeDevice(c *api.Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	n, err := a.auth.RevokeDevice(c.Req, c.Seat.Actor, congress.AccountID(id), congress.DeviceID(c.Params("device")))
	if err != nil {
		return err
	}
	return c.Answer(map[string]int{"revoked": n})
}
