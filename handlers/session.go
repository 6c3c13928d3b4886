package handlers

import (
	stdjson "encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// scheme is how browsers reach the server, as it was told; what a request says of it is not
// believed.
func (s *server) scheme() string {
	if s.options.Secure {
		return "https"
	}
	return "http"
}

// sessionCookie is the browser's. The prefix has browsers refuse it unless it
// is Secure, for the whole host and without Domain (RFC 6265bis, 4.1.3.2).
func (s *server) sessionCookie() string {
	if s.options.Secure {
		return "__Host-plenum"
	}
	return "plenum"
}

// identify finds the session of a bearer token or of the cookie. A token that
// does not hold is an error, unless anyone may come.
func (s *server) identify(c *Call, anyone bool) error {
	token, over := bearer(c.Ctx), ""
	if token == "" {
		token, over = c.Cookies(s.sessionCookie()), s.scheme()
	}
	if token == "" {
		return nil
	}
	session, err := s.options.Auth.Authenticate(c.Req, token)
	if err == nil && session.Cookie != "" && session.Cookie != over {
		session, err = auth.Session{}, errOtherScheme // whoever listened to the one must not come in by the other
	}
	if err != nil && anyone && congress.KindOf(err) == congress.Unauthorized {
		return nil
	}
	c.Session = session
	return err
}

var errOtherScheme = congress.E(congress.Unauthorized, messages.SessionUnknown)

// bearer is the token of the Authorization header; "" without one. The scheme's name is taken in
// any case (RFC 9110, 11.1).
func bearer(c *fiber.Ctx) string {
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// checkOrigin keeps other sites' pages from using a browser's cookie: a request that changes
// something, or opens a socket, must come from an allowed origin. Browsers send no Origin with a
// reading request of the same origin. Without a cookie there is nothing to misuse, and apps send no
// Origin.
func (s *server) checkOrigin(c *Call, r Route) error {
	if c.Cookies(s.sessionCookie()) == "" || (r.Method == http.MethodGet || r.Method == http.MethodHead) && !isUpgrade(c.Ctx) {
		return nil
	}
	if s.originAllowed(c.Ctx) {
		return nil
	}
	return closing(c.Ctx, congress.E(congress.Forbidden, messages.OriginRefused))
}

func isUpgrade(c *fiber.Ctx) bool { return strings.EqualFold(c.Get(fiber.HeaderUpgrade), "websocket") }

func (s *server) sessionRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/v1/sessions", Access: Anyone, Handle: s.signIn},
		{Method: "GET", Path: "/api/v1/session", Access: SignedIn, Handle: s.currentSession},
		{Method: "DELETE", Path: "/api/v1/session", Access: SignedIn, Handle: s.signOut},
		{Method: "GET", Path: "/api/v1/congresses", Access: SignedIn, Handle: s.congresses},
		{Method: "POST", Path: "/api/v1/accounts", Access: InSystem, Action: auth.CreateAccount, Handle: s.createAccount},
		{Method: "DELETE", Path: "/api/v1/accounts/:account/sessions", Access: InSystem, Action: auth.RevokeSessions, Handle: s.revokeSessions},
		{Method: "GET", Path: "/api/v1/accounts/:account/sessions", Access: InSystem, Action: auth.RevokeSessions, Handle: s.signedIn},
		{Method: "DELETE", Path: "/api/v1/accounts/:account/devices/:device/sessions", Access: InSystem, Action: auth.RevokeSessions, Handle: s.revokeDevice},
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
func (s *server) signIn(c *Call) error {
	var in struct {
		Login    string            `json:"login"`
		Password string            `json:"password"`
		Device   congress.DeviceID `json:"device"`
		Cookie   bool              `json:"cookie"`
	}
	if err := decode(c.Body, &in); err != nil {
		return err
	}
	if in.Cookie && !s.originAllowed(c.Ctx) {
		return congress.E(congress.Forbidden, messages.OriginRefused)
	}
	over := ""
	if in.Cookie {
		over = s.scheme()
	}
	session, token, err := s.options.Auth.SignIn(c.Req, auth.SignIn{
		Login: in.Login, Password: in.Password, Device: in.Device, Address: c.Address, Agent: firstRunes(c.Get(fiber.HeaderUserAgent), 200), Cookie: over,
	})
	if err != nil {
		return err
	}
	if in.Cookie {
		c.Cookie(&fiber.Cookie{
			Name: s.sessionCookie(), Value: token, Path: "/", Expires: session.Expires,
			HTTPOnly: true, Secure: s.options.Secure, SameSite: fiber.CookieSameSiteStrictMode,
		})
		token = ""
	}
	return c.JSON201(viewSession(session, token))
}

func (s *server) currentSession(c *Call) error { return c.Answer(viewSession(c.Session, "")) }

func (s *server) signOut(c *Call) error {
	if err := s.options.Auth.SignOut(c.Req, c.Session); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{
		Name: s.sessionCookie(), Path: "/", Expires: time.Unix(1, 0), HTTPOnly: true,
		Secure: s.options.Secure, SameSite: fiber.CookieSameSiteStrictMode,
	})
	return c.SendStatus(http.StatusNoContent)
}

func (s *server) congresses(c *Call) error {
	list, err := s.options.Auth.Congresses(c.Req, c.Session)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": list})
}

func (s *server) createAccount(c *Call) error {
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
	if err := decode(c.Body, &in); err != nil {
		return err
	}
	account, err := s.options.Auth.CreateAccount(c.Req, c.Seat.Actor, auth.NewAccount{
		ID: id, Login: in.Login, Name: in.Name, Password: in.Password, Administrator: in.Administrator,
	})
	if err != nil {
		return err
	}
	return c.JSON201(map[string]any{"account": account.ID, "login": account.Login, "name": account.Name, "administrator": account.Administrator})
}

func (s *server) revokeSessions(c *Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	n, err := s.options.Auth.RevokeSessions(c.Req, c.Seat.Actor, congress.AccountID(id))
	if err != nil {
		return err
	}
	return c.Answer(map[string]int{"revoked": n})
}

func (s *server) signedIn(c *Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	list, err := s.options.Auth.SignedIn(c.Req, c.Seat.Actor, congress.AccountID(id))
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": list})
}

func (s *server) revokeDevice(c *Call) error {
	id, err := c.Object("account")
	if err != nil {
		return err
	}
	n, err := s.options.Auth.RevokeDevice(c.Req, c.Seat.Actor, congress.AccountID(id), congress.DeviceID(c.Params("device")))
	if err != nil {
		return err
	}
	return c.Answer(map[string]int{"revoked": n})
}

// decode reads a body that the contract has accepted.
func decode(body []byte, v any) error {
	if err := stdjson.Unmarshal(body, v); err != nil {
		return congress.Wrap(fmt.Errorf("the body is not JSON of this operation: %w", err), congress.Invalid, messages.BodyInvalid)
	}
	return nil
}

// Decode reads the JSON body into v.
func (c *Call) Decode(v any) error { return decode(c.Body, v) }

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func splitList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
