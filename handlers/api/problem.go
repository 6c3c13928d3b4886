package api

import (
	stdjson "encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Problem is a problem document (RFC 9457). Code is stable; Title and Detail
// are for people, in the language they asked for.
type Problem struct {
	Type     string               `json:"type"`
	Title    string               `json:"title"`
	Status   int                  `json:"status"`
	Detail   string               `json:"detail"`
	Code     string               `json:"code"`
	Instance string               `json:"instance"` // the request's id, for the log
	Fields   map[string]string    `json:"fields,omitempty"`
	Faults   map[string]FaultCode `json:"faults,omitempty"`  // the same fields, for programs
	Current  *journal.Wire        `json:"current,omitempty"` // of 412, 428 and key_reused: the object as it is now, if the actor may see it
}

// statusOf chooses the status of an error by its kind, here and nowhere else. Three codes have the
// status that tus asks for, two that of RFC 9110, one that of RFC 4918, one that of RFC 6585, one
// that of keys (draft-ietf-httpapi-idempotency-key-header).
func statusOf(e *congress.Error) int {
	switch e.Code {
	case messages.TusVersion:
		return http.StatusPreconditionFailed
	case messages.TusContentType:
		return http.StatusUnsupportedMediaType
	case ErrMethod.Code:
		return http.StatusMethodNotAllowed
	case messages.IfMatchMissing:
		return http.StatusPreconditionRequired
	case messages.StorageFull:
		return http.StatusInsufficientStorage
	case messages.PDFMaking: // nothing is wrong; it is not there yet
		return http.StatusAccepted
	case messages.ChecksumMismatch:
		return 460
	case errRange.Code:
		return http.StatusRequestedRangeNotSatisfiable
	case messages.KeyReused:
		return http.StatusUnprocessableEntity
	}
	switch e.Kind {
	case congress.Invalid:
		return http.StatusBadRequest
	case congress.Unauthorized:
		return http.StatusUnauthorized
	case congress.Forbidden:
		return http.StatusForbidden
	case congress.NotFound:
		return http.StatusNotFound
	case congress.Conflict:
		return http.StatusConflict
	case congress.Stale:
		return http.StatusPreconditionFailed
	case congress.TooLarge:
		return http.StatusRequestEntityTooLarge
	case congress.TooMany:
		return http.StatusTooManyRequests
	case congress.Unavailable, congress.Canceled:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// problem is the one place that turns an error into an answer.
func (s *server) problem(c *fiber.Ctx, err error) error {
	e := congress.AsError(translateFiber(err))
	if requestID(c) == "" { // refused before any middleware ran
		c.Locals(localID, s.options.NewID())
		securityHeaders(c)
	}
	status := statusOf(e)
	if later(status) && asksHowFar(c) {
		c.Set("X-Plenum-Code", e.Code.String()) // a HEAD has no body that says it
		status = http.StatusLocked
	}
	if status >= 500 {
		level := slog.LevelWarn
		if e.Kind == congress.Internal {
			level = slog.LevelError
		}
		s.options.Log.Log(c.UserContext(), level, "request not served", "request", requestID(c), "code", e.Code.String(), "error", err.Error())
	}
	switch {
	case e.RetryAfter > 0:
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(e.RetryAfter))
	case e.Kind == congress.Unavailable:
		c.Set(fiber.HeaderRetryAfter, "2")
	}
	if e.Kind == congress.Unauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	lang := languageOf(c)
	out := Problem{
		Type: "/problems/" + e.Code.String(), Title: messages.TitleOf(e.Code, string(e.Kind), lang), Status: status, Detail: e.Code.In(lang), Code: e.Code.String(),
		Instance: requestID(c), Fields: FieldWords(lang, e), Faults: FieldCodes(e),
	}
	if e.RetryAfter > 0 {
		out.Fields["retryAfter"] = strconv.Itoa(e.RetryAfter)
	}
	if r, ok := c.Locals(localCurrent).(*congress.Record); ok {
		current := journal.WireOf(r)
		out.Current = &current
	}
	body, jsonErr := stdjson.Marshal(out)
	if jsonErr != nil {
		return jsonErr
	}
	c.Response().ResetBody()
	c.Response().Header.Del(fiber.HeaderContentDisposition)
	c.Response().Header.Del(fiber.HeaderETag)
	if status != http.StatusRequestedRangeNotSatisfiable { // which names the size there (RFC 9110, 14.4)
		c.Response().Header.Del(fiber.HeaderContentRange)
	}
	c.Status(status)
	c.Set(fiber.HeaderContentLanguage, string(lang))
	c.Set(fiber.HeaderContentType, "application/problem+json")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Send(body)
}

var ErrMethod = congress.E(congress.NotFound, messages.MethodNotAllowed)

// translateFiber gives Fiber's and fasthttp's own errors a kind and code.
func translateFiber(err error) error {
	var f *fiber.Error
	if !errors.As(err, &f) {
		return err
	}
	switch f.Code {
	case http.StatusNotFound:
		return congress.ErrNotFound
	case http.StatusMethodNotAllowed:
		return ErrMethod
	case http.StatusRequestEntityTooLarge:
		return errBodyTooLarge
	case http.StatusRequestHeaderFieldsTooLarge:
		return congress.E(congress.TooLarge, messages.HeaderTooLarge)
	case http.StatusRequestTimeout:
		return congress.E(congress.Canceled, messages.Timeout)
	default:
		if f.Code < 500 {
			return congress.Wrap(errors.New("the request is not one that the server understands"), congress.Invalid, messages.RequestInvalid)
		}
		return err
	}
}

// FieldWords say what is wrong with each field.
func FieldWords(lang messages.Language, e *congress.Error) map[string]string {
	out := make(map[string]string, len(e.Fields))
	for field, fault := range e.Fields {
		out[field] = fault.In(lang)
	}
	return out
}

// FaultCode is what is wrong with a field as programs read it: they may have words of their own.
type FaultCode struct {
	Code string `json:"code"`
	Args []any  `json:"args,omitempty"`
}

func FieldCodes(e *congress.Error) map[string]FaultCode {
	out := make(map[string]FaultCode, len(e.Fields))
	for field, fault := range e.Fields {
		out[field] = FaultCode{fault.Code(), fault.Args()}
	}
	return out
}
