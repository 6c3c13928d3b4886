package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"plenum/congress"
	"plenum/congress/messages"
)

// language is the one of the two we speak that the client prefers; Vietnamese when it does not say.
func language(c *fiber.Ctx) messages.Language {
	if lang := c.AcceptsLanguages("vi", "en"); lang != "" {
		return messages.Language(lang)
	}
	if strings.HasPrefix(c.Get(fiber.HeaderAcceptLanguage), "en") {
		return messages.English
	}
	return messages.Vietnamese
}

// fieldWords say what is wrong with each field.
func fieldWords(lang messages.Language, e *congress.Error) map[string]string {
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

func fieldCodes(e *congress.Error) map[string]FaultCode {
	out := make(map[string]FaultCode, len(e.Fields))
	for field, fault := range e.Fields {
		out[field] = FaultCode{fault.Code(), fault.Args()}
	}
	return out
}
